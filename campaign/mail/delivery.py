"""Claim due mail under a lease, send it over one connection, settle each message by itself.

A message is deleted right after the server's 250, so a sender that dies sends at most one message
twice (and that with the same Message-ID). One message that fails never holds the others up.

Bulk mail waits until nothing else is due, and is sent at most once: that it is being handed over
is committed first, and where the handing over breaks off nobody tries again. A confirmation that
goes missing costs a signature, so it is rather sent twice; news that comes twice costs trust.
"""

import contextlib
import logging
import re
import smtplib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.mail import get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from campaign.lib import sealing
from campaign.lib.addresses import Address
from campaign.mail import composing, hooks
from campaign.mail.hooks import Settled
from campaign.mail.models import OutgoingMail, Suppression

logger = logging.getLogger(__name__)

BATCH = 50
LEASE = timedelta(minutes=5)
# A server that names the mailbox's standing in its answer (RFC 3463): "5.1.1 …".
ENHANCED = re.compile(rb"\s*([245]\.\d{1,3}\.\d{1,3})\b")
# How long after each failed attempt the next one waits; after the last, we give up.
WAITS = [
    *(timedelta(seconds=10), timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=15)),
    *(timedelta(hours=1), timedelta(hours=4), timedelta(hours=12), timedelta(days=1)),
]

# A sender stops this long before its lease ends: whatever happens next, nobody else has its mail.
MARGIN = timedelta(minutes=1)
# So long a sender is at bulk mail before it looks whether something else is due.
AT_BULK = timedelta(seconds=2)

# Answers that speak of us and not of the message: wrong password, sign in first, relay denied for
# now. The message waits for somebody to mend the settings.
OUR_FAULT = {421, 454, 530, 534, 535}
# Refusals of our name, our sender address or our password, with whatever code.
REFUSES_US = (
    *(smtplib.SMTPHeloError, smtplib.SMTPSenderRefused, smtplib.SMTPAuthenticationError),
    smtplib.SMTPNotSupportedError,
)
# A server that hangs on so many messages in a row hangs on all of them.
HANG_UPS = 3


@dataclass
class Outcome:
    """What became of one round: messages sent, put off, given up, no longer wanted, or broken off
    so that nobody knows."""

    sent: int = 0
    deferred: int = 0
    failed: int = 0
    dropped: int = 0
    unclear: int = 0
    hang_ups: int = 0  # in a row, up to now
    # Of the batch at hand, to be told to whoever listens.
    taken: list[OutgoingMail] = field(default_factory=list)
    refused: list[OutgoingMail] = field(default_factory=list)


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
                if hooks.feed(claimed_at):
                    continue
                break
            try:
                _deliver(batch, connection, claimed_at, outcome)
            finally:
                _tell(outcome)
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
    for mail in [mail for mail in batch if mail.handed_over_at]:  # and then its sender died
        _settle(mail, Settled.UNCLEAR, outcome, "sender died")
        batch.remove(mail)
    recipients = _recipients(batch, outcome)
    words = _words([mail for mail in batch if mail.id in recipients], outcome)
    ready = [mail for mail in batch if mail.id in words]
    for number, mail in enumerate(ready):
        if timezone.now() > claimed_at + LEASE - MARGIN:
            _give_back(ready[number:], outcome)
            break
        if mail.is_bulk and number and timezone.now() > claimed_at + AT_BULK:
            _rows(ready[number:]).update(due_at=timezone.now())
            break
        try:
            _send(mail, recipients[mail.id], words[mail.id], connection, outcome)
        except ServerUnavailable:
            _give_back(ready[number:], outcome)
            raise
        if outcome.hang_ups >= HANG_UPS:
            _give_back(ready[number + 1 :], outcome)
            raise ServerUnavailable("it hangs up on one message after the other")


