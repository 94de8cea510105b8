"""Who leaves takes what was suspected of them along; a campaign that ends is searched no more."""

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.dispatch import receiver

from campaign.pages.models import Campaign
from campaign.signatures.signals import closing_for_good, erasing, withdrawing
from campaign.signatures.weeding.models import Sweep

FORGET = """
WITH marks AS (DELETE FROM campaign_mark WHERE signature_id = ANY(%(ids)s))
DELETE FROM campaign_suspect WHERE signature_id = ANY(%(ids)s)
"""


@receiver(withdrawing)
def forget(signature_id: UUID, **_more: Any) -> None:
    forget_all([signature_id])


@receiver(erasing)
def forget_all(signature_ids: Collection[UUID], **_more: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(FORGET, {"ids": list(signature_ids)})


@receiver(closing_for_good)
def end_searches(campaign: Campaign, now: datetime, **_more: Any) -> None:
    unfinished = Sweep.objects.filter(campaign=campaign, state__in=Sweep.UNFINISHED)
    unfinished.update(state=Sweep.State.CANCELLED, claimed_until=None, finished_at=now)
    Sweep.objects.filter(campaign=campaign).update(after=None)
