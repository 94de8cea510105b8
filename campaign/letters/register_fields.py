"""One place of a register's file, read and checked; and what is wrong there, by line and field.

What becomes of all of them is in register_file.py.
"""

import re
from dataclasses import dataclass, field
from typing import Any

from campaign.letters.models import Fact, Recipient
from campaign.letters.models.register import Confidence
from campaign.lib import countries, text
from campaign.lib.json_places import Path, Places

MOST_PROBLEMS = 20
SLUG = re.compile(r"[a-z0-9-]{1,30}")

# Words that go into a letter as they are: a remark after them, in brackets or after a slash, is
# for whoever reads the register.
SAID_IN_LETTERS = {
    *(Fact.Name.NAME_SHORT, Fact.Name.NAME_LONG, Fact.Name.NAME_ASEAN_STYLE, Fact.Name.TITLE),
    *(Fact.Name.MINISTRY, Fact.Name.FORM_OF_ADDRESS, Fact.Name.SALUTATION),
}
_REMARK = re.compile(r"\s+(?:\(|/\s|plus\s).*$")
_PAGE = re.compile(r"https?://[^/]", re.IGNORECASE)
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[a-z]{2,6})?", re.IGNORECASE)
_NONE = re.compile(r"none\b", re.IGNORECASE)


class RegisterFileError(Exception):
    """What is wrong with the file, a line for each: `problems`."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


@dataclass(frozen=True, slots=True)
class GivenFact:
    name: str
    value: str
    confidence: str
    source: str
    note: str


@dataclass
class Fields:
    """One file being read: what it says, where, and what is wrong with it so far."""

    content: Any
    places: Places
    problems: list[tuple[int, str]] = field(default_factory=list)

    def slug(self, at: Path) -> str:
        slug = self.at((*at, "id"))
        if isinstance(slug, str) and SLUG.fullmatch(slug):
            return slug
        self.complain((*at, "id"), "an id of small letters, digits and hyphens is missing")
        return f"?{at[-1]}"

    def kind(self, at: Path) -> str:
        kind = self.at((*at, "kind"))
        if kind in (Recipient.Kind.MEMBER_STATE, Recipient.Kind.BODY):
            return kind
        self.complain((*at, "kind"), "the kind is “member_state” or “regional_body”")
        return Recipient.Kind.MEMBER_STATE

    def code(self, at: Path) -> dict[str, str]:
        path = (*at, "iso_3166_1")
        codes = self.at(path)
        codes = codes if isinstance(codes, dict) else {}
        country = str(codes.get("alpha2") or "")
        if country not in countries.CODES:
            self.complain((*path, "alpha2"), f"“{country}” is not a country of ISO 3166")
        self._confidence(path, codes)
        return {
            "country": country[:2],
            "alpha3": said(codes.get("alpha3"))[:3],
            "numeric": said(codes.get("numeric"))[:3],
        }

    def facts(self, at: Path, places: dict[str, Path]) -> list[GivenFact]:
        found = (self.fact((*at, *place), name) for name, place in places.items())
        return [fact for fact in found if fact is not None]

    def fact(self, path: Path, name: str) -> GivenFact | None:
        """The fact that stands at `path`; None where the file does not speak of it."""
        given = self.at(path)
        if given is None:
            return None
        if not isinstance(given, dict) or "value" not in given:
            self.complain(path, "a fact is an object with “value”, “confidence” and “source”")
            return None
        value, note = given["value"], said(given.get("note"))
        if isinstance(value, list):
            value = ", ".join(map(str, value))
        value = text.one_line(said(value))
        if _NONE.match(value):
            value, note = "", f"{value}. {note}".strip()
        elif name in SAID_IN_LETTERS and (remark := _REMARK.search(value)):
            value, note = value[: remark.start()], f"{remark[0].strip()} {note}".strip()
        if value:
            self._check_form(path, name, value)
        return GivenFact(
            name=name,
            value=value,
            confidence=self._confidence(path, given),
            source=said(given.get("source")),
            note=note,
        )

    def _check_form(self, path: Path, name: str, value: str) -> None:
        """What a page links to is a page, and what software takes for a language is a code."""
        if name == Fact.Name.WEBSITE and not _PAGE.match(value):
            self.complain(path, f"“{value[:40]}” does not begin with https://")
        if name == Fact.Name.LETTER_LANGUAGES:
            for code in value.replace(",", " ").split():
                if not _LANGUAGE.fullmatch(code):
                    self.complain(path, f"“{code[:40]}” is not the code of a language")

    def _confidence(self, path: Path, given: dict[str, Any]) -> str:
        confidence = given.get("confidence")
        if confidence in Confidence.values:
            return confidence
        wrong = "confidence is missing"
        if confidence is not None:
            wrong = f"“{confidence}” is no confidence"
        self.complain(path, f"{wrong}: say {', '.join(Confidence.values)}")
        return Confidence.UNVERIFIED

    # --- where, and what is wrong -----------------------------------------------------------

    def at(self, path: Path) -> Any:
        """What stands at `path`, None where nothing does."""
        here = self.content
        for step in path:
            if isinstance(here, dict):
                here = here.get(step)
            elif isinstance(here, list) and isinstance(step, int) and step < len(here):
                here = here[step]
            else:
                return None
        return here

    def complain(self, path: Path, what: str) -> None:
        line = self.places.line_of(path)
        self.problems.append((line, f"line {line}: {self._named(path)}: {what}."))

    def _named(self, path: Path) -> str:
        """ "recipients[2] (idn), postal_address": for people, the id beside the number."""
        if not path:
            return "the file"
        if path[0] == "recipients" and len(path) > 1:
            slug = self.at(("recipients", path[1], "id"))
            which = f"recipients[{path[1]}]" + (f" ({slug})" if isinstance(slug, str) else "")
            return ", ".join(filter(None, [which, ".".join(map(str, path[2:]))]))
        return ".".join(map(str, path))

    def stop_if_wrong(self) -> None:
        if self.problems:
            wrong = [problem for _line, problem in sorted(self.problems)]
            more = len(wrong) - MOST_PROBLEMS
            raise RegisterFileError(
                wrong[:MOST_PROBLEMS] + ([f"… and {more} more."] if more > 0 else [])
            )


def said(given: Any) -> str:
    """As text that can be stored; nothing is empty."""
    return text.visible(str(given or ""))


def paragraphs(notes: Any) -> str:
    return "\n\n".join(said(note) for note in notes) if isinstance(notes, list) else ""
