"""The keys that signatures are sealed to."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from campaign.accounts.models.people import Organisation
from campaign.lib import sealing


class SealingKeyManager(models.Manager["SealingKey"]):
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
    database. Under offline custody it never reaches us.
    """

    class Custody(models.TextChoices):
        SERVER = "server", _("On this server")
        OFFLINE = "offline", _("Offline, with the organisation")

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="sealing_keys")
    custody = models.CharField(max_length=10, choices=Custody)
    public_key = models.BinaryField(max_length=32, unique=True)
    wrapped_private_key = models.BinaryField(null=True)  # NULL under offline custody
    created_at = models.DateTimeField(auto_now_add=True)
    retired_at = models.DateTimeField(null=True, blank=True)  # NULL while it seals

    objects = SealingKeyManager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(custody="server", wrapped_private_key__isnull=False)
                | Q(custody="offline", wrapped_private_key=None),
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

    def private_key(self) -> bytes | None:
        """32 bytes, or None where the organisation alone holds it. Raises CannotOpen."""
        if self.wrapped_private_key is None:
            return None
        return sealing.unwrap(self.wrapped_private_key, purpose=self.purpose(self.public_key))
