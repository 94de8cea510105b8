"""How many signed by which link."""

from datetime import datetime

from django.db.models import F, Sum

from campaign.lib.weeks import week_of
from campaign.pages.models import Campaign

# Where weeks only are known: fewer from one country, by one link, might say who they are.
FEWEST_TOLD = 5


def signatures_by_source(campaign: Campaign, *, now: datetime) -> dict[str, int]:
    """Confirmed signatures by source code, "" for none, without those withdrawn: from tallies, so
    that it costs the same for ten and for ten million. Where the campaign knows weeks only, of
    those that are over at `now`, and without links that brought few."""
    tallies = campaign.tallies.order_by().values("source")
    if campaign.rules.knows_weeks_only:
        tallies = tallies.filter(hour__lt=week_of(now))
    counted = tallies.annotate(signatures=Sum(F("confirmed") - F("withdrawn")))
    if campaign.rules.knows_weeks_only:
        counted = counted.filter(signatures__gte=FEWEST_TOLD)
    return dict(counted.values_list("source", "signatures"))
