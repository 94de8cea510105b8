"""What signers are written: one function and three templates (templates/email/) a message.

None of them repeats what was typed into the form: anybody can type anybody's address, and nobody
shall send words of theirs through us.
"""

from typing import Any
from uuid import UUID

from campaign.lib import tokens
from campaign.lib.return_paths import return_path
from campaign.mail.composing import absolute, composes
from campaign.mail.models import OutgoingMail
from campaign.signatures import rules
from campaign.signatures.models import Signature

Contexts = dict[UUID, dict[str, Any]]


@composes("confirm_signature")
def confirm_signature(mails: list[OutgoingMail]) -> Contexts:
    """One step left: press the button behind this link."""
    return {
        mail.id: _about(signature, mail)
        | {
            "confirm_url": absolute(
                "confirm", token=tokens.for_signature(tokens.CONFIRM, signature.id)
            ),
            "days": rules.CONFIRM_WITHIN.days,
        }
        for mail, signature in _with_signatures(mails, Signature.State.PENDING)
    }


@composes("already_signed")
def already_signed(mails: list[OutgoingMail]) -> Contexts:
    """You signed before; only the owner of the address learns so."""
    return {
        mail.id: _about(signature, mail)
        for mail, signature in _with_signatures(mails, Signature.State.CONFIRMED)
    }


@composes("mail_held")
def mail_held(mails: list[OutgoingMail]) -> Contexts:
    """To organisers: hardly anybody confirms, so we stopped writing to people."""
    return {
        mail.id: {
            "minimum_percent": round(rules.CONFIRM_RATIO_MINIMUM * 100),
            "mails": rules.CONFIRM_RATIO_OVER,
            "desk_url": absolute("organiser_campaigns"),
        }
        for mail in mails
    }


def _with_signatures(
    mails: list[OutgoingMail], state: Signature.State
) -> list[tuple[OutgoingMail, Signature]]:
    """Each mail with its signature, without those whose signature has gone or moved on."""
    signatures = (
        Signature.objects.filter(state=state)
        .select_related("campaign")
        .prefetch_related("campaign__texts")
        .in_bulk([mail.about for mail in mails])
    )
    return [(mail, signatures[mail.about]) for mail in mails if mail.about in signatures]


def _about(signature: Signature, mail: OutgoingMail) -> dict[str, Any]:
    campaign = signature.campaign
    return {
        "campaign_title": campaign.text_in(mail.language).title,
        "campaign_url": absolute("campaign", slug=campaign.slug),
        "my_url": absolute("my_signature", token=tokens.for_signature(tokens.MY, signature.id)),
        "return_path": return_path(tokens.BOUNCE, signature.id.bytes),
    }
