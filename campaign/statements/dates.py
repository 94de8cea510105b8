"""Dates as written, with an ISO form only where the text leaves no doubt.

`05/10/2026` may be May or October: asked, not guessed. A day without a year gets its year only
from the same range ("Between 1 January and 31 October 2026").
"""

import datetime as dt
import re
from dataclasses import dataclass, replace

from campaign.statements import words

MONTH = "(?:" + "|".join(sorted(words.MONTHS, key=len, reverse=True)) + r")(?![a-z])\.?"
DAY = r"(?:3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?"
YEAR = r"(?:1[6-9]|20|21)\d\d"
WEEKDAY = r"(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\.?"
DASH = r"\s?(?:-|–|—|to|and|until|/)\s?"

DAY_FIRST = re.compile(
    rf"(?i)(?<![\w/.-])(?:(?P<weekday>{WEEKDAY}),?\s+(?:the\s+)?)?(?P<day>{DAY})(?:\s+day)?(?:\s+of)?[\s-]+"
    rf"(?P<month>{MONTH})(?:,?[\s-]+(?P<year>{YEAR}))?(?![\w])"
)
MONTH_FIRST = re.compile(
    rf"(?i)(?<![\w/])(?:(?P<weekday>{WEEKDAY}),?\s+)?(?P<month>{MONTH})\s+(?P<day>{DAY})(?![\w%,]\d|\w|%|\.\d)"
    rf"(?:,?\s+(?P<year>{YEAR})(?!\w))?"
)
ORDINAL_DAY = "|".join(sorted(words.ORDINALS, key=len, reverse=True))
BURMESE_MONTH = "|".join(sorted(words.BURMESE_MONTHS, key=len, reverse=True))
ORDINAL = re.compile(
    rf"(?i)(?<![\w-])(?:the\s)?(?P<ordinal>{ORDINAL_DAY}|{DAY})"
    rf"\s+of\s+(?P<month>{MONTH})(?:,?\s+(?P<year>{YEAR}))?(?!\w)"
)
BURMESE = re.compile(
    r"(?P<year>[၀-၉]{4})\s*ခုနှစ်[၊,\s]*"
    rf"(?P<month>{BURMESE_MONTH})\s*လ?\s*(?:၊|,)?\s*"
    r"(?P<day>[၀-၉]{1,2})\s*ရက်"
)
DAY_RANGE = re.compile(
    rf"(?i)(?<![\w/.-])(?P<first>{DAY}){DASH}(?P<rest>{DAY}\s+(?P<month>{MONTH})(?:,?\s+(?P<year>{YEAR}))?)(?!\w)"
)
RANGE_IN_MONTH = re.compile(
    rf"(?i)(?<![\w/])(?P<month>{MONTH})\s+(?P<first>{DAY}){DASH}(?P<rest>{DAY})(?![\w%]|[,.]\d)"
    rf"(?:,?\s+(?P<year>{YEAR})(?!\w))?"
)
MONTH_YEAR = re.compile(rf"(?i)(?<!\w)(?P<month>{MONTH})(?:,|\s+of)?\s+(?P<year>{YEAR})(?!\w)")
ISO = re.compile(
    rf"(?<![\w/.-])(?P<year>{YEAR})-(?P<month>0[1-9]|1[0-2])(?:-(?P<day>0[1-9]|[12]\d|"
    rf"3[01]))?(?![\w-])"
)
HAS_DIGIT = re.compile(r"[0-9]")
HAS_NUMERIC = re.compile(r"\d[/.-]\d")
MONTH_STEMS = tuple({month[:3] for month in words.MONTHS})
HAS_ROMAN = re.compile(r"\d[./ -][IVX]")
HAS_YEAR = re.compile(r"(?:19|20)\d\d")
NUMERIC = re.compile(
    rf"(?i)(?<![\w/.-])(?:(?P<weekday>{WEEKDAY}),?\s+)?(?P<a>\d{{1,2}})(?P<sep>[/.-])(?P<b>\d{{1,2}})(?P=sep)(?P<year>{YEAR}|\d\d)(?![\w/-]|\.\d)"
)
ROMAN_NUMERALS = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii")
ROMAN_MONTHS = {numeral: number for number, numeral in enumerate(ROMAN_NUMERALS, start=1)}
ROMAN = re.compile(
    rf"(?<![\w/.-])(?P<day>{DAY})(?P<sep>[./ -])(?P<month>X?I{{1,3}}|I?[VX]|VI{{1,3}})(?P=sep)"
    rf"(?P<year>{YEAR})(?!\w)"
)
YEAR_RANGE = re.compile(
    r"(?<![\w/.,-])(?P<first>(?:19|20)\d\d)\s?[–-]\s?(?P<last>(?:19|20)\d\d)(?![\w%/-]|,\d)"
)
# Only after a word of time, and with its capital: "we may", "they march" are verbs.
BARE_MONTH = re.compile(
    r"(?:\b(?:[Ii]n|[Ss]ince|[Bb]y|[Uu]ntil|[Ll]ast|[Nn]ext|[Ff]rom|[Bb]efore|[Aa]fter|"
    r"[Tt]his)\s|(?=(?:[Ll]ate|[Ee]arly|[Mm]id)[\s-]))(?P<when>(?:(?:[Ll]ate|[Ee]arly|"
    r"[Mm]id)[\s-])?)"
    rf"(?P<month>{'|'.join(m.title() for m in words.MONTHS if len(m) > 4 or m == 'may')}|June|July)"
    r"(?![\w’'-]|\s+[\dA-Z])"
)
BARE_YEAR = re.compile(
    r"(?i)(?:\b(?:in|since|until|till|by|from|of|during|before|after|between|and|to|"
    r"as|through|"
    r"throughout|around|year)[\s-]|–|(?<=\d)-|(?P<when>\b(?:early|late|"
    r"mid)[\s-]))(?P<year>(?:19|20)\d\d)(?![\w,%/]\d|\w|%|[-–]\d|"
    r"\.\d)"
    r"(?!\s+(?:people|organi[sz]ations|signatures|workers|families|refugees|cases))"
)
SHARED_YEAR = re.compile(rf"(?i)^{DASH}|^\s*,\s*")


