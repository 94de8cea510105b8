"""Names that the server can read, sealed anew to a key that only the organisation holds.

One batch is one transaction: its rows are locked, opened, sealed to the new key, written, and only
with that do they say that they are sealed to it. Whoever dies in between leaves whole rows of both
kinds, and what is left to do is to be read from the rows.

Rows that somebody else has at hand (a signer who withdraws, the count) are left for the next pass,
so nobody waits for anybody in a circle.
"""

import logging
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, models, transaction
from django.utils import timezone
from django.utils.translation import gettext_noop

from campaign.accounts.auditing import Action, record
from campaign.accounts.models import SealingKey
from campaign.lib import leases, sealing
from campaign.lib.leases import GivenUp
from campaign.pages.models import Campaign
from campaign.signatures.custody.models import Resealing
from campaign.signatures.models import Signature

logger = logging.getLogger(__name__)

ONE_AT_A_TIME = 0x756E7273  # among advisory locks, a number of our own
A_MOMENT = 0.2  # seconds
BATCH = 200  # rows: locked for a few hundredths of a second
WRONG_KEY = gettext_noop(
    "The names could not be opened: is SEALING_KEY the right one? All of them are as they were."
)
UNREADABLE = gettext_noop(
    "Some names do not open with the key that this website keeps. They stay as they are, the "
    "others are sealed to your key, and the website’s key is kept because of them."
)
OUR_MISTAKE = gettext_noop("Something broke on our side. Nothing is lost; the key is kept.")
RETIRED = gettext_noop("The key was retired meanwhile, so no more names are sealed to it.")


@dataclass(frozen=True, slots=True)
class Sealed:
    """A table of rows with `campaign`, `sealing_key` and `sealed`."""

    model: type[models.Model]
    signature_of: Callable[[Any], UUID]
    part_of: Callable[[Any], dict[str, str | int] | None]


# What is sealed to a campaign's key.
TABLES = [
    Sealed(Signature, signature_of=lambda signature: signature.id, part_of=lambda signature: None)
]


def also_sealed(sealed: Sealed) -> None:
    """Rooms above this one say what of theirs is."""
    TABLES.append(sealed)


def readable_rows(sealed: Sealed, campaign_id: int) -> models.QuerySet[Any]:
    """Those that are sealed to a key which the server holds, or once held."""
    return sealed.model._default_manager.filter(
        campaign=campaign_id, sealing_key__custody=SealingKey.Custody.SERVER
    )


def reseal_next() -> bool:
    """Go on with the campaign that has waited longest; whether there was one."""
    there = Resealing.objects.select_related("campaign", "new_key")
    claimed = leases.claim(there, lock=ONE_AT_A_TIME, now=timezone.now(), rows_done=0)
    return leases.work_or_fail(
        claimed, _reseal, sentences={sealing.CannotOpen: WRONG_KEY}, our_mistake=OUR_MISTAKE
    )


@transaction.atomic
def stop_sealing_to(key: SealingKey, *, now: datetime) -> None:
    """It is lost or in the wrong hands: what is sealed to it already is, and no more will be."""
    Resealing.objects.unfinished().filter(new_key=key).update(
        state=Resealing.State.FAILED, failure=RETIRED, claimed_until=None, finished_at=now
    )


@transaction.atomic
def try_again(*, job: Resealing, now: datetime) -> None:
    """Once more, of one that failed: to the key that its campaign seals to now."""
    campaign = Campaign.objects.select_for_update(no_key=True).get(id=job.campaign_id)
    key = campaign.sealing_key
    if key is None or not key.is_offline:
        return
    if not Resealing.objects.unfinished().filter(campaign=campaign).exists():
        Resealing.objects.create(campaign=campaign, new_key=key, requested_at=now)


