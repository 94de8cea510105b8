"""The clock of accounts."""

from celery import shared_task
from django.utils import timezone

from campaign.accounts import auditing, invitations


@shared_task
def forget_audit_events() -> None:
    auditing.forget_old(now=timezone.now())


@shared_task
def forget_invitations() -> None:
    """The addresses of those that are over, and what has been over for a month."""
    now = timezone.now()
    invitations.forget_addresses(now=now)
    invitations.forget_old(now=now)
