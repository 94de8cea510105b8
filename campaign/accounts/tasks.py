"""What beat wakes about accounts."""

from allauth.usersessions.models import UserSession
from celery import shared_task
from django.contrib.sessions.models import Session
from django.utils import timezone

from campaign.accounts import auditing, invitations, two_people
from campaign.accounts.models import Limit


@shared_task
def forget_audit_events() -> None:
    auditing.forget_old(now=timezone.now())


@shared_task
def forget_invitations() -> None:
    """The addresses of those that are over, and what has been over for a month."""
    now = timezone.now()
    invitations.forget_addresses(now=now)
    invitations.forget_old(now=now)


@shared_task
def forget_sessions() -> None:
    """Sessions that are over, what was kept for the list of them, and counts of attempts."""
    now = timezone.now()
    Session.objects.filter(expire_date__lt=now).delete()
    UserSession.objects.exclude(session_key__in=Session.objects.values("session_key")).delete()
    Limit.objects.over(now).delete()


@shared_task
def end_two_person_rules() -> None:
    """Those that an owner wants to end, a day later."""
    two_people.end_due(now=timezone.now())
