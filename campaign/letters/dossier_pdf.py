"""A dossier for handing over: one PDF of any length, made in parts so that memory stays small.

A covering letter and totals; then letters, each on a page of its own, or the names of those who
agreed to be named; then a manifest with the SHA-256 of each letter's text. Set by
templates/typst/dossier.typ.

"Page x of y" needs y before the first page is printed. So the parts are gone through twice: once to
count pages, once to print them with their numbers. Between the two they wait compressed in memory.
Nothing is written but what goes to the sink that the caller gives, who may encrypt it.

Finding where lines of Burmese or Thai may break is most of the work. Letters that are well below a
page are therefore counted without being laid out; if one was not, all are counted again.
"""

import hashlib
import json
import unicodedata
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, BinaryIO

from babel import Locale, UnknownLocaleError
from babel.numbers import format_decimal
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from campaign.lib import typesetting

TEMPLATE = "dossier.typ"
# A hundred letters take some 30 MB to lay out, which Typst gives back after each part.
LETTERS_IN_A_PART = 100
NAMES_IN_A_PART = 2000
ROWS_IN_A_PART = 500
MARKS = {"Mn", "Me", "Cf"}


def dossier_pdf(
    front: Mapping[str, Any],
    letters: Iterable[Mapping[str, Any]],
    to: BinaryIO,
    progress: Callable[[int], None] = lambda done: None,
    *,
    names: Iterable[Mapping[str, str]] = (),
) -> int:
    """Write the dossier to `to`; the number of its pages. Reads `letters` and `names` once.

    front:    {"language": "th", "title": "…", "campaign": "…", "organisation": "…",
              "recipient": {"office": "…", "state": "…", "address": ["…"]},
              "date": "25 November 2026", "paragraphs": ["…"],
              "totals": {"letters": 3, "signatures": 4, "countries": [{"name": "…", "count": 2}]}}
              where a total of 0 is left out
    letters:  {"number": 1, "name": "…", "place": "…", "date": "…", "paragraphs": ["…"]},
              "subject" if it has one, and "sha256" where the caller has it; otherwise
              `fingerprint` of the paragraphs
    names:    {"name": "…", "country": "…"}, in the order in which they are to stand
    progress: called with how many letters and names are done, each counted twice: when its pages
              are, and when it is printed. It may raise to stop.

    Raises CannotTypeset, and whatever the sink or the iterables raise.
    """
    language = front["language"]
    with override(language):
        labels = _labels(front["totals"])
    shared = {key: front[key] for key in ("language", "title", "campaign", "organisation")}
    shared |= {"labels": labels, "pages": 0, "first_page": 1}

    waiting: list[Waiting] = []
    done = 0
    for part in _parts(front, letters, names):
        waiting.append(Waiting(part, pages=_count(shared | part)))
        done += _people_in(part)
        progress(done)

    people = done
    try:
        return typesetting.join(_printed(waiting, shared, people, progress), to)
    except Miscounted:
        for each in waiting:
            each.pages = _count(shared | each.part(), look_at_all=True)
        return typesetting.join(_printed(waiting, shared, people, progress), to)


def _printed(
    waiting: Sequence["Waiting"],
    shared: Mapping[str, Any],
    people: int,
    progress: Callable[[int], None],
) -> Iterator[bytes]:
    pages, first_page, done = sum(each.pages for each in waiting), 1, people
    for each in waiting:
        part = each.part()
        pdf = _set(shared | part | {"first_page": first_page, "pages": pages})
        if typesetting.page_count(pdf) != each.pages:
            raise Miscounted
        yield pdf
        first_page += each.pages
        done += _people_in(part)
        progress(done)


def fingerprint(paragraphs: Sequence[str]) -> str:
    """SHA-256 of a letter's text: its paragraphs with an empty line between them, in UTF-8."""
    return hashlib.sha256("\n\n".join(paragraphs).encode()).hexdigest()


class Miscounted(Exception):
    """A part has another number of pages than was thought."""


class Waiting:
    """A part between its two turns: a tenth of its size, or less where letters are alike."""

    def __init__(self, part: Mapping[str, Any], *, pages: int) -> None:
        self.pages = pages
        self._packed = zlib.compress(json.dumps(part).encode())

    def part(self) -> dict[str, Any]:
        return json.loads(zlib.decompress(self._packed))


