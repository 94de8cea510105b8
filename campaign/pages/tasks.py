"""What beat wakes about campaigns."""

from celery import shared_task
from django.utils import timezone

from campaign.pages import actions
from campaign.pages.sharing import social_pictures


@shared_task
def advance_lifecycles() -> None:
    actions.advance_lifecycles(now=timezone.now())


@shared_task
def draw_social_pictures() -> None:
    social_pictures.draw_due(now=timezone.now())
