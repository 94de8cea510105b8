"""Letters that signers ask the campaign to carry.

Promises: one letter from one signer to one recipient, sealed before it is stored; it stays the
signer's, who takes it back alone or with the signature. Refuses where the server could not read
the letter again to hand it over (offline custody), and whatever a form should have refused.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

import uuid_utils.compat
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.dispatch import receiver
from django.utils.translation import gettext as _

from campaign.accounts.models import SealingKey
from campaign.letters.models import Addressee, CarriedLetter, Recipient
from campaign.lib import sealing, text
from campaign.mail.models import OutgoingMail
from campaign.pages.models import Campaign
from campaign.signatures.custody import resealing
from campaign.signatures.models import Signature
from campaign.signatures.signals import protecting, withdrawing

# In characters, whatever a form lets through; a letter of one page has about 3,000.
LONGEST = {"name": 100, "place": 100, "subject": 150, "body": 8000}

resealing.also_sealed(
    resealing.Sealed(
        CarriedLetter,
        signature_of=lambda letter: letter.signature_id,
        part_of=lambda letter: letter.part,
    )
)


class CannotCarry(Exception):
    """Its text is a sentence for the signer, in their language."""


def can_carry(campaign: Campaign) -> bool:
    """Could its letters be handed over? Under offline custody the server cannot open them."""
    key = campaign.sealing_key
    return key is not None and key.is_active and key.custody == SealingKey.Custody.SERVER


@transaction.atomic
def carry(
    *,
    signature: Signature,
    recipient: Recipient,
    language: str,
    name: str,
    place: str,
    subject: str,
    body: str,
    now: datetime,
) -> CarriedLetter:
    """Keep this letter, to be handed over; in place of the one there may be already.

    Raises CannotCarry. Blanks are filled already: what is given here is the letter as it will be
    read. One that was mailed is not mailed a second time for having been written anew.
    """
    # Locked, so that a withdrawal waits for this letter and takes it along.
    signature = (
        Signature.objects.select_for_update(of=("self",), no_key=True)
        .select_related("campaign__sealing_key")
        .get(id=signature.id)
    )
    campaign = signature.campaign
    _check_may_carry(signature, recipient, now)
    fields = {
        "name": text.one_line(name),
        "place": text.one_line(place),
        "subject": text.one_line(subject),
        "body": text.paragraphs(body),
    }
    _check_fields(fields)
    # Locked, so that what mailing says of it in this moment is not written over.
    letter = CarriedLetter.objects.select_for_update(no_key=True).filter(
        signature=signature, recipient=recipient
    ).first() or CarriedLetter(
        id=uuid_utils.compat.uuid7(), campaign=campaign, recipient=recipient, signature=signature
    )
    letter.sealing_key = campaign.sealing_key
    letter.sealed = sealing.seal(
        bytes(campaign.sealing_key.public_key),
        campaign=campaign.id,
        signature=signature.id,
        part=letter.part,
        fields=fields,
    )
    letter.language = language
    letter.created_at = now
    letter.save()
    return letter


@transaction.atomic
def take_back(*, signature: Signature, recipient: Recipient) -> None:
    """Erase this letter, and its mail where that still waits. Twice is once.

    Of one that was mailed an empty row stays, so that writing anew mails nobody twice.
    """
    letters = CarriedLetter.objects.filter(signature=signature, recipient=recipient)
    # Whoever is about to mail it has done so then, or finds it gone.
    list(letters.select_for_update().values_list("id"))
    if _unsend(letters):
        letters.update(mailed_at=None)
    letters.filter(mailed_at=None).delete()
    letters.update(sealed=b"", language="")


def carried_by(signature: Signature) -> list[CarriedLetter]:
    """The letters we carry for this signer, each with its recipient, in the register's order."""
    return list(
        CarriedLetter.objects.kept()
        .filter(signature=signature)
        .select_related("recipient")
        .order_by("recipient__position", "recipient_id")
    )


@receiver(withdrawing)
def forget_letters(signature_id: UUID, **_kwargs: Any) -> None:
    """Whoever withdraws takes their letters along."""
    letters = CarriedLetter.objects.filter(signature_id=signature_id)
    _unsend(letters)
    letters.delete()


@receiver(protecting)
def check_nobody_can_read_them(campaign: Campaign, **_kwargs: Any) -> None:
    """A high-risk campaign has no letters that this website could open. Raises ValidationError."""
    open_to_us = CarriedLetter.objects.kept().filter(
        campaign=campaign, sealing_key__custody=SealingKey.Custody.SERVER
    )
    if open_to_us.exists():
        raise ValidationError(
            _(
                "Some letters that the campaign carries are still sealed to a key that this "
                "website holds. They have to be moved to your own key first."
            )
        )


def _unsend(letters: QuerySet[CarriedLetter]) -> int:
    """How many of their mails were still waiting."""
    waiting = OutgoingMail.objects.filter(about__in=list(letters.values_list("id", flat=True)))
    return waiting.delete()[0]


def _check_may_carry(signature: Signature, recipient: Recipient, now: datetime) -> None:
    campaign = signature.campaign
    if not signature.is_confirmed:
        raise CannotCarry(
            _("We carry letters of people whose signature is confirmed; yours is not yet.")
        )
    if not campaign.is_open(now):
        raise CannotCarry(_("This campaign is not open now, so it takes no letters to carry."))
    if not can_carry(campaign):
        raise CannotCarry(
            _(
                "The names of this campaign are sealed so that this site cannot read them again, "
                "and so it cannot carry letters. Please send yours yourself."
            )
        )
    is_addressed = Addressee.objects.addressed().filter(campaign=campaign, recipient=recipient)
    if not is_addressed.exists():
        raise CannotCarry(_("This campaign does not write there."))


def _check_fields(fields: dict[str, str]) -> None:
    if not (fields["name"] and fields["subject"] and fields["body"]):
        raise CannotCarry(_("A letter needs its writer’s name, a subject and some words."))
    if any(len(fields[field]) > longest for field, longest in LONGEST.items()):
        raise CannotCarry(_("This letter is too long to be carried."))
