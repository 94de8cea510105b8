"""Claim due mail under a lease, send it over one connection, settle each message by itself.

A message is deleted right after the server's 250, so a sender that dies sends at most one message
twice (and that with the same Message-ID). One message that fails never holds the others up.
"""

import contextlib
import logging
import smtplib
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.core.mail import get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db.models import F
from django.utils import timezone

from campaign.lib import sealing
from campaign.lib.addresses import Address
from campaign.mail import composing
from campaign.mail.models import OutgoingMail, Suppression

logger = logging.getLogger(__name__)

BATCH = 50
LEASE = timedelta(minutes=5)
# How long after each failed attempt the next one waits; after the last, we give up.
WAITS = [
    *(timedelta(seconds=10), timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=15)),
    *(timedelta(hours=1), timedelta(hours=4), timedelta(hours=12), timedelta(days=1)),
]

# Answers that speak of us and not of the message: wrong password, sign in first, relay denied for
# now. The message waits for somebody to mend the settings.
OUR_FAULT = {421, 454, 530, 534, 535}


@dataclass
class Outcome:
    """What became of one round: messages sent, put off, given up, no longer wanted."""

    sent: int = 0
    deferred: int = 0
    failed: int = 0
    dropped: int = 0


class ServerUnavailable(Exception):
    """The mail server, rather than one message, is the trouble."""


def deliver_due(*, until: datetime) -> Outcome:
    """Send what is due until nothing is, or until the moment `until`."""
    outcome = Outcome()
    connection = get_connection()
    try:
        while timezone.now() < until:
            claimed_at = timezone.now()
            batch = OutgoingMail.objects.claim(now=claimed_at, lease=LEASE, most=BATCH)
            if not batch:
                break
            _deliver(batch, connection, claimed_at, outcome)
    except ServerUnavailable as unavailable:
        logger.error("Mail waits: %s", unavailable)
    finally:
        _close(connection)
    return outcome


def _deliver(
    batch: list[OutgoingMail],
    connection: BaseEmailBackend,
    claimed_at: datetime,
    outcome: Outcome,
) -> None:
    recipients = _recipients(batch, outcome)
    contexts = composing.contexts(mail for mail in batch if mail.id in recipients)
    for number, mail in enumerate(batch):
        if mail.id not in recipients:
            continue
        if timezone.now() > claimed_at + LEASE - timedelta(minutes=1):
            break  # the rest comes due again when the lease is over
        if mail.id not in contexts:
            mail.delete()
            outcome.dropped += 1
            continue
        try:
            _send(mail, recipients[mail.id], contexts[mail.id], connection, outcome)
        except ServerUnavailable:
            _give_back(batch[number:], outcome)
            raise


def _recipients(batch: list[OutgoingMail], outcome: Outcome) -> dict[UUID, str]:
    """Address by message, without those that must not be written to or cannot be read."""
    recipients = {}
    for mail in batch:
        try:
            recipients[mail.id] = mail.opened()["to"]
        except sealing.CannotOpen:
            logger.error("Mail %s cannot be opened: is MAIL_KEY the right one?", mail.id)
            _defer(mail, "cannot be opened", outcome)
    hashes = {
        mail_id: sealing.address_hash(Address.parse(address).normalised)
        for mail_id, address in recipients.items()
    }
    suppressed = set(
        Suppression.objects.filter(address_hash__in=hashes.values()).values_list(
            "address_hash", flat=True
        )
    )
    for mail_id in [mail_id for mail_id, hashed in hashes.items() if hashed in suppressed]:
        OutgoingMail.objects.filter(id=mail_id).delete()
        del recipients[mail_id]
        outcome.dropped += 1
    return recipients


def _send(
    mail: OutgoingMail,
    to: str,
    context: dict[str, Any],
    connection: BaseEmailBackend,
    outcome: Outcome,
) -> None:
    try:
        message = composing.composed(mail, to, context)
    except Exception as error:  # a broken template must not cost anybody their mail
        logger.exception("Mail %s (%s) could not be composed", mail.id, mail.message)
        _defer(mail, type(error).__name__, outcome)
        return
    try:
        connection.open()
    except (OSError, smtplib.SMTPException) as error:
        raise ServerUnavailable(_reason(error)) from None
    try:
        connection.send_messages([message])
    except (smtplib.SMTPServerDisconnected, OSError):
        # Perhaps this message, perhaps the server: the message waits, the next one tries anew.
        _close(connection)
        _defer(mail, "disconnected", outcome)
    except smtplib.SMTPException as error:
        code = _code(error)
        if code in OUR_FAULT:
            raise ServerUnavailable(_reason(error)) from None
        _close(connection)
        if 500 <= code < 600:
            _fail(mail, str(code), outcome)
        else:
            _defer(mail, str(code), outcome)
    else:
        mail.delete()
        outcome.sent += 1


def _defer(mail: OutgoingMail, failure: str, outcome: Outcome) -> None:
    """Try again later, or give up after the last wait."""
    if mail.attempts > len(WAITS):
        _fail(mail, failure, outcome)
        return
    mail.failure = failure
    mail.due_at = timezone.now() + WAITS[mail.attempts - 1]
    mail.save(update_fields=["failure", "due_at"])
    outcome.deferred += 1


def _fail(mail: OutgoingMail, failure: str, outcome: Outcome) -> None:
    """Given up. What remains says that and why, not who."""
    mail.failure = failure
    mail.failed_at = timezone.now()
    mail.content = b""
    mail.save(update_fields=["failure", "failed_at", "content"])
    outcome.failed += 1
    logger.warning("Mail %s (%s) failed: %s", mail.id, mail.message, failure)


def _give_back(mails: list[OutgoingMail], outcome: Outcome) -> None:
    """As if never claimed, but for a short wait."""
    OutgoingMail.objects.filter(id__in=[mail.id for mail in mails], failed_at=None).update(
        due_at=timezone.now() + WAITS[0], attempts=F("attempts") - 1
    )
    outcome.deferred += len(mails)


def _close(connection: BaseEmailBackend) -> None:
    with contextlib.suppress(OSError, smtplib.SMTPException):
        connection.close()


def _code(error: smtplib.SMTPException) -> int:
    """The server's answer, for one recipient or for the whole message; 0 where it gave none."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return next((code for code, _text in error.recipients.values()), 0)
    return getattr(error, "smtp_code", 0)


def _reason(error: Exception) -> str:
    """Never the server's words: they often repeat the address."""
    code = _code(error) if isinstance(error, smtplib.SMTPException) else 0
    return f"{type(error).__name__} {code or getattr(error, 'errno', '') or ''}".strip()
