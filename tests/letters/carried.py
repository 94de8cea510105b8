"""A campaign that writes to the test register, and letters that it carries."""

from datetime import UTC, datetime
from typing import Any

from django.utils import timezone

from campaign.letters import actions, carrying, registering
from campaign.letters.models import CarriedLetter, LetterVersion, Recipient, Register
from campaign.letters.register_file import read_register
from campaign.lib import sealing
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
    return letters_of(factories.campaign(slug, **fields))


def letters_of(made: Campaign) -> Campaign:
    """The same of a campaign that is there."""
    if not Register.objects.exists():
        registering.load(read_register(raw(), name="test"))
    actions.address_register(made, Register.objects.get())
    LetterVersion.objects.create(
        campaign=made, name="Base", subject="A request", body="{{ salutation }},\n\nPlease act."
    )
    return made


def recipient(slug: str = "tha") -> Recipient:
    return Recipient.objects.get(slug=slug)


def carry(signature: Signature, slug: str = "tha", **changed: Any) -> CarriedLetter:
    return carrying.carry(
        signature=signature, recipient=recipient(slug), **LETTER | {"now": timezone.now()} | changed
    )


def many_letters(campaign: Campaign, number: int, *, body: str = LETTER["body"]) -> None:
    """That many signers, each with a letter to Thailand: straight into the tables, for tests and
    measurements of what happens to many."""
    to, now = recipient(), timezone.now()
    key = campaign.sealing_key
    signatures, letters = [], []
    for each in range(number):
        signature = Signature(
            campaign=campaign,
            sealing_key=key,
            state=Signature.State.CONFIRMED,
            country="TH",
            language="en",
            created_at=now,
            confirmed_at=now,
            fingerprint=each.to_bytes(32, "big"),
            mailed_at=[],
        )
        letter = CarriedLetter(
            campaign=campaign,
            recipient=to,
            signature=signature,
            sealing_key=key,
            language="en",
            created_at=now,
        )
        name = f"Signer Number {each + 1}"
        fields = LETTER | {"name": name, "body": body.replace(LETTER["name"], name)}
        del fields["language"]
        whose = {"campaign": campaign.id, "signature": signature.id}
        letter.sealed = sealing.seal(
            bytes(key.public_key), **whose, part=letter.part, fields=fields
        )
        signature.sealed = sealing.seal(
            bytes(key.public_key),
            **whose,
            fields={"name": name, "email": f"signer{each}@example.org", "affiliation": ""},
        )
        signatures.append(signature)
        letters.append(letter)
    Signature.objects.bulk_create(signatures, batch_size=1000)
    CarriedLetter.objects.bulk_create(letters, batch_size=1000)
