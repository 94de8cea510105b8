"""A file with signatures on paper: begun, its columns chosen, checked, taken in or given up.

Once every two seconds a worker looks for one that waits (campaign/lib/leases.py). The file lies
encrypted with a key in its row (campaign/lib/kept_files.py) until that is over, a day at most.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

import uuid_utils.compat
from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_noop

from campaign.accounts.auditing import Action, record
from campaign.accounts.models import User
from campaign.lib import leases
from campaign.lib.kept_files import Folder
from campaign.pages.models import Campaign
from campaign.signatures.paper import reading
from campaign.signatures.paper.emails import tell_owners
from campaign.signatures.paper.models import PaperBatch
from campaign.signatures.paper.staging import check_paper_is_taken, record_compared
from campaign.signatures.paper.taking_in import take_in

State = PaperBatch.State

MOST_BYTES = 49 * 1024 * 1024  # of a file; the form around it has room at a desk, too
KEPT = timedelta(hours=24)
ONE_AT_A_TIME = 0x756E7061  # among advisory locks, a number of our own
_PIECE = 64 * 1024
OPEN = (State.CHOOSING, State.WAITING, State.BUILDING, State.CHECKED)

NOTHING_LEFT = gettext_noop("Everybody in it has signed already: there was nobody left to take in.")


def folder() -> Folder:
    return Folder(settings.PAPER_DIR, "paper")


def begin(
    *,
    campaign: Campaign,
    content: bytes,
    mark: str,
    language: str,
    country: str,
    by: User,
    now: datetime,
) -> PaperBatch:
    """Keep it, encrypted, until its columns are named. Raises CannotTakePaper, OSError."""
    check_paper_is_taken(campaign)
    how = reading.guess(content)
    batch = PaperBatch(
        id=uuid_utils.compat.uuid7(),
        campaign=campaign,
        kind=PaperBatch.Kind.FILE,
        mark=mark,
        language=language,
        country=country,
        state=State.CHOOSING,
        requested_by=by,
        requested_at=now,
        expires_at=now + KEPT,
        format=how.form,
        size=len(content),
        encoding=how.encoding,
        delimiter=how.delimiter,
    )
    with folder().new_file(batch.id) as file:
        with file.writing() as sink:
            for start in range(0, len(content), _PIECE):
                sink.write(content[start : start + _PIECE])
        batch.wrapped_key = file.wrapped_key
        with transaction.atomic():
            batch.save(force_insert=True)
            file.keep()
    return batch


def content_of(batch: PaperBatch) -> Iterator[bytes]:
    """The file, piece by piece. Raises CannotOpen, and OSError where it is not here."""
    return folder().content_of(batch)


def how_to_read(batch: PaperBatch) -> reading.Guess:
    return reading.Guess(batch.format, batch.encoding, batch.delimiter)


@transaction.atomic
def look_at(batch: PaperBatch, *, encoding: str, delimiter: str) -> None:
    """Read it so from now on, for somebody who saw that its letters or columns are wrong."""
    _open(batch, State.CHOOSING).update(encoding=encoding, delimiter=delimiter)
    batch.encoding, batch.delimiter = encoding, delimiter


def record_looked_at(batch: PaperBatch, *, rows: int, by: User, now: datetime) -> None:
    """Its first rows were shown, names and all. Whoever uploaded it has the file, but others may
    open its page as well."""
    if rows:
        record(Action.NAMES_READ, actor=by, now=now, campaign=batch.campaign, signatures=rows)


@transaction.atomic
def check(
    batch: PaperBatch,
    *,
    columns: Mapping[str, int],
    has_headings: bool,
    all_or_none: bool,
    by: User,
    now: datetime,
) -> None:
    """Its columns are named: a worker reads it, and takes nothing in."""
    changed: dict[str, Any] = {
        "columns": dict(columns),
        "has_headings": has_headings,
        "all_or_none": all_or_none,
        "state": State.WAITING,
        "is_taking": False,
        "requested_by": by,
        "requested_at": now,
        "failure": "",
    }
    _open(batch, State.CHOOSING).update(**changed)


@transaction.atomic
def choose_again(batch: PaperBatch) -> None:
    """What was found is forgotten; the file is there still."""
    if _open(batch, State.CHECKED).update(state=State.CHOOSING):
        _forget_lines(batch)


@transaction.atomic
def take(batch: PaperBatch, *, by: User, now: datetime) -> None:
    """Somebody has looked: a worker takes the good ones in. Where it is to be all or none, only if
    none is bad; and only if there is one."""
    there = _open(batch, State.CHECKED).filter(good__gt=0)
    there = there.exclude(all_or_none=True, bad__gt=0)
    there.update(state=State.WAITING, is_taking=True, requested_by=by, requested_at=now)


@transaction.atomic
def cancel(batch: PaperBatch, *, by: User | None, now: datetime) -> None:
    """Give it up, whatever it is at; what is taken in stays: `undoing.undo`."""
    if _give_up(batch, State.CANCELLED, now=now):
        record(
            Action.PAPER_CANCELLED,
            actor=by,
            now=now,
            campaign=batch.campaign,
            mark=batch.mark,
            lines=batch.rows_done,
        )


def _give_up(batch: PaperBatch, state: str, *, now: datetime) -> bool:
    there = PaperBatch.objects.filter(state__in=OPEN, undone_at=None)
    changed = {"state": state, "claimed_until": None, "finished_at": now}
    given_up = folder().forget(batch.id, there, **changed)
    if given_up:
        _forget_lines(batch)
    return given_up


def expire(*, now: datetime) -> int:
    """Those that nobody decided about in time; how many there were."""
    over = PaperBatch.objects.filter(state__in=OPEN, expires_at__lte=now)
    expired = list(over.exclude(state__in=[State.WAITING, State.BUILDING]))
    for batch in expired:
        with transaction.atomic():
            _give_up(batch, State.EXPIRED, now=now)
    return len(expired)


def remove_orphans(*, now: datetime) -> int:
    known = PaperBatch.objects.with_a_file()
    return folder().remove_orphans(known.values_list("id", flat=True), now=now)


def _open(batch: PaperBatch, state: str) -> Any:
    return PaperBatch.objects.filter(id=batch.id, state=state)


def _forget_lines(batch: PaperBatch) -> None:
    batch.entries.all()._raw_delete(batch.entries.db)
    batch.faults.all()._raw_delete(batch.faults.db)


# --- For the worker -----------------------------------------------------------------------------


def claim(*, now: datetime) -> PaperBatch | None:
    there = PaperBatch.objects.select_related("campaign__organisation", "campaign__sealing_key")
    return leases.claim(there, lock=ONE_AT_A_TIME, now=now, started_at=now, rows_done=0)


@transaction.atomic
def begin_anew(batch: PaperBatch, *, key_id: int) -> None:
    """Whatever a worker that died has left of it goes. Raises LostClaim."""
    leases.while_claimed(batch, sealing_key_id=key_id)
    _forget_lines(batch)


@transaction.atomic
def finish_check(batch: PaperBatch, *, rows: int, bad: int, now: datetime) -> None:
    """All of it was read. Raises LostClaim."""
    doubles = batch.faults.filter(kind="double").count()
    addresses = batch.entries.exclude(fingerprint=None).count() + doubles
    record_compared(batch, addresses, by=batch.requested_by, now=now)
    leases.while_claimed(
        batch,
        state=State.CHECKED,
        claimed_until=None,
        rows_done=rows,
        rows_total=rows,
        good=batch.entries.count(),
        bad=bad,
        doubles=doubles,
    )


def finish_taking(batch: PaperBatch, *, now: datetime) -> None:
    """Signatures, batch, event and mails change together; then the file goes. Raises LostClaim,
    CannotTakePaper, KeyChanged."""
    by = batch.requested_by
    with transaction.atomic():
        leases.while_claimed(batch, rows_done=0)  # ours, and locked from here on
        taken = take_in(batch, by=by, now=now)
        tell_owners(batch, Action.PAPER_TAKEN_IN, by=by, now=now)
        leases.while_claimed(
            batch,
            state=State.TAKEN if taken else State.FAILED,
            failure="" if taken else NOTHING_LEFT,
            claimed_until=None,
            count=taken,
            wrapped_key=None,
            finished_at=now,
        )
    folder().path_of(batch.id).unlink(missing_ok=True)


@transaction.atomic
def fail(batch: PaperBatch, sentence: str, *, now: datetime) -> None:
    """It fails again if tried again: what it was goes."""
    leases.fail(batch, sentence, now=now)
    if folder().forget(batch.id, PaperBatch.objects.filter(state=State.FAILED)):
        _forget_lines(batch)
