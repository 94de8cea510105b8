"""What organisers decide about names, comments, and signatures that look automated.

Words are approved, hidden, put back. Signatures are held, released, refused: a held one does not
count until it is released, and then counts once (counting.py). Each press is a batch (batches.py),
which can be undone.

Every verb looks at signatures under a lock, and leaves alone what is not as the press supposed: one
that was withdrawn meanwhile stays erased, and pressing twice is pressing once. The record of who
did what says how many and why, never whose and which words.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from campaign.accounts.auditing import Action, record
from campaign.accounts.models import User
from campaign.pages.models import Campaign
from campaign.signatures import batches
from campaign.signatures.models import Reason, Signature, Standing
from campaign.signatures.moderation_models import ModerationBatch
from campaign.signatures.noticing import COMMENT, NAME

Kind = ModerationBatch.Kind

ACTION_OF = {
    Kind.APPROVED: Action.WORDS_APPROVED,
    Kind.HIDDEN: Action.WORDS_HIDDEN,
    Kind.RESTORED: Action.WORDS_RESTORED,
    Kind.HELD: Action.SIGNATURES_HELD,
    Kind.RELEASED: Action.SIGNATURES_RELEASED,
    Kind.REFUSED: Action.SIGNATURES_REFUSED,
}


@dataclass(frozen=True, slots=True)
class Words:
    """The name, or the comment, of one signature."""

    signature_id: UUID
    part: str  # NAME or COMMENT


@dataclass(frozen=True, slots=True)
class Done:
    """What a press did; `changed` is 0 where all was so already."""

    batch: ModerationBatch | None
    changed: int


# --- Words --------------------------------------------------------------------------------------


def approve(*, campaign: Campaign, words: Collection[Words], by: User, now: datetime) -> Done:
    """Show what waited."""
    return _move_words(
        *(campaign, words, Kind.APPROVED, {Standing.WAITING}, Standing.SHOWN), by=by, now=now
    )


def restore(*, campaign: Campaign, words: Collection[Words], by: User, now: datetime) -> Done:
    """Show what was hidden."""
    return _move_words(
        *(campaign, words, Kind.RESTORED, {Standing.HIDDEN}, Standing.SHOWN), by=by, now=now
    )


def hide(
    *,
    campaign: Campaign,
    words: Collection[Words],
    reason: Reason,
    note: str = "",
    by: User,
    now: datetime,
) -> Done:
    """Keep them off the page. The signature counts all the same, and its owner is told why on
    their own page."""
    return _move_words(
        *(campaign, words, Kind.HIDDEN, {Standing.SHOWN, Standing.WAITING}, Standing.HIDDEN),
        reason=reason,
        note=note,
        by=by,
        now=now,
    )


@transaction.atomic
def _move_words(
    campaign: Campaign,
    words: Collection[Words],
    kind: Kind,
    before: set[Standing],
    after: Standing,
    *,
    reason: str = "",
    note: str = "",
    by: User,
    now: datetime,
) -> Done:
    signatures = batches.locked(campaign, {each.signature_id for each in words})
    chosen = set(words)
    names = [
        each
        for each in signatures
        if each.public_name and each.name_standing in before and Words(each.id, NAME) in chosen
    ]
    comments = [
        each
        for each in signatures
        if each.comment and each.comment_standing in before and Words(each.id, COMMENT) in chosen
    ]
    touched = {each.id: each for each in [*names, *comments]}
    batch = batches.remember(
        campaign, kind, touched.values(), reason=reason, note=note, by=by, now=now
    )
    batches.of(names).update(name_standing=after, name_hidden_for=reason)
    batches.of(comments).update(comment_standing=after, comment_hidden_for=reason)
    return _done(campaign, batch, kind, len(names) + len(comments), reason=reason, by=by, now=now)


# --- Signatures ---------------------------------------------------------------------------------


@transaction.atomic
def hold(
    *,
    campaign: Campaign,
    signature_ids: Collection[UUID],
    reason: Reason = Reason.OTHER,
    note: str = "",
    by: User,
    now: datetime,
) -> Done:
    """Out of the count until somebody has looked; its words leave the page with it."""
    signatures = [each for each in batches.locked(campaign, signature_ids) if not each.is_held]
    return _hold(campaign, signatures, Kind.HELD, reason=reason, note=note, by=by, now=now)


@transaction.atomic
def refuse(
    *,
    campaign: Campaign,
    signature_ids: Collection[UUID],
    reason: Reason,
    note: str = "",
    by: User,
    now: datetime,
) -> Done:
    """Leave it out of the count for good, unless it is released after all."""
    signatures = [each for each in batches.locked(campaign, signature_ids) if not each.is_refused]
    return _hold(campaign, signatures, Kind.REFUSED, reason=reason, note=note, by=by, now=now)


@transaction.atomic
def release(
    *, campaign: Campaign, signature_ids: Collection[UUID], by: User, now: datetime
) -> Done:
    """It counts, from the next folding on."""
    signatures = [each for each in batches.locked(campaign, signature_ids) if each.is_held]
    batch = batches.remember(campaign, Kind.RELEASED, signatures, by=by, now=now)
    batches.let_count(signatures)
    return _done(campaign, batch, Kind.RELEASED, len(signatures), by=by, now=now)


def _hold(
    campaign: Campaign,
    signatures: list[Signature],
    kind: Kind,
    *,
    reason: Reason,
    note: str,
    by: User,
    now: datetime,
) -> Done:
    batch = batches.take_out(campaign, signatures, kind, reason=reason, note=note, by=by, now=now)
    return _done(campaign, batch, kind, len(signatures), reason=reason, by=by, now=now)


# --- How what signers write comes to the page -----------------------------------------------------


@transaction.atomic
def change_policy(
    *, campaign: Campaign, names_wait: bool, comments_wait: bool, by: User, now: datetime
) -> None:
    """For what comes from now on: what waits goes on waiting, what is shown stays."""
    Campaign.objects.filter(id=campaign.id).update(
        names_wait=names_wait, comments_wait=comments_wait
    )
    record(
        Action.MODERATION_CHANGED,
        actor=by,
        now=now,
        campaign=campaign,
        names_wait=names_wait,
        comments_wait=comments_wait,
    )


def _done(
    campaign: Campaign,
    batch: ModerationBatch | None,
    kind: Kind,
    changed: int,
    *,
    reason: str = "",
    by: User,
    now: datetime,
) -> Done:
    if batch:
        counted = {"items": changed} | ({"reason": str(reason)} if reason else {})
        record(ACTION_OF[kind], actor=by, now=now, campaign=campaign, **counted)
    return Done(batch, changed)
