"""What differs between two sets of a page's words, for people to read.

First by part, then by item (a demand, a paragraph), then by word. Scripts that put no spaces
between words are told apart by syllable-like clusters, never inside one.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from campaign.pages.content import FIELDS, PARTS, WORDS, Content, blank

LABELS: dict[str, str | Promise] = {
    "title": _("Title"),
    "summary": _("Summary"),
    "body": _("Text"),
    "changed_since": _("What has changed since"),
    "changed_since_on": _("As of"),
    "demands": _("Demands"),
    "quotes": _("Quotes"),
    "facts": _("Facts"),
    "timeline": _("Timeline"),
}
# Longer items are shown whole, old and new: comparing takes time by the square of the length.
MOST_PIECES = 1500
# Two items less alike than this are an item gone and another come, not one that changed.
ALIKE = 0.4

_MARKS = re.escape('.,;:!?…()“”„«»"')
_PIECE = re.compile(rf"\s+|[{_MARKS}]|[^\s{_MARKS}]+")

SAME, GONE, NEW = "same", "gone", "new"
Segment = tuple[str, str]  # SAME, GONE or NEW; the words


@dataclass(frozen=True, slots=True)
class Difference:
    """One part of a page. Each item is a list of segments; those that stayed are left out."""

    name: str
    label: str | Promise
    items: list[list[Segment]]


def differences(before: Content | None, after: Content | None) -> list[Difference]:
    """In the order of a page; nothing where they say the same."""
    before, after = before or blank(), after or blank()
    found = []
    for name in (*WORDS, *PARTS):
        old, new = _items(name, before.get(name, "")), _items(name, after.get(name, ""))
        if old != new:
            found.append(Difference(name, LABELS[name], list(_changed_items(old, new))))
    return found


def _items(name: str, value: str | Sequence[dict[str, str]]) -> list[str]:
    if isinstance(value, str):
        return [each for each in re.split(r"\n{2,}", value) if each]
    # In the order of the page: the database keeps the fields of a part in an order of its own.
    return [" · ".join(filter(None, (part.get(field) for field in FIELDS[name]))) for part in value]


def _changed_items(old: list[str], new: list[str]) -> Iterator[list[Segment]]:
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    for tag, start, end, new_start, new_end in matcher.get_opcodes():
        if tag == "equal":
            continue
        gone, come = old[start:end], new[new_start:new_end]
        for number in range(max(len(gone), len(come))):
            yield from _one_item(
                gone[number] if number < len(gone) else "",
                come[number] if number < len(come) else "",
            )


def _one_item(old: str, new: str) -> Iterator[list[Segment]]:
    if not old or not new:
        yield [(GONE, old)] if old else [(NEW, new)]
        return
    was, now = pieces(old), pieces(new)
    if max(len(was), len(now)) <= MOST_PIECES:
        matcher = SequenceMatcher(None, was, now, autojunk=False)
        if _likeness(matcher, was, now) >= ALIKE:
            yield _segments(matcher, was, now)
            return
    yield [(GONE, old)]
    yield [(NEW, new)]


def _likeness(matcher: "SequenceMatcher[str]", was: list[str], now: list[str]) -> float:
    """From 0 to 1; that both have spaces between their words makes them no more alike."""
    same = sum(
        not piece.isspace()
        for block in matcher.get_matching_blocks()
        for piece in was[block.a : block.a + block.size]
    )
    return 2 * same / max(sum(not piece.isspace() for piece in [*was, *now]), 1)


def _segments(matcher: "SequenceMatcher[str]", was: list[str], now: list[str]) -> list[Segment]:
    segments = []
    for tag, start, end, new_start, new_end in matcher.get_opcodes():
        if tag == "equal":
            segments.append((SAME, "".join(was[start:end])))
            continue
        if start < end:
            segments.append((GONE, "".join(was[start:end])))
        if new_start < new_end:
            segments.append((NEW, "".join(now[new_start:new_end])))
    return segments


def pieces(text: str) -> list[str]:
    """Words, what stands between them, and in scripts without spaces each cluster."""
    found = []
    for piece in _PIECE.findall(text):
        if piece.isspace() or all(ord(each) < 0x0E00 or _is_dash(each) for each in piece):
            found.append(piece)
        else:
            found += _clusters(piece)
    return found


def _clusters(word: str) -> list[str]:
    """A letter with the marks that belong to it, and consonants that are stacked below."""
    clusters: list[str] = []
    for each in word:
        is_mark = unicodedata.category(each).startswith("M") or each in "\u200c\u200d"
        if clusters and (is_mark or clusters[-1][-1] in "\u1039\u17d2\u200d"):
            clusters[-1] += each
        else:
            clusters.append(each)
    return clusters


def _is_dash(letter: str) -> bool:
    """Of the punctuation between the letters of every script: dashes, quotation marks, ellipses."""
    return "\u2010" <= letter <= "\u2044"
