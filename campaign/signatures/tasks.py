"""What beat wakes about signatures."""

from celery import shared_task
from django.conf import settings
from django.utils import timezone

from campaign.pages.models import Campaign
from campaign.signatures import (
    batches,
    blurring,
    bounce_mail,
    counting,
    ending,
    erasing,
    feeding,
    noting,
    rules,
    watching,
)
from campaign.signatures.custody import changing, destroying, resealing
from campaign.signatures.models import Signature
from campaign.signatures.weeding import sweeping


@shared_task
def count_confirmed() -> None:
    now = timezone.now()
    counting.fold_confirmed(now=now)
    noting.fold_signed(now=now)


@shared_task
def keep_high_risk() -> None:
    """What high-risk campaigns show only now and then, and let go of."""
    now = timezone.now()
    counting.steady_counts(now=now)
    blurring.erase_due(now=now)


@shared_task
def blur_mail_times() -> None:
    blurring.blur_mail_times(now=timezone.now())


@shared_task
def watch_confirmations() -> None:
    now = timezone.now()
    for campaign in Campaign.objects.open(now).filter(mail_held_at=None):
        watching.hold_mail_if_unconfirmed(campaign, now=now)


@shared_task
def reconcile_counts() -> None:
    for campaign_id in Campaign.objects.values_list("id", flat=True):
        counting.reconcile(campaign_id)


@shared_task
def forget_hours() -> None:
    noting.forget_hours(now=timezone.now())


@shared_task
def purge_unconfirmed() -> None:
    """Forget who never confirmed, the empty rows of those who left, old decisions about words."""
    now = timezone.now()
    noting.fold_signed(now=now)  # before they are gone
    Signature.objects.expired(now).delete()
    Signature.objects.filter(
        state=Signature.State.WITHDRAWN, withdrawn_at__lt=now - rules.REMEMBER_WITHDRAWAL
    ).delete()
    batches.forget_old(now=now)
    erasing.forget_stray_mail()


@shared_task
def end_campaigns() -> None:
    """Warn owners whose signers' names will go; begin where their time is over."""
    ending.plan(now=timezone.now())


@shared_task
def erase_names() -> None:
    erasing.erase_next()


@shared_task
def clear_dead_rows() -> None:
    """What was erased during the day, by whomever, is cleared at least once a night."""
    erasing.vacuum()


@shared_task
def sweep_signatures() -> None:
    """Look for what staff should look at before they hand a list over, where they asked for it."""
    sweeping.sweep_next()


@shared_task
def advance_mailings() -> None:
    now = timezone.now()
    feeding.prepare_due(now=now)
    feeding.fold_due(now=now)


@shared_task
def forget_mailings() -> None:
    feeding.forget_old(now=timezone.now())


@shared_task
def read_bounces() -> None:
    """From settings.BOUNCE_MAILDIR, where there is one."""
    if settings.BOUNCE_MAILDIR:
        bounce_mail.read_maildir(settings.BOUNCE_MAILDIR, now=timezone.now())


@shared_task
def change_keys() -> None:
    """What was approved a day ago; and keys that the server keeps for nobody any more."""
    now = timezone.now()
    changing.switch_due(now=now)
    destroying.destroy_needless(now=now)


@shared_task
def reseal_names() -> None:
    resealing.reseal_next()
