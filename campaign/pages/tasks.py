"""What beat wakes about campaigns."""

from celery import shared_task
from django.utils import timezone

from campaign.pages import actions


@shared_task
def advance_lifecycles() -> None:
    actions.advance_lifecycles(now=timezone.now())
