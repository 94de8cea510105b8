"""Verbs of the outbox that people cause."""

from datetime import datetime

from campaign.mail.models import Suppression


def suppress(*, address_hash: bytes, now: datetime) -> None:
    """Never write to this address again. Twice is once."""
    Suppression.objects.get_or_create(address_hash=address_hash, defaults={"created_at": now})
