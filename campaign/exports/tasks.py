"""What beat wakes about exports."""

from celery import shared_task
from django.utils import timezone

from campaign.exports import approving, building, ending, jobs, scheduling


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


@shared_task
def keep_approvals() -> None:
    """Those that nobody gave in time, and those whose giver is entrusted no more."""
    now = timezone.now()
    approving.expire_unanswered(now=now)
    approving.withdraw_lost(now=now)


@shared_task
def run_schedules() -> None:
    scheduling.run_due(now=timezone.now())
