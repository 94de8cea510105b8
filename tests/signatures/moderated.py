"""Signatures for organisers to decide about."""

from typing import Any

from django.utils import timezone

from campaign.pages.models import Campaign
from campaign.signatures import counting
from campaign.signatures.counted_models import Tally
from campaign.signatures.models import Signature
from campaign.signatures.moderation import Words
from campaign.signatures.noticing import COMMENT, NAME
from tests import factories


def commented(
    campaign: Campaign, email: str = "ann@example.org", comment: str = "Because.", **fields: Any
) -> Signature:
    """Confirmed and counted, its name shown, its comment waiting."""
    return factories.confirmed(campaign, email, comment=comment, show_name=True, **fields)


def held(campaign: Campaign, email: str = "bot@example.org", **fields: Any) -> Signature:
    """Confirmed, and held as the form would have held it."""
    signature = factories.sign(campaign, email, **fields)
    Signature.objects.filter(id=signature.id).update(
        held_at=signature.created_at, noticed=["disposable"]
    )
    return factories.confirm(signature)


def name(*signatures: Signature) -> list[Words]:
    return [Words(each.id, NAME) for each in signatures]


def comment(*signatures: Signature) -> list[Words]:
    return [Words(each.id, COMMENT) for each in signatures]


def shown(campaign: Campaign) -> list[tuple[str, str]]:
    signatures = Signature.objects.shown().filter(campaign=campaign)
    return [(each.shown_name, each.shown_comment) for each in signatures]


def count(campaign: Campaign) -> int:
    counting.fold_confirmed(now=timezone.now())
    campaign.refresh_from_db()
    assert counting.reconcile(campaign.id) == 0
    tallied = sum(each.confirmed - each.withdrawn for each in Tally.objects.all())
    assert tallied == campaign.signature_count
    return campaign.signature_count
