"""Numbers as a language sets them. From CLDR and not from Django's own formats, which lack Lao,
Filipino and Tetum."""

from functools import cache

from babel import Locale, UnknownLocaleError
from babel.numbers import format_decimal


def grouped(value: int, language: str) -> str:
    """12345 as "12,345", "12.345" …, always in the digits 0 to 9."""
    return format_decimal(value, locale=locale_of(language), numbering_system="latn")


@cache
def locale_of(language: str) -> Locale:
    if language == "en":
        return Locale("en", "GB")  # day before month, as ASEAN writes it
    try:
        return Locale.parse(language, sep="-")
    except (UnknownLocaleError, ValueError):
        return Locale("pt")  # CLDR has no Tetum; Timor-Leste writes as Portuguese does
