"""A list that an organisation made offline, where alone its names can be read: which signatures to
look at. They come into the queue; nothing is left out by a file."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from campaign.accounts.auditing import Action, record
from campaign.accounts.models import User
from campaign.pages.models import Campaign
from campaign.signatures.models import Signature
from campaign.signatures.weeding.models import Suspect, Why

MOST_LINES = 20_000
AT_ONCE = 1_000
TOLD_LINES = 10

_NUMBER = re.compile(
    r"(?<![0-9a-f-])[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}(?![0-9a-f-])",
    re.IGNORECASE,
)


class BadList(Exception):
    """Its lines that name no signature; `lines` are their numbers, from 1."""

    def __init__(self, lines: list[int]) -> None:
        super().__init__(lines)
        self.lines = lines


@dataclass(frozen=True, slots=True)
class Listed:
    added: int  # that wait now
    known: int  # that were on a list before, or do not count any more
    strangers: list[int]  # lines that name a signature of no one here


def numbers_in(lines: Iterable[str]) -> dict[UUID, int]:
    """Signature -> the line that names it. A line is a number alone or has one among its columns;
    the first may be headings, and empty ones are passed over, as are those of a comment that goes
    on over several. Raises BadList."""
    found: dict[UUID, int] = {}
    bad = []
    is_quoted = False
    for place, line in enumerate(lines, 1):
        was_quoted, is_quoted = is_quoted, is_quoted ^ bool(line.count('"') % 2)
        number = _NUMBER.search(line)
        if number:
            found.setdefault(UUID(number[0]), place)
        elif was_quoted or is_quoted:
            continue
        elif line.strip(" \t\r\n,;\ufeff") and place > 1:
            bad.append(place)
    if bad or not found:
        raise BadList(bad)
    return found


@transaction.atomic
def list_suspects(
    *, campaign: Campaign, numbers: dict[UUID, int], by: User, now: datetime
) -> Listed:
    """Put them into the queue."""
    added = known = 0
    strangers: list[int] = []
    asked = sorted(numbers)
    for start in range(0, len(asked), AT_ONCE):
        some = asked[start : start + AT_ONCE]
        there = Signature.objects.confirmed().filter(campaign=campaign, id__in=some)
        # Whoever is withdrawing in this moment is waited for, and then not among them.
        locked = there.order_by("id").select_for_update(no_key=True)
        standing = dict(locked.values_list("id", "held_at"))
        strangers += [numbers[each] for each in some if each not in standing]
        waiting = [each for each, held_at in standing.items() if held_at is None]
        listed = Suspect.objects.filter(why=Why.LISTED, signature__in=waiting)
        before = set(listed.values_list("signature_id", flat=True))
        new = [each for each in waiting if each not in before]
        Suspect.objects.bulk_create(
            [
                Suspect(campaign=campaign, signature_id=each, why=Why.LISTED, found_at=now)
                for each in new
            ],
            ignore_conflicts=True,
        )
        added += len(new)
        known += len(standing) - len(new)
    record(Action.SUSPECTS_LISTED, actor=by, now=now, campaign=campaign, signatures=added)
    return Listed(added, known, sorted(strangers))
