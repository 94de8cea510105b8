"""What staff decide about suspects. Nothing is left out but by one of these.

Left out is refused (moderation.py): the signature does not count, stands on no page and in no list
that is handed over, and its owner's page says so. Each press is a batch and can be undone as a
whole until a list has been handed over; after that, one by one.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from campaign.accounts.auditing import Action, record
from campaign.accounts.models import User
from campaign.pages.models import Campaign
from campaign.signatures import batches
from campaign.signatures.batches import CannotUndo
from campaign.signatures.models import Signature
from campaign.signatures.moderation_models import ModeratedSignature, ModerationBatch
from campaign.signatures.weeding.models import Suspect, Why

Kind, State = ModerationBatch.Kind, Suspect.State
OURS = (Kind.WEEDED, Kind.KEPT)


@dataclass(frozen=True, slots=True)
class Done:
    """What a press did; `changed` is 0 where all was so already."""

    kind: Kind
    changed: int


@transaction.atomic
def leave_out(
    *, campaign: Campaign, why: Why, suspect_ids: Collection[int], by: User, now: datetime
) -> Done:
    """Those of them who count; also such as were kept before."""
    suspects, signatures = _locked(campaign, why, suspect_ids, {State.WAITING, State.KEPT})
    leaving = [each for each in signatures if not each.is_held]
    batch = batches.take_out(campaign, leaving, Kind.WEEDED, by=by, now=now)
    suspects.filter(signature__in=[each.id for each in leaving]).update(
        state=State.LEFT_OUT, batch=batch
    )
    if batch:
        Campaign.objects.filter(id=campaign.id).update(weeded_at=now)
        _record(Action.SIGNATURES_WEEDED, campaign, why, len(leaving), by=by, now=now)
    return Done(Kind.WEEDED, len(leaving))


@transaction.atomic
def keep(
    *, campaign: Campaign, why: Why, suspect_ids: Collection[int], by: User, now: datetime
) -> Done:
    """They are asked about no more for this reason; what was left out for it counts after all."""
    suspects, signatures = _locked(campaign, why, suspect_ids, {State.WAITING, State.LEFT_OUT})
    coming_back = set(suspects.left_out(campaign).values_list("signature_id", flat=True))
    batches.let_count([each for each in signatures if each.id in coming_back])
    there = [each.id for each in signatures]
    kept = suspects.filter(signature__in=there)
    changed = kept.count()
    if changed:
        batch = ModerationBatch.objects.create(campaign=campaign, kind=Kind.KEPT, by=by, at=now)
        kept.update(state=State.KEPT, batch=batch)
        _record(Action.SUSPECTS_KEPT, campaign, why, changed, by=by, now=now)
    return Done(Kind.KEPT, changed)


@transaction.atomic
def undo(
    *,
    campaign: Campaign,
    batch_id: int,
    handed_over_at: datetime | None,
    by: User,
    now: datetime,
) -> int:
    """They wait again, and count again; how many. Raises CannotUndo.

    handed_over_at: when a list was last handed over; what is older is undone no more
    What somebody has decided about a signature since then stays.
    """
    Campaign.objects.select_for_update(no_key=True).only("id").get(id=campaign.id)
    batch = undoable(campaign, handed_over_at=handed_over_at).filter(id=batch_id).first()
    if batch is None:
        raise CannotUndo
    suspects = batch.suspects.all()
    signatures = batches.locked(campaign, suspects.values_list("signature_id", flat=True))
    later = ModeratedSignature.objects.filter(
        signature__in=[each.id for each in signatures], batch_id__gt=batch.id, batch__undone_at=None
    )
    decided_since = set(later.values_list("signature_id", flat=True))
    there = [each for each in signatures if each.id not in decided_since]
    if batch.kind == Kind.WEEDED:
        batches.let_count([each for each in there if each.is_refused])
    suspects.filter(signature__in=[each.id for each in there]).update(
        state=State.WAITING, batch=None
    )
    back = len(there)
    batches.note_undone(campaign, batch, Action.WEEDING_UNDONE, signatures=back, by=by, now=now)
    return back


def undoable(campaign: Campaign, *, handed_over_at: datetime | None) -> QuerySet[ModerationBatch]:
    """The newest first."""
    batches = ModerationBatch.objects.filter(campaign=campaign, kind__in=OURS, undone_at=None)
    if handed_over_at:
        batches = batches.filter(at__gt=handed_over_at)
    return batches.order_by("-id")


def _locked(
    campaign: Campaign, why: Why, suspect_ids: Collection[int], states: Collection[State]
) -> tuple[QuerySet[Suspect], list[Signature]]:
    """Campaign, then signatures, then what is suspected of them, as it is under the locks."""
    asked = Suspect.objects.filter(campaign=campaign, why=why, id__in=suspect_ids)
    signatures = batches.locked(campaign, asked.values_list("signature_id", flat=True))
    return asked.filter(state__in=states), signatures


def _record(
    action: Action, campaign: Campaign, why: Why, many: int, *, by: User, now: datetime
) -> None:
    record(action, actor=by, now=now, campaign=campaign, why=str(why), signatures=many)
