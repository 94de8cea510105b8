"""What can be asked for: formats, presets of columns, whose rows."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime, time
from typing import Any, Self
from zoneinfo import ZoneInfo

from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from campaign.pages.partner_models import ConsentWording
from campaign.signatures.models import HELD, STANDS


class Format(models.TextChoices):
    CSV = "csv", _("CSV, for every program")
    XLSX = "xlsx", _("Excel (XLSX)")
    JSONL = "jsonl", _("JSON Lines, for programmers")
    SEALED = "sealed", _("Sealed bundle, which only your organisation’s key opens")


class Preset(models.TextChoices):
    DELIVERY = "delivery", _("For handing over: name and country only")
    MAILING = "mailing", _("Mailing list: those who agreed to hear from you")
    PARTNER = "partner", _("For a partner: those who agreed to hear from it")
    FULL = "full", _("Everything that signers gave")
    STATISTICS = "statistics", _("Statistics: numbers only, nobody’s name")


class NameDisplay(models.TextChoices):
    AS_SIGNED = "as-signed", _("As they signed")
    INITIALS = "initials", _("Initials only")
    SHOWN = "shown", _("Only names that are shown on the page; “name withheld” for the others")


class Group(models.TextChoices):
    """Whose rows. Nobody who has not confirmed: they may never have heard of it."""

    STANDING = "standing", _("Confirmed, and counted")
    HELD = "held", _("Held back, waiting for somebody to look")
    REFUSED = "refused", _("Left out of the count")


class Consent(models.TextChoices):
    ANY = "", _("With and without")
    YES = "yes", _("Only those who want news")
    NO = "no", _("Only those who do not")


COLUMNS: Mapping[str, tuple[str, ...]] = {
    Preset.DELIVERY: ("name", "country"),
    Preset.MAILING: ("name", "email", "country", "language"),
    Preset.PARTNER: ("name", "email", "country", "language", "agreed_to", "signed_at"),
    Preset.FULL: (
        *("name", "email", "affiliation", "country_code", "country", "language", "comment"),
        *("wants_updates", "source", "signed_at", "confirmed_at"),
    ),
    Preset.STATISTICS: ("about", "value", "signatures"),
}
# What is in a signature's sealed part.
SEALED = frozenset({"name", "email", "affiliation"})

_IN_GROUP = {
    Group.STANDING: STANDS,
    Group.HELD: HELD & Q(is_refused=False),
    Group.REFUSED: HELD & Q(is_refused=True),
}


class Contradiction(Exception):
    """What was asked for can match nobody, or must not be. `field`: which part of it to change."""

    def __init__(self, field: str, sentence: str | Promise) -> None:
        super().__init__(sentence)
        self.field, self.sentence = field, sentence


@dataclass(frozen=True, slots=True)
class Filters:
    """Which of a campaign's signatures. Days are whole ones, where the campaign is."""

    group: str = Group.STANDING
    since: date | None = None  # the first day on which they confirmed
    until: date | None = None  # and the last
    countries: tuple[str, ...] = ()  # ISO codes; none: all
    languages: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()  # codes of links
    consent: str = Consent.ANY
    partner: int | None = None  # its id: only those who agreed to it

    def as_json(self) -> dict[str, Any]:
        """{"group": "standing", "countries": ["TH"]}: only what narrows it."""
        return {name: _as_json(value) for name, value in asdict(self).items() if value}

    @classmethod
    def from_json(cls, said: Mapping[str, Any]) -> Self:
        given: dict[str, Any] = {}
        for name, value in said.items():
            if name in {"since", "until"}:
                given[name] = date.fromisoformat(value)
            else:
                given[name] = tuple(value) if isinstance(value, list) else value
        return cls(**given)

    def for_preset(self, preset: str) -> Self:
        """With what the preset demands. Raises Contradiction."""
        if self.since and self.until and self.since > self.until:
            raise Contradiction("until", _("The last day is before the first one."))
        if preset == Preset.MAILING:
            if self.consent == Consent.NO:
                raise Contradiction(
                    "consent",
                    _("A mailing list holds only people who agreed to it. Choose another preset."),
                )
            return replace(self, consent=Consent.YES)
        if preset in {Preset.DELIVERY, Preset.PARTNER} and self.group != Group.STANDING:
            raise Contradiction(
                "group", _("Only signatures that count are handed over. Choose another preset.")
            )
        if preset == Preset.PARTNER and not self.partner:
            raise Contradiction("partner", _("Please say which partner it is for."))
        return self

    def condition(self, zone: str, *, as_of: datetime) -> Q:
        """Those that were there at `as_of`: who signs later is not in it."""
        wanted = _IN_GROUP[Group(self.group)] & Q(confirmed_at__lte=as_of)
        if self.since:
            wanted &= Q(confirmed_at__gte=_midnight(self.since, zone))
        if self.until:
            wanted &= Q(confirmed_at__lte=_last_moment(self.until, zone))
        if self.countries:
            wanted &= Q(country__in=self.countries)
        if self.languages:
            wanted &= Q(language__in=self.languages)
        if self.sources:
            wanted &= Q(source__in=self.sources)
        if self.consent:
            wanted &= Q(wants_updates=self.consent == Consent.YES)
        if self.partner:
            wordings = ConsentWording.objects.filter(partner=self.partner)
            wanted &= Q(agreed_to__overlap=ArraySubquery(wordings.values("id")))
        return wanted


def _as_json(value: str | int | date | tuple[str, ...]) -> str | int | list[str]:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, int):
        return value
    return [*value] if isinstance(value, tuple) else str(value)


def _midnight(day: date, zone: str) -> datetime:
    return datetime.combine(day, time.min, ZoneInfo(zone))


def _last_moment(day: date, zone: str) -> datetime:
    return datetime.combine(day, time.max, ZoneInfo(zone))
