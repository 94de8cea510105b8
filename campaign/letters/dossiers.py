"""Dossiers: asked for here, built by a worker (building.py), kept encrypted, for a while.

A request writes a row and nothing more: Redis may be away. Once every two seconds a worker looks
for a row that waits and claims it for LEASE, which it prolongs while it works. One that dies is
followed, when its lease is over, by another that starts again from the first letter.

One dossier is built at a time, however many wait and however many workers there are: setting
pages keeps a core busy for a minute, and mail is not to wait for it.

A file is named for its dossier and opens with a key that stands, wrapped, in the row. Forgetting a
dossier forgets the key first: from then on the file is noise, wherever copies of it may lie.
"""

import contextlib
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from campaign.accounts.auditing import Action, record
from campaign.accounts.models import User
from campaign.letters.models import Addressee, CarriedLetter, Dossier, Recipient
from campaign.lib import encrypted_files, sealing
from campaign.pages.models import Campaign
from campaign.signatures.models import Signature

LEASE = timedelta(minutes=1)
ENDING, UNFINISHED = ".dossier", ".part"
# A file that no row knows is younger than this while its worker is about to write the row.
ORPHANED_AFTER = timedelta(hours=1)


class CannotBuild(Exception):
    """Its text is a sentence for the organiser, in their language."""


class LostClaim(Exception):
    """It was cancelled, or another worker took it over."""


@transaction.atomic
def request_dossier(
    *,
    campaign: Campaign,
    recipient: Recipient,
    contents: str,
    by: User,
    now: datetime,
) -> Dossier:
    """Ask for one; where the same is being built already, that one. Raises CannotBuild."""
    Campaign.objects.select_for_update(no_key=True).get(id=campaign.id)  # two clicks are one
    if not Addressee.objects.addressed().filter(campaign=campaign, recipient=recipient).exists():
        raise CannotBuild(_("This campaign does not write there."))
    same = {"campaign": campaign, "recipient": recipient, "contents": contents}
    if unfinished := Dossier.objects.unfinished().filter(**same).first():
        return unfinished
    items = items_for(campaign, recipient, contents).count()
    if not items and contents == Dossier.Contents.LETTERS:
        raise CannotBuild(_("Nobody has asked us to carry a letter there yet."))
    if not items:
        raise CannotBuild(_("Nobody has chosen to show their name yet."))
    dossier = Dossier.objects.create(
        **same,
        language=recipient.letter_languages[0],
        requested_by=by,
        requested_at=now,
        items_total=items,
    )
    _record(Action.DOSSIER_REQUESTED, dossier, by=by, now=now)
    return dossier


def items_for(
    campaign: Campaign, recipient: Recipient, contents: str
) -> QuerySet[CarriedLetter] | QuerySet[Signature]:
    """What such a dossier holds, at this moment: letters, or signatures with their names shown."""
    if contents == Dossier.Contents.LETTERS:
        return CarriedLetter.objects.standing().filter(campaign=campaign, recipient=recipient)
    return Signature.objects.with_name_shown().filter(campaign=campaign)


@transaction.atomic
def cancel(dossier: Dossier, *, by: User, now: datetime) -> None:
    """Nobody needs it any more. One that is ready stays: `destroy` it."""
    unfinished = Dossier.objects.unfinished().filter(id=dossier.id)
    if unfinished.update(state=Dossier.State.CANCELLED, claimed_until=None):
        _record(Action.DOSSIER_CANCELLED, dossier, by=by, now=now)


def _record(action: Action, dossier: Dossier, *, by: User | None, now: datetime) -> None:
    record(
        action,
        actor=by,
        now=now,
        campaign=dossier.campaign,
        recipient=dossier.recipient.name,
        contents=dossier.contents,
        items=dossier.items_total,
    )


# --- For the worker that builds -------------------------------------------------------------

CLAIM = """
UPDATE campaign_dossier SET state = 'building', claimed_until = %(until)s, items_done = 0
WHERE id = (
    SELECT id FROM campaign_dossier
    WHERE state = 'waiting' OR (state = 'building' AND claimed_until < %(now)s)
    ORDER BY requested_at LIMIT 1 FOR UPDATE SKIP LOCKED
) AND NOT EXISTS (
    SELECT FROM campaign_dossier WHERE state = 'building' AND claimed_until >= %(now)s
)
RETURNING id
"""
ONE_AT_A_TIME = 0x756E6472  # among advisory locks, a number of our own


