"""How many signed by which link."""

from django.db.models import F, Sum

from campaign.pages.models import Campaign
from campaign.pages.sharing.channels import ON_PAPER
from campaign.signatures.models import Figure


def signatures_by_source(campaign: Campaign) -> dict[str, int]:
    """Confirmed signatures by source code, "" for none, without those withdrawn: from tallies, so
    that it costs the same for ten and for ten million."""
    tallies = campaign.tallies.order_by().values("source")
    counted = tallies.annotate(signatures=Sum(F("confirmed") - F("withdrawn")))
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
