"""From the database to the columns that were asked for, in flat memory however many there are.

Batches are looked up by key ("the next after this one") and not read from a cursor: no transaction
stays open meanwhile, which would keep PostgreSQL from clearing what others leave behind, and it
works through a pool of connections that hands out one for each transaction. Each row comes once,
however others change it meanwhile: its key stays, and keys only grow.

Opening a sealed row is arithmetic outside of Python's lock: threads share it, while this one reads
the next batch and writes the last.
"""

import os
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from functools import partial
from typing import Any, Self
from zoneinfo import ZoneInfo

from django.db import connection
from django.db.models import Count, Q, QuerySet
from django.db.models.functions import TruncDate, TruncWeek
from django.utils import translation
from django.utils.translation import gettext as _

from campaign.accounts.models import SealingKey
from campaign.exports.choosing import (
    COLUMNS,
    HEADINGS,
    SEALED,
    Filters,
    NameDisplay,
    Origin,
    Preset,
)
from campaign.lib import countries
from campaign.lib.counting_characters import graphemes
from campaign.lib.sealing import CannotOpen, Opener
from campaign.lib.weeks import day_of, is_week
from campaign.pages.models import Campaign
from campaign.pages.partner_models import ConsentWording
from campaign.pages.sharing.channels import ON_PAPER
from campaign.signatures.models import Signature, Standing

BATCH = 2_000  # rows
THREADS = min(4, os.cpu_count() or 1)
# A number below this could point at somebody: they are told together.
FEWEST = 5

Row = Sequence[Any]
Fields = dict[str, Any]

# What is read of each row, in this order.
READ = (
    *("id", "sealing_key_id", "sealed", "country", "language", "comment", "wants_updates"),
    *("source", "created_at", "confirmed_at", "public_name", "name_standing", "agreed_to"),
)


def needs_opening(columns: Sequence[str], name_display: str) -> bool:
    """Do they hold what only a key opens?"""
    sealed = SEALED & set(columns)
    return bool(sealed - {"name"} if name_display == NameDisplay.SHOWN else sealed)


def signatures_for(campaign: Campaign, filters: Filters, *, as_of: datetime) -> QuerySet[Signature]:
    wanted = filters.condition(campaign.time_zone, as_of=as_of)
    if campaign.rules.knows_weeks_only:
        # Nobody shall see a number move here, either, as a button is pressed (counting.py).
        wanted &= Q(confirmed_at__lt=day_of(as_of))
    return Signature.objects.filter(wanted, campaign=campaign)


def rows(
    campaign: Campaign,
    *,
    columns: Sequence[str],
    name_display: str,
    filters: Filters,
    as_of: datetime,
) -> Iterator[Row]:
    """In the order in which they signed, in these columns. Raises CannotOpen."""
    wanted = signatures_for(campaign, filters, as_of=as_of)
    if tuple(columns) == COLUMNS[Preset.STATISTICS]:
        yield from _statistics(campaign, wanted)
        return
    as_row = Layout(
        columns,
        name_display,
        words=Words.in_language(campaign.main_language, wordings_for(filters)),
        zone=campaign.time_zone,
    )
    if not needs_opening(columns, name_display):
        for batch in _batches(wanted):
            yield from map(as_row, batch)
        return
    with ThreadPoolExecutor(THREADS, thread_name_prefix="opening") as pool:
        yield from opened(_batches(wanted), pool, _openers(wanted), campaign.id, as_row)


def wordings_for(filters: Filters) -> dict[int, str]:
    """What the partner's signers agreed to, by number; of other partners nothing is said."""
    if not filters.partner:
        return {}
    wordings = ConsentWording.objects.filter(partner=filters.partner)
    return dict(wordings.values_list("id", "words"))


def unopened(campaign: Campaign, *, filters: Filters, as_of: datetime) -> Iterator[tuple[Any, ...]]:
    """As they lie in the database, in the order of READ."""
    for batch in _batches(signatures_for(campaign, filters, as_of=as_of)):
        yield from batch


