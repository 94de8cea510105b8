"""What beat wakes about letters."""

from celery import shared_task
from django.utils import timezone

from campaign.letters import announcing, building, delivering, dossiers, ending, mailing


@shared_task
def count_deliveries() -> None:
    delivering.fold_deliveries(now=timezone.now())


@shared_task
def forget_deliveries() -> None:
    delivering.forget_deliveries(now=timezone.now())


@shared_task
def build_dossiers() -> None:
    building.build_next()


@shared_task
def clear_dossiers() -> None:
    """Those whose time is over, those in which somebody has left, and what died workers left."""
    now = timezone.now()
    dossiers.destroy_expired(now=now)
    ending.destroy_outdated(now=now)
    dossiers.remove_orphans(now=now)


@shared_task
def mail_letters() -> None:
    mailing.mail_letters(now=timezone.now())


@shared_task
def tell_followers() -> None:
    announcing.announce_due(now=timezone.now())
