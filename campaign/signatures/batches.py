"""What somebody pressed about some signatures: a batch, remembered with what was before, so that it
can be undone as a whole for half an hour.

Whoever decides about signatures (moderation.py, weeding/deciding.py) locks the campaign first and
then the signatures in the order of their ids, and looks at them under the lock.
"""

from collections.abc import Collection, Iterable
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction
from django.db.models import QuerySet

from campaign.accounts.auditing import Action, record
from campaign.accounts.models import User
from campaign.pages.models import Campaign
from campaign.signatures import noting, rules
from campaign.signatures.models import Signature
from campaign.signatures.moderation_models import ModeratedSignature, ModerationBatch

Kind = ModerationBatch.Kind
# The others are undone where they were made.
UNDOABLE = (
    *(Kind.APPROVED, Kind.HIDDEN, Kind.RESTORED),
    *(Kind.HELD, Kind.RELEASED, Kind.REFUSED),
)


class CannotUndo(Exception):
    """It was undone before, or is too long ago."""


def _lock(campaign: Campaign) -> None:
    """First, for the reason given in counting.py."""
    Campaign.objects.select_for_update(no_key=True).only("id").get(id=campaign.id)


def locked(campaign: Campaign, signature_ids: Collection[UUID]) -> list[Signature]:
    """Those of them that are confirmed, and nobody else decides about until this is over."""
    _lock(campaign)
    return _signatures(campaign, signature_ids)


def _signatures(campaign: Campaign, signature_ids: Collection[UUID]) -> list[Signature]:
    """Those that are confirmed at this moment, locked. One that is being withdrawn is waited for,
    and then it is not among them."""
    return list(
        Signature.objects.confirmed()
        .filter(campaign=campaign, id__in=signature_ids)
        .defer("sealed", "fingerprint", "mailed_at")
        .order_by("id")
        .select_for_update(no_key=True)
    )


def of(signatures: Collection[Signature]) -> QuerySet[Signature]:
    return Signature.objects.filter(id__in=[each.id for each in signatures])


def remember(
    campaign: Campaign,
    kind: Kind,
    signatures: Collection[Signature],
    *,
    reason: str = "",
    note: str = "",
    by: User,
    now: datetime,
) -> ModerationBatch | None:
    """How they stand, before anything is changed."""
    if not signatures:
        return None
    batch = ModerationBatch.objects.create(
        campaign=campaign, kind=kind, reason=reason, note=note, by=by, at=now
    )
    ModeratedSignature.objects.bulk_create(
        (
            ModeratedSignature(
                batch=batch,
                signature=each,
                **{column: getattr(each, column) for column in ModeratedSignature.BEFORE},
            )
            for each in signatures
        ),
        batch_size=1_000,  # a statement holds 65,535 values
    )
    return batch


# --- The count ----------------------------------------------------------------------------------


def take_out(
    campaign: Campaign,
    signatures: list[Signature],
    kind: Kind,
    *,
    reason: str = "",
    note: str = "",
    by: User,
    now: datetime,
) -> ModerationBatch | None:
    """Out of the count, and remembered as a batch; whoever calls has them `locked`, and records
    it."""
    batch = remember(campaign, kind, signatures, reason=reason, note=note, by=by, now=now)
    _uncount(signatures)
    of(signatures).filter(held_at=None).update(held_at=now, counted_at=None)
    of(signatures).update(is_refused=kind is not Kind.HELD)
    return batch


def let_count(signatures: Collection[Signature]) -> None:
    """From the next folding on; they are `locked`."""
    of(signatures).update(held_at=None, is_refused=False)


def _uncount(signatures: Iterable[Signature]) -> None:
    """Take those of them that were counted out of total and tallies. They are locked, and so is
    their campaign; whoever calls says in them that they are not counted any more."""
    uncount([each.id for each in signatures if each.counted_at])


def uncount(signature_ids: Collection[UUID]) -> None:
    """The same of so many that only their ids are at hand; those not counted are left alone."""
    if signature_ids:
        with connection.cursor() as cursor:
            cursor.execute(UNCOUNT, [list(signature_ids)])


