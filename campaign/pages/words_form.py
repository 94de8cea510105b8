"""What comes back from the page on which the words are written, as the content of a working copy.

Nothing that was typed is refused here: what a page could not hold is stored in the working copy as
it is, is marked beside its field, and keeps the words from being published
(campaign/pages/content.py: `problems`). Only what no honest form can hold is cut.
"""

import json
import re
from collections.abc import Iterator
from typing import Any

from django.http import QueryDict

from campaign.lib import text as plain
from campaign.pages.content import (
    ACCEPTED,
    DROPPED,
    FIELDS,
    LEFT_OUT,
    MARKDOWN,
    OFFERED,
    OPEN,
    PARTS,
    SOURCE,
    WORDS,
    Content,
    cleaned,
)
from campaign.pages.merging_words import Marks
from campaign.pages.working_copies import new_id
from campaign.statements.dates import dates_in

PART_ID = re.compile(r"[0-9a-f]{8}", re.ASCII)
DECISIONS = {OPEN, ACCEPTED, DROPPED, OFFERED}

LONGEST = 5_000  # characters of a field; the longest that a page holds is 2,000
LONGEST_MARKDOWN = 250_000
MOST_OF_A_KIND = 200  # with those that are left out of the page

DECIDES = {"accept": ACCEPTED, "drop": DROPPED, "back": ACCEPTED}


def content_in(typed: QueryDict, stored: Content) -> Content:
    """The working copy's new content: `stored`, with everything that the page showed as it was
    sent. Parts that the page did not know (somebody else's) are not in it."""
    content = stored | {name: _typed(typed, name, stored.get(name, "")) for name in WORDS}
    if "source" in stored:
        content["source"] = {
            name: _typed(typed, f"source.{name}", stored["source"].get(name, "")) for name in SOURCE
        }
    for kind in PARTS:
        content[kind] = _parts(typed, kind, stored)
        content[kind] = arranged(content[kind])
    answered = set(typed.getlist("answered"))
    content["questions"] = [
        each | {"answered": each["id"] in answered} for each in stored.get("questions", [])
    ]
    return content


def content_sent(written: str, stored: Content) -> Content:
    """The same for content that a page carried along as JSON; trusted no more than a form."""
    typed = QueryDict(mutable=True)
    for name, value in _as_typed(_carried(written)):
        if isinstance(value, str):
            typed.appendlist(name, value)
    return content_in(typed, stored)


def _as_typed(content: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    yield from ((name, content.get(name)) for name in WORDS)
    if isinstance(source := content.get("source"), dict):
        yield from ((f"source.{name}", source.get(name)) for name in SOURCE)
    for kind in PARTS:
        for part in _dicts(content.get(kind)):
            yield kind, part.get("id")
            for name in ("decision", *FIELDS[kind]):
                yield f"{kind}.{part.get('id')}.{name}", part.get(name)
    for each in _dicts(content.get("questions")):
        if each.get("answered"):
            yield "answered", each.get("id")


def _dicts(value: Any) -> list[dict[str, Any]]:
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


def marks_in(typed: QueryDict) -> Marks:
    """What the page had before it, for campaign/pages/merging_words.py."""
    return _carried(typed.get("opened", ""))


def _carried(written: str) -> dict[str, Any]:
    """What a page of ours carried along as JSON; nothing where it is something else by now."""
    try:
        carried = json.loads(written)
    except (ValueError, RecursionError):  # RecursionError: a hundred thousand "["
        return {}
    return carried if isinstance(carried, dict) else {}


def pressed(content: Content, button: str) -> tuple[Content, str]:
    """The content after a button of the form, and the id of the place to go back to.

    Buttons: "add:demands", "up:demands:1a2b3c4d", "down", "accept", "drop", "back" alike. Any other
    changes nothing.
    """
    verb, kind, part_id = (*button.split(":"), "", "")[:3]
    if kind not in PARTS:
        return content, ""
    parts = content[kind]
    if verb == "add" and len(parts) < MOST_OF_A_KIND:
        added = {"id": new_id(), "decision": ACCEPTED} | dict.fromkeys(FIELDS[kind], "")
        return content | {kind: arranged([*parts, added])}, f"{kind}-{added['id']}"
    place = next((at for at, part in enumerate(parts) if part["id"] == part_id), None)
    if place is None:
        return content, ""
    if verb in DECIDES:
        parts = [*parts]
        parts[place] = parts[place] | {"decision": DECIDES[verb]}
        parts = _in_time(kind, arranged(parts))
    elif verb in {"up", "down"}:
        parts = _moved(parts, place, -1 if verb == "up" else 1)
    return content | {kind: parts}, f"{kind}-{part_id}"


def arranged(parts: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Those on the page first, as the page for writing shows them."""
    return sorted(parts, key=lambda part: part["decision"] in LEFT_OUT)


def _in_time(kind: str, parts: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """A timeline in which all have a date is put in the order of time when one comes onto it."""
    shown = [part for part in parts if part["decision"] not in LEFT_OUT]
    if kind != "timeline" or not all(part["iso"] for part in shown):
        return parts
    return [*sorted(shown, key=lambda part: part["iso"]), *parts[len(shown) :]]


def _moved(parts: list[dict[str, Any]], place: int, step: int) -> list[dict[str, Any]]:
    """Past the next part that is on the page, too."""
    shown = [at for at, part in enumerate(parts) if part["decision"] in {OPEN, ACCEPTED}]
    if place not in shown or not 0 <= shown.index(place) + step < len(shown):
        return parts
    other, parts = shown[shown.index(place) + step], [*parts]
    parts.insert(other, parts.pop(place))
    return parts


def _parts(typed: QueryDict, kind: str, stored: Content) -> list[dict[str, Any]]:
    known = {part["id"]: part for part in stored.get(kind, ())}
    ids = dict.fromkeys(each for each in typed.getlist(kind) if PART_ID.fullmatch(each))
    return [
        _part(typed, kind, known.get(part_id, {"id": part_id, "decision": ACCEPTED}))
        for part_id in [*ids][:MOST_OF_A_KIND]
    ]


def _part(typed: QueryDict, kind: str, was: dict[str, Any]) -> dict[str, Any]:
    prefix = f"{kind}.{was['id']}"
    decision = typed.get(f"{prefix}.decision", was["decision"])
    part = was | {
        "decision": decision if decision in DECISIONS else was["decision"],
        **{name: _typed(typed, f"{prefix}.{name}", was.get(name, "")) for name in FIELDS[kind]},
    }
    if kind == "timeline" and part["when"] != was.get("when"):
        part["iso"] = _iso(part["when"])
    return part


def _typed(typed: QueryDict, name: str, was: str) -> str:
    """As it was typed, without what must never be stored; blanks and lengths are left alone."""
    if name not in typed:
        return was
    if name in MARKDOWN:
        return cleaned(name, typed[name])[:LONGEST_MARKDOWN]
    return plain.one_line(typed[name])[:LONGEST]


def _iso(when: str) -> str:
    """The day or days that somebody wrote, for machines; nothing where that is not certain."""
    found = dates_in(when)
    return found[0].iso or "" if len(found) == 1 else ""
