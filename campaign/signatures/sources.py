"""How many signed by which link."""

from datetime import datetime

from django.db.models import F, Sum

from campaign.lib.weeks import week_of
from campaign.pages.models import Campaign
from campaign.pages.sharing.channels import ON_PAPER
from campaign.signatures.counted_models import Figure

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


def signatures_on_paper(campaign: Campaign) -> int:
    """How many of the campaign's signatures were given on paper: one row, found by its key."""
    figures = Figure.objects.filter(
        campaign=campaign,
        span=Figure.Span.EVER,
        about=Figure.About.SOURCE,
        at=Figure.EVER,
        value=ON_PAPER,
    )
    return max(figures.values_list("number", flat=True).first() or 0, 0)