def _tell(outcome: Outcome) -> None:
    """Say what became of this batch, once for all of it."""
    sent, refused = outcome.taken, outcome.refused
    outcome.taken, outcome.refused = [], []
    if not (sent or refused):
        return
    now = timezone.now()
    for _receiver, said in hooks.batch_done.send_robust(
        OutgoingMail, sent=sent, refused=refused, now=now
    ):
        if isinstance(said, Exception):
            logger.error("What became of %d mails was not counted", len(sent), exc_info=said)


def _recipients(batch: list[OutgoingMail], outcome: Outcome) -> dict[UUID, Address]:
    """Address by message, without those that must not be written to or cannot be read."""
    recipients = {}
    for mail in batch:
        try:
            recipients[mail.id] = Address.parse(mail.opened()["to"])
        except sealing.CannotOpen:
            logger.error("Mail %s cannot be opened: is MAIL_KEY the right one?", mail.id)
            _defer(mail, "cannot be opened", outcome)
        except ValidationError:
            _fail(mail, "not an address", outcome)
    hashes = {
        mail_id: sealing.address_hash(address.normalised) for mail_id, address in recipients.items()
    }
    suppressed = set(
        Suppression.objects.filter(address_hash__in=hashes.values()).values_list(
            "address_hash", flat=True
        )
    )
    for mail in batch:
        if hashes.get(mail.id) in suppressed and not composing.is_about_account(mail.message):
            _settle(mail, Settled.DROPPED, outcome)
            del recipients[mail.id]
    return recipients


def _words(mails: list[OutgoingMail], outcome: Outcome) -> dict[UUID, composing.Words]:
    """What to say by message, without those no longer wanted or whose words cannot be found."""
    try:
        words = composing.words(mails)
    except Exception as error:
        if len(mails) == 1:
            _put_off_broken(mails[0], error, outcome)
            return {}
        # One of them is the trouble, and must not hold up the others.
        alone = [_words([mail], outcome) for mail in mails]
        return {mail_id: said for found in alone for mail_id, said in found.items()}
    for mail in mails:
        if mail.id not in words:
            _settle(mail, Settled.DROPPED, outcome)
    return words


def _send(
    mail: OutgoingMail,
    to: Address,
    words: composing.Words,
    connection: BaseEmailBackend,
    outcome: Outcome,
) -> None:
    try:
        message = composing.composed(mail, to, words)
    except Exception as error:  # a broken template must not cost anybody their mail
        _put_off_broken(mail, error, outcome)
        return
    try:
        is_new = connection.open()
    except OSError as error:  # smtplib's errors are among them
        raise ServerUnavailable(_reason(error)) from None
    if mail.is_bulk and not _take_in_hand(mail):
        return
    try:
        connection.send_messages([message])
    except Exception as error:
        _close(connection)
        if mail.is_bulk and (_code(error) or isinstance(error, REFUSES_US)):  # it was not taken
            _row(mail).update(handed_over_at=None)
        if _code(error) == 421 and not is_new:  # tired of this connection, perhaps not of us
            _send(mail, to, words, connection, outcome)
            return
        if isinstance(error, REFUSES_US) or _code(error) in OUR_FAULT:
            raise ServerUnavailable(_reason(error)) from None
        _settle_refused(mail, error, outcome)
    else:
        _settle(mail, Settled.SENT, outcome)
        outcome.taken.append(mail)
        outcome.hang_ups = 0


def _take_in_hand(mail: OutgoingMail) -> bool:
    """From now on it is sent or unclear, and never tried again. False where somebody has held it
    back, withdrawn it or taken it in hand since it was claimed."""
    ours = _row(mail).filter(is_held=False, handed_over_at=None)
    return bool(ours.update(handed_over_at=timezone.now()))


