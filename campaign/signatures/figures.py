"""What an organiser's desk shows of a campaign: read from figures, never from signatures.

Four statements, each of which touches a few hundred rows or, for thirty days by country, some
thousand: no more for ten million signatures than for ten.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import Self
from zoneinfo import ZoneInfo

from django.db import connection
from django.db.models import Min, Q, Sum
from django.db.models.functions import TruncDay, TruncHour, TruncWeek

from campaign.lib.weeks import week_of
from campaign.pages.models import Campaign
from campaign.pages.sharing.channels import ON_PAPER
from campaign.signatures.counted_models import Figure
from campaign.signatures.sources import FEWEST_TOLD

About, Span = Figure.About, Figure.Span
EVENTS = (
    *(About.SEEN, About.SIGNED, About.MAILED, About.REFUSED, About.CONFIRMED, About.WITHDRAWN),
)
HOUR, DAY, WEEK = timedelta(hours=1), timedelta(days=1), timedelta(weeks=1)
# Of everything since the beginning: so many days are shown one by one, more of them in weeks.
MOST_DAYS = 92
MOST_ROWS = 300  # of countries, languages or sources; a file has them all


class Stretch(StrEnum):
    """How far back one looks; each is a link on the page."""

    LAST_24_HOURS = "24h"
    LAST_7_DAYS = "7d"
    LAST_30_DAYS = "30d"
    EVER = "all"


@dataclass(frozen=True, slots=True)
class Period:
    """A stretch of time, and which figures tell of it.

    `since` and `before` are times of figures (see models.Figure), so of a day the date in UTC.
    """

    stretch: Stretch
    span: Figure.Span  # of the figures that are added up
    since: datetime
    before: datetime | None  # where a stretch as long begins, to compare with
    bars: Figure.Span  # of the figures in the chart
    bars_since: datetime  # the first bar
    step: timedelta  # from bar to bar
    last_bar: datetime
    until: datetime | None = None  # what began then or later is left out; None: nothing is
    least: int = 1  # of countries, languages and sources with fewer, nothing is told


def period(campaign: Campaign, stretch: Stretch, *, now: datetime) -> Period:
    """One statement for Stretch.EVER, none for the others."""
    hour = now.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
    today = campaign.today(now)
    match stretch:
        case Stretch.LAST_24_HOURS:
            first = hour - 23 * HOUR
            return Period(
                stretch, Span.HOUR, first, first - 24 * HOUR, Span.HOUR, first, HOUR, hour
            )
        case Stretch.LAST_7_DAYS:
            first = today - 6 * DAY
            midnight = datetime.combine(first, time(), ZoneInfo(campaign.time_zone))
            # Half past midnight, where a zone is half an hour off.
            first_hour = (midnight.astimezone(UTC) + HOUR - timedelta(microseconds=1)).replace(
                minute=0, second=0, microsecond=0
            )
            since, before = at_day(first), at_day(first - 7 * DAY)
            return Period(stretch, Span.DAY, since, before, Span.HOUR, first_hour, HOUR, hour)
        case Stretch.LAST_30_DAYS:
            since, before = at_day(today - 29 * DAY), at_day(today - 59 * DAY)
            return Period(stretch, Span.DAY, since, before, Span.DAY, since, DAY, at_day(today))
        case Stretch.EVER:
            days = Figure.objects.filter(campaign=campaign, span=Span.DAY, about=About.CONFIRMED)
            first_at = days.aggregate(first=Min("at"))["first"] or at_day(today)
            step = DAY if at_day(today) - first_at < MOST_DAYS * DAY else WEEK
            last = at_day(today)
            if step == WEEK:
                first_at, last = monday(first_at), monday(last)
            return Period(stretch, Span.EVER, Figure.EVER, None, Span.DAY, first_at, step, last)


def whole_weeks(campaign: Campaign, *, now: datetime) -> Period:
    """Of a campaign that knows weeks only: all of them that are over. One statement."""
    this_week = week_of(now)
    first = Figure.objects.filter(
        campaign=campaign, span=Span.DAY, about=About.CONFIRMED, at__lt=this_week
    ).aggregate(first=Min("at"))["first"]
    return Period(
        stretch=Stretch.EVER,
        span=Span.DAY,
        since=Figure.EVER,
        before=None,
        bars=Span.DAY,
        bars_since=first or this_week,
        step=WEEK,
        last_bar=this_week - WEEK,
        until=this_week,
        least=FEWEST_TOLD,
    )


def at_day(day: date) -> datetime:
    """When the figures of this day are."""
    return datetime.combine(day, time(), UTC)


def monday(at: datetime) -> datetime:
    return at - at.weekday() * DAY


# --- How many, in all and bar by bar --------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Events:
    """How many of each happened."""

    seen: int = 0
    signed: int = 0
    mailed: int = 0
    refused: int = 0
    confirmed: int = 0
    withdrawn: int = 0

    @property
    def more(self) -> int:
        """By how many signatures the campaign grew."""
        return self.confirmed - self.withdrawn

    def online(self, on_paper: int) -> Self:
        """Without so many that came on paper: nobody saw a page for them, or was mailed."""
        return replace(self, confirmed=max(self.confirmed - on_paper, 0))


def events(campaign: Campaign, period: Period) -> tuple[Events, Events]:
    """In this period, and in the one before it (of EVER: nothing)."""
    counted = (
        Figure.objects.filter(
            _not_later(period),
            campaign=campaign,
            span=period.span,
            about__in=EVENTS,
            at__gte=_beginning(period),
        )
        .values_list("about")
        .annotate(
            here=Sum("number", filter=Q(at__gte=period.since), default=0),
            before=Sum("number", filter=Q(at__lt=period.since), default=0),
        )
    )
    rows = list(counted)
    return (
        Events(**{about: here for about, here, _before in rows}),
        Events(**{about: before for about, _here, before in rows}),
    )


def _not_later(period: Period) -> Q:
    return Q(at__lt=period.until) if period.until else Q()


def _beginning(period: Period) -> datetime:
    return period.before or period.since


@dataclass(frozen=True, slots=True)
class Lately:
    """What changes while somebody looks."""

    signatures: int
    on_paper: int  # of these
    today: int
    this_hour: int


def lately(campaign: Campaign, *, now: datetime) -> Lately:
    """In one statement."""
    hour = now.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
    today = at_day(campaign.today(now))
    confirmed = Q(span=Span.HOUR, at=hour) | Q(span=Span.DAY, at=today)
    paper = Q(span=Span.EVER, at=Figure.EVER, about=About.SOURCE, value=ON_PAPER)
    counted = dict(
        Figure.objects.filter(
            Q(confirmed, about=About.CONFIRMED) | paper, campaign=campaign
        ).values_list("span", "number")
    )
    return Lately(
        signatures=campaign.signature_count,
        on_paper=max(counted.get(Span.EVER, 0), 0),
        today=counted.get(Span.DAY, 0),
        this_hour=counted.get(Span.HOUR, 0),
    )


@dataclass(frozen=True, slots=True)
class Bar:
    at: datetime  # its beginning: of an hour that moment, of a day or a week its date in UTC
    confirmed: int
    withdrawn: int
    total: int  # signatures at its end


def bars(campaign: Campaign, period: Period) -> list[Bar]:
    """Every hour, day or week up to now, those without a signature too."""
    truncated = {HOUR: TruncHour, DAY: TruncDay, WEEK: TruncWeek}[period.step]
    counted = {
        (at, about): number
        for at, about, number in Figure.objects.filter(
            campaign=campaign,
            span=period.bars,
            about__in=(About.CONFIRMED, About.WITHDRAWN),
            at__gte=period.bars_since,
        )
        .annotate(bar=truncated("at", tzinfo=UTC))
        .values_list("bar", "about")
        .annotate(number=Sum("number"))
    }
    made: list[Bar] = []
    total = campaign.signature_count - _grown_since(period, counted)
    at = period.last_bar
    while at >= period.bars_since:
        confirmed = counted.get((at, About.CONFIRMED), 0)
        withdrawn = counted.get((at, About.WITHDRAWN), 0)
        made.append(Bar(at, confirmed, withdrawn, total))
        total -= confirmed - withdrawn
        at -= period.step
    return made[::-1]


def _grown_since(period: Period, counted: Mapping[tuple[datetime, str], int]) -> int:
    """By how many after the last bar, where that is not the latest."""
    if period.until is None:
        return 0
    later = {key: number for key, number in counted.items() if key[0] >= period.until}
    return sum(
        number if about == About.CONFIRMED else -number for (_at, about), number in later.items()
    )


# --- Where they come from -------------------------------------------------------------------

RANK = """
SELECT * FROM (
    SELECT about, value, sum(number)::bigint AS number,
           row_number() OVER (PARTITION BY about ORDER BY sum(number) DESC, value) AS place,
           count(*) OVER (PARTITION BY about) AS kinds,
           (sum(sum(number)) OVER (PARTITION BY about))::bigint AS total
    FROM campaign_figure
    WHERE campaign_id = %(campaign)s AND span = %(span)s AND at >= %(since)s
      AND (%(until)s::timestamptz IS NULL OR at < %(until)s) AND about = ANY(%(about)s)
    GROUP BY about, value HAVING sum(number) >= %(least)s
) AS ranked
WHERE place <= %(most)s ORDER BY about, place
"""


@dataclass(slots=True)
class Breakdown:
    """Signatures that were confirmed in a period and stand, by one thing; the most first."""

    numbers: dict[str, int]  # by code; at most MOST_ROWS of them
    kinds: int = 0  # how many codes there are in all
    total: int = 0


def breakdowns(campaign: Campaign, period: Period) -> Mapping[Figure.About, Breakdown]:
    """By country, language and source, in one statement."""
    found = {about: Breakdown({}) for about in (About.COUNTRY, About.LANGUAGE, About.SOURCE)}
    for about, value, number, _place, kinds, total in _ranked(campaign, period, *found):
        breakdown = found[About(about)]
        breakdown.numbers[value] = number
        breakdown.kinds, breakdown.total = kinds, total
    return found


def whole_breakdown(
    campaign: Campaign, period: Period, about: Figure.About
) -> Iterator[tuple[str, int]]:
    """(code, number) of all there are, the most first."""
    rows = _ranked(campaign, period, about, most=2**31 - 1)
    return ((value, number) for _about, value, number, *_more in rows)


def _ranked(
    campaign: Campaign, period: Period, *about: Figure.About, most: int = MOST_ROWS
) -> Iterator[tuple[str, str, int, int, int, int]]:
    values = {
        "campaign": campaign.id,
        "span": str(period.span),
        "since": period.since,
        "until": period.until,
        "least": period.least,
        "about": [str(each) for each in about],
        "most": most,
    }
    with connection.cursor() as cursor:
        cursor.execute(RANK, values)
        while rows := cursor.fetchmany(2000):
            yield from rows
