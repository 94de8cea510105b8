"""What beat wakes in the outbox."""

from datetime import timedelta

from celery import shared_task
from django.utils import timezone

from campaign.mail import delivery
from campaign.mail.models import OutgoingMail

# Long enough to drain a queue, short enough to leave the worker to others now and then.
ROUND = timedelta(seconds=10)

# How long it can be seen that, and why, a message could not be delivered.
FAILURES_KEPT = timedelta(days=30)


@shared_task
def deliver_mail() -> None:
    delivery.deliver_due(until=timezone.now() + ROUND)


@shared_task
def forget_failed_mail() -> None:
    OutgoingMail.objects.filter(failed_at__lt=timezone.now() - FAILURES_KEPT).delete()
