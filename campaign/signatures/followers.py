"""Those who get news: confirmed, asked for it, readable by the server, and mail reaches them.

An address that asked never to be written to is found out only when it is opened: the outbox drops
what is for it. So a count of followers is the most that can be written to.
"""

from django.db.models import Count, Exists, OuterRef, QuerySet

from campaign.accounts.models import SealingKey
from campaign.pages.models import Campaign
from campaign.signatures.mailing_models import Undeliverable
from campaign.signatures.models import Signature


def followers(campaign: Campaign) -> QuerySet[Signature]:
    if campaign.is_closed_for_good or not campaign.rules.has_followers:
        return Signature.objects.none()
    out_of_reach = Undeliverable.objects.filter(signature=OuterRef("pk"), stopped_at__isnull=False)
    return (
        Signature.objects.standing()
        .filter(
            campaign=campaign, wants_updates=True, sealing_key__custody=SealingKey.Custody.SERVER
        )
        .exclude(Exists(out_of_reach))
    )


def followers_by_language(campaign: Campaign) -> dict[str, int]:
    """How many read each language, most first."""
    counted = followers(campaign).order_by().values_list("language").annotate(number=Count("id"))
    return dict(counted.order_by("-number", "language"))


def can_be_mailed(campaign: Campaign) -> bool:
    """Could the server write to those who sign now? Not under offline custody."""
    key = campaign.sealing_key
    is_open = key is not None and key.custody == SealingKey.Custody.SERVER
    return is_open and campaign.rules.has_followers