def _reseal(job: Resealing) -> None:
    """Raises LostClaim, GivenUp; CannotOpen where the server's key is not to be had."""
    total = sum(readable_rows(each, job.campaign_id).count() for each in TABLES)
    leases.go_on(job, now=timezone.now(), rows_total=total)
    done, unreadable = 0, 0
    for each in TABLES:
        for resealed, broken in _passes(each, job):
            done, unreadable = done + resealed, unreadable + broken
            leases.go_on(job, now=timezone.now(), rows_done=min(done, total))
    if unreadable:
        raise GivenUp(UNREADABLE)
    _finish(job, done, now=timezone.now())


@transaction.atomic
def _finish(job: Resealing, done: int, *, now: datetime) -> None:
    leases.while_claimed(
        job,
        state=Resealing.State.FINISHED,
        claimed_until=None,
        finished_at=now,
        rows_done=done,
        rows_total=done,
    )
    if done:
        record(
            Action.NAMES_RESEALED,
            actor=None,
            now=now,
            campaign=job.campaign,
            key=job.new_key.fingerprint,
            rows=done,
        )


def _passes(sealed: Sealed, job: Resealing) -> Iterator[tuple[int, int]]:
    """(how many were sealed, how many do not open) of one batch after another, until a pass finds
    nothing more that it could seal."""
    broken: set[UUID] = set()
    while True:
        after, moved = None, 0
        while batch := _batch(sealed, job, after=after, leave_out=broken):
            after, resealed, unreadable = batch
            broken |= unreadable
            moved += resealed
            yield resealed, len(unreadable)
        left = readable_rows(sealed, job.campaign_id).exclude(id__in=broken)
        if not left.exists():
            return
        if not moved:  # all that is left is in somebody's hands
            time.sleep(A_MOMENT)
            yield 0, 0


@transaction.atomic
def _batch(
    sealed: Sealed, job: Resealing, *, after: UUID | None, leave_out: set[UUID]
) -> tuple[UUID, int, set[UUID]] | None:
    """(the last row that was looked at, how many were sealed, those that do not open), None where
    there is none after `after`. Raises CannotOpen where the key itself is not to be had."""
    wanted = readable_rows(sealed, job.campaign_id).exclude(id__in=leave_out)
    if after:
        wanted = wanted.filter(id__gt=after)
    wanted = wanted.select_related("sealing_key").order_by("id")
    rows = list(wanted.select_for_update(of=("self",), skip_locked=True, no_key=True)[:BATCH])
    if not rows:
        return None
    keys = {row.sealing_key_id: row.sealing_key for row in rows}
    openers = {key_id: _opener_of(key) for key_id, key in keys.items()}
    written: list[tuple[UUID, bytes]] = []
    unreadable: set[UUID] = set()
    for row in rows:
        try:
            written.append((row.id, _sealed_anew(sealed, row, openers[row.sealing_key_id], job)))
        except sealing.CannotOpen:
            logger.error("%s %s does not open", sealed.model.__name__, row.id)
            unreadable.add(row.id)
    _write(sealed.model, written, job.new_key_id)
    return rows[-1].id, len(written), unreadable


def _opener_of(key: SealingKey) -> sealing.Opener:
    """Raises CannotOpen."""
    private = key.private_key()
    if private is None:
        raise sealing.CannotOpen("the server's key is destroyed")
    return sealing.Opener(private)


def _sealed_anew(sealed: Sealed, row: Any, opener: sealing.Opener, job: Resealing) -> bytes:
    """Raises CannotOpen. Of a row that is erased nothing is left to seal."""
    if not row.sealed:
        return b""
    its = {
        "campaign": row.campaign_id,
        "signature": sealed.signature_of(row),
        "part": sealed.part_of(row),
    }
    fields = opener.open(row.sealed, **its)
    return sealing.seal(bytes(job.new_key.public_key), **its, fields=fields)


def _write(model: type[models.Model], rows: list[tuple[UUID, bytes]], key_id: int) -> None:
    if not rows:
        return
    table = connection.ops.quote_name(model._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            UPDATE {table} AS old SET sealed = anew.sealed, sealing_key_id = %s
            FROM unnest(%s::uuid[], %s::bytea[]) AS anew (id, sealed)
            WHERE old.id = anew.id
            """,
            [key_id, [id for id, _sealed in rows], [value for _id, value in rows]],
        )
