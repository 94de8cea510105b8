"""Words that the tests of the outbox share."""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import F
from django.utils import timezone

from campaign.mail import delivery
from campaign.mail.delivery import Outcome
from campaign.mail.models import OutgoingMail
from campaign.pages.models import Campaign
from campaign.signatures.models import Signature
from tests import factories
from tests.mail.mail_server import MailServer


def send_to(server: MailServer, settings: Any, *, timeout: float = 10) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    settings.EMAIL_TIMEOUT = timeout


def deliver() -> Outcome:
    """Until nothing is due any more."""
    return delivery.deliver_due(until=timezone.now() + timedelta(minutes=2))


def let_pass(wait: timedelta) -> None:
    """What was to happen in this time from now is due."""
    OutgoingMail.objects.update(due_at=F("due_at") - wait)


def sign_as(campaign: Campaign, *names: str, **fields: Any) -> list[Signature]:
    """Everybody signs from an address of that name, in this order."""
    now = timezone.now() - timedelta(seconds=len(names) + 1)
    return [
        factories.sign(
            campaign, f"{name}@example.org", now=now + timedelta(seconds=number), **fields
        )
        for number, name in enumerate(names)
    ]


def only_mail() -> OutgoingMail:
    return OutgoingMail.objects.get()


def mail_about(signature: Signature) -> OutgoingMail:
    return OutgoingMail.objects.get(about=signature.id)


def wait_of(mail: OutgoingMail, since: datetime) -> timedelta:
    """How long it waits, to the second."""
    return timedelta(seconds=round((mail.due_at - since).total_seconds()))
