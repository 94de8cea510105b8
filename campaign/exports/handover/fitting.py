"""How many lines a row of the list takes, before it is set.

Most names are short and in Latin letters: adding up what letters take at most says that they fit on
one line. All others Typst measures, with the fonts and in the width that they are printed in.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from campaign.lib import typesetting
from campaign.lib.counting_characters import graphemes

TEMPLATE = "handover.typ"

# What a line has room for, in ems of its type (templates/typst/handover.typ); a little less.
ROOM = {"name": 12.5, "more": 14.8, "country": 9.2}
_ORDINARY = re.compile(r"[A-Za-zÀ-ÖØ-öø-ÿĀ-ſƠơƯưẠ-ỹ0-9 .,'’()-]*")
_NARROW = re.compile(r"[ .,'’()ijl-]")
_WIDE = re.compile(r"[MWmwÆæŒœ]")
_CAPITAL = re.compile(r"[A-LN-VX-ZÀ-ÅÇ-ÖØ-ÝƠƯ]")
# Lines of these break by dictionary, or anywhere: no word is too long for them.
_ANYWHERE = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3000-\u9fff]")
_WORD = re.compile(r"\S+")
LONG_WORD = 14  # of what a reader takes for one letter
_MAY_BREAK = "\u200b"

# Each of typesetting.FAMILIES, and what cannot be read without it.
SCRIPTS = {
    "Noto Sans Khmer": re.compile("[\u1780-\u17ff\u19e0-\u19ff]"),
    "Noto Sans Lao": re.compile("[\u0e80-\u0eff]"),
    "Noto Sans Myanmar": re.compile("[\u1000-\u109f\ua9e0-\ua9ff\uaa60-\uaa7f]"),
    "Noto Sans Tamil": re.compile("[\u0b80-\u0bff]"),
    "Noto Sans Thai Looped": re.compile("[\u0e00-\u0e7f]"),
    "Noto Serif SC": re.compile("[\u3000-\u30ff\u4e00-\u9fff]"),
}
# Beyond those, and what Typst's own fonts have, a letter is printed as an empty box.
_NO_FONT = re.compile(
    "[^\t\n -~\u00a0-\u024f\u0300-\u036f\u0370-\u052f\u1e00-\u1fff"
    "\u2000-\u206f\u20a0-\u20bf\u2100-\u214f"
    "\u0b80-\u0bff\u0e00-\u0eff\u1000-\u109f\ua9e0-\ua9ff\uaa60-\uaa7f\u1780-\u17ff\u19e0-\u19ff"
    "\u3000-\u30ff\u4e00-\u9fff\uff00-\uffef]"
)


class MissingFonts(Exception):
    """Its text names them."""


class Entry(NamedTuple):
    """One signature as it is printed, and how many lines it takes."""

    number: str
    name: str
    more: str  # below the name
    country: str
    lines: int = 1


class Fitting:
    """For one list, of which it remembers what comes again and again."""

    def __init__(self, shared: Mapping[str, Any]) -> None:
        """shared: what every part of the document has (printing.py)."""
        self._shared = shared
        self._countries: dict[str, int] = {"": 0}
        self._missing = typesetting.missing_fonts()
        self.without_font = 0  # rows in which a letter has none

    def fitted(self, entries: Sequence[Entry]) -> list[Entry]:
        """With their lines. Raises MissingFonts, CannotTypeset."""
        self._look_at_letters(entries)
        lines = self._measured(
            {("name", each.name) for each in entries}
            | {("more", each.more) for each in entries if each.more}
            | {("country", each.country) for each in entries} - self._known_countries()
        )
        for (kind, words), number in lines.items():
            if kind == "country":
                self._countries[words] = number
        return [
            each._replace(
                name=breakable(each.name, "name"),
                more=breakable(each.more, "more"),
                country=breakable(each.country, "country"),
                lines=max(
                    lines["name", each.name] + lines.get(("more", each.more), 0),
                    self._countries[each.country],
                ),
            )
            for each in entries
        ]

    def _known_countries(self) -> set[tuple[str, str]]:
        return {("country", words) for words in self._countries}

    def _measured(self, texts: Iterable[tuple[str, str]]) -> dict[tuple[str, str], int]:
        lines = dict.fromkeys(texts, 1)
        unsure = sorted(each for each in lines if not surely_fits(each[1], each[0]))
        if unsure:
            data = {"part": "measure", "texts": [[k, breakable(t, k)] for k, t in unsure]}
            found = typesetting.ask(TEMPLATE, {**self._shared, **data}, "lines")
            typesetting.forget()
            lines |= {each: max(int(n), 1) for each, n in zip(unsure, found, strict=True)}
        return lines

    def _look_at_letters(self, entries: Sequence[Entry]) -> None:
        if self._missing:
            whole = "".join(text for each in entries for text in (each.name, each.more))
            needed = {font for font in self._missing if SCRIPTS[font].search(whole)}
            if needed:
                raise MissingFonts(", ".join(sorted(needed)))
        self.without_font += sum(bool(_NO_FONT.search(each.name + each.more)) for each in entries)


def surely_fits(words: str, kind: str) -> bool:
    """On one line, without a look at it?"""
    return bool(_ORDINARY.fullmatch(words)) and _at_most(words) <= ROOM[kind]


def _at_most(words: str) -> float:
    """Ems that such words take at most."""
    wide, capital = len(_WIDE.findall(words)), len(_CAPITAL.findall(words))
    narrow = len(_NARROW.findall(words))
    return wide + 0.8 * capital + 0.4 * narrow + 0.62 * (len(words) - wide - capital - narrow)


def breakable(words: str, kind: str) -> str:
    """A word that is wider than its column may break inside, between letters."""
    if len(words) <= LONG_WORD:
        return words
    return _WORD.sub(lambda found: _in_pieces(found[0], kind), words)


def _in_pieces(word: str, kind: str) -> str:
    if len(word) <= LONG_WORD or _ANYWHERE.search(word) or surely_fits(word, kind):
        return word
    letters = graphemes(word)
    if len(letters) <= LONG_WORD:
        return word
    pieces = ["".join(letters[at : at + 8]) for at in range(0, len(letters), 8)]
    return _MAY_BREAK.join(pieces)