@dataclass(frozen=True)
class FoundDate:
    """A date at text[start:end]. `iso` None with `why` set means: ask a person."""

    start: int
    end: int
    as_written: str
    iso: str | None
    why: str = ""  # "", "ambiguous", "no year", "impossible", "weekday"
    parts: tuple[int | None, int | None, int | None] = (None, None, None)


def dates_in(  # noqa: PLR0912 - one case per shape
    text: str, *, bare_years: bool = True
) -> list[FoundDate]:
    """Every date in order of place; no two overlap."""
    lowered = text.lower()
    month = any(stem in lowered for stem in MONTH_STEMS)
    burmese = "ခုနှစ်" in text
    if not (month or burmese or HAS_DIGIT.search(text)):
        return []
    numeric = HAS_NUMERIC.search(text)
    found: list[FoundDate] = []
    taken = bytearray(len(text))
    # The patterns are slow to fail; most sentences hold no month and no numeric date at all.
    for pattern, read, worth_it in (
        (ISO, _from_iso, numeric),
        (NUMERIC, _from_numeric, numeric),
        (ROMAN, _from_roman, HAS_ROMAN.search(text)),
        (BURMESE, _from_burmese, burmese),
        (DAY_RANGE, _from_range, month),
        (RANGE_IN_MONTH, _from_range, month),
        (ORDINAL, _from_ordinal, month and " of " in text),
        (DAY_FIRST, _from_words, month),
        (MONTH_FIRST, _from_words, month),
        (MONTH_YEAR, _from_words, month),
    ):
        if not worth_it:
            continue
        for match in pattern.finditer(text):
            if not any(taken[match.start() : match.end()]):
                _take(found, taken, read(match))
    if bare_years:
        years = HAS_YEAR.search(text)
        for match in YEAR_RANGE.finditer(text) if years else ():
            if not any(taken[match.start() : match.end()]) and match["first"] < match["last"]:
                iso = f"{match['first']}/{match['last']}"
                _take(found, taken, [FoundDate(*match.span(), match.group(), iso)])
        for match in BARE_MONTH.finditer(text) if month else ():
            if not any(taken[match.start() : match.end()]):
                start, end = match.start("when"), match.end("month")
                parts = (None, words.MONTHS[match["month"].lower()], None)
                _take(found, taken, [FoundDate(start, end, text[start:end], None, parts=parts)])
        for match in BARE_YEAR.finditer(text) if years else ():
            start, end = match.start("when" if match["when"] else "year"), match.end("year")
            if not any(taken[start:end]):
                parts = (int(match["year"]), None, None)
                _take(
                    found,
                    taken,
                    [FoundDate(start, end, text[start:end], match["year"], parts=parts)],
                )
    found.sort(key=lambda date: date.start)
    return _with_shared_years(text, found)


def _take(found: list[FoundDate], taken: bytearray, dates: list[FoundDate]) -> None:
    for date in dates:
        taken[date.start : date.end] = b"\x01" * (date.end - date.start)
        found.append(date)


def _from_iso(match: re.Match) -> list[FoundDate]:
    year, month = int(match["year"]), int(match["month"])
    day = int(match["day"]) if match["day"] else None
    return [_dated(match, year, month, day)]


def _from_words(match: re.Match) -> list[FoundDate]:
    groups = match.groupdict()
    month = words.MONTHS[groups["month"].lower().rstrip(".")]
    if groups["month"] == "may" and not groups.get("year"):
        return []  # the verb: "10 may follow"
    year = int(groups["year"]) if groups.get("year") else None
    day = int(re.match(r"\d+", groups["day"]).group()) if groups.get("day") else None
    return [_dated(match, year, month, day, groups.get("weekday"))]


