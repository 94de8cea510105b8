"""Rows of work that a worker claims for a while.

A request writes a row and nothing more: Redis may be away. A worker that looks for one that waits
claims it for LEASE, which it prolongs while it works. One that dies is followed, when its lease is
over, by another that starts again.

One row of a table is worked on at a time, however many wait and however many workers there are:
such work keeps a core busy for a minute, and mail is not to wait for it.

A model of such rows has `state` ("waiting", "building", "failed", …), `requested_at`,
`claimed_until`, `finished_at` and `failure`.
"""

import contextlib
import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, models, transaction
from django.db.models import Q

logger = logging.getLogger(__name__)

LEASE = timedelta(minutes=1)


class LostClaim(Exception):
    """It was cancelled, or another worker took it over."""


def claim(rows: models.QuerySet[Any], *, lock: int, now: datetime, **begun: Any) -> Any:
    """The one that has waited longest, for nobody else to touch until its lease is over; None
    where none waits or one is being worked on.

    lock: among PostgreSQL's advisory locks, a number of this table's own
    begun: what else its row says from now on
    """
    with transaction.atomic():
        if not _is_ours(lock) or rows.filter(state="building", claimed_until__gte=now).exists():
            return None
        waiting = rows.filter(Q(state="waiting") | Q(state="building", claimed_until__lt=now))
        waiting = waiting.order_by("requested_at").select_for_update(skip_locked=True, of=("self",))
        row = waiting.first()
        if row is None:
            return None
        _change(row, state="building", claimed_until=now + LEASE, **begun)
    return row


def work_on(row: Any, work: Callable[[Any], None]) -> bool:
    """Do `work` with a row that `claim` gave; was there one? Of one that is lost meanwhile nothing
    more is to be done: whoever has it now begins anew."""
    if row is None:
        return False
    try:
        work(row)
    except LostClaim:
        logger.info("%s %s was taken from us", type(row).__name__, row.pk)
    return True


def go_on(row: Any, *, now: datetime, **done: Any) -> None:
    """Say how far it is, and prolong the lease. Raises LostClaim."""
    while_claimed(row, claimed_until=now + LEASE, **done)


def while_claimed(row: Any, **changed: Any) -> None:
    """Change it, unless it was lost meanwhile. Raises LostClaim."""
    claimed = type(row)._default_manager.filter(
        id=row.id, state="building", claimed_until=row.claimed_until
    )
    if not claimed.update(**changed):
        raise LostClaim
    for name, value in changed.items():
        setattr(row, name, value)


def fail(row: Any, sentence: str, *, now: datetime) -> None:
    """Given up: `sentence` is for people, says nothing about anybody, and is translated when it is
    shown. Of one that was lost meanwhile nothing changes."""
    with contextlib.suppress(LostClaim):
        while_claimed(row, state="failed", claimed_until=None, failure=sentence, finished_at=now)


def _is_ours(lock: int) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [lock])
        return cursor.fetchone()[0]


def _change(row: Any, **changed: Any) -> None:
    for name, value in changed.items():
        setattr(row, name, value)
    row.save(update_fields=[*changed])
