"""How numbers, dates and sources are set on a page, in the page's language.

From CLDR and not from Django's own formats, which lack Lao, Filipino and Tetum.
"""

import re
from datetime import UTC, date, datetime
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, format_skeleton, format_time, get_timezone_location
from babel.numbers import format_percent
from django import template
from django.conf import settings
from django.utils import translation
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from campaign.lib import countries, flags, numbers

register = template.Library()

# CLDR has no Tetum. The months are its own.
TETUM_MONTHS = (
    *("Janeiru", "Fevereiru", "Marsu", "Abríl", "Maiu", "Juñu"),
    *("Jullu", "Agostu", "Setembru", "Outubru", "Novembru", "Dezembru"),
)


@register.filter
def number(value: int) -> str:
    """12345 as "12,345", "12.345" …, always in the digits 0 to 9, which count.js writes too."""
    return numbers.grouped(value, translation.get_language() or settings.LANGUAGE_CODE)


def percent(part: int, whole: int) -> str:
    """ "38%", "0.4%" where it is less than one; empty of nothing."""
    if not whole:
        return ""
    share = part / whole
    pattern = "#,##0.#%" if 0 < share < 0.01 else "#,##0%"
    return format_percent(share, pattern, locale=_locale(), numbering_system="latn")


@register.filter
def day(value: date | datetime, zone: str = "UTC") -> str:
    """ "1 March 2024" in the page's language; of a moment, the day it is in `zone`."""
    when = value.astimezone(ZoneInfo(zone)).date() if isinstance(value, datetime) else value
    if translation.get_language() == "tet":
        return f"{when.day} {TETUM_MONTHS[when.month - 1]} {when.year}"
    return format_date(when, "long", locale=_locale())


@register.filter
def short_day(value: date) -> str:
    """ "1 Mar" in the page's language."""
    if translation.get_language() == "tet":
        return f"{value.day} {TETUM_MONTHS[value.month - 1][:3]}"
    return format_skeleton("MMMd", value, locale=_locale())


@register.filter
def clock(value: datetime, zone: str = "UTC") -> str:
    """ "09:00", in `zone`."""
    return format_time(value.astimezone(ZoneInfo(zone)), "short", locale=_locale())


@register.filter
def hour_began(value: datetime, zone: str = "UTC") -> str:
    """ "09:00" at twenty past nine; where a zone is half an hour off, "09:30" at ten to ten."""
    return clock(value.astimezone(UTC).replace(minute=0), zone)


@register.filter
def zone_name(zone: str) -> str:
    """ "Jakarta" for Asia/Jakarta."""
    if zone == "UTC":
        return zone
    return get_timezone_location(ZoneInfo(zone), locale=_locale(), return_city=True)


@register.filter
def iso_day(value: str) -> str:
    """A date that may be partial (2024, 2024-03, 2024-03-01), written out; else as it stands."""
    try:
        match value.count("-"):
            case 2:
                return day(date.fromisoformat(value))
            case 1:
                first = date.fromisoformat(f"{value}-01")
                if translation.get_language() == "tet":
                    return f"{TETUM_MONTHS[first.month - 1]} {first.year}"
                return format_skeleton("yMMMM", first, locale=_locale())
    except ValueError:
        pass
    return value


@register.filter
def country_name(code: str) -> str:
    return countries.name(code, translation.get_language())


@register.filter
def recipient_name(recipient: Any) -> str:
    """A state in the page's language, any other recipient as it calls itself: a government in
    exile is of its country too, and not the state."""
    language = translation.get_language()
    if language == "en" or recipient.kind != "member_state":
        return recipient.name
    return countries.name(recipient.country, language) or recipient.name


@register.filter
def flag(country: str) -> str | None:
    """The address of its picture, or None: show the code then."""
    return flags.flag_url(country)


@register.filter
def host(url: str) -> str:
    """ "example.org" of https://www.example.org/page: where a link leads."""
    return urlsplit(url).netloc.removeprefix("www.")


@register.filter
def site_links(text: str) -> SafeString:
    """Plain text of a mail, where links to this site can be pressed; no others."""
    words = re.split(r"(\s+)", text)
    return format_html_join("", "{}", ((_site_link(word),) for word in words))


def _site_link(word: str) -> str:
    if not word.startswith(f"{settings.SITE_URL}/"):
        return word
    return format_html('<a href="{0}">{0}</a>', word)


def _locale() -> Locale:
    return numbers.locale_of(translation.get_language() or settings.LANGUAGE_CODE)