def keys_of(campaign: Campaign, *, filters: Filters, as_of: datetime) -> QuerySet[SealingKey]:
    """All that these were sealed to."""
    wanted = signatures_for(campaign, filters, as_of=as_of)
    return SealingKey.objects.filter(id__in=wanted.values("sealing_key_id")).order_by("id")


def _batches(wanted: QuerySet[Signature]) -> Iterator[list[tuple[Any, ...]]]:
    there = wanted.order_by("id").values_list(*READ)
    batch = _read(there[:BATCH])
    while batch:
        yield batch
        if len(batch) < BATCH:
            return
        batch = _read(there.filter(id__gt=batch[-1][0])[:BATCH])


def _read(some: QuerySet[Signature]) -> list[tuple[Any, ...]]:
    """As Django reads them, in a third of its time: in PostgreSQL's binary form no moment needs to
    be taken apart from its letters."""
    sql, parameters = some.query.sql_with_params()
    connection.ensure_connection()
    binary = connection.connection.cursor(binary=True)
    with connection.make_debug_cursor(binary) as cursor:  # is in the log of queries, where one is
        cursor.execute(sql, parameters)
        return cursor.fetchall()


def _openers(wanted: QuerySet[Signature]) -> dict[int, Opener]:
    """For each key that a campaign's signatures have been sealed to. Raises CannotOpen."""
    keys = SealingKey.objects.filter(id__in=wanted.values("sealing_key_id"))
    privates = {key.id: key.private_key() for key in keys}
    return {key: Opener(private) for key, private in privates.items() if private is not None}


