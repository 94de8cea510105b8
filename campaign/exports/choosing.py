"""What can be asked for: formats, presets of columns, whose rows."""

from collections.abc import Mapping, Sequence
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
from campaign.pages.profiles import Rules
from campaign.pages.sharing.channels import ON_PAPER
from campaign.signatures.models import HELD, STANDS


class Format(models.TextChoices):
    CSV = "csv", _("CSV, for every program")
    XLSX = "xlsx", _("Excel (XLSX)")
    JSONL = "jsonl", _("JSON Lines, for programmers")
    PDF = "pdf", _("PDF, to print and hand over")
    SEALED = "sealed", _("Sealed bundle, which only your organisation’s key opens")


class Preset(models.TextChoices):
    DELIVERY = "delivery", _("For handing over: name and country only")
    MAILING = "mailing", _("Mailing list: those who agreed to hear from you")
    PARTNER = "partner", _("For a partner: those who agreed to hear from it")
    FULL = "full", _("Everything that signers gave")
    STATISTICS = "statistics", _("Statistics: numbers only, nobody’s name")
    OWN = "own", _("Columns of your own")


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


class Origin(models.TextChoices):
    ANY = "", _("Online and on paper")
    ONLINE = "online", _("Only online")
    PAPER = "paper", _("Only on paper")


COLUMNS: Mapping[str, tuple[str, ...]] = {
    Preset.DELIVERY: ("name", "country"),
    Preset.MAILING: ("name", "email", "country", "language"),
    Preset.PARTNER: ("name", "email", "country", "language", "agreed_to", "signed_at"),
    Preset.FULL: (
        *("name", "email", "affiliation", "country_code", "country", "language", "comment"),
        *("wants_updates", "source", "origin", "signed_at", "confirmed_at"),
    ),
    Preset.STATISTICS: ("about", "value", "signatures"),
}
HEADINGS = {
    "name": _("Name"),
    "email": _("Email"),
    "affiliation": _("Affiliation"),
    "country_code": _("Country code"),
    "country": _("Country"),
    "language": _("Language"),
    "comment": _("Comment"),
    "wants_updates": _("Wants news"),
    "agreed_to": _("Agreed to"),
    "source": _("Source"),
    "origin": _("Online or paper"),
    "signed_at": _("Signed"),
    "confirmed_at": _("Confirmed"),
    "about": _("About"),
    "value": _("Value"),
    "signatures": _("Signatures"),
}
# What can be chosen from, in the order in which it stands.
ALL_COLUMNS = COLUMNS[Preset.FULL]
# What a PDF has room for. No address belongs on paper that changes hands; and comments are in an
# export whether or not somebody has looked at them, which is no state to hand them over in.
PRINTED = ("name", "affiliation", "country")
# More become a ZIP file of several PDFs: a copy shop binds no thicker ones, and what is printed of
# one volume is held in memory.
ROWS_IN_A_VOLUME = 100_000
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


def columns_of(preset: str, own: Sequence[str] = ()) -> tuple[str, ...]:
    """own: those chosen by hand, in any order. Raises Contradiction."""
    if preset != Preset.OWN:
        return COLUMNS[preset]
    unknown = sorted(set(own) - set(ALL_COLUMNS))
    if unknown:
        raise Contradiction("columns", _("There is no such column: %s.") % ", ".join(unknown))
    if not own:
        raise Contradiction("columns", _("Choose one column at least."))
    return tuple(column for column in ALL_COLUMNS if column in own)


def headings(columns: Sequence[str]) -> list[str]:
    """In the language that is active."""
    return [str(HEADINGS[column]) for column in columns]


def settled(
    *, format: str, preset: str, columns: Sequence[str], name_display: str, filters: "Filters"
) -> tuple[tuple[str, ...], "Filters"]:
    """Which columns of whom go out where this is asked for. Raises Contradiction where it must not
    be.

    columns: of Preset.OWN, in any order
    """
    columns, filters = columns_of(preset, columns), filters.for_preset(preset)
    if preset == Preset.STATISTICS and format == Format.SEALED:
        raise Contradiction("preset", _("Statistics hold no names: there is nothing to seal."))
    if "email" in columns:
        _check_addresses(preset, name_display, filters)
    if format == Format.PDF:
        _check_paper(preset, columns, filters)
    return columns, filters


def _check_addresses(preset: str, name_display: str, filters: "Filters") -> None:
    if name_display != NameDisplay.AS_SIGNED:
        raise Contradiction(
            "name_display",
            _(
                "An address gives away the name that is left out beside it. Take names as they "
                "signed, or columns without addresses."
            ),
        )
    # Who agreed to a partner wants its mail, whether or not they want the campaign's, too.
    if filters.consent == Consent.NO and preset != Preset.PARTNER:
        raise Contradiction(
            "consent",
            _(
                "These people have said that they want no mail. Choose columns without their "
                "addresses."
            ),
        )


def _check_paper(preset: str, columns: Sequence[str], filters: "Filters") -> None:
    if preset in {Preset.FULL, Preset.MAILING, Preset.PARTNER}:
        raise Contradiction(
            "format",
            _(
                "A PDF is handed over on paper, and addresses are not. Choose name and country, "
                "statistics, or another format."
            ),
        )
    if preset == Preset.OWN and ("name" not in columns or set(columns) - set(PRINTED)):
        raise Contradiction(
            "columns",
            _(
                "A PDF holds names, with affiliation and country if you wish, and nothing else. "
                "Leave out the other columns, or choose another format."
            ),
        )
    if filters.group != Group.STANDING:
        raise Contradiction(
            "group", _("Only signatures that count are handed over. Choose another format.")
        )


def check_whole(rules: Rules, filters: "Filters") -> None:
    """Where little may be known of signers, no part of them is counted or taken out by itself: it
    could be one person. A bundle of all is narrowed once it is open. Raises Contradiction."""
    if not rules.knows_weeks_only:
        return
    for part in ("countries", "languages", "sources", "since", "until", "origin"):
        if getattr(filters, part):
            raise Contradiction(
                part,
                _(
                    "A part of a high-risk campaign could point at somebody. Take out all of it, "
                    "and narrow the list once you have opened it."
                ),
            )


def ending(format: str, rows: int) -> str:
    """Of the file's name."""
    return "zip" if format == Format.PDF and rows > ROWS_IN_A_VOLUME else Format(format).value


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
    origin: str = Origin.ANY

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
        if self.origin:
            on_paper = Q(source=ON_PAPER)
            wanted &= on_paper if self.origin == Origin.PAPER else ~on_paper
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
