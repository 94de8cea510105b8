"""The keys that signatures are sealed to, and how an organisation changes to another one."""

from datetime import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from campaign.accounts.models.people import Organisation
from campaign.lib import sealing
from campaign.lib.key_files import fingerprint, public_line


class SealingKeyQuerySet(models.QuerySet["SealingKey"]):
    def usable(self) -> Self:
        """Those that campaigns may seal to: not retired, and sure to be opened again."""
        return self.filter(retired_at=None).exclude(custody="offline", checked_at=None)

    def create_for_server(self, organisation: Organisation) -> "SealingKey":
        """A new pair whose private half the server keeps, wrapped by SEALING_KEY."""
        public, private = sealing.new_keypair()
        return self.create(
            organisation=organisation,
            custody=SealingKey.Custody.SERVER,
            public_key=public,
            wrapped_private_key=sealing.wrap(private, purpose=SealingKey.purpose(public)),
        )


class SealingKey(models.Model):
    """The pair of keys that an organisation's signatures are sealed to.

    Under server custody we hold the private half too, wrapped by a key that is not in the
    database, until it is destroyed (campaign/signatures/custody/). Under offline custody it never
    reaches us.
    """

    class Custody(models.TextChoices):
        SERVER = "server", _("On this server")
        OFFLINE = "offline", _("Offline, with the organisation")

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="sealing_keys")
    custody = models.CharField(max_length=10, choices=Custody)
    public_key = models.BinaryField(max_length=32, unique=True)
    # NULL under offline custody, and once it is destroyed
    wrapped_private_key = models.BinaryField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)
    made_by = models.ForeignKey(  # NULL: the site itself, or somebody whose account is gone
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    # When somebody showed that the private half was saved and opens; NULL: nobody has, or it is
    # the server that holds it.
    checked_at = models.DateTimeField(null=True, blank=True)
    retired_at = models.DateTimeField(null=True, blank=True)  # NULL while it seals
    destroyed_at = models.DateTimeField(null=True, blank=True)  # NULL unless we held it once

    objects = SealingKeyQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(custody="server", wrapped_private_key__isnull=False, destroyed_at=None)
                | Q(
                    custody="server",
                    wrapped_private_key=None,
                    destroyed_at__isnull=False,
                    retired_at__isnull=False,
                )
                | Q(custody="offline", wrapped_private_key=None, destroyed_at=None),
                name="private_key_only_in_server_custody",
            )
        ]

    def __str__(self) -> str:
        return f"{self.organisation} ({self.get_custody_display()})"

    @staticmethod
    def purpose(public_key: bytes) -> str:
        return f"sealing-key:{bytes(public_key).hex()}"

    @property
    def is_active(self) -> bool:
        return self.retired_at is None

    @property
    def is_offline(self) -> bool:
        return self.custody == self.Custody.OFFLINE

    @property
    def is_sure(self) -> bool:
        """Is what is sealed to it sure to be opened again?"""
        return not self.is_offline or self.checked_at is not None

    @property
    def fingerprint(self) -> str:
        """What owners compare: 1f2e 3d4c 5b6a 7988 9a0b 1c2d 3e4f 5061."""
        return fingerprint(bytes(self.public_key))

    @property
    def public_line(self) -> str:
        """Its public half as people pass it on."""
        return public_line(bytes(self.public_key))

    def private_key(self) -> bytes | None:
        """32 bytes, or None where it is not here: the organisation alone holds it, or it is
        destroyed. Raises CannotOpen."""
        if self.wrapped_private_key is None:
            return None
        return sealing.unwrap(self.wrapped_private_key, purpose=self.purpose(self.public_key))


class KeyChangeQuerySet(models.QuerySet["KeyChange"]):
    def open(self) -> Self:
        return self.filter(state__in=KeyChange.OPEN)

    def due(self, now: datetime) -> Self:
        return self.filter(state=KeyChange.State.APPROVED, due_at__lte=now)


class KeyChange(models.Model):
    """One owner proposes another key, a second one approves, a day passes in which any of them can
    stop it; then the campaigns seal to that key (campaign/signatures/custody/changing.py)."""

    class State(models.TextChoices):
        PROPOSED = "proposed", _("Waits for a second owner")
        APPROVED = "approved", _("Waits for a day to pass")
        DONE = "done", _("Done")
        STOPPED = "stopped", _("Stopped")

    OPEN = (State.PROPOSED, State.APPROVED)

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="key_changes")
    new_key = models.ForeignKey(SealingKey, models.PROTECT, related_name="+")
    campaigns = models.ManyToManyField("campaign.Campaign", related_name="key_changes")
    state = models.CharField(max_length=10, choices=State, default=State.PROPOSED)
    language = models.CharField(max_length=10, choices=settings.LANGUAGES)  # of mails about it
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    proposed_at = models.DateTimeField()
    approved_by = models.ForeignKey(  # NULL until a second owner has approved
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    due_at = models.DateTimeField(null=True)  # NULL until then; then a day later
    ended_at = models.DateTimeField(null=True)  # done or stopped
    ended_by = models.ForeignKey(  # NULL: nobody, time did
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )

    objects = KeyChangeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation"],
                condition=Q(state__in=["proposed", "approved"]),
                name="one_key_change_at_a_time",
            ),
            models.CheckConstraint(
                condition=~Q(state="approved") | Q(due_at__isnull=False),
                name="approved_change_has_its_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation}: {self.new_key.fingerprint} ({self.state})"

    @property
    def is_open(self) -> bool:
        return self.state in self.OPEN

    @property
    def is_approved(self) -> bool:
        return self.state == self.State.APPROVED
