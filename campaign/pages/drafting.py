"""From a statement's draft to the content of a working copy.

Nothing is invented: each part stands in the statement, and says where. What a page has no room for,
or what only a person can judge (which of its dates belong in a timeline), is offered and not shown;
what the statement leaves open is asked beside the part that it is about.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any

from django.utils.translation import gettext as _

from campaign.lib import text as plain
from campaign.pages.content import (
    ACCEPTED,
    MOST_LETTERS,
    MOST_PARTS,
    OFFERED,
    OPEN,
    Content,
    blank,
    room,
)
from campaign.pages.fitting import MOST_KEY_FACTS, fitted, shorten, telling_figures
from campaign.pages.places import Places
from campaign.pages.working_copies import new_id
from campaign.statements import Draft, working_title
from campaign.statements.dates import dates_in
from campaign.statements.sentences import sentences

# What Markdown reads as markup anywhere in a line, and what it reads so only where one begins
# ("2024. A year of…" would become a list). Escaping more would fill an editor with backslashes.
MARKUP = re.compile(r"[\\`*_\[\]<]|&(?=#|\w+;)")
START_OF_BLOCK = re.compile(r"^(?P<before>\d{0,9})(?P<mark>[.)](?=\s|$)|(?<!\d)[#+>=~|-])")

OPENING_MARKS = tuple("“\"‘'«„•-*–")

MOST_OFFERED = 20  # of each kind; more would be a list that nobody reads


def content_from(
    draft: Draft, *, statement: str, title: str = "", demands: Sequence[str] = ()
) -> Content:
    """The content of the first working copy; `title` and `demands` where a person has said them."""
    fit = fitted(draft)
    places = Places(plain.paragraphs(statement))
    title = plain.one_line(title) or fit.title or _title_for(fit)
    at = {"title": places.of(title), "summary": places.of(draft.summary)}
    return blank() | {
        "title": title,
        "summary": fit.summary or title,
        "body": _body(draft),
        "demands": [*_demands(draft, fit, places, demands)],
        "quotes": [*_quotes(draft, fit, places)],
        "facts": [*_facts(draft, fit, places)],
        "timeline": [*_timeline(draft, places)],
        "source": {
            "title": shorten(draft.title or "", 300),
            "publisher": shorten(draft.organisation or "", 200),
            "date": draft.date or "",
            "url": "",
        },
        "at": {name: span for name, span in at.items() if span},
        "addressees": list(draft.addressees),
        "questions": [
            {"id": new_id(), "text": str(note), "about": note.about, "answered": False}
            for note in fit.notes
        ],
    }


def _part(decision: str, at: list[int] | None, **words: str) -> dict[str, Any]:
    part: dict[str, Any] = {"id": new_id(), "decision": decision}
    if at:
        part["at"] = at
    return part | {name: plain.one_line(value) for name, value in words.items()}


def _on_page_or_offered(place: int, most: int = MOST_PARTS) -> str:
    return OPEN if place < most else OFFERED


def _most(whole: Sequence[Any], fitting: Sequence[Any]) -> Iterator[tuple[Any, Any]]:
    """Each part as it was said and as it fits a page; what follows is in the statement still."""
    return islice(zip(whole, fitting, strict=True), MOST_PARTS + MOST_OFFERED)


def _demands(
    draft: Draft, fit: Draft, places: Places, given: Sequence[str]
) -> Iterator[dict[str, Any]]:
    for sentence in given:
        yield _part(ACCEPTED, places.of(sentence), sentence=_as_item(sentence))
    if given:
        return
    for place, (whole, sentence) in enumerate(_most(draft.demands, fit.demands)):
        decision = _on_page_or_offered(place)
        yield _part(decision, places.of(whole), sentence=_as_item(sentence))


def _quotes(draft: Draft, fit: Draft, places: Places) -> Iterator[dict[str, Any]]:
    for place, (whole, quote) in enumerate(_most(draft.quotes, fit.quotes)):
        yield _part(
            _on_page_or_offered(place),
            places.of(*(whole.parts or [whole.text])),
            words=quote.text.rstrip(","),
            speaker=quote.speaker or "",
            role=quote.role or "",
            source_url="",
        )


def _facts(draft: Draft, fit: Draft, places: Places) -> Iterator[dict[str, Any]]:
    told = telling_figures(draft)
    for place, whole in enumerate(told[: MOST_KEY_FACTS + MOST_OFFERED]):
        figure = fit.figures[place] if place < len(fit.figures) else whole
        yield _part(
            _on_page_or_offered(place, MOST_KEY_FACTS),
            places.of(whole.sentence),
            figure=shorten(figure.value, room("figure", "facts")),
            sentence=shorten(figure.sentence, room("sentence", "facts")),
            source_name="",
            source_url="",
        )


def _timeline(draft: Draft, places: Places) -> Iterator[dict[str, Any]]:
    """The dates that its text mentions, each with its sentence, in the order of time."""
    told = [
        # Found anew: "2021" is no date of its own in "1 February 2021".
        (sentence, {found.as_written for found in dates_in(sentence)})
        for paragraph in draft.paragraphs
        for sentence in sentences(paragraph)
    ]
    dated = [
        (date, sentence)
        for date in draft.dates[:MOST_OFFERED]
        if (sentence := next((each for each, dates in told if date.as_written in dates), None))
    ]
    for date, sentence in sorted(dated, key=lambda each: each[0].iso or "9"):
        yield _part(
            OFFERED,
            places.of(sentence),
            when=shorten(date.as_written, room("when", "timeline")),
            iso=date.iso or "",
            sentence=shorten(sentence, room("sentence", "timeline")),
            source_name="",
            source_url="",
        )


def _body(draft: Draft) -> str:
    paragraphs = "\n\n".join(markdown_of(paragraph) for paragraph in _read_through(draft))
    return shorten(paragraphs, MOST_LETTERS["body"])


def markdown_of(paragraph: str) -> str:
    """Plain words as Markdown that shows just these words, and stays readable for its editor."""
    words = MARKUP.sub(r"\\\g<0>", plain.one_line(paragraph))
    return START_OF_BLOCK.sub(r"\g<before>\\\g<mark>", words)


def _as_item(demand: str) -> str:
    """A demand as an item of the page's list, where it stands without "we call on X to"."""
    return demand[:1].upper() + demand[1:]


def _read_through(draft: Draft) -> list[str]:
    """The paragraphs, without those that only led up to a list which the page sets by itself."""
    following = [*draft.paragraphs[1:], ""]
    return [
        paragraph
        for paragraph, after in zip(draft.paragraphs, following, strict=True)
        if not (draft.demands and paragraph.endswith(":") and not after.startswith(OPENING_MARKS))
    ]


def _title_for(draft: Draft) -> str:
    """Something to call a page whose statement has no title, and perhaps only a list of demands."""
    words = working_title(draft) or next(iter(draft.demands), "") or _("Untitled statement")
    return shorten(words, room("title"))
