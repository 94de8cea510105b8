"""The demonstration campaign's letters, from demo_letters.toml: for people to read and correct."""

import tomllib
from datetime import datetime
from pathlib import Path

from django.db import transaction

from campaign.letters.actions import address_register
from campaign.letters.models import LetterVersion, Recipient, Register
from campaign.letters.registering import SHIPPED, load_file
from campaign.pages.models import Campaign

SOURCE = Path(__file__).with_name("demo_letters.toml")


@transaction.atomic
def load_demo_letters(campaign: Campaign, *, now: datetime) -> bool:
    """Give it letters and recipients, unless it has some; whether this call did so."""
    if campaign.letter_versions.exists() or campaign.addressees.exists():
        return False
    demo = tomllib.loads(SOURCE.read_text(encoding="utf-8"))
    if not Register.objects.filter(slug=demo["register"]).exists():
        load_file(SHIPPED / f"{demo['register']}.json", by=None, now=now)
    address_register(campaign, Register.objects.get(slug=demo["register"]))
    for position, letter in enumerate(demo["letters"]):
        version = LetterVersion(
            campaign=campaign,
            position=position,
            name=letter["name"],
            language=demo["language"],
            group=letter.get("group", ""),
            subject=letter["subject"],
            body=letter["body"].strip(),
        )
        version.full_clean()
        version.save()
        version.recipients.set(Recipient.objects.filter(slug__in=letter.get("recipients", [])))
    return True
