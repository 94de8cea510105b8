"""Two people wrote on one working copy: what each of them changed, and where both did.

A page that is opened for writing carries a mark for each of its parts (`marks`). When it comes
back, a part whose mark is still right was not touched by that person; one whose mark is right for
what is stored was not touched by anybody else. Only where neither is so somebody has to choose.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from campaign.lib.stamps import stamp_of
from campaign.pages.content import FIELDS, PARTS, SOURCE, WORDS, Content

Marks = dict[str, str]  # {"title": "5f2b…", "demands.1a2b3c4d": "…", "demands": "…"}


@dataclass(frozen=True)
class Clash:
    """One part that two people changed in two ways."""

    name: str  # "title", "source", or "demands.1a2b3c4d"
    mine: Any  # a string, or the part itself
    theirs: Any

    @property
    def kind(self) -> str:
        """What it is one of: "demands"; or its own name."""
        return self.name.partition(".")[0]


def marks(content: Content) -> Marks:
    """For each part, its order among its kind, and the questions: a mark that changes with it."""
    return {name: _mark(value) for name, value in _values(content)}


def merge(mine: Content, theirs: Content, opened: Mapping[str, str]) -> tuple[Content, list[Clash]]:
    """What both of them want, as far as it can be told; and what cannot.

    opened: `marks` of what the writer of `mine` had before them
    """
    clashes: list[Clash] = []

    def chosen(name: str, mine: Any, theirs: Any) -> Any:
        if mine == theirs or _mark(theirs) == opened.get(name):
            return mine
        if _mark(mine) != opened.get(name):
            clashes.append(Clash(name, mine, theirs))
        return theirs

    merged = theirs | {
        name: chosen(name, mine.get(name, ""), theirs.get(name, "")) for name in WORDS
    }
    if "source" in mine and "source" in theirs:
        merged["source"] = chosen("source", _source(mine), _source(theirs))
    for kind in PARTS:
        merged[kind] = _merged_parts(kind, mine, theirs, opened, clashes)
    merged["questions"] = _merged_questions(mine, theirs, opened)
    return merged, clashes


def decided(content: Content, clashes: list[Clash], mine: set[str]) -> Content:
    """`content`, with one's own words in the places named in `mine`; theirs stand in it already."""
    content = dict(content)
    for clash in clashes:
        if clash.name not in mine:
            continue
        if clash.kind in PARTS:
            content[clash.kind] = [
                clash.mine if f"{clash.kind}.{part['id']}" == clash.name else part
                for part in content[clash.kind]
            ]
        else:
            content[clash.name] = clash.mine
    return content


def _merged_parts(
    kind: str, mine: Content, theirs: Content, opened: Mapping[str, str], clashes: list[Clash]
) -> list[dict[str, Any]]:
    """Nobody's part is lost: nothing is ever deleted here, only left out of the page."""
    of_mine = {part["id"]: part for part in mine.get(kind, ())}
    of_theirs = {part["id"]: part for part in theirs.get(kind, ())}
    i_moved = _mark(list(of_mine)) != opened.get(kind)
    first, then = (of_mine, of_theirs) if i_moved else (of_theirs, of_mine)
    parts = []
    for part_id in [*first, *(each for each in then if each not in first)]:
        name = f"{kind}.{part_id}"
        my_part, their_part = of_mine.get(part_id), of_theirs.get(part_id)
        if my_part is None or their_part is None:
            parts.append(my_part or their_part)
            continue
        my_mark, their_mark = (_mark(said(kind, each)) for each in (my_part, their_part))
        if my_mark == their_mark or their_mark == opened.get(name):
            parts.append(my_part)
            continue
        if my_mark != opened.get(name):
            clashes.append(Clash(name, my_part, their_part))
        parts.append(their_part)
    return parts


def _merged_questions(
    mine: Content, theirs: Content, opened: Mapping[str, str]
) -> list[dict[str, Any]]:
    if _mark(_answered(theirs)) == opened.get("questions"):
        return mine.get("questions", [])
    ticked = {*_answered(theirs)}
    if _mark(_answered(mine)) != opened.get("questions"):
        ticked |= {*_answered(mine)}
    return [each | {"answered": each["id"] in ticked} for each in theirs.get("questions", [])]


def _values(content: Content) -> Iterator[tuple[str, Any]]:
    for name in WORDS:
        yield name, content.get(name, "")
    if "source" in content:
        yield "source", _source(content)
    for kind in PARTS:
        yield kind, [part["id"] for part in content.get(kind, ())]
        for part in content.get(kind, ()):
            yield f"{kind}.{part['id']}", said(kind, part)
    yield "questions", _answered(content)


def said(kind: str, part: Mapping[str, Any]) -> list[str]:
    """What a part says, and what has been decided about it."""
    return [part.get("decision", ""), *(part.get(name, "") for name in FIELDS[kind])]


def _source(content: Content) -> dict[str, str]:
    return {name: content["source"].get(name, "") for name in SOURCE}


def _answered(content: Content) -> list[str]:
    return [each["id"] for each in content.get("questions", ()) if each["answered"]]


def _mark(value: Any) -> str:
    return stamp_of(value)[:12]  # there are many on a page