def claim(*, now: datetime) -> Dossier | None:
    """The one that has waited longest, for nobody else to touch until its lease is over; None
    where none waits or one is being built."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [ONE_AT_A_TIME])
        if not cursor.fetchone()[0]:
            return None
        cursor.execute(CLAIM, {"now": now, "until": now + LEASE})
        row = cursor.fetchone()
    return row and Dossier.objects.select_related("campaign", "recipient").get(id=row[0])


def go_on(dossier: Dossier, *, done: int, now: datetime) -> None:
    """Say how far it is, and prolong the lease. Raises LostClaim."""
    _while_claimed(dossier, items_done=done, claimed_until=now + LEASE)
    dossier.claimed_until = now + LEASE


@transaction.atomic
def finish(
    dossier: Dossier,
    unfinished: Path,
    *,
    key: bytes,
    sha256: str,
    size: int,
    pages: int,
    done: int,
    now: datetime,
) -> None:
    """Its file is written: file and row change together. Raises LostClaim."""
    _while_claimed(
        dossier,
        state=Dossier.State.READY,
        claimed_until=None,
        wrapped_key=sealing.wrap(key, purpose=dossier.key_purpose),
        sha256=sha256,
        size=size,
        pages=pages,
        items_done=done,
        items_total=done,
        finished_at=now,
        expires_at=now + timedelta(days=settings.DOSSIER_DAYS),
    )
    dossier.items_total = done
    _record(Action.DOSSIER_BUILT, dossier, by=None, now=now)
    unfinished.replace(path_of(dossier.id))


def fail(dossier: Dossier, sentence: str, *, now: datetime) -> None:
    """Given up: `sentence` is for organisers, says nothing about anybody, and is translated when
    it is shown."""
    with contextlib.suppress(LostClaim):
        _while_claimed(
            dossier,
            state=Dossier.State.FAILED,
            claimed_until=None,
            failure=sentence,
            finished_at=now,
        )


def _while_claimed(dossier: Dossier, **changed: object) -> None:
    claimed = Dossier.objects.filter(
        id=dossier.id, state=Dossier.State.BUILDING, claimed_until=dossier.claimed_until
    )
    if not claimed.update(**changed):
        raise LostClaim


# --- Files ----------------------------------------------------------------------------------


def path_of(dossier_id: UUID) -> Path:
    return settings.DOSSIER_DIR / f"{dossier_id.hex}{ENDING}"


def pieces(dossier: Dossier) -> Iterator[bytes]:
    """The PDF, piece by piece. Raises CannotOpen, and OSError where its file is not here."""
    if dossier.wrapped_key is None:
        raise sealing.CannotOpen("its key is gone")
    key = sealing.unwrap(dossier.wrapped_key, purpose=dossier.key_purpose)
    with path_of(dossier.id).open("rb") as file:
        yield from encrypted_files.decrypted(file, key)


def record_download(dossier: Dossier, *, by: User, now: datetime) -> None:
    """Somebody has the names or letters in it on their own machine from now on."""
    _record(Action.DOSSIER_DOWNLOADED, dossier, by=by, now=now)


def destroy(dossier: Dossier, *, by: User, now: datetime) -> None:
    """Forget a dossier that is ready: its key, then its file."""
    _forget(dossier, Action.DOSSIER_DESTROYED, by=by, now=now)


def _forget(dossier: Dossier, action: Action, *, by: User | None, now: datetime) -> None:
    with transaction.atomic():
        ready = Dossier.objects.filter(id=dossier.id, state=Dossier.State.READY)
        if not ready.update(state=Dossier.State.EXPIRED, wrapped_key=None):
            return
        _record(action, dossier, by=by, now=now)
    path_of(dossier.id).unlink(missing_ok=True)


def destroy_expired(*, now: datetime) -> int:
    """Those whose time is over; how many there were."""
    over = Dossier.objects.filter(state=Dossier.State.READY, expires_at__lte=now)
    expired = list(over.select_related("campaign", "recipient"))
    for dossier in expired:
        _forget(dossier, Action.DOSSIER_EXPIRED, by=None, now=now)
    return len(expired)


def remove_orphans(*, now: datetime) -> int:
    """Files that nobody can open any more: a worker died over them, or their row is gone."""
    there = [*settings.DOSSIER_DIR.glob(f"*{ENDING}"), *settings.DOSSIER_DIR.glob(f"*{UNFINISHED}")]
    old = [path for path in there if _is_old(path, now)]
    known = {
        path_of(dossier_id)
        for dossier_id in Dossier.objects.filter(state=Dossier.State.READY).values_list(
            "id", flat=True
        )
    }
    orphans = [path for path in old if path not in known]
    for path in orphans:
        path.unlink(missing_ok=True)
    return len(orphans)


def _is_old(path: Path, now: datetime) -> bool:
    try:
        return path.stat().st_mtime < (now - ORPHANED_AFTER).timestamp()
    except FileNotFoundError:
        return False
