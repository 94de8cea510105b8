"""What tests of the organiser's side of letters start from: a register, and a campaign that
writes to it."""

from datetime import date
from typing import Any

from campaign.letters import actions, registering
from campaign.letters.models import Fact, LetterVersion, Recipient, Register
from campaign.letters.register_file import read_register
from campaign.letters.writing import Letters
from campaign.pages.models import Campaign
from tests import factories
from tests.letters.register import raw

TODAY = date(2026, 11, 25)
BODY = "{{ salutation }},\n\n{{ personal_line }}\n\nPlease act, {{ state }}.\n\n{{ signer_name }}"


def campaign_with_letters(slug: str = "river", **fields: Any) -> Campaign:
    """Writes to Thailand, Singapore and the Secretariat; Myanmar is left out. One base letter."""
    if not Register.objects.exists():
        registering.load(read_register(raw(), name="test"))
    made = factories.campaign(slug, **fields)
    actions.address_register(made, Register.objects.get())
    version(made, "Base", position=9)
    return made


def version(
    campaign: Campaign, name: str, *, recipients: tuple[str, ...] = (), **fields: Any
) -> LetterVersion:
    made = LetterVersion.objects.create(
        campaign=campaign, name=name, **{"subject": "A request", "body": BODY} | fields
    )
    made.recipients.set(Recipient.objects.filter(slug__in=recipients))
    return made


def letters_of(campaign: Campaign) -> Letters:
    return Letters(Campaign.objects.get(id=campaign.id), today=TODAY)


def names(campaign: Campaign) -> list[str]:
    """Of the versions, in their order."""
    return list(campaign.letter_versions.values_list("name", flat=True))


def fact(slug: str, name: str, role: str | None = "minister") -> Fact:
    return Fact.objects.get(recipient__slug=slug, name=name, office__role=role)


def check_email(slug: str, address: str = "minister@example.org") -> None:
    """As staff who looked it up."""
    Fact.objects.filter(recipient__slug=slug, name="email").update(
        value=address, confidence="verified", is_checked_by_staff=True
    )
