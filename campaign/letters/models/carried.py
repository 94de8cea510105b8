"""Letters that signers ask the campaign to carry, and the dossiers they are delivered in."""

from typing import Self

import uuid_utils.compat
from django.conf import settings
from django.db import models
from django.db.models import Count, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from campaign.accounts.models import SealingKey
from campaign.letters.models.register import Recipient
from campaign.lib import sealing
from campaign.pages.models import Campaign
from campaign.signatures.models import Signature


class CarriedLetterQuerySet(models.QuerySet["CarriedLetter"]):
    def kept(self) -> Self:
        """Without those taken back after they were mailed, of which only that is left."""
        return self.exclude(sealed=b"")

    def standing(self) -> Self:
        """Those kept whose signature counts: a held one's letters wait with it."""
        return self.kept().filter(signature__state="confirmed", signature__held_at=None)


class CarriedLetter(models.Model):
    """One signer's letter to one recipient, sealed like the signature it belongs to.

    It goes with the signature: whoever withdraws takes their letters along.
    """

    id = models.UUIDField(primary_key=True, default=uuid_utils.compat.uuid7)
    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="+", db_index=False)
    recipient = models.ForeignKey(Recipient, models.PROTECT, related_name="+", db_index=False)
    signature = models.ForeignKey(Signature, models.CASCADE, related_name="carried_letters")
    sealing_key = models.ForeignKey(SealingKey, models.PROTECT, db_index=False, related_name="+")
    # name, place, subject, body: see campaign.lib.sealing; empty where taken back after mailing
    sealed = models.BinaryField()
    language = models.CharField(max_length=10)
    created_at = models.DateTimeField()
    mailed_at = models.DateTimeField(null=True)  # NULL unless it was queued as a mail of its own

    objects = CarriedLetterQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["signature", "recipient"], name="one_carried_letter_each"
            )
        ]
        indexes = [
            models.Index(fields=["campaign", "recipient", "id"], name="carried_by_recipient"),
        ]

    def __str__(self) -> str:
        return f"letter {self.id}"

    @property
    def part(self) -> dict[str, str | int]:
        """What it is sealed as: moved to another row or recipient it does not open."""
        return {"letter": self.id.hex, "recipient": self.recipient_id}

    def opened(self, private_key: bytes) -> dict[str, str]:
        """name, place, subject, body. Raises CannotOpen."""
        return sealing.open_sealed(
            private_key,
            self.sealed,
            campaign=self.campaign_id,
            signature=self.signature_id,
            part=self.part,
        )


class DossierQuerySet(models.QuerySet["Dossier"]):
    def unfinished(self) -> Self:
        return self.filter(state__in=[Dossier.State.WAITING, Dossier.State.BUILDING])

    def built(self) -> Self:
        """Those that there is a file of, or was: what can have been handed over."""
        return self.filter(state__in=[Dossier.State.READY, Dossier.State.EXPIRED])

    def with_letters_left(self) -> Self:
        """`letters_left`: how many letters as old as the dossier are there still."""
        left = (
            CarriedLetter.objects.standing()
            .filter(
                campaign=OuterRef("campaign"),
                recipient=OuterRef("recipient"),
                created_at__lte=OuterRef("finished_at"),
            )
            .order_by()
            .values("recipient")
            .annotate(count=Count("id"))
            .values("count")
        )
        return self.annotate(letters_left=Coalesce(Subquery(left), 0))


class Dossier(models.Model):
    """What is handed to one recipient: a PDF, built by a worker, kept encrypted, for a while.

    Its file lies under settings.DOSSIER_DIR, encrypted with a key of its own that stands here,
    wrapped by SEALING_KEY. When it expires the file is deleted and the key with it.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        BUILDING = "building", _("Being built")
        READY = "ready", _("Ready")
        FAILED = "failed", _("Failed")
        CANCELLED = "cancelled", _("Cancelled")
        EXPIRED = "expired", _("Deleted")

    class Contents(models.TextChoices):
        LETTERS = "letters", _("The letters that people asked us to carry")
        NAMES = "names", _("The names of those who chose to show them")

    id = models.UUIDField(primary_key=True, default=uuid_utils.compat.uuid7)
    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="dossiers")
    recipient = models.ForeignKey(Recipient, models.PROTECT, related_name="+")
    contents = models.CharField(max_length=10, choices=Contents, default=Contents.LETTERS)
    language = models.CharField(max_length=10)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    requested_at = models.DateTimeField()
    claimed_until = models.DateTimeField(null=True)  # a worker that died gives it back by itself
    items_done = models.PositiveIntegerField(default=0)
    items_total = models.PositiveIntegerField(default=0)
    pages = models.PositiveIntegerField(default=0)
    size = models.PositiveBigIntegerField(default=0)  # bytes of the PDF
    sha256 = models.CharField(max_length=64, blank=True)  # of the PDF
    wrapped_key = models.BinaryField(null=True)  # NULL before it is built and after it expired
    finished_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(null=True)
    failure = models.CharField(max_length=100, blank=True)  # a sentence, nothing about anybody
    # The second person, where the organisation wants one before letters leave.
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )

    objects = DossierQuerySet.as_manager()

    class Meta:
        ordering = ["-requested_at"]
        indexes = [
            models.Index(
                fields=["requested_at"],
                name="dossier_unfinished",
                condition=Q(state__in=["waiting", "building"]),
            )
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(approved_by=F("requested_by")),
                name="nobody_approves_their_own_dossier",
            )
        ]

    def __str__(self) -> str:
        return f"dossier {self.id}"

    @property
    def is_ready(self) -> bool:
        return self.state == self.State.READY

    @property
    def is_unfinished(self) -> bool:
        return self.state in {self.State.WAITING, self.State.BUILDING}
