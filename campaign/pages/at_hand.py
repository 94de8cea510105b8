"""Campaigns that people are signing now, kept at hand for seconds.

The pages that a signer sees between mail and thank-you show one row of their own and, around it,
what is the same for everybody. Reading that with each page took longer than all the rest of it.
As with pages that are kept whole (campaign/public/kept.py), a change shows two seconds later;
whatever writes looks at the campaign itself.
"""

from campaign.lib.at_hand import kept_for
from campaign.pages.models import Campaign

SECONDS = 2


@kept_for(SECONDS)
def campaign_at_hand(campaign_id: int) -> Campaign:
    """With its organisation, texts, and the words it is passed on with."""
    campaigns = Campaign.objects.select_related("organisation").prefetch_related(
        "texts", "share_texts"
    )
    return campaigns.get(id=campaign_id)


def forget_campaigns() -> None:
    """Read them anew: for tests, which do not wait."""
    campaign_at_hand.forget()
