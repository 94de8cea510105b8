"""Who is asked to join an organisation, until they have joined."""

from contextlib import suppress
from datetime import datetime
from typing import Any, Self
from uuid import UUID

import uuid_utils.compat
from django.conf import settings
from django.db import models
from django.db.models import Q

from campaign.accounts.models.people import Membership, Organisation, User
from campaign.lib import sealing
from campaign.lib.addresses import Address


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def pending(self, now: datetime) -> Self:
        return self.filter(accepted_at=None, revoked_at=None, expires_at__gt=now)

    def over(self, now: datetime) -> Self:
        """Nobody accepted them in time."""
        return self.filter(expires_at__lte=now, sealed_address__isnull=False)

    def of_address(self, address: Address) -> Self:
        return self.filter(address_hash=sealing.address_hash(address.normalised))


class Invitation(models.Model):
    """Somebody is asked to join. The link they get is a token of this row's id (lib/tokens.py).

    Whom we ask has agreed to nothing yet, so their address is encrypted with MAIL_KEY, like mail
    that waits, and emptied as soon as the invitation is accepted, taken back or over. What is left
    is a keyed hash, to count by, and the row goes a month later.
    """

    id = models.UUIDField(primary_key=True, default=uuid_utils.compat.uuid7)
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="invitations")
    role = models.CharField(max_length=10, choices=Membership.Role)
    language = models.CharField(max_length=10, choices=settings.LANGUAGES)
    sealed_address = models.BinaryField(null=True)  # NULL once nobody can accept it any more
    address_hash = models.BinaryField(max_length=16)
    invited_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField()  # the last time
    sends = models.PositiveSmallIntegerField(default=1)
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)  # NULL: not accepted
    revoked_at = models.DateTimeField(null=True)  # NULL: not taken back

    objects = InvitationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "address_hash"],
                condition=Q(sealed_address__isnull=False),
                name="one_invitation_per_address",
            ),
            models.CheckConstraint(
                condition=Q(accepted_at=None, revoked_at=None) | Q(sealed_address=None),
                name="no_address_in_finished_invitations",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()} of {self.organisation}"

    @staticmethod
    def seal(invitation: UUID, address: Address) -> bytes:
        return sealing.encrypt_mail({"to": address.typed}, mail=invitation)

    @property
    def email(self) -> str:
        """Who is asked, as typed. Raises CannotOpen; empty once it is over."""
        if self.sealed_address is None:
            return ""
        opened: dict[str, Any] = sealing.decrypt_mail(self.sealed_address, mail=self.id)
        return opened["to"]

    @property
    def shown_email(self) -> str:
        """For the page; empty where another MAIL_KEY sealed it."""
        with suppress(sealing.CannotOpen):
            return self.email
        return ""
