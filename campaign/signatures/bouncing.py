"""Mail that came back: what follows for the signer, and for the figures.

A hard bounce, or several soft ones, and this signature gets no more news. The choice its signer
made stays as it is, and no address is stored anywhere.
"""

import logging
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.dispatch import receiver

from campaign.lib import tokens
from campaign.mail.reports import Report, read_report
from campaign.signatures import rules
from campaign.signatures.mailing_models import BounceTally, Mailing, MailingCopy, Undeliverable
from campaign.signatures.models import Signature
from campaign.signatures.signals import withdrawing

logger = logging.getLogger(__name__)


def take_in(content: bytes, *, to: str = "", now: datetime) -> bool:
    """Act on a report that came to our bounce address; False for any other message.

    to: whom the mail server says it was for; else its headers tell
    """
    report = read_report(content, to=to)
    if report is None:
        return False
    if report.purpose == tokens.BOUNCE_OF_NEWS:
        news_came_back(UUID(bytes=report.subject), is_hard=report.is_hard, now=now)
    else:
        confirmation_came_back(report, now=now)
    return True


@transaction.atomic
def news_came_back(copy_id: UUID, *, is_hard: bool, now: datetime) -> None:
    """A copy of a mailing. The same report twice counts once."""
    copy = MailingCopy.objects.filter(id=copy_id, signature__isnull=False).first()
    if copy is None:
        return
    mailing = Mailing.objects.select_for_update(no_key=True).get(id=copy.mailing_id)
    if not MailingCopy.objects.filter(id=copy_id, bounced_at=None).update(bounced_at=now):
        return
    Mailing.objects.filter(id=mailing.id).update(bounced=F("bounced") + 1)
    note_trouble(copy.signature_id, message=BounceTally.Message.NEWS, is_hard=is_hard, now=now)


@transaction.atomic
def confirmation_came_back(report: Report, *, now: datetime) -> None:
    note_trouble(
        UUID(bytes=report.subject),
        message=BounceTally.Message.CONFIRMATION,
        is_hard=report.is_hard,
        now=now,
    )


def note_trouble(
    signature_id: UUID, *, message: BounceTally.Message, is_hard: bool, now: datetime
) -> None:
    """Mail to this signer did not arrive; within a transaction. Of one who is leaving in this
    moment, or is known to be out of reach, nothing is noted."""
    signature = (
        Signature.objects.select_for_update(skip_locked=True, no_key=True)
        .exclude(state=Signature.State.WITHDRAWN)
        .filter(id=signature_id)
        .first()
    )
    if signature is None:
        return
    trouble, _new = Undeliverable.objects.get_or_create(signature=signature)
    if trouble.stopped_at:
        return
    trouble.soft_bounces += not is_hard
    if is_hard or trouble.soft_bounces >= rules.SOFT_BOUNCES:
        trouble.stopped_at = now
    trouble.save()
    _tally(signature.campaign_id, message=message, is_hard=is_hard, now=now)


def _tally(campaign_id: int, *, message: BounceTally.Message, is_hard: bool, now: datetime) -> None:
    tally, _new = BounceTally.objects.get_or_create(
        campaign_id=campaign_id, day=now.date(), message=message
    )
    kind = "hard" if is_hard else "soft"
    BounceTally.objects.filter(id=tally.id).update(**{kind: F(kind) + 1})


@receiver(withdrawing)
def forget_trouble(signature_id: UUID, **_kwargs: Any) -> None:
    Undeliverable.objects.filter(signature_id=signature_id).delete()
