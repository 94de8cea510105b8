"""What the page shows on which a campaign's words are written: statement left, draft right."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy

from campaign.pages.content import (
    DROPPED,
    FIELDS,
    LEFT_OUT,
    NEEDED,
    OFFERED,
    PARTS,
    SOURCE,
    Content,
    problems,
    room,
)
from campaign.pages.editing import is_unpublished
from campaign.pages.merging_words import marks
from campaign.pages.models import Campaign, CampaignText
from campaign.pages.translations import behind, shown_with_ids, untranslated
from campaign.pages.working_copies import WorkingCopy
from campaign.statements.frontmatter import front_matter

HEADINGS = {
    "demands": gettext_lazy("What we ask"),
    "facts": gettext_lazy("The facts"),
    "quotes": gettext_lazy("Voices"),
    "timeline": gettext_lazy("What happened when"),
}
HINTS = {
    "demands": gettext_lazy("One thing to do in each, so that nobody can say yes to half of it."),
    "facts": gettext_lazy("A figure, set large, and the sentence that says what it counts."),
    "quotes": gettext_lazy("Words that somebody said, and who that is."),
    "timeline": gettext_lazy("What led here. The page sets it as a line through time."),
}
ADD = {
    "demands": gettext_lazy("Add a demand"),
    "facts": gettext_lazy("Add a fact"),
    "quotes": gettext_lazy("Add a quote"),
    "timeline": gettext_lazy("Add an event"),
}
ONE_OF = {
    "demands": gettext_lazy("Demand %(number)d"),
    "facts": gettext_lazy("Fact %(number)d"),
    "quotes": gettext_lazy("Quote %(number)d"),
    "timeline": gettext_lazy("Event %(number)d"),
}
LABELS = {
    "title": gettext_lazy("Title"),
    "summary": gettext_lazy("Summary"),
    "body": gettext_lazy("Text"),
    "changed_since": gettext_lazy("What has changed since"),
    "changed_since_on": gettext_lazy("As of"),
    "sentence": gettext_lazy("Sentence"),
    "words": gettext_lazy("What was said"),
    "speaker": gettext_lazy("Who said it"),
    "role": gettext_lazy("Who that is"),
    "figure": gettext_lazy("Figure"),
    "when": gettext_lazy("When"),
    "source_name": gettext_lazy("Source"),
    "source_url": gettext_lazy("Its web address"),
    "quotes.source_url": gettext_lazy("Where it can be read"),
    "source.title": gettext_lazy("Title of the statement"),
    "source.publisher": gettext_lazy("Who issued it"),
    "source.date": gettext_lazy("When it was issued"),
    "source.url": gettext_lazy("Where it can be read"),
}
ROWS = {"title": 1, "summary": 3, "body": 14, "changed_since": 4, "sentence": 2, "words": 3}
HALF = {"speaker", "role", "source_name", "source_url", "changed_since_on", "figure", "when"}
HALF |= {"source.publisher", "source.date"}
# What of an original stands beside its translation.
SAID = frozenset({"sentence", "words", "speaker", "role", "figure", "when", "source_name"})
KINDS = {"source_url": "url", "url": "url", "changed_since_on": "date"}


@dataclass(frozen=True)
class Passage:
    """Where some words stand in the statement, or in the language that they translate."""

    target: str  # the id of the paragraph, in the left column
    before: str
    words: str
    after: str
    start: int  # of `words` in the paragraph
    end: int


@dataclass(frozen=True)
class Field:
    name: str  # in the form
    label: str
    value: str
    most: int | None  # characters
    error: str
    rows: int = 0  # 0: one line
    kind: str = "text"
    is_needed: bool = False
    is_half: bool = False
    is_label_hidden: bool = False  # the part's own name says it

    @property
    def id(self) -> str:
        return f"id_{self.name.replace('.', '-')}"


@dataclass(frozen=True)
class Part:
    """One demand, quote, fact or event."""

    kind: str
    id: str
    number: int
    name: str  # "Demand 2"
    decision: str
    fields: list[Field]
    passage: Passage | None
    is_behind: bool  # what it translates has changed
    is_first: bool
    is_last: bool

    @property
    def gist(self) -> str:
        return " · ".join(each.value for each in self.fields[:2] if each.value)


@dataclass(frozen=True)
class Section:
    """All of one kind."""

    kind: str
    heading: str
    hint: str
    add: str
    error: str
    shown: list[Part]
    offered: list[Part]
    dropped: list[Part]
    questions: list[dict[str, Any]]


@dataclass(frozen=True)
class Tab:
    """One language, and how far it is."""

    language: str
    is_here: bool
    is_main: bool
    is_unpublished: bool
    problems: int
    behind: int
    untranslated: int


@dataclass
class EditorPage:
    campaign: Campaign
    copy: WorkingCopy
    copies: list[WorkingCopy]
    published: Mapping[str, CampaignText]
    content: Content = field(init=False)

    def __post_init__(self) -> None:
        self.content = self.copy.content

    @property
    def language(self) -> str:
        return self.copy.language

    @property
    def is_main(self) -> bool:
        return self.language == self.campaign.main_language

    @cached_property
    def main(self) -> WorkingCopy | None:
        return next((each for each in self.copies if self._is_main(each)), None)

    def _is_main(self, copy: WorkingCopy) -> bool:
        return copy.language == self.campaign.main_language

    @cached_property
    def opened(self) -> dict[str, str]:
        return marks(self.content)

    @cached_property
    def problems(self) -> dict[str, str]:
        return problems(self.content)

    @cached_property
    def is_unpublished(self) -> bool:
        return is_unpublished(self.copy, self.published.get(self.language))

    # --- The left side --------------------------------------------------------------------

    @cached_property
    def paragraphs(self) -> list[tuple[str, int, str]]:
        """(id, where it begins in the statement, its words) of each line that says something."""
        statement = self.campaign.statement
        below = front_matter(statement)[1]  # what a page says about itself is no paragraph
        lines, at = [], len(statement) - len(below)
        for line in below.split("\n"):
            if line:
                lines.append((f"p{len(lines) + 1}", at, line))
            at += len(line) + 1
        return lines

    @cached_property
    def original(self) -> Content | None:
        """The main language's words, where this is a translation of them."""
        return shown_with_ids(self.main.content) if self.main and not self.is_main else None

    def _passage(self, name: str, at: list[int] | None) -> Passage | None:
        if self.original is not None:
            return self._original_of(name)
        if not at:
            return None
        for target, begins, line in self.paragraphs:
            if begins <= at[0] < begins + len(line):
                start, end = at[0] - begins, min(at[1] - begins, len(line))
                return Passage(target, line[:start], line[start:end], line[end:], start, end)
        return None

    def _original_of(self, name: str) -> Passage | None:
        words = self._originals.get(name)
        if not words:
            return None
        return Passage(f"o-{name.replace('.', '-')}", "", words, "", 0, len(words))

    @cached_property
    def _originals(self) -> dict[str, str]:
        found = {name: self.original[name] for name in ("title", "summary")}
        for kind in PARTS:
            for part in self.original[kind]:
                said = [part.get(name, "") for name in FIELDS[kind] if name in SAID]
                found[f"{kind}.{part['id']}"] = " · ".join(filter(None, said))
        return found

    # --- The right side -------------------------------------------------------------------

    def field(self, name: str, value: str, kind: str | None = None, prefix: str = "") -> Field:
        full = f"{prefix}{name}"
        in_source = full.startswith("source.")
        most = Campaign._meta.get_field(SOURCE[name]).max_length if in_source else room(name, kind)
        return Field(
            name=full,
            label=str(label_of(name, "source" if in_source else kind)),
            value=value,
            most=None if name == "changed_since_on" else most,
            error=self.problems.get(full, ""),
            rows=ROWS.get(name, 0) if not in_source else 0,
            kind=KINDS.get(name, "text"),
            is_label_hidden=kind == "demands",
            is_needed=name in NEEDED and not in_source,
            is_half=(full if in_source else name) in HALF,
        )

    @cached_property
    def words(self) -> dict[str, Field]:
        names = ("title", "summary", "body", "changed_since", "changed_since_on")
        return {name: self.field(name, self.content.get(name, "")) for name in names}

    @cached_property
    def passages(self) -> dict[str, Passage | None]:
        at = self.content.get("at", {})
        return {name: self._passage(name, at.get(name)) for name in ("title", "summary")}

    @cached_property
    def source(self) -> list[Field]:
        given = self.content.get("source")
        if given is None:
            return []
        return [self.field(name, given.get(name, ""), prefix="source.") for name in SOURCE]

    @cached_property
    def sections(self) -> dict[str, Section]:
        return {kind: self._section(kind) for kind in HEADINGS}

    def _section(self, kind: str) -> Section:
        parts = self.content.get(kind, [])
        shown = [part for part in parts if part["decision"] not in LEFT_OUT]
        left_out = {
            decision: [
                self._part(kind, number, part, last=0)
                for number, part in enumerate(parts, start=1)
                if part["decision"] == decision
            ]
            for decision in LEFT_OUT
        }
        return Section(
            kind=kind,
            heading=str(HEADINGS[kind]),
            hint=str(HINTS[kind]),
            add=str(ADD[kind]),
            error=self.problems.get(kind, ""),
            shown=[
                self._part(kind, number, part, last=len(shown))
                for number, part in enumerate(shown, start=1)
            ],
            offered=left_out[OFFERED],
            dropped=left_out[DROPPED],
            questions=self.questions.get(kind, []),
        )

    def _part(self, kind: str, number: int, part: dict[str, Any], *, last: int) -> Part:
        prefix = f"{kind}.{part['id']}."
        return Part(
            kind=kind,
            id=part["id"],
            number=number,
            name=str(ONE_OF[kind]) % {"number": number},
            decision=part["decision"],
            fields=[
                self.field(name, part.get(name, ""), kind, prefix)
                for name in FIELDS[kind]
                if name != "iso"
            ],
            passage=self._passage(prefix.rstrip("."), part.get("at")),
            is_behind=prefix.rstrip(".") in self.behind,
            is_first=number == 1,
            is_last=number == last,
        )

    @cached_property
    def questions(self) -> dict[str, list[dict[str, Any]]]:
        """By what they are about; the open ones first."""
        found: dict[str, list[dict[str, Any]]] = {}
        for each in sorted(self.content.get("questions", ()), key=lambda each: each["answered"]):
            found.setdefault(each["about"] or "all", []).append(each)
        if about_it := found.pop("source.publisher", []) + found.pop("source.date", []):
            found["source"] = about_it
        return found

    # --- Languages ------------------------------------------------------------------------

    @cached_property
    def behind(self) -> set[str]:
        return behind(self.copy, self.main)

    @cached_property
    def tabs(self) -> list[Tab]:
        names = [code for code, _name in settings.LANGUAGES]
        ordered = sorted(
            self.copies, key=lambda copy: (not self._is_main(copy), names.index(copy.language))
        )
        return [
            Tab(
                copy.language,
                is_here=copy.language == self.language,
                is_main=self._is_main(copy),
                is_unpublished=is_unpublished(copy, self.published.get(copy.language)),
                problems=len(problems(copy.content)),
                behind=len(behind(copy, self.main)),
                untranslated=untranslated(copy, self.main),
            )
            for copy in ordered
        ]


def label_of(name: str, kind: str | None) -> str:
    """Some fields are called otherwise in one kind of part."""
    return LABELS.get(f"{kind}.{name}") or LABELS[name]
