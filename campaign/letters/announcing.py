"""Telling those who asked for news that a state has done something.

Nobody is written to twice about one entry: people are taken in the order of their signatures, and
how far the telling has come stands in the entry, changed in the same transaction that queues the
mails. So it goes on where it stopped, whoever stops it.

A few hundred wait in the outbox at a time: news must not hold up confirmations.
"""

import logging
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.dispatch import receiver
from django.utils.translation import gettext as _

from campaign.letters.models import RecordEntry
from campaign.lib import sealing
from campaign.mail.models import OutgoingMail
from campaign.pages.lifecycle import State
from campaign.pages.models import Campaign
from campaign.signatures.followers import followers
from campaign.signatures.models import Signature
from campaign.signatures.signals import protecting

logger = logging.getLogger(__name__)

MESSAGE = "state_answered"
WAITING_AT_MOST = 300


class CannotAnnounce(Exception):
    """Its text is a sentence for the organiser, in their language."""


def announce(*, entry: RecordEntry, now: datetime) -> None:
    """Begin to tell the followers, from the next round on. Twice is once. Raises CannotAnnounce."""
    if entry.event not in RecordEntry.REACTIONS:
        raise CannotAnnounce(_("Followers are told what a recipient does, not what you do."))
    if not entry.campaign.rules.has_followers:
        raise CannotAnnounce(_("Nobody follows this campaign: it is a high-risk one."))
    if not entry.is_published:
        raise CannotAnnounce(_("Publish it first: the mail leads to the page."))
    RecordEntry.objects.published().filter(id=entry.id, announce_at=None).update(announce_at=now)


def announce_due(*, now: datetime) -> int:
    """Queue the next mails about every entry that is being told; how many."""
    entry_ids = list(_untold().values_list("id", flat=True).order_by("announce_at"))
    if not entry_ids:
        return 0
    waiting = OutgoingMail.objects.filter(message=MESSAGE, failed_at=None).count()
    queued = 0
    for entry_id in entry_ids:
        if waiting + queued < WAITING_AT_MOST:
            queued += _tell_next(entry_id, WAITING_AT_MOST - waiting - queued, now=now)
    return queued


@receiver(protecting)
def stop_telling(campaign: Campaign, now: datetime, **_kwargs: Any) -> None:
    """Nobody follows it any more, and nobody is told what they asked for before."""
    RecordEntry.objects.filter(
        campaign=campaign, announce_at__isnull=False, announced_at=None
    ).update(announced_at=now)
    theirs = Signature.objects.filter(campaign=campaign).values("id")
    OutgoingMail.objects.filter(message=MESSAGE, about__in=theirs).delete()


def _untold() -> QuerySet[RecordEntry]:
    return (
        RecordEntry.objects.published()
        .filter(announce_at__isnull=False, announced_at=None, campaign__mail_held_at=None)
        .exclude(campaign__state=State.ARCHIVED)
    )


@transaction.atomic
def _tell_next(entry_id: int, most: int, *, now: datetime) -> int:
    """The next `most` people, and how far that is, together; an entry that somebody else has at
    hand is left to them."""
    entry = (
        _untold()
        .select_for_update(of=("self",), skip_locked=True)
        .select_related("campaign")
        .defer("document")
        .filter(id=entry_id)
        .first()
    )
    if entry is None:
        return 0
    people = followers(entry.campaign).select_related("sealing_key").order_by("id")
    if entry.announced_up_to:
        people = people.filter(id__gt=entry.announced_up_to)
    people = list(people[:most])
    mails = _mails(entry, people, now=now)
    OutgoingMail.objects.bulk_create(mails)
    if people:
        entry.announced_up_to = people[-1].id
    if len(people) < most:
        entry.announced_at = now
    entry.save(update_fields=["announced_up_to", "announced_at"])
    return len(mails)


def _mails(entry: RecordEntry, people: list[Signature], *, now: datetime) -> list[OutgoingMail]:
    mails = []
    for signature in people:
        try:
            mails.append(_mail(entry, signature, signature.opened()["email"], now=now))
        except sealing.CannotOpen:
            logger.error("Signature %s does not open: it gets no news", signature.id)
    return mails


def _mail(entry: RecordEntry, signature: Signature, address: str, *, now: datetime) -> OutgoingMail:
    """About the signature, so that withdrawing takes it along."""
    return OutgoingMail.to(
        address,
        message=MESSAGE,
        language=signature.language,
        about=signature.id,
        due_at=now,
        words={"entry": entry.id},
    )
