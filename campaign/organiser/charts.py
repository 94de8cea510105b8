"""A campaign's figures, put into words: what the dashboard's charts, tables and files all show.

A chart is drawn from its table by static/js/charts.js, so the table is all there is to get right.
"""

import json
import math
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from babel import Locale, UnknownLocaleError
from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from campaign.lib import countries
from campaign.lib.fetched import fetched_url
from campaign.pages.models import Campaign
from campaign.pages.sharing.channels import built_in_names
from campaign.signatures.counted_models import Figure
from campaign.signatures.figures import DAY, HOUR, Bar, Breakdown, Events, Period
from campaign.templatetags.typeset import clock, day, number, percent, short_day

About = Figure.About
FIRST_ROWS = 8  # of a long list, until somebody asks for all
LEVELS = 5  # shades of the map
CHART_FILES = {
    "uplot": "charts/uPlot.iife.min.js",
    "uplot_css": "charts/uPlot.min.css",
    "d3_array": "charts/d3-array.min.js",
    "d3_geo": "charts/d3-geo.min.js",
    "topojson": "charts/topojson-client.min.js",
    "world": "charts/countries-50m.json",
}


def chart_files() -> dict[str, str] | None:
    """The addresses of what draws charts; None where it could not be fetched."""
    found = {name: fetched_url(file) for name, file in CHART_FILES.items()}
    return None if None in found.values() else found


# --- Over time ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Moment:
    """One row of the chart over time."""

    label: str  # "24 Nov, 14:00"
    short: str  # as an axis has room for: "14:00"
    bar: Bar


def moments(campaign: Campaign, period: Period, bars: Iterable[Bar]) -> list[Moment]:
    zone = campaign.time_zone
    made = []
    for bar in bars:
        if period.step == HOUR:
            time, on = clock(bar.at, zone), short_day(bar.at.astimezone(ZoneInfo(zone)).date())
            label = _("%(day)s, %(time)s") % {"day": on, "time": time}
            made.append(Moment(label, time if period.stretch == "24h" else on, bar))
        else:
            on = short_day(bar.at.date())
            label = day(bar.at.date()) if period.step == DAY else _week(bar)
            made.append(Moment(label, on, bar))
    return made


def _week(bar: Bar) -> str:
    return _("week of %(day)s") % {"day": day(bar.at.date())}


# --- Shares ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Share:
    """One row of a breakdown."""

    code: str
    name: str
    number: int
    percent: str
    width: float  # of its bar, in per cent of the longest


@dataclass(frozen=True, slots=True)
class Shares:
    """One breakdown as its table shows it."""

    rows: list[Share]
    kinds: int  # how many there are in all
    total: int
    is_whole: bool  # all that a page ever shows are here; a file has the rest

    @property
    def left_out(self) -> int:
        """How many kinds are not among the rows."""
        return self.kinds - len(self.rows)


def shares(breakdown: Breakdown, name: Callable[[str], str], *, show_all: bool) -> Shares:
    most = max(breakdown.numbers.values(), default=0)
    first = None if show_all else FIRST_ROWS
    rows = [
        Share(
            code,
            name(code),
            number,
            percent(number, breakdown.total),
            round(100 * number / most, 1),
        )
        for code, number in list(breakdown.numbers.items())[:first]
    ]
    return Shares(rows, breakdown.kinds, breakdown.total, show_all)


def country_name(code: str) -> str:
    return countries.name(code, _language()) or _("No country given")


def language_name(code: str) -> str:
    """In the page's language; as it calls itself, where CLDR does not say."""
    try:
        names = Locale.parse(_language(), sep="-").languages
    except (UnknownLocaleError, ValueError):
        names = Locale("en").languages
    return names.get(code.replace("-", "_").replace("hans", "Hans")) or dict(
        settings.LANGUAGES
    ).get(code, code)


def source_names(campaign: Campaign) -> dict[str, str]:
    """What each link is called: the site's own, and those that organisers have made."""
    made = dict(campaign.source_links.values_list("code", "label"))
    return {"": _("Straight to the page, or unknown"), **built_in_names(), **made}


def names(campaign: Campaign, about: Figure.About) -> Callable[[str], str]:
    """What the codes of one breakdown are called; a code itself where nobody has named it."""
    if about == About.SOURCE:
        called = source_names(campaign)
        return lambda code: called.get(code, code)
    return {About.COUNTRY: country_name, About.LANGUAGE: language_name}[about]


def map_data(breakdown: Breakdown) -> str:
    """JSON for static/js/map.js: by numeric code, a country's name, its words and its shade."""
    most = max(breakdown.numbers.values(), default=0)
    shaded = {}
    for code, signatures in breakdown.numbers.items():
        share = percent(signatures, breakdown.total)
        words = f"{number(signatures)} ({share})"
        shade = {
            "name": country_name(code),
            "words": words,
            "n": signatures,
            "level": _level(signatures, most),
        }
        shaded |= dict.fromkeys(countries.numeric_codes().get(code, ()), shade)
    return json.dumps(shaded, ensure_ascii=False, separators=(",", ":"))


