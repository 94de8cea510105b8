"""Imports that wait while a campaign ends, or somebody in them is erased: none outlives that.

What is taken in is signatures like any other. A file that waits may hold anybody, and is read by
nobody here: it goes, and staff who need the rest of it begin anew.
"""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.dispatch import receiver

from campaign.accounts.models import User
from campaign.pages.models import Campaign
from campaign.signatures.paper import imports
from campaign.signatures.paper.models import PaperBatch
from campaign.signatures.signals import closing_for_good, erasing_on_request


@receiver(closing_for_good)
def end_imports(campaign: Campaign, by: User | None, now: datetime, **_kwargs: Any) -> None:
    give_up_imports([campaign], by=by, now=now)


@receiver(erasing_on_request)
def give_up_imports(
    campaigns: Collection[Campaign], by: User | None, now: datetime, **_kwargs: Any
) -> None:
    waiting = PaperBatch.objects.filter(campaign__in=campaigns, state__in=imports.OPEN)
    for batch in waiting.select_related("campaign"):
        imports.cancel(batch, by=by, now=now)
