"""The register: who can be written to, and what is known of them, fact by fact.

A fact is worth what its source is worth. Each carries its source, how sure that is and when it was
last looked at; what is unverified never reaches a letter until somebody has checked it.
"""

from datetime import date, timedelta
from functools import cached_property
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Prefetch, Q
from django.utils.translation import gettext_lazy as _

# A fact that nobody has looked at for so long is flagged: ministers change, ministries move.
STALE_AFTER = timedelta(days=90)


class Confidence(models.TextChoices):
    VERIFIED = "verified", _("Verified")
    SECONDARY = "secondary", _("From a secondary source")
    UNVERIFIED = "unverified", _("Unverified")


class Register(models.Model):
    """A list of recipients that belong together: an association's member states and its bodies."""

    slug = models.SlugField(unique=True)
    name = models.CharField(max_length=100)
    as_of = models.DateField()  # when whoever wrote its file last looked
    # Safe for every office in it, where an office's own is not known well enough.
    salutation = models.CharField(max_length=100, blank=True)
    salutation_source = models.TextField(blank=True)

    def __str__(self) -> str:
        return self.name


class RecipientQuerySet(models.QuerySet["Recipient"]):
    def with_facts(self) -> Self:
        """All that a letter needs of them, in four statements for any number."""
        return self.select_related("register").prefetch_related(
            Prefetch("facts", Fact.objects.filter(office=None)), "offices__facts"
        )


class Recipient(models.Model):
    """A state or a body that can be written to, at one of its offices."""

    class Kind(models.TextChoices):
        MEMBER_STATE = "member_state", _("Member state")
        BODY = "regional_body", _("Regional body")
        INFORMED = "informed", _("Gets a copy for information")

    register = models.ForeignKey(Register, models.CASCADE, related_name="recipients")
    slug = models.SlugField(max_length=40, unique=True)  # the last part of its letters' address
    kind = models.CharField(max_length=20, choices=Kind)
    position = models.PositiveSmallIntegerField(default=0)
    # ISO 3166-1; empty for a body.
    country = models.CharField(max_length=2, blank=True)
    alpha3 = models.CharField(max_length=3, blank=True)
    numeric = models.CharField(max_length=3, blank=True)
    is_default = models.BooleanField(default=True)  # addressed unless an organiser says otherwise
    # What the page says where a campaign leaves it out, until an organiser says it better.
    why_not = models.TextField(max_length=600, blank=True)
    remarks = models.TextField(blank=True)  # for organisers: what to know before writing there

    objects = RecipientQuerySet.as_manager()

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["register", "country"],
                condition=Q(kind="member_state"),
                name="one_recipient_per_state",
            )
        ]

    def __str__(self) -> str:
        return self.slug

    @cached_property
    def known(self) -> "Known":
        return Known(fact for fact in self.facts.all() if fact.office_id is None)

    @property
    def name(self) -> str:
        """As the association itself writes it, in English: "Viet Nam", "Lao PDR"."""
        return self.known.usable("name_asean_style") or self.known.usable("name_short") or self.slug

    @property
    def letter_languages(self) -> list[str]:
        """Codes, the preferred one first; English where nothing is known."""
        return self.known.usable("letter_languages").replace(",", " ").split() or ["en"]


class Office(models.Model):
    """Where in a state or body a letter is read. An office and not a person: people leave."""

    class Role(models.TextChoices):
        MINISTER = "minister", _("Foreign minister")
        PERMANENT_REPRESENTATIVE = "permanent_representative", _("Permanent Representative")
        HEAD = "head", _("Head of the body")

    recipient = models.ForeignKey(Recipient, models.CASCADE, related_name="offices")
    role = models.CharField(max_length=30, choices=Role)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(fields=["recipient", "role"], name="one_office_per_role")
        ]

    def __str__(self) -> str:
        return f"{self.recipient_id} {self.role}"

    @cached_property
    def known(self) -> "Known":
        return Known(self.facts.all())

    @property
    def title(self) -> str:
        """ "Minister for Foreign Affairs of the Republic of Singapore"; empty where unknown."""
        return self.known.usable("title")

    @property
    def sending_address(self) -> str:
        """The e-mail address that the server may send to: checked by staff, else none."""
        return self.known.sendable("email")