def opened(
    batches: Iterable[list[tuple[Any, ...]]],
    pool: ThreadPoolExecutor,
    openers: dict[int, Opener],
    campaign: int,
    as_row: Callable[..., Row],
) -> Iterator[Row]:
    """One batch is opened while the one before is written and the one after is read."""
    open_some = partial(_open_some, openers, campaign, as_row)
    share = -(-BATCH // THREADS)
    ahead: deque[list[Future[list[Row]]]] = deque()
    for batch in batches:
        shares = (batch[start : start + share] for start in range(0, len(batch), share))
        ahead.append([pool.submit(open_some, each) for each in shares])
        if len(ahead) > 1:
            for opening in ahead.popleft():
                yield from opening.result()
    for opening in (each for batch in ahead for each in batch):
        yield from opening.result()


def _open_some(
    openers: dict[int, Opener],
    campaign: int,
    as_row: Callable[..., Row],
    some: list[tuple[Any, ...]],
) -> list[Row]:
    opened = []
    for read in some:
        signature, key, sealed = read[:3]
        if key not in openers:
            raise CannotOpen(f"signature {signature}: sealed to a key that is not here")
        try:
            fields = openers[key].open(sealed, campaign=campaign, signature=signature)
        except CannotOpen as error:
            raise CannotOpen(f"signature {signature}: {error}") from error
        try:
            opened.append(as_row(read, fields))
        except KeyError as error:
            raise CannotOpen(f"signature {signature}: there is no {error} in it") from error
    return opened


@dataclass(frozen=True, slots=True)
class Words:
    """What rows say beside what signers wrote. Bundles bring it along, for who opens them has
    neither our catalogues nor a list of countries."""

    withheld: str  # in place of a name
    countries: Mapping[str, str]  # by ISO code
    headings: Mapping[str, str]  # by column
    wordings: Mapping[int, str]  # what a partner's signers agreed to, by number

    @classmethod
    def in_language(cls, language: str, wordings: Mapping[int, str]) -> Self:
        with translation.override(language):
            return cls(
                withheld=_("name withheld"),
                countries=dict(countries.choices(language)),
                headings={column: str(heading) for column, heading in HEADINGS.items()},
                wordings=wordings,
            )

    @classmethod
    def from_json(cls, said: Mapping[str, Any]) -> Self:
        """said: by a bundle, perhaps one from before there were partners"""
        wordings = {int(number): words for number, words in said.get("wordings", {}).items()}
        return cls(**{**said, "wordings": wordings})

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


class Layout:
    """What was read of a signature, and what was in it, as the columns of one row."""

    def __init__(
        self, columns: Sequence[str], name_display: str, *, words: Words, zone: str
    ) -> None:
        self._zone = ZoneInfo(zone)
        self._columns = columns
        self._display = name_display
        self._words = words

    def __call__(self, read: tuple[Any, ...], opened: Fields | None = None) -> Row:
        fields: Fields = (opened or {}) | dict(zip(READ, read, strict=True))
        fields["name"] = self._name(fields)
        fields["country_code"] = fields["country"]
        fields["country"] = self._words.countries.get(fields["country"], "")
        fields["origin"] = (Origin.PAPER if fields["source"] == ON_PAPER else Origin.ONLINE).value
        fields["signed_at"] = self._moment(fields["created_at"])
        fields["confirmed_at"] = self._moment(fields["confirmed_at"])
        fields["signature"] = str(fields["id"])
        agreed, wordings = fields["agreed_to"] or (), self._words.wordings
        fields["agreed_to"] = next((wordings[n] for n in agreed if n in wordings), "")
        return [fields[column] for column in self._columns]

    def _name(self, fields: Fields) -> str:
        if self._display == NameDisplay.SHOWN:
            is_shown = fields["public_name"] and fields["name_standing"] == Standing.SHOWN
            return fields["public_name"] if is_shown else self._words.withheld
        return initials(fields["name"]) if self._display == NameDisplay.INITIALS else fields["name"]

    def _moment(self, at: datetime) -> str:
        """Where the campaign is: 2026-11-25T20:04:38+07:00; of a week: 2026-W48"""
        if is_week(at):
            return "{}-W{:02}".format(*at.isocalendar())
        return at.astimezone(self._zone).isoformat(timespec="seconds")


def initials(name: str) -> str:
    """Aung San Example as "A. S. E."; what a reader takes for one letter is one in any script."""
    return " ".join(f"{graphemes(word)[0]}." for word in name.split())


def _statistics(campaign: Campaign, wanted: QuerySet[Signature]) -> Iterator[Row]:
    """("country", "Thailand", 120): how many, by one thing at a time, so that no two together
    point at anybody."""
    named = dict(countries.choices(campaign.main_language))
    yield ["all", "", wanted.count()]
    for about in ("country", "language", "source"):
        yield from _told(about, _numbers(wanted, about), named if about == "country" else {})
    if campaign.rules.knows_weeks_only:
        by_week = wanted.annotate(week=TruncDate(TruncWeek("confirmed_at", tzinfo=UTC), tzinfo=UTC))
        yield from _told("week", _numbers(by_week, "week"), {})
        return
    day = TruncDate("confirmed_at", tzinfo=ZoneInfo(campaign.time_zone))
    by_day = wanted.annotate(day=day)
    yield from _told("day", _numbers(by_day, "day"), {})


def _numbers(wanted: QuerySet[Signature], by: str) -> Counter[str]:
    counted = wanted.order_by().values_list(by).annotate(count=Count("id"))
    return Counter({str(value): count for value, count in counted})


def _told(about: str, numbers: Counter[str], named: dict[str, str]) -> Iterator[Row]:
    many = {value: count for value, count in numbers.items() if count >= FEWEST}
    order = (
        sorted(many) if about in {"day", "week"} else sorted(many, key=lambda value: -many[value])
    )
    for value in order:
        yield [about, named.get(value, value), many[value]]
    if few := sum(numbers.values()) - sum(many.values()):
        yield [about, _("fewer than %(fewest)s each") % {"fewest": FEWEST}, few]


def offline(wanted: QuerySet[Signature]) -> bool:
    """Are any of them sealed to a key that is not here?"""
    return wanted.filter(~Q(sealing_key__custody=SealingKey.Custody.SERVER)).exists()