def _level(number: int, most: int) -> int:
    """1 to LEVELS, by orders of magnitude: one country is often far ahead of all others."""
    if most == 1:
        return LEVELS
    return 1 + min(LEVELS - 1, int(LEVELS * math.log(number) / math.log(most)))


def level_bounds(breakdown: Breakdown) -> list[tuple[int, str]]:
    """(level, "10 to 99") for the key beside the map, without shades that nobody can have."""
    most = max(breakdown.numbers.values(), default=0)
    if most == 0:
        return []
    bounds: dict[int, list[int]] = {}
    for signatures in breakdown.numbers.values():
        bounds.setdefault(_level(signatures, most), []).append(signatures)
    return [(level, _range(min(inside), max(inside))) for level, inside in sorted(bounds.items())]


def _range(least: int, most: int) -> str:
    return number(least) if least == most else f"{number(least)}–{number(most)}"


# --- The funnel -----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Step:
    """One row of the way from seeing the page to being counted."""

    code: str
    name: str
    number: int | None  # None: not counted
    of_before: str  # "74% of those who signed"
    width: float


def steps(events: Events) -> list[Step]:
    """What happened in a period, in the order in which it happens to one person."""
    tried = events.mailed + events.refused
    rows = [
        (About.SEEN, _("Page opened, at least"), events.seen or None, ""),
        (
            About.SIGNED,
            _("Signed"),
            events.signed,
            _of(events.signed, events.seen, _("%(percent)s of the times it was opened")),
        ),
        (
            About.MAILED,
            _("Mails with the link to confirm, sent"),
            events.mailed,
            _of(events.mailed, tried, _("%(percent)s of those that we tried to send")),
        ),
        (About.REFUSED, _("Mails refused for good"), events.refused, ""),
        (
            About.CONFIRMED,
            _("Confirmed"),
            events.confirmed,
            _of(events.confirmed, events.signed, _("%(percent)s of those who signed")),
        ),
        (About.WITHDRAWN, _("Withdrawn later"), events.withdrawn, ""),
    ]
    # Many only look: beside a bar of them no other would show, so they have none.
    most = max(events.signed, events.mailed, events.confirmed, 1)
    return [
        Step(
            code,
            name,
            count,
            of_before,
            0 if code == About.SEEN else round(100 * min(count, most) / most, 1),
        )
        for code, name, count, of_before in rows
    ]


def mail_answer(events: Events) -> str:
    """One sentence: is the mail getting through? Empty where there was none."""
    tried = events.mailed + events.refused
    if not tried:
        return ""
    if not events.refused:
        said = ngettext(
            "Yes: %(number)s mail went out, and was taken.",
            "Yes: %(number)s mails went out, and all were taken.",
            tried,
        ) % {"number": number(tried)}
    else:
        said = ngettext(
            "Of %(number)s mail, %(percent)s was taken.",
            "Of %(number)s mails, %(percent)s were taken.",
            tried,
        ) % {"number": number(tried), "percent": percent(events.mailed, tried)}
    confirmed = _of(
        events.confirmed, events.signed, _("%(percent)s of those who signed confirmed.")
    )
    return f"{said} {confirmed}".strip()


def _of(part: int, whole: int, words: str) -> str:
    """Empty where it would say nothing: more people than there were before them, say, since what
    was seen earlier is signed now."""
    return words % {"percent": percent(part, whole)} if 0 < part <= whole else ""


# --- Files ----------------------------------------------------------------------------------


def over_time_rows(campaign: Campaign, period: Period, bars: Iterable[Bar]) -> Iterator[list[Any]]:
    zone = ZoneInfo(campaign.time_zone)
    yield [
        _("Begins (%(zone)s)") % {"zone": campaign.time_zone},
        *(_("Confirmed"), _("Withdrawn"), _("Signatures at its end")),
    ]
    for bar in bars:
        yield [_iso(bar.at, period, zone), bar.confirmed, bar.withdrawn, bar.total]


def _iso(at: datetime, period: Period, zone: ZoneInfo) -> str:
    if period.step == HOUR:
        return at.astimezone(zone).isoformat(timespec="minutes")
    return at.date().isoformat()


def share_rows(
    about: Figure.About, called: Callable[[str], str], rows: Iterable[tuple[str, int]]
) -> Iterator[list[Any]]:
    titles = {
        About.COUNTRY: _("Country"),
        About.LANGUAGE: _("Language"),
        About.SOURCE: _("Source"),
    }
    yield [_("Code"), titles[about], _("Signatures")]
    for code, count in rows:
        yield [code, called(code), count]


def step_rows(funnel: Iterable[Step]) -> Iterator[list[Any]]:
    yield [_("Step"), _("Number")]
    for step in funnel:
        yield [step.name, _("not counted") if step.number is None else step.number]


def _language() -> str:
    return translation.get_language() or settings.LANGUAGE_CODE