UNCOUNT = f"""
WITH leaving AS (
    SELECT campaign_id, confirmed_at, country, language, source
    FROM campaign_signature WHERE id = ANY(%s) AND counted_at IS NOT NULL
),
grouped AS (
    SELECT campaign_id, {noting.TALLIED_AT.format(moment="confirmed_at")} AS hour,
           country, language, source, count(*) AS many
    FROM leaving JOIN campaign_campaign AS c ON c.id = leaving.campaign_id GROUP BY 1, 2, 3, 4, 5
),
untallied AS (
    UPDATE campaign_tally AS t SET confirmed = t.confirmed - grouped.many
    FROM grouped
    WHERE t.campaign_id = grouped.campaign_id AND t.hour = grouped.hour
      AND t.country = grouped.country AND t.language = grouped.language
      AND t.source = grouped.source
),
unnoted AS ({noting.TAKE_OUT_COUNTED})
UPDATE campaign_campaign AS c SET signature_count = c.signature_count - sums.many
FROM (SELECT campaign_id, sum(many) AS many FROM grouped GROUP BY 1) AS sums
WHERE c.id = sums.campaign_id
"""


# --- Undoing ------------------------------------------------------------------------------------


@transaction.atomic
def undo(*, campaign: Campaign, batch_id: int, by: User, now: datetime) -> int:
    """Put everything of the batch back as it was; how many signatures. Raises CannotUndo.

    What somebody has decided about a signature since then stays, and so do words that its owner
    has written since then: of both, nothing of this batch is remembered or the latest any more.
    """
    _lock(campaign)
    batch = _undoable(campaign, now).filter(id=batch_id).first()
    if batch is None:
        raise CannotUndo
    items = list(batch.items.values_list("id", "signature_id"))
    signatures = {each.id: each for each in _signatures(campaign, [item[1] for item in items])}
    later = ModeratedSignature.objects.filter(
        signature__in=signatures, batch_id__gt=batch.id, batch__undone_at=None
    ).values_list("signature_id", flat=True)
    there = set(signatures) - set(later)
    held_before = batch.items.filter(signature__in=there, held_at__isnull=False)
    _uncount(signatures[each] for each in held_before.values_list("signature_id", flat=True))
    with connection.cursor() as cursor:
        cursor.execute(PUT_BACK, {"batch": batch.id, "signatures": list(there)})
    note_undone(campaign, batch, Action.MODERATION_UNDONE, signatures=len(there), by=by, now=now)
    return len(there)


def note_undone(
    campaign: Campaign,
    batch: ModerationBatch,
    action: Action,
    *,
    signatures: int,
    by: User,
    now: datetime,
) -> None:
    """It cannot be undone again, and the record says how many it was undone for."""
    batch.undone_at = now
    batch.save(update_fields=["undone_at"])
    record(
        action,
        actor=by,
        now=now,
        campaign=campaign,
        what=batch.kind,
        signatures=signatures,
    )


PUT_BACK = f"""
UPDATE campaign_signature AS s
SET {", ".join(f"{column} = was.{column}" for column in ModeratedSignature.BEFORE)},
    counted_at = CASE WHEN was.held_at IS NULL THEN s.counted_at END
FROM campaign_moderatedsignature AS was
WHERE was.batch_id = %(batch)s AND s.id = was.signature_id AND s.id = ANY(%(signatures)s)
"""


def last_batch(*, campaign: Campaign, by: User, now: datetime) -> ModerationBatch | None:
    """What `by` did last, if it can be undone still."""
    return _undoable(campaign, now).filter(by=by).order_by("-id").first()


def _undoable(campaign: Campaign, now: datetime) -> QuerySet[ModerationBatch]:
    return ModerationBatch.objects.filter(
        campaign=campaign, undone_at=None, at__gt=now - rules.UNDO_WITHIN, kind__in=UNDOABLE
    )


def forget_old(*, now: datetime) -> None:
    """What was done so long ago that no colleague asks any more."""
    ModerationBatch.objects.filter(at__lt=now - rules.REMEMBER_MODERATION).delete()
