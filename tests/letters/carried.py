"""A campaign that writes to the test register, and letters that it carries."""

from datetime import UTC, datetime
from typing import Any

from campaign.letters import actions, carrying, registering
from campaign.letters.models import CarriedLetter, LetterVersion, Recipient, Register
from campaign.letters.register_file import read_register
from campaign.pages.models import Campaign
from campaign.signatures.models import Signature
from tests import factories
from tests.letters.register import raw

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
LETTER = {
    "language": "en",
    "name": "Canary Zwitscher",
    "place": "Vientiane",
    "subject": "Before the next meeting",
    "body": "Your Excellency,\n\nPlease act.\n\nCanary Zwitscher",
}


def campaign(slug: str = "river", **fields: Any) -> Campaign:
    """It writes to Thailand, Singapore and the Secretariat, and leaves Myanmar out."""
    if not Register.objects.exists():
        registering.load(read_register(raw(), name="test"))
    made = factories.campaign(slug, **fields)
    actions.address_register(made, Register.objects.get())
    LetterVersion.objects.create(
        campaign=made, name="Base", subject="A request", body="{{ salutation }},\n\nPlease act."
    )
    return made


def recipient(slug: str = "tha") -> Recipient:
    return Recipient.objects.get(slug=slug)


def carry(signature: Signature, slug: str = "tha", **changed: Any) -> CarriedLetter:
    return carrying.carry(
        signature=signature, recipient=recipient(slug), **LETTER | {"now": NOW} | changed
    )
