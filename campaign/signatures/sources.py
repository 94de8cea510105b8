"""How many signed by which link."""

from django.db.models import F, Sum

from campaign.pages.models import Campaign


def signatures_by_source(campaign: Campaign) -> dict[str, int]:
    """Confirmed signatures by source code, "" for none, without those withdrawn: from tallies, so
    that it costs the same for ten and for ten million."""
    tallies = campaign.tallies.order_by().values("source")
    counted = tallies.annotate(signatures=Sum(F("confirmed") - F("withdrawn")))
    return dict(counted.values_list("source", "signatures"))
