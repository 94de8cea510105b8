"""A batch is taken out again, as if its signatures had never come: of the count, of every figure,
of every table.

A sheet, or a short file, goes in the request. Of a long one the request only says so; a worker
takes it out, AT_ONCE at a time, so that nobody who signs meanwhile waits for it. What is left to do
is read from the signatures: a worker that dies is followed by one that goes on. It cannot be
cancelled, since half of a batch is nothing that anybody wants.
"""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop

from campaign.accounts.auditing import Action, record
from campaign.accounts.models import User
from campaign.lib import leases
from campaign.lib.leases import while_claimed
from campaign.mail.models import OutgoingMail
from campaign.pages.models import Campaign
from campaign.signatures import batches
from campaign.signatures.models import Signature
from campaign.signatures.paper.emails import tell_owners
from campaign.signatures.paper.models import PaperBatch
from campaign.signatures.paper.staging import tells_who_signed

State = PaperBatch.State

AT_ONCE = 2_000  # signatures
BROKEN_OFF = gettext_noop("Undoing it was broken off. What is left can be undone once more.")


class CannotUndo(Exception):
    """It was undone before, or its campaign is closed for good."""


def can_be_undone(batch: PaperBatch) -> bool:
    return batch.is_taken and batch.campaign.wrapped_fingerprint_secret is not None


@transaction.atomic
def undo(batch: PaperBatch, *, by: User, now: datetime) -> int:
    """Take its signatures out, or have a worker do it (`batch.is_being_undone` then). How many
    there were, as far as staff may know. Raises CannotUndo."""
    campaign = _locked(batch)
    if campaign.wrapped_fingerprint_secret is None:
        raise CannotUndo
    is_long = batch.count > AT_ONCE
    there = batch.signatures.count() if tells_who_signed(campaign) else batch.count
    said = {"undone_at": now, "undone_by": by, "failure": ""}
    said |= {"state": State.WAITING if is_long else State.UNDONE}
    if is_long:
        said |= {"claimed_until": None, "rows_total": there, "rows_done": 0}
    if not PaperBatch.objects.filter(id=batch.id, state=State.TAKEN).update(**said):
        raise CannotUndo
    batch.refresh_from_db(fields=said)
    record(
        Action.PAPER_UNDONE,
        actor=by,
        now=now,
        campaign=campaign,
        kind=batch.kind,
        mark=batch.mark,
        signatures=there,
    )
    if not is_long:
        while _take_some_out(batch):
            pass
        if batch.is_file:
            tell_owners(batch, Action.PAPER_UNDONE, by=by, now=now)
    return there


def go_on(batch: PaperBatch) -> None:
    """For the worker that has claimed it: the rest of it. Raises LostClaim."""
    while take_next_out(batch, now=timezone.now()):
        pass
    with transaction.atomic():
        while_claimed(batch, state=State.UNDONE, claimed_until=None, rows_done=batch.rows_total)
        tell_owners(batch, Action.PAPER_UNDONE, by=batch.undone_by, now=timezone.now())


@transaction.atomic
def take_next_out(batch: PaperBatch, *, now: datetime) -> int:
    """Some of it, in one transaction; how many. Raises LostClaim."""
    _locked(batch)
    # Rounded: where staff may not know who signed online, they see no other number than theirs.
    done = min(batch.rows_done + AT_ONCE, batch.rows_total)
    leases.go_on(batch, now=now, rows_done=done)
    return _take_some_out(batch)


def break_off(batch: PaperBatch) -> None:
    """Something broke: what is left counts, and can be undone once more."""
    taken = {"state": State.TAKEN, "undone_at": None, "undone_by": None}
    with transaction.atomic():
        while_claimed(batch, claimed_until=None, failure=BROKEN_OFF, **taken)


def _take_some_out(batch: PaperBatch) -> int:
    there = Signature.objects.filter(paper_batch=batch).select_for_update(no_key=True)
    some = list(there.order_by("id").values_list("id", flat=True)[:AT_ONCE])
    batches.uncount(some)
    OutgoingMail.objects.filter(about__in=some).delete()
    Signature.objects.filter(id__in=some).delete()
    return len(some)


def _locked(batch: PaperBatch) -> Campaign:
    """First, for the reason given in counting.py."""
    locked = Campaign.objects.select_for_update(no_key=True, of=("self",))
    return locked.select_related("sealing_key").get(id=batch.campaign_id)
