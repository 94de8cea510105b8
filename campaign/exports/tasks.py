"""What beat wakes about exports."""

from celery import shared_task
from django.utils import timezone

from campaign.exports import building, ending, jobs


@shared_task
def build_exports() -> None:
    building.build_next()


@shared_task
def clear_exports() -> None:
    """Those whose time is over, those in which somebody has left, and what died workers left."""
    now = timezone.now()
    jobs.destroy_expired(now=now)
    ending.destroy_outdated(now=now)
    jobs.remove_orphans(now=now)
