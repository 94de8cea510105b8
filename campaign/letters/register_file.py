"""A register's file, read and checked: what is wrong with it is said by line and field.

The form is that of registers/asean.json: JSON, where each fact is an object with `value`,
`confidence` and `source`, perhaps a `note`. Reading is wholly done before anything is stored.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from campaign.letters.models import Fact, Office, Recipient
from campaign.letters.models.register import Confidence
from campaign.letters.register_fields import (
    SLUG,
    Fields,
    GivenFact,
    RegisterFileError,
    paragraphs,
    said,
)
from campaign.lib.json_places import Path, Places

MOST_BYTES = 1_000_000
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
_YEAR = r"2[0-9]{3}"


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


class _Reading(Fields):
    """The parts of one file."""

    def register(self, name: str) -> RegisterFile:
        for path, key in self.places.repeated_keys():
            self.complain(path, f"“{key}” stands here twice")
        if not isinstance(self.content, dict) or not isinstance(
            self.content.get("recipients"), list
        ):
            self.complain((), "a register is an object with a list of “recipients”")
            self.stop_if_wrong()
        as_of = self._as_of()
        recipients = [
            *self._states(),
            *self._body("secretariat"),
        ]
        self._no_duplicates(recipients)
        chairs = self._chairs(recipients)
        salutation = self.fact(("salutation_default",), Fact.Name.SALUTATION)
        if salutation and len(salutation.value) > LONGEST_NAME:
            self.complain(("salutation_default",), f"up to {LONGEST_NAME} letters fit")
        slug = str(self.content.get("register") or name).lower()
        if not SLUG.fullmatch(slug):
            self.complain(("register",), "a register is called by small letters, digits, hyphens")
        name = said(self.content.get("name")) or name.upper()
        if len(name) > LONGEST_NAME:
            self.complain(("name",), f"up to {LONGEST_NAME} letters fit")
        self.stop_if_wrong()
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
            slug = self.slug(at)
            code = self.code(at)
            yield GivenRecipient(
                slug=slug,
                kind=self.kind(at),
                **code,
                is_default=row.get("default_recipient", True) is not False,
                why_not=said(row.get("why_not")),
                remarks=paragraphs(row.get("notes")),
                facts=self.facts(at, OF_RECIPIENT),
                offices=[
                    GivenOffice(Office.Role.MINISTER, self.facts(at, OF_MINISTER)),
                    GivenOffice(
                        Office.Role.PERMANENT_REPRESENTATIVE, self.facts(at, OF_REPRESENTATIVE)
                    ),
                ],
            )
            if isinstance(row.get("copy_to"), dict):
                yield self._informed(at, slug, code)

    def _informed(self, at: Path, slug: str, code: dict[str, str]) -> GivenRecipient:
        facts = self.facts(at, OF_INFORMED)
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
        facts = self.facts(at, OF_HEAD)
        body = next((fact for fact in facts if fact.name == Fact.Name.MINISTRY), None)
        yield GivenRecipient(
            slug=self.slug(at),
            kind=Recipient.Kind.BODY,
            country="",
            alpha3="",
            numeric="",
            is_default=True,
            why_not="",
            remarks="",
            facts=[
                *self.facts(at, {Fact.Name.LETTER_LANGUAGES: ("letter_languages",)}),
                *_named_like(body),
            ],
            offices=[GivenOffice(Office.Role.HEAD, facts)],
        )

    def _chairs(self, recipients: list[GivenRecipient]) -> list[GivenChair]:
        chairs = []
        years = self.at(("chair", "years"))
        for year in years if isinstance(years, dict) else []:
            path: Path = ("chair", "years", year)
            fact = self.fact(path, Fact.Name.NAME_SHORT)
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


def _named_like(body: GivenFact | None) -> list[GivenFact]:
    """A body's name is what it is called itself."""
    if body is None:
        return []
    return [GivenFact(Fact.Name.NAME_SHORT, body.value, body.confidence, body.source, "")]
