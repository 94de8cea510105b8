"""What signers are written: one function and three templates (templates/email/) a message.

None of them repeats what was typed into the form: anybody can type anybody's address, and nobody
shall send words of theirs through us. Where the campaign's profile asks for it they do not say
either what was signed, nor that anything was: neutral_*, under a neutral sender.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.utils import timezone

from campaign.lib import tokens
from campaign.lib.return_paths import return_path
from campaign.mail.composing import absolute, composes
from campaign.mail.models import OutgoingMail
from campaign.signatures import links, rules
from campaign.signatures.models import Signature

Contexts = dict[UUID, dict[str, Any]]


@composes("confirm_signature")
def confirm_signature(mails: list[OutgoingMail]) -> Contexts:
    """One step left: press the button behind this link."""
    now = timezone.now()
    said = {}
    for mail, signature in _with_signatures(mails, Signature.State.PENDING):
        rules = signature.campaign.rules
        token = links.token_for(tokens.CONFIRM, signature.id, rules, now=now)
        said[mail.id] = _about(signature, mail, neutral="neutral_confirm", now=now) | {
            "confirm_url": absolute("confirm", token=token),
            "days": rules.confirm_within.days,
            "hours": rules.confirm_hours,
        }
    return said


@composes("already_signed")
def already_signed(mails: list[OutgoingMail]) -> Contexts:
    """You signed before; only the owner of the address learns so."""
    now = timezone.now()
    return {
        mail.id: _about(signature, mail, neutral="neutral_link", now=now)
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


def _about(
    signature: Signature, mail: OutgoingMail, *, neutral: str, now: datetime
) -> dict[str, Any]:
    """neutral: the message that says no more than it must, for campaigns whose signers need it"""
    campaign = signature.campaign
    my_token = links.token_for(tokens.MY, signature.id, campaign.rules, now=now)
    said = {
        "my_url": absolute("my_signature", token=my_token),
        "return_path": return_path(tokens.BOUNCE, signature.id.bytes),
    }
    if campaign.rules.has_neutral_mail:
        return said | {
            "template": neutral,
            "sender": settings.NEUTRAL_FROM_EMAIL,
            "my_days": campaign.rules.my_link_days,
        }
    return said | {
        "campaign_title": campaign.text_in(mail.language).title,
        "campaign_url": absolute("campaign", slug=campaign.slug),
    }