def _settle_refused(mail: OutgoingMail, error: Exception, outcome: Outcome) -> None:
    """This message did not go: never, where the server says so, else not now."""
    code = _code(error)
    if code:
        outcome.hang_ups = 0
        settle = _fail if 500 <= code < 600 else _defer
        settle(mail, _answer(error), outcome)
    elif mail.is_bulk:
        outcome.hang_ups += 1
        _settle(mail, Settled.UNCLEAR, outcome, type(error).__name__)
    elif isinstance(error, OSError):
        # Perhaps this message, perhaps the server: the message waits, the next one tries anew.
        outcome.hang_ups += 1
        _defer(mail, "disconnected", outcome)
    else:
        # Its words may hold the address, so only their kind is told.
        logger.error("Mail %s could not be sent: %s", mail.id, type(error).__name__)
        _defer(mail, type(error).__name__, outcome)


def _put_off_broken(mail: OutgoingMail, error: Exception, outcome: Outcome) -> None:
    logger.error("Mail %s (%s) could not be composed", mail.id, mail.message, exc_info=error)
    _defer(mail, type(error).__name__, outcome)


def _defer(mail: OutgoingMail, failure: str, outcome: Outcome) -> None:
    """Try again later, or give up after the last wait."""
    if mail.attempts >= len(WAITS):
        _fail(mail, failure, outcome)
        return
    _row(mail).update(
        failure=failure,
        due_at=timezone.now() + WAITS[mail.attempts],
        attempts=mail.attempts + 1,
    )
    outcome.deferred += 1


def _fail(mail: OutgoingMail, failure: str, outcome: Outcome) -> None:
    """Given up. What remains says that and why, not who."""
    now = timezone.now()
    with _told(mail, Settled.REFUSED, failure, now):
        _row(mail).update(failure=failure, failed_at=now, content=b"")
    outcome.failed += 1
    outcome.refused.append(mail)
    logger.warning("Mail %s (%s) failed: %s", mail.id, mail.message, failure)


def _settle(mail: OutgoingMail, how: Settled, outcome: Outcome, code: str = "") -> None:
    """It is done with, and its row goes."""
    with _told(mail, how, code, timezone.now()):
        _row(mail).delete()
    outcome.sent += how is Settled.SENT
    outcome.dropped += how is Settled.DROPPED
    outcome.unclear += how is Settled.UNCLEAR


@contextlib.contextmanager
def _told(mail: OutgoingMail, how: Settled, code: str, now: datetime) -> Iterator[None]:
    """Whoever wants to hear of it does so together with what is done to its row."""
    settler = hooks.settler_of(mail.message)
    if settler is None:
        yield
        return
    with transaction.atomic():
        yield  # first, so that its row is locked in the order in which a withdrawal locks, too
        settler(mail, how, code, now)


def _give_back(mails: list[OutgoingMail], outcome: Outcome) -> None:
    """As if never claimed, but for a short wait."""
    _rows(mails).update(due_at=timezone.now() + WAITS[0])
    outcome.deferred += len(mails)


def _rows(mails: list[OutgoingMail]) -> QuerySet[OutgoingMail]:
    return OutgoingMail.objects.filter(id__in=[mail.id for mail in mails])


def _row(mail: OutgoingMail) -> QuerySet[OutgoingMail]:
    """Of this message, or none: it may have been withdrawn while it was being sent."""
    return OutgoingMail.objects.filter(id=mail.id)


def _close(connection: BaseEmailBackend) -> None:
    with contextlib.suppress(OSError):
        connection.close()


def _code(error: Exception) -> int:
    """The server's answer, for one recipient or for the whole message; 0 where it gave none."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return next((code for code, _text in error.recipients.values()), 0)
    return getattr(error, "smtp_code", 0)


def _answer(error: Exception) -> str:
    """ "550", or "550 5.1.1" where the server says more; never its words."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        said = next((text for _code, text in error.recipients.values()), b"")
    else:
        said = getattr(error, "smtp_error", b"")
    said = said.encode(errors="replace") if isinstance(said, str) else said
    enhanced = ENHANCED.match(said or b"")
    return " ".join(filter(None, [str(_code(error)), enhanced and enhanced[1].decode()]))


def _reason(error: Exception) -> str:
    """Never the server's words: they often repeat the address."""
    number = _code(error) or getattr(error, "errno", None) or ""
    return f"{type(error).__name__} {number}".strip()