def _from_ordinal(match: re.Match) -> list[FoundDate]:
    """ "The eleventh of June" with its article, as it is said."""
    written = match["ordinal"].lower()
    day = words.ORDINALS.get(written) or int(re.match(r"\d+", written).group())
    year = int(match["year"]) if match["year"] else None
    return [_dated(match, year, words.MONTHS[match["month"].lower().rstrip(".")], day)]


def _from_burmese(match: re.Match) -> list[FoundDate]:
    month = words.BURMESE_MONTHS[match["month"]]
    return [_dated(match, int(match["year"]), month, int(match["day"]))]


def _from_range(match: re.Match) -> list[FoundDate]:
    """ "17 to 18 January 2026" is one stretch of time, `2026-01-17/2026-01-18`."""
    month = words.MONTHS[match["month"].lower().rstrip(".")]
    year = int(match["year"]) if match["year"] else None
    first = int(re.match(r"\d+", match["first"]).group())
    last = int(re.match(r"\d+", match["rest"]).group())
    one, other = _dated(match, year, month, first), _dated(match, year, month, last)
    if first >= last or not (one.iso and other.iso):
        return [other]
    return [replace(other, iso=f"{one.iso}/{other.iso}")]


def _from_roman(match: re.Match) -> list[FoundDate]:
    day = int(re.match(r"\d+", match["day"]).group())
    return [_dated(match, int(match["year"]), ROMAN_MONTHS[match["month"].lower()], day)]


def _from_numeric(match: re.Match) -> list[FoundDate]:
    a, b = int(match["a"]), int(match["b"])
    year = int(match["year"])
    short = len(match["year"]) == 2
    if short and match["sep"] == ".":
        return []  # 1.2.26 is a clause number as often as a date
    if short:
        year += 2000
    if not (1 <= a <= 31 and 1 <= b <= 31) or (a > 12 and b > 12):
        return []
    if a > 12 or a == b:
        return [_dated(match, year, b, a)]
    if b > 12:
        return [_dated(match, year, a, b)]
    if match["weekday"]:
        # "Monday 05/10/2026" is not ambiguous if only one reading falls on a Monday.
        day_first, month_first = (
            (_dated(match, year, b, a, match["weekday"])),
            (_dated(match, year, a, b, match["weekday"])),
        )
        fitting = [date for date in (day_first, month_first) if date.iso and not date.why]
        if len(fitting) == 1:
            return fitting
    return [FoundDate(*match.span(), match.group(), None, "ambiguous", (year, None, None))]


def _dated(
    match: re.Match,
    year: int | None,
    month: int,
    day: int | None,
    weekday: str | None = None,
) -> FoundDate:
    start, end = match.span()
    end -= match.string[start:end].endswith(".")
    written = match.string[start:end].strip()
    parts = (year, month, day)
    if year is None:
        return FoundDate(start, end, written, None, "no year", parts)
    if day is None:
        return FoundDate(start, end, written, f"{year:04d}-{month:02d}", parts=parts)
    try:
        date = dt.date(year, month, day)
    except ValueError:
        return FoundDate(start, end, written, None, "impossible", parts)
    why = ""
    if weekday and not words.WEEKDAYS[date.weekday()].startswith(weekday.lower()[:3]):
        why = "weekday"
    return FoundDate(start, end, written, date.isoformat(), why, parts)


def settled(date: FoundDate, others: list[FoundDate]) -> FoundDate:
    """An ambiguous numeric date that the text writes out elsewhere: `12/06/2026 … Friday, 12 June`.

    Only where one reading alone is written out; otherwise the date stays a question.
    """
    if date.why != "ambiguous":
        return date
    a, b = (int(piece) for piece in re.findall(r"\d+", date.as_written)[:2])
    year = date.parts[0]
    written = {(d.parts[1], d.parts[2]) for d in others if d.why != "ambiguous" and d.parts[2]}
    readings = [(m, d) for m, d in ((b, a), (a, b)) if (m, d) in written]
    if len(readings) != 1:
        return date
    month, day = readings[0]
    iso = dt.date(year, month, day).isoformat()
    return replace(date, iso=iso, why="", parts=(year, month, day))


def _with_shared_years(text: str, found: list[FoundDate]) -> list[FoundDate]:
    """ "1 January and 31 October 2026": the year behind the last date of a range is for both."""
    result = list(found)
    for index in range(len(result) - 2, -1, -1):
        one, after = result[index], result[index + 1]
        between = text[one.end : after.start]
        if one.why != "no year" or not after.iso or after.parts[2] is None:
            continue
        joined = SHARED_YEAR.match(between)
        if not joined or joined.end() < len(between.rstrip()):
            continue
        _, month, day = one.parts
        year = after.parts[0]
        if month > after.parts[1]:
            year -= 1  # "1 December to 31 January 2027" began the year before
        try:
            iso = dt.date(year, month, day or 1).isoformat()
        except ValueError:
            continue
        result[index] = replace(one, iso=iso, why="", parts=(year, month, day))
    return result