class Fact(models.Model):
    """One thing known of a recipient or of one of its offices.

    Where staff have checked or changed it, `checked_by` says who, and the register's file leaves
    it alone from then on.
    """

    class Name(models.TextChoices):
        # of a recipient
        NAME_ASEAN_STYLE = "name_asean_style", _("Name, as the association writes it")
        NAME_SHORT = "name_short", _("Short name")
        NAME_LONG = "name_long", _("Long name")
        OFFICIAL_LANGUAGES = "official_languages", _("Official languages")
        LETTER_LANGUAGES = "letter_languages", _("Languages to write in")
        # of an office
        TITLE = "title", _("Office")
        MINISTRY = "ministry", _("Ministry")
        MINISTRY_LOCAL = "ministry_local", _("Ministry, in its own language")
        INCUMBENT = "incumbent", _("Who holds the office")
        FORM_OF_ADDRESS = "form_of_address", _("Form of address")
        SALUTATION = "salutation", _("Salutation")
        POSTAL_ADDRESS = "postal_address", _("Postal address")
        EMAIL = "email", _("E-mail address")
        WEBSITE = "website", _("Website")

    recipient = models.ForeignKey(Recipient, models.CASCADE, related_name="facts")
    office = models.ForeignKey(  # NULL: of the recipient as a whole
        Office, models.CASCADE, null=True, related_name="facts"
    )
    name = models.CharField(max_length=30, choices=Name)
    value = models.TextField(blank=True)  # empty: looked for and not found
    confidence = models.CharField(max_length=10, choices=Confidence)
    source = models.TextField(blank=True)
    note = models.TextField(blank=True)
    checked_on = models.DateField()
    checked_by = models.ForeignKey(  # NULL: as the register's file says
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    # Kept when the account goes: what staff checked stays theirs.
    is_checked_by_staff = models.BooleanField(default=False)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["recipient", "office", "name"],
                nulls_distinct=False,
                name="one_fact_per_name",
            )
        ]

    def __str__(self) -> str:
        return f"{self.recipient_id} {self.name}"

    @property
    def is_usable(self) -> bool:
        """May it stand in a letter?"""
        return bool(self.value) and (
            self.confidence != Confidence.UNVERIFIED or self.is_checked_by_staff
        )

    @property
    def is_sendable(self) -> bool:
        """May the server itself send to it?"""
        return (
            bool(self.value)
            and self.is_checked_by_staff
            and self.confidence != Confidence.UNVERIFIED
        )

    def is_stale(self, today: date) -> bool:
        return today - self.checked_on > STALE_AFTER


class Known(dict[str, Fact]):
    """Facts by name, of one recipient or one office."""

    def __init__(self, facts: "models.QuerySet[Fact] | object") -> None:
        super().__init__((fact.name, fact) for fact in facts)

    def usable(self, name: str) -> str:
        """Its value where it may stand in a letter, else empty."""
        fact = self.get(name)
        return fact.value if fact and fact.is_usable else ""

    def sendable(self, name: str) -> str:
        fact = self.get(name)
        return fact.value if fact and fact.is_sendable else ""


class ChairYear(models.Model):
    """Who chairs the association in which year."""

    register = models.ForeignKey(Register, models.CASCADE, related_name="chairs")
    year = models.PositiveSmallIntegerField()
    recipient = models.ForeignKey(Recipient, models.CASCADE, related_name="chair_years")
    confidence = models.CharField(max_length=10, choices=Confidence)
    source = models.TextField(blank=True)
    checked_on = models.DateField(null=True)  # NULL: when the register's file was written
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    is_checked_by_staff = models.BooleanField(default=False)  # as of a fact

    class Meta:
        ordering = ["year"]
        constraints = [
            models.UniqueConstraint(fields=["register", "year"], name="one_chair_per_year")
        ]

    def __str__(self) -> str:
        return f"{self.year}: {self.recipient_id}"
