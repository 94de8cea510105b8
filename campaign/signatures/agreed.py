"""How many let a partner of the campaign have their address."""

from collections import Counter

from django.db.models import Count, F, Func

from campaign.pages.models import Campaign
from campaign.signatures.models import Signature


def agreed_by_wording(campaign: Campaign) -> Counter[int]:
    """Of those who count, by the number of the words that they agreed to: one of each partner."""
    agreed = Signature.objects.standing().filter(campaign=campaign, agreed_to__isnull=False)
    by_wording = agreed.annotate(wording=Func(F("agreed_to"), function="unnest")).values("wording")
    return Counter(dict(by_wording.annotate(signers=Count("id")).values_list("wording", "signers")))
