"""The clock of accounts."""

from celery import shared_task
from django.utils import timezone

from campaign.accounts import auditing


@shared_task
def forget_audit_events() -> None:
    auditing.forget_old(now=timezone.now())
