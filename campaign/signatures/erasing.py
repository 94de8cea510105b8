"""All names of a campaign go: what a worker does once their time is over (ending.py says when).

A batch is one transaction; a worker that dies loses none and repeats none. The total, the tallies
and the figures stay: they are numbers.
"""

from datetime import datetime
from uuid import UUID

from django.db import connection, transaction
from django.db.models import F, Q
from django.utils import timezone

from campaign.accounts.auditing import Action, record
from campaign.lib import leases
from campaign.mail.models import OutgoingMail
from campaign.pages.models import Campaign
from campaign.signatures import counting
from campaign.signatures.ending_emails import DONE, tell_owners
from campaign.signatures.ending_models import Ending
from campaign.signatures.models import STANDS, Signature
from campaign.signatures.moderation_models import ModerationBatch
from campaign.signatures.signals import erasing

BATCH = 2_000
ONE_AT_A_TIME = 0x756E6572  # among advisory locks, a number of our own


def erase_next() -> bool:
    """Erase the names of the campaign that has waited longest; whether there was one."""
    there, now = Ending.objects.select_related("campaign"), timezone.now()
    claimed = leases.claim(there, lock=ONE_AT_A_TIME, now=now, started_at=now)
    return leases.work_on(claimed, erase_all)


def erase_all(ending: Ending) -> None:
    """Batch after batch. Raises LostClaim."""
    counting.fold_confirmed(now=timezone.now())  # what counts is in the total before it goes
    while gone := _erase_batch(ending.campaign_id):
        leases.go_on(ending, now=timezone.now(), rows_done=ending.rows_done + gone)
        counting.fold_confirmed(now=timezone.now())
    if Signature.objects.filter(campaign=ending.campaign_id).exists():
        return  # somebody holds the last ones: whoever comes when the lease is over goes on
    _finish(ending, now=timezone.now())
    vacuum()


@transaction.atomic
def _erase_batch(campaign_id: int) -> int:
    """How many rows went. The campaign's row is locked first, as by everybody who counts."""
    Campaign.objects.select_for_update(no_key=True).only("id").get(id=campaign_id)
    there = Signature.objects.filter(campaign=campaign_id)
    # Not what counts and is not counted yet: a moderator has let it go in this very moment.
    there = there.filter(Q(counted_at__isnull=False) | ~STANDS).order_by("id")
    batch = list(there.select_for_update().values_list("id", "state", "counted_at")[:BATCH])
    if not batch:
        return 0
    _erase([signature_id for signature_id, _state, _counted in batch])
    counted = sum(
        state == Signature.State.CONFIRMED and counted_at is not None
        for _id, state, counted_at in batch
    )
    Ending.objects.filter(campaign=campaign_id).update(counted=F("counted") + counted)
    return len(batch)


def _erase(signature_ids: list[UUID]) -> None:
    """With all that any table knows of them: what is tied to a signature goes with its row, the
    rest hears of it."""
    erasing.send(Signature, signature_ids=signature_ids)
    OutgoingMail.objects.filter(about__in=signature_ids).delete()
    Signature.objects.filter(id__in=signature_ids).only("id").delete()


@transaction.atomic
def _finish(ending: Ending, *, now: datetime) -> None:
    """Raises LostClaim."""
    ModerationBatch.objects.filter(campaign=ending.campaign_id).delete()  # notes speak of people
    leases.while_claimed(ending, state=Ending.State.FINISHED, claimed_until=None, finished_at=now)
    record(
        Action.NAMES_ERASED, actor=None, now=now, campaign=ending.campaign, rows=ending.rows_done
    )
    tell_owners(ending.campaign, DONE, now=now)


def forget_stray_mail() -> int:
    """Mail about signatures that are gone; how much there was.

    Who signs twice before confirming gets a new number, and the mail about the old one is found by
    nobody any more: where mail is held it would wait for ever, with the address in it.
    """
    stray = OutgoingMail.objects.filter(
        message__in=["confirm_signature", "already_signed", "state_answered"], about__isnull=False
    )
    return stray.exclude(about__in=Signature.objects.values("id")).delete()[0]


def vacuum() -> None:
    """Let PostgreSQL write over what is deleted: until then it lies in its files, to be read by
    whoever has the disk. Not inside a transaction, where it refuses."""
    if connection.in_atomic_block:
        return
    with connection.cursor() as cursor:
        cursor.execute("VACUUM")
