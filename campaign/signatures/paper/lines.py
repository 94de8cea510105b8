"""What a line of a sheet must be, whether somebody types it in or a file has it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache

from django import forms
from django.conf import settings

from campaign.lib import countries, text
from campaign.lib.addresses import Address
from campaign.lib.spreadsheets import begins_a_formula
from campaign.signatures.forms import name_in
from campaign.signatures.paper.models import Column, Fault

# Bytes that are no letters in the encoding of the file (surrogateescape), or were replaced.
_NOT_LETTERS = re.compile("[\udc80-\udcff\ufffd]")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
LONGEST_CELL = 1_000  # characters; a name has 100, an address 254
_NAME_FAULTS = {"max_length": Fault.LONG_NAME, "link": Fault.LINK}

# As people tick boxes and say yes in the languages of the region.
YES = frozenset(
    {
        *("x", "✓", "✔", "☑", "1", "y", "yes", "true", "on", "ya", "iya", "oo", "opo", "có", "co"),
        *(
            "sim",
            "si",
            "sí",
            "loos",
            "oui",
            "ja",
            "ใช่",
            "ແມ່ນ",
            "បាទ",
            "ចាស",
            "ဟုတ်",
            "ဟုတ်ကဲ့",
            "是",
            "ஆம்",
        ),
    }
)
NO = frozenset(
    {
        *("", "-", "–", "☐", "0", "n", "no", "false", "off", "tidak", "tak", "hindi", "không"),
        *(
            "khong",
            "não",
            "nao",
            "lae",
            "non",
            "nein",
            "ไม่",
            "ไม่ใช่",
            "ບໍ່",
            "ទេ",
            "မဟုတ်",
            "否",
            "இல்லை",
        ),
    }
)


@dataclass(frozen=True, slots=True)
class Line:
    """What somebody wrote on paper. Never stored but sealed."""

    name: str
    country: str
    email: Address | None
    wants_updates: bool

    def __repr__(self) -> str:
        return "<Line>"


@dataclass(frozen=True, slots=True)
class Wrong:
    column: str  # a Column, or "" for the line as a whole
    reason: Fault


@dataclass(slots=True)
class Checked:
    """One of both: a line that is good, or all that is wrong in it."""

    line: Line | None = None
    wrong: list[Wrong] = field(default_factory=list)


def check(cells: Mapping[str, str], *, names: Mapping[str, str], country: str = "") -> Checked:
    """cells: by Column, what stands there; names: `country_codes`; country: for lines without."""
    found: dict[str, object] = {}
    wrong: list[Wrong] = []
    for column, rule in (
        (Column.NAME, _name),
        (Column.COUNTRY, lambda cell: _country(cell, names, country)),
        (Column.EMAIL, _email),
        (Column.UPDATES, _tick),
    ):
        cell = cells.get(column, "")
        read = in_general(cell) or rule(cell)
        if isinstance(read, Fault):
            wrong.append(Wrong(column, read))
        found[column] = read
    if wrong:
        return Checked(wrong=wrong)
    email = found[Column.EMAIL] or None
    return Checked(
        Line(
            name=found[Column.NAME],
            country=found[Column.COUNTRY],
            email=email,
            wants_updates=bool(found[Column.UPDATES] and email),
        )
    )


def in_general(cell: str) -> Fault | None:
    """What no cell may be."""
    if len(cell) > LONGEST_CELL:
        return Fault.LONG_CELL
    if _NOT_LETTERS.search(cell):
        return Fault.ENCODING
    return Fault.CONTROL if _CONTROL.search(cell) else None


@cache
def country_codes() -> dict[str, str]:
    """The code of each country by its names in every language of the site, and by itself."""
    names = {code.casefold(): code for code in countries.CODES}
    for language, _called in settings.LANGUAGES:
        names |= {_folded(name): code for code, name in countries.choices(language)}
    return names | {"burma": "MM", "usa": "US", "uk": "GB", "vietnam": "VN", "east timor": "TL"}


def _name(cell: str) -> str | Fault:
    if _is_formula(cell):
        return Fault.FORMULA
    if cell.strip().startswith("#") and cell.strip().endswith(("!", "?", "/A")):
        return Fault.ERROR_VALUE
    try:
        return name_in(cell)
    except forms.ValidationError as error:
        return _NAME_FAULTS.get(error.code, Fault.NO_NAME)


def _country(cell: str, names: Mapping[str, str], otherwise: str) -> str | Fault:
    if not (said := _folded(cell)):
        return otherwise or Fault.NO_COUNTRY
    if _is_formula(cell):
        return Fault.FORMULA
    return names.get(said, Fault.UNKNOWN_COUNTRY)


def _email(cell: str) -> Address | str | Fault:
    """ "" where none is given."""
    typed = text.one_line(cell)
    if not typed:
        return ""
    if _is_formula(typed):
        return Fault.FORMULA
    try:
        return Address.parse(typed)
    except forms.ValidationError:
        return Fault.BAD_EMAIL


def _tick(cell: str) -> bool | Fault:
    said = _folded(cell)
    if said in YES:
        return True
    return False if said in NO else Fault.BAD_TICK


def _is_formula(cell: str) -> bool:
    return begins_a_formula(text.one_line(cell))


def _folded(cell: str) -> str:
    return text.one_line(cell).casefold()
