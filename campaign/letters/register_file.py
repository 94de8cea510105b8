"""A register's file, read and checked: what is wrong with it is said by line and field.

The form is that of registers/asean.json: JSON, where each fact is an object with `value`,
`confidence` and `source`, perhaps a `note`. Reading is wholly done before anything is stored.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from campaign.letters.models import Fact, Office, Recipient
from campaign.letters.models.register import Confidence
from campaign.lib import countries, text
from campaign.lib.json_places import Path, Places

MOST_BYTES = 1_000_000
MOST_PROBLEMS = 20
LONGEST_NAME = 100  # of a register, and of its salutation

# Where in the file each fact stands.
OF_RECIPIENT = {
    Fact.Name.NAME_ASEAN_STYLE: ("name_asean_style",),
    Fact.Name.NAME_SHORT: ("name_short",),
    Fact.Name.NAME_LONG: ("name_long",),
    Fact.Name.OFFICIAL_LANGUAGES: ("official_languages",),
    Fact.Name.LETTER_LANGUAGES: ("letter_languages",),
}
OF_MINISTER = {
    Fact.Name.TITLE: ("office_holder_title",),
    Fact.Name.MINISTRY: ("ministry", "name_en"),
    Fact.Name.MINISTRY_LOCAL: ("ministry", "name_local"),
    Fact.Name.INCUMBENT: ("office_holder_dated",),
    Fact.Name.FORM_OF_ADDRESS: ("form_of_address",),
    Fact.Name.SALUTATION: ("salutation",),
    Fact.Name.POSTAL_ADDRESS: ("postal_address",),
    Fact.Name.EMAIL: ("email",),
    Fact.Name.WEBSITE: ("website",),
}
OF_HEAD = OF_MINISTER | {Fact.Name.MINISTRY: ("name",)}
OF_REPRESENTATIVE = {Fact.Name.TITLE: ("permanent_representative_title",)}
OF_INFORMED = {
    Fact.Name.TITLE: ("copy_to", "title"),
    Fact.Name.MINISTRY: ("copy_to", "body"),
    Fact.Name.EMAIL: ("copy_to", "email"),
    Fact.Name.WEBSITE: ("copy_to", "website"),
}
# Words that go into a letter as they are: a remark after them, in brackets or after a slash, is
# for whoever reads the register.
SAID_IN_LETTERS = {
    *(Fact.Name.NAME_SHORT, Fact.Name.NAME_LONG, Fact.Name.NAME_ASEAN_STYLE, Fact.Name.TITLE),
    *(Fact.Name.MINISTRY, Fact.Name.FORM_OF_ADDRESS, Fact.Name.SALUTATION),
}
_REMARK = re.compile(r"\s+(?:\(|/\s|plus\s).*$")
_SLUG = r"[a-z0-9-]{1,30}"
_YEAR = r"2[0-9]{3}"
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


@dataclass(frozen=True, slots=True)
class GivenOffice:
    role: str
    facts: list[GivenFact]


@dataclass(frozen=True, slots=True)
class GivenRecipient:
    slug: str
    kind: str
    country: str
    alpha3: str
    numeric: str
    is_default: bool
    why_not: str
    remarks: str
    facts: list[GivenFact]
    offices: list[GivenOffice]

    @property
    def names(self) -> set[str]:
        return {fact.value for fact in self.facts if fact.name.startswith("name_")}


@dataclass(frozen=True, slots=True)
class GivenChair:
    year: int
    slug: str
    confidence: str
    source: str


@dataclass(frozen=True, slots=True)
class RegisterFile:
    slug: str
    name: str
    as_of: date
    salutation: str
    salutation_source: str
    recipients: list[GivenRecipient]
    chairs: list[GivenChair]


def read_register(raw: bytes, *, name: str) -> RegisterFile:
    """The register that `raw` describes, called `name` where it does not say itself.

    Raises RegisterFileError with every problem, each with its line and field.
    """
    if len(raw) > MOST_BYTES:
        raise RegisterFileError(["The file is larger than a megabyte: is it a register?"])
    try:
        file = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise RegisterFileError(["The file is not text in UTF-8."]) from None
    try:
        content = json.loads(file)
    except json.JSONDecodeError as error:
        raise RegisterFileError([f"line {error.lineno}: this is not JSON: {error.msg}."]) from None
    except RecursionError:
        raise RegisterFileError(["The file is nested too deeply to be a register."]) from None
    except ValueError:  # int() has its limits
        raise RegisterFileError(["The file has a number with thousands of digits."]) from None
    return _Reading(content, Places(file)).register(name)


@dataclass
class _Reading:
    """One file being read: what it says, where, and what is wrong with it so far."""

    content: Any
    places: Places
    problems: list[tuple[int, str]] = field(default_factory=list)

    def register(self, name: str) -> RegisterFile:
        for path, key in self.places.repeated_keys():
            self.complain(path, f"“{key}” stands here twice")
        if not isinstance(self.content, dict) or not isinstance(
            self.content.get("recipients"), list
        ):
            self.complain((), "a register is an object with a list of “recipients”")
            self._stop_if_wrong()
        as_of = self._as_of()
        recipients = [
            *self._states(),
            *self._body("secretariat"),
        ]
        self._no_duplicates(recipients)
        chairs = self._chairs(recipients)
        salutation = self._fact(("salutation_default",), Fact.Name.SALUTATION)
        if salutation and len(salutation.value) > LONGEST_NAME:
            self.complain(("salutation_default",), f"up to {LONGEST_NAME} letters fit")
        slug = str(self.content.get("register") or name).lower()
        if not re.fullmatch(_SLUG, slug):
            self.complain(("register",), "a register is called by small letters, digits, hyphens")
        name = _said(self.content.get("name")) or name.upper()
        if len(name) > LONGEST_NAME:
            self.complain(("name",), f"up to {LONGEST_NAME} letters fit")
        self._stop_if_wrong()
        return RegisterFile(
            slug=slug,
            name=name,
            as_of=as_of,
            salutation=salutation.value
            if salutation and salutation.confidence != Confidence.UNVERIFIED
            else "",
            salutation_source=salutation.source if salutation else "",
            recipients=recipients,
            chairs=chairs,
        )

    # --- parts ------------------------------------------------------------------------------

    def _as_of(self) -> date:
        try:
            return date.fromisoformat(str(self.content.get("as_of")))
        except ValueError:
            self.complain(("as_of",), "say when the facts were last checked, as 2026-11-23")
            return date.min

    def _states(self) -> Iterator[GivenRecipient]:
        for index, row in enumerate(self.content["recipients"]):
            at: Path = ("recipients", index)
            if not isinstance(row, dict):
                self.complain(at, "a recipient is an object")
                continue
            slug = self._slug(at)
            code = self._code(at)
            yield GivenRecipient(
                slug=slug,
                kind=self._kind(at),
                **code,
                is_default=row.get("default_recipient", True) is not False,
                why_not=_said(row.get("why_not")),
                remarks=_paragraphs(row.get("notes")),
                facts=self._facts(at, OF_RECIPIENT),
                offices=[
                    GivenOffice(Office.Role.MINISTER, self._facts(at, OF_MINISTER)),
                    GivenOffice(
                        Office.Role.PERMANENT_REPRESENTATIVE, self._facts(at, OF_REPRESENTATIVE)
                    ),
                ],
            )
            if isinstance(row.get("copy_to"), dict):
                yield self._informed(at, slug, code)

    def _informed(self, at: Path, slug: str, code: dict[str, str]) -> GivenRecipient:
        facts = self._facts(at, OF_INFORMED)
        body = next((fact for fact in facts if fact.name == Fact.Name.MINISTRY), None)
        if body is None:
            self.complain((*at, "copy_to"), "say which “body” gets the copy")
        return GivenRecipient(
            slug=f"{slug}-copy",
            kind=Recipient.Kind.INFORMED,
            **code,
            is_default=False,
            why_not="",
            remarks="",
            facts=_named_like(body),
            offices=[GivenOffice(Office.Role.MINISTER, facts)],
        )

    def _body(self, key: str) -> Iterator[GivenRecipient]:
        if key not in self.content:
            return
        at: Path = (key,)
        facts = self._facts(at, OF_HEAD)
        body = next((fact for fact in facts if fact.name == Fact.Name.MINISTRY), None)
        yield GivenRecipient(
            slug=self._slug(at),
            kind=Recipient.Kind.BODY,
            country="",
            alpha3="",
            numeric="",
            is_default=True,
            why_not="",
            remarks="",
            facts=[
                *self._facts(at, {Fact.Name.LETTER_LANGUAGES: ("letter_languages",)}),
                *_named_like(body),
            ],
            offices=[GivenOffice(Office.Role.HEAD, facts)],
        )

    def _chairs(self, recipients: list[GivenRecipient]) -> list[GivenChair]:
        chairs = []
        years = self.at(("chair", "years"))
        for year in years if isinstance(years, dict) else []:
            path: Path = ("chair", "years", year)
            fact = self._fact(path, Fact.Name.NAME_SHORT)
            if fact is None:
                continue
            slug = next((each.slug for each in recipients if fact.value in each.names), None)
            if slug is None:
                self.complain(path, f"“{fact.value}” is no recipient of this register")
            elif not re.fullmatch(_YEAR, year):
                self.complain(path, "a year is a number of four digits")
            else:
                chairs.append(GivenChair(int(year), slug, fact.confidence, fact.source))
        return chairs

    # --- fields -----------------------------------------------------------------------------

    def _slug(self, at: Path) -> str:
        slug = self.at((*at, "id"))
        if isinstance(slug, str) and re.fullmatch(_SLUG, slug):
            return slug
        self.complain((*at, "id"), "an id of small letters, digits and hyphens is missing")
        return f"?{at[-1]}"

    def _kind(self, at: Path) -> str:
        kind = self.at((*at, "kind"))
        if kind in (Recipient.Kind.MEMBER_STATE, Recipient.Kind.BODY):
            return kind
        self.complain((*at, "kind"), "the kind is “member_state” or “regional_body”")
        return Recipient.Kind.MEMBER_STATE

    def _code(self, at: Path) -> dict[str, str]:
        path = (*at, "iso_3166_1")
        codes = self.at(path)
        codes = codes if isinstance(codes, dict) else {}
        country = str(codes.get("alpha2") or "")
        if country not in countries.CODES:
            self.complain((*path, "alpha2"), f"“{country}” is not a country of ISO 3166")
        self._confidence(path, codes)
        return {
            "country": country[:2],
            "alpha3": _said(codes.get("alpha3"))[:3],
            "numeric": _said(codes.get("numeric"))[:3],
        }

    def _facts(self, at: Path, places: dict[str, Path]) -> list[GivenFact]:
        found = (self._fact((*at, *place), name) for name, place in places.items())
        return [fact for fact in found if fact is not None]

    def _fact(self, path: Path, name: str) -> GivenFact | None:
        """The fact that stands at `path`; None where the file does not speak of it."""
        given = self.at(path)
        if given is None:
            return None
        if not isinstance(given, dict) or "value" not in given:
            self.complain(path, "a fact is an object with “value”, “confidence” and “source”")
            return None
        value, note = given["value"], _said(given.get("note"))
        if isinstance(value, list):
            value = ", ".join(map(str, value))
        value = text.one_line(_said(value))
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
            source=_said(given.get("source")),
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
        said = "confidence is missing" if confidence is None else f"“{confidence}” is no confidence"
        self.complain(path, f"{said}: say {', '.join(Confidence.values)}")
        return Confidence.UNVERIFIED

    def _no_duplicates(self, recipients: list[GivenRecipient]) -> None:
        seen = set()
        for index, recipient in enumerate(self.content["recipients"]):
            if not isinstance(recipient, dict):
                continue
            code = self.at(("recipients", index, "iso_3166_1", "alpha2"))
            for what, value in (("id", recipient.get("id")), ("state", code)):
                is_repeated = (what, str(value)) in seen
                seen.add((what, str(value)))
                if value and is_repeated:
                    self.complain(
                        ("recipients", index), f"the {what} “{value}” is in the file already"
                    )
        slugs = [recipient.slug for recipient in recipients]
        if self.at(("secretariat", "id")) in slugs[:-1]:
            self.complain(("secretariat", "id"), "this id is in the file already")

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

    def _stop_if_wrong(self) -> None:
        if self.problems:
            said = [problem for _line, problem in sorted(self.problems)]
            more = len(said) - MOST_PROBLEMS
            raise RegisterFileError(
                said[:MOST_PROBLEMS] + ([f"… and {more} more."] if more > 0 else [])
            )


def _named_like(body: GivenFact | None) -> list[GivenFact]:
    """A body's name is what it is called itself."""
    if body is None:
        return []
    return [GivenFact(Fact.Name.NAME_SHORT, body.value, body.confidence, body.source, "")]


def _said(given: Any) -> str:
    """As text that can be stored; nothing is empty."""
    return text.visible(str(given or ""))


def _paragraphs(notes: Any) -> str:
    return "\n\n".join(_said(note) for note in notes) if isinstance(notes, list) else ""
