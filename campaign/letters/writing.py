"""One letter, composed: the right text, its blanks filled, the address above it."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from django.conf import settings
from django.db.models import prefetch_related_objects
from django.urls import reverse
from django.utils import translation

from campaign.letters import addressing, merging, versions
from campaign.letters.models import Addressee, LetterVersion, Office, Recipient
from campaign.letters.models.register import Confidence
from campaign.pages.lifecycle import State
from campaign.pages.models import Campaign
from campaign.templatetags.typeset import day, number

# A letter says how many have signed only where that is a reason to listen.
COUNT_FROM = 10


def can_be_written(campaign: Campaign, now: datetime) -> bool:
    """Has it letters, and does it run? Before and after that they would come out of nowhere."""
    return is_running(campaign, now) and has_letters(campaign.id)


def is_running(campaign: Campaign, now: datetime) -> bool:
    return campaign.state_at(now) is State.OPEN and not campaign.paused_at


def has_letters(campaign_id: int) -> bool:
    return (
        Addressee.objects.addressed().filter(campaign_id=campaign_id).exists()
        and LetterVersion.objects.filter(campaign_id=campaign_id).exists()
    )


@dataclass(frozen=True, slots=True)
class Letter:
    """What one recipient is sent. Plain text throughout; `body` has blank lines between
    paragraphs."""

    recipient: Recipient
    office: Office
    version: LetterVersion
    language: str
    address: list[str]  # the lines in the window of the envelope
    date: str  # "25 November 2026", in the letter's language
    subject: str
    body: str

    @property
    def paragraphs(self) -> list[str]:
        return [paragraph for paragraph in self.body.split("\n\n") if paragraph]


class Letters:
    """The letters of one campaign: what composing any of them needs, read once.

    The number of statements is the same for one recipient and for twelve.
    """

    def __init__(self, campaign: Campaign, *, today: date) -> None:
        self.campaign = campaign
        self.today = today
        prefetch_related_objects([campaign], "texts", "organisation")

    @cached_property
    def everybody(self) -> list[Addressee]:
        """Recipients addressed and left out, in the register's order."""
        return list(self.campaign.addressees.with_facts())

    @cached_property
    def addressed(self) -> list[Addressee]:
        """Those that the campaign writes to, whether there is a letter for them or not."""
        return [each for each in self.everybody if each.is_addressed]

    @cached_property
    def addressees(self) -> list[Addressee]:
        """Those that people can write to: addressed, and with a letter that fits."""
        return [each for each in self.addressed if self.languages(each)]

    @cached_property
    def left_out(self) -> list[Addressee]:
        return [
            each
            for each in self.everybody
            if not each.is_addressed and each.recipient.kind != Recipient.Kind.INFORMED
        ]

    @cached_property
    def versions(self) -> list[LetterVersion]:
        return list(self.campaign.letter_versions.prefetch_related("recipients"))

    @cached_property
    def chair(self) -> Recipient | None:
        """Who chairs this year, of the registers that this campaign's recipients are from."""
        registers = {each.recipient.register_id for each in self.everybody}
        return (
            Recipient.objects.filter(
                register__in=registers,
                chair_years__year=self.today.year,
                chair_years__confidence__in=[Confidence.VERIFIED, Confidence.SECONDARY],
            ).first()
            if registers
            else None
        )

    def addressee(self, slug: str) -> Addressee | None:
        """The one that people can write to under this name, or None."""
        return next((each for each in self.addressees if each.recipient.slug == slug), None)

    def languages(self, addressee: Addressee) -> list[str]:
        """In which there is a letter for it, the best one first."""
        return versions.languages_for(self.versions, addressee.recipient, chair=self.chair)

    def letter_to(
        self,
        addressee: Addressee,
        *,
        language: str = "",
        signer_name: str = "",
        signer_place: str = "",
        personal_line: str = "",
    ) -> Letter:
        """The letter, in `language` where there is one in it. Raises LookupError where there is no
        letter for this addressee at all."""
        wanted = [language, *self.languages(addressee)]
        version = versions.version_for(
            self.versions, addressee.recipient, chair=self.chair, languages=wanted
        )
        if version is None:
            raise LookupError(f"no letter fits {addressee.recipient.slug}")
        return self.written(
            version,
            addressee,
            signer_name=signer_name,
            signer_place=signer_place,
            personal_line=personal_line,
        )

    def written(
        self,
        version: LetterVersion,
        addressee: Addressee,
        *,
        signer_name: str = "",
        signer_place: str = "",
        personal_line: str = "",
    ) -> Letter:
        """This version, to this addressee, whether its rule fits or not."""
        recipient, office = addressee.recipient, addressee.desk
        with translation.override(version.language):
            values = self._values(recipient, office) | {
                "signer_name": signer_name,
                "signer_place": signer_place,
                "personal_line": personal_line,
            }
            return Letter(
                recipient=recipient,
                office=office,
                version=version,
                language=version.language,
                address=addressing.address_lines(recipient, office),
                date=values["date"],
                subject=merging.filled(version.subject, values),
                body=merging.filled(version.body, values),
            )

    def examples(self, addressee: Addressee) -> dict[str, str]:
        """What fills the blanks of a letter to it, but for those that its signer fills."""
        return self._values(addressee.recipient, addressee.desk)

    def _values(self, recipient: Recipient, office: Office) -> dict[str, str]:
        count = self.campaign.shown_count
        return {
            "salutation": addressing.salutation(recipient, office),
            "office": office.title,
            "ministry": office.known.usable("ministry"),
            "state": recipient.name,
            "state_long": recipient.known.usable("name_long") or recipient.name,
            "count": number(count) if count >= COUNT_FROM else "",
            "date": day(self.today),
            "campaign_title": self.campaign.text_in(translation.get_language()).title,
            "campaign_url": settings.SITE_URL
            + reverse("campaign", kwargs={"slug": self.campaign.slug}),
            "organisation": self.campaign.organisation.name,
            "copies": self._copies,
        }

    @cached_property
    def _copies(self) -> str:
        return "; ".join(
            ", ".join(filter(None, [each.desk.title, each.recipient.name]))
            for each in self.addressed
            if each.recipient.kind == Recipient.Kind.INFORMED
        )
