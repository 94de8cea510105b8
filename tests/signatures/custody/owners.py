"""Owners, and keys of their own."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from campaign.accounts import keys
from campaign.accounts.models import Membership, Organisation, SealingKey, User
from campaign.lib import sealing


def owner(organisation: Organisation, name: str = "ann") -> User:
    """For long enough to be a second one."""
    user = User.objects.create_user(f"{name}@example.org", "x", name=name.title())
    member = Membership.objects.create(user=user, organisation=organisation, role="owner")
    Membership.objects.filter(id=member.id).update(created_at=timezone.now() - timedelta(days=2))
    return user


def own_key(organisation: Organisation, **fields: Any) -> tuple[SealingKey, bytes]:
    """A key that somebody has shown to have saved, and its private half."""
    public, private = sealing.new_keypair()
    fields = {"by": None, "now": timezone.now()} | fields
    return keys.add_key(organisation=organisation, public_key=public, **fields), private
