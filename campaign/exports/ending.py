"""Lists of signers that wait while somebody in them is erased: none outlives them for long.

A file that is ready opens with a key in its row. Forgetting the key is what destroys it, in the
transaction of the erasure; the file follows the commit.
"""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from django.dispatch import receiver

from campaign.accounts.models import User
from campaign.exports import jobs
from campaign.exports.choosing import Preset
from campaign.exports.models import ExportJob
from campaign.pages.models import Campaign
from campaign.signatures.signals import closing_for_good, erasing_on_request

State = ExportJob.State
# So long staff may download a list that somebody has left meanwhile; its page says that they did.
OUTDATED_AFTER = timedelta(hours=1)


@receiver(closing_for_good)
def end_exports(campaign: Campaign, by: User | None, now: datetime, **_kwargs: Any) -> None:
    """Nothing waits any more, written or not. What is needed after that is asked for anew."""
    unfinished = ExportJob.objects.unfinished().filter(campaign=campaign)
    unfinished.update(state=State.CANCELLED, claimed_until=None, finished_at=now)
    destroy_ready([campaign], by=by, now=now)


@receiver(erasing_on_request)
def begin_anew(
    campaigns: Collection[Campaign], by: User | None, now: datetime, **_kwargs: Any
) -> None:
    """What is ready is destroyed; what is being written loses its worker, and is begun anew."""
    being_written = ExportJob.objects.filter(campaign__in=campaigns, state=State.BUILDING)
    being_written.update(state=State.WAITING, claimed_until=None)
    destroy_ready(campaigns, by=by, now=now)


def destroy_ready(campaigns: Collection[Campaign], *, by: User | None, now: datetime) -> None:
    """Those that hold people; within a transaction."""
    theirs = ExportJob.objects.filter(campaign__in=campaigns)
    for job in jobs.ready_of(theirs.exclude(preset=Preset.STATISTICS)):
        jobs.destroy(job, by=by, now=now)


def destroy_outdated(*, now: datetime) -> int:
    """Those that hold somebody who has left, once staff have had an hour for it; how many."""
    ready = ExportJob.objects.filter(state=State.READY, finished_at__lte=now - OUTDATED_AFTER)
    outdated = [job for job in ready.select_related("campaign") if jobs.gone_since(job)]
    for job in outdated:
        jobs.destroy(job, by=None, now=now)
    return len(outdated)
