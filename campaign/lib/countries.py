"""The countries of the world, by ISO 3166 code, named in every language we serve (CLDR)."""

from functools import cache

from babel import Locale, UnknownLocaleError
from babel.core import get_global

# What CLDR lists beside countries: groupings, private use, parts without a code of their own.
NOT_COUNTRIES = {
    *("AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "ZZ"),
}

# CLDR's English name of one country is two names. We use the one it is a member of ASEAN under.
OUR_NAMES = {("en", "MM"): "Myanmar"}

CODES = frozenset(
    code
    for code in Locale("en").territories
    if len(code) == 2 and code.isalpha() and code not in NOT_COUNTRIES
)


@cache
def choices(language: str) -> list[tuple[str, str]]:
    """(code, name in `language`), sorted by name; English names where CLDR has none."""
    english = Locale("en").territories
    try:
        names = Locale.parse(language, sep="-").territories
    except (UnknownLocaleError, ValueError):
        names = english
    return sorted(
        (
            (code, OUR_NAMES.get((language, code)) or names.get(code) or english[code])
            for code in CODES
        ),
        key=lambda pair: pair[1],
    )


def name(code: str, language: str) -> str:
    """The country's name in `language`; empty for an unknown code."""
    return dict(choices(language)).get(code, "")


@cache
def numeric_codes() -> dict[str, list[str]]:
    """ISO 3166's three digits by its two letters, as maps know countries: {"TH": ["764"]}. Some
    have older ones beside today's, which no other country has."""
    found: dict[str, list[str]] = {}
    for alias, codes in get_global("territory_aliases").items():
        if len(alias) == 3 and alias.isdigit() and len(codes) == 1:
            found.setdefault(codes[0], []).append(alias)
    return found
