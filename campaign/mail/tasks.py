"""What beat wakes in the outbox."""

from datetime import timedelta

from celery import shared_task
from django.utils import timezone

from campaign.mail import delivery

# Long enough to drain a queue, short enough to leave the worker to others now and then.
ROUND = timedelta(seconds=10)


@shared_task
def deliver_mail() -> None:
    delivery.deliver_due(until=timezone.now() + ROUND)
