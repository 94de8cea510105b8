"""What beat wakes about letters."""

from celery import shared_task
from django.utils import timezone

from campaign.letters import delivering


@shared_task
def count_deliveries() -> None:
    delivering.fold_deliveries(now=timezone.now())


@shared_task
def forget_deliveries() -> None:
    delivering.forget_deliveries(now=timezone.now())
