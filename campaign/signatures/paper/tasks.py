"""What beat wakes about signatures on paper."""

from celery import shared_task
from django.utils import timezone

from campaign.signatures.paper import imports, working


@shared_task
def read_paper() -> None:
    working.work_on_next()


@shared_task
def clear_paper() -> None:
    """Files that nobody decided about, and what died workers left."""
    now = timezone.now()
    imports.expire(now=now)
    imports.remove_orphans(now=now)
