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
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_noop

logger = logging.getLogger(__name__)

LEASE = timedelta(minutes=1)
# What has killed its workers so long will kill the next one, too.
GIVE_UP_AFTER = timedelta(hours=6)

OUR_MISTAKE = gettext_noop("Something broke on our side.")


class LostClaim(Exception):
    """It was cancelled, or another worker took it over."""


class GivenUp(Exception):
    """It cannot be done. Its text is a sentence, as `fail` takes one."""


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


def work_or_fail(
    row: Any,
    work: Callable[[Any], None],
    *,
    sentences: Mapping[type[Exception], str],
    our_mistake: str = OUR_MISTAKE,
    fail: Callable[..., None] = fail,
) -> bool:
    """As `work_on`; and whatever goes wrong ends as a sentence in the row: what fails once fails
    again, and must not keep workers busy for ever.

    sentences: for errors that are to be expected; the log says no more than which one it was, for
        its text may quote somebody
    fail: where more goes than the row says
    """

    def work_or_give_up(row: Any) -> None:
        try:
            work(row)
        except LostClaim:
            raise
        except Exception as error:
            sentence = _sentence_for(error, sentences)
            failure, kind = sentence or our_mistake, type(error).__name__
            logger.error(
                *("%s %s failed: %s (%s)", type(row).__name__, row.pk, failure, kind),
                exc_info=sentence is None,
            )
            fail(row, failure, now=timezone.now())

    return work_on(row, work_or_give_up)


def check_age(since: datetime, sentence: str) -> None:
    """since: when a worker could begin with it. Raises GivenUp where that was too long ago."""
    if since < timezone.now() - GIVE_UP_AFTER:
        raise GivenUp(sentence)


def _sentence_for(error: Exception, sentences: Mapping[type[Exception], str]) -> str | None:
    if isinstance(error, GivenUp):
        return str(error)
    return next((say for kind, say in sentences.items() if isinstance(error, kind)), None)


def _is_ours(lock: int) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [lock])
        return cursor.fetchone()[0]


def _change(row: Any, **changed: Any) -> None:
    for name, value in changed.items():
        setattr(row, name, value)
    row.save(update_fields=[*changed])