def _parts(
    front: Mapping[str, Any],
    letters: Iterable[Mapping[str, Any]],
    names: Iterable[Mapping[str, str]],
) -> Iterator[dict[str, Any]]:
    language = front["language"]
    yield {**front, "part": "front", "totals": _totals(front["totals"], language)}
    rows: list[dict[str, str]] = []
    for several in _batches(letters, LETTERS_IN_A_PART):
        shown = [{**letter, "number": _number(letter["number"], language)} for letter in several]
        rows += [_row(letter) for letter in shown]
        yield {"part": "letters", "letters": shown}
    for index, several in enumerate(_batches(names, NAMES_IN_A_PART)):
        yield {"part": "names", "names": several, "continued": index > 0}
    for index, several in enumerate(_batches(rows, ROWS_IN_A_PART)):
        yield {"part": "manifest", "letters": several, "continued": index > 0}


def _row(letter: Mapping[str, Any]) -> dict[str, str]:
    return {
        "number": letter["number"],
        "name": letter["name"],
        "place": letter["place"],
        "sha256": letter.get("sha256") or fingerprint(letter["paragraphs"]),
    }


def _batches(things: Iterable[Any], size: int) -> Iterator[list[Any]]:
    iterator = iter(things)
    while several := list(islice(iterator, size)):
        yield several


def _people_in(part: Mapping[str, Any]) -> int:
    holds = {"letters": "letters", "names": "names"}.get(part["part"])
    return len(part[holds]) if holds else 0


def _set(data: Mapping[str, Any]) -> bytes:
    # Joined pages lose the structure for screen readers, so it is not made.
    pdf = typesetting.to_pdf(TEMPLATE, data, tagged=False)
    typesetting.forget()
    return pdf


def _is_short(letter: Mapping[str, Any]) -> bool:
    """Whether it stays on its page with room to spare.

    A page has 36 lines in Burmese and more in all others. A line has some 90 letters of Latin
    prose, fewer in other scripts, and marks above or below a letter take no room.
    """
    lines = 0.0
    for paragraph in filter(None, [letter.get("subject"), *letter["paragraphs"]]):
        lines += 0.5
        for line in paragraph.split("\n"):
            marks = sum(unicodedata.category(each) in MARKS for each in line)
            lines += 1 + (len(line) - marks) // (60 if line.isascii() else 40)
    return lines <= 30


def _count(data: Mapping[str, Any], *, look_at_all: bool = False) -> int:
    """How many pages a part has; short letters have one each, without a look."""
    short = 0
    if data["part"] == "letters" and not look_at_all:
        long = [letter for letter in data["letters"] if not _is_short(letter)]
        short = len(data["letters"]) - len(long)
        if not long:
            return short
        data = {**data, "letters": long}
    return short + typesetting.page_count(_set(data))


def _totals(totals: Mapping[str, Any], language: str) -> dict[str, Any]:
    return {
        "letters": _number(totals["letters"], language) if totals["letters"] else None,
        "signatures": _number(totals["signatures"], language) if totals["signatures"] else None,
        "countries": [
            {"name": each["name"], "count": _number(each["count"], language)}
            for each in totals["countries"]
        ],
    }


def _number(number: int, language: str) -> str:
    try:
        return format_decimal(number, locale=Locale.parse(language, sep="-"))
    except (UnknownLocaleError, ValueError):  # CLDR knows no Tetum
        return format_decimal(number, locale="en")


def _labels(totals: Mapping[str, Any]) -> dict[str, str]:
    """All fixed words of the template, in the active language."""
    return {
        "page_of": _("Page {page} of {pages}"),
        "handed_over": _("Handed over"),
        "letters": ngettext("letter", "letters", totals["letters"]),
        "signatures": ngettext("signature", "signatures", totals["signatures"]),
        "by_country": _("Signatures by country"),
        "letter": _("Letter {number}"),
        "names": _("Signed by"),
        "manifest": _("Manifest"),
        "manifest_note": _(
            "The SHA-256 of each letter’s text: its paragraphs with an empty line between them, "
            "in UTF-8. Whoever has a letter can check that it is the one handed over."
        ),
    }
