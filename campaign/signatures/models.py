"""Signatures, their tallies and the figures made of them."""

from datetime import UTC, datetime
from typing import Self

import uuid_utils.compat
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from campaign.accounts.models import SealingKey
from campaign.lib import sealing
from campaign.pages.models import Campaign


class SignatureQuerySet(models.QuerySet["Signature"]):
    def confirmed(self) -> Self:
        return self.filter(state=Signature.State.CONFIRMED)

    def shown(self) -> Self:
        """Confirmed, with a name that its owner chose to show, newest first."""
        return self.confirmed().exclude(public_name="").order_by("-confirmed_at")

    def expired(self, before: datetime) -> Self:
        return self.filter(state=Signature.State.PENDING, created_at__lt=before)


class Signature(models.Model):
    """One person's name under one campaign.

    Personal fields are in `sealed` only. In clear stands what the site must act on without a key,
    and what the signer chose to show.
    """

    class State(models.TextChoices):
        PENDING = "pending"
        CONFIRMED = "confirmed"
        WITHDRAWN = "withdrawn"  # erased: all that is left is that the old links say so

    id = models.UUIDField(primary_key=True, default=uuid_utils.compat.uuid7)
    # Neither key needs an index of its own: the first leads the unique one below, nobody asks for
    # the signatures of a sealing key.
    campaign = models.ForeignKey(
        Campaign, models.PROTECT, related_name="signatures", db_index=False
    )
    sealing_key = models.ForeignKey(SealingKey, models.PROTECT, db_index=False, related_name="+")
    state = models.CharField(max_length=10, choices=State, default=State.PENDING)
    sealed = models.BinaryField()  # see campaign.lib.sealing; empty once withdrawn
    fingerprint = models.BinaryField(null=True)  # NULL once withdrawn
    public_name = models.CharField(max_length=100, blank=True)
    comment = models.CharField(max_length=500, blank=True)
    country = models.CharField(max_length=2, blank=True)
    language = models.CharField(max_length=10)
    source = models.CharField(max_length=32, blank=True)  # the share link's code, no person's
    wants_updates = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)  # NULL until its owner pressed the button
    counted_at = models.DateTimeField(null=True)  # NULL until it is in the tallies
    withdrawn_at = models.DateTimeField(null=True)
    # When its address was written to, newest last: the limits on mail to one address need it.
    mailed_at = ArrayField(models.DateTimeField())

    objects = SignatureQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "fingerprint"], name="one_signature_per_address"
            ),
            models.CheckConstraint(
                condition=~Q(state="withdrawn")
                | Q(sealed=b"", fingerprint=None, public_name="", comment="", country=""),
                name="withdrawn_is_erased",
            ),
        ]
        indexes = [
            models.Index(
                fields=["campaign"],
                name="signature_uncounted",
                condition=Q(state="confirmed", counted_at=None),
            ),
            models.Index(
                fields=["created_at"], name="signature_pending", condition=Q(state="pending")
            ),
            models.Index(
                fields=["campaign", "-confirmed_at"],
                name="signature_shown",
                condition=Q(state="confirmed") & ~Q(public_name=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.state} {self.id}"

    @property
    def is_confirmed(self) -> bool:
        return self.state == self.State.CONFIRMED

    @property
    def is_pending(self) -> bool:
        return self.state == self.State.PENDING

    @property
    def is_withdrawn(self) -> bool:
        return self.state == self.State.WITHDRAWN

    def opened(self) -> dict[str, str] | None:
        """name, email, affiliation; None where only the organisation can open it (offline
        custody) or nothing is left. Raises CannotOpen."""
        private_key = None if self.is_withdrawn else self.sealing_key.private_key()
        if private_key is None:
            return None
        return sealing.open_sealed(
            private_key, self.sealed, campaign=self.campaign_id, signature=self.id
        )


class Tally(models.Model):
    """Signatures confirmed in one hour, by what may be counted without knowing who."""

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="tallies", db_index=False)
    hour = models.DateTimeField()
    country = models.CharField(max_length=2, blank=True)
    language = models.CharField(max_length=10)
    source = models.CharField(max_length=32, blank=True)
    confirmed = models.PositiveIntegerField(default=0)
    withdrawn = models.PositiveIntegerField(default=0)  # of those, left again

    class Meta:
        verbose_name_plural = "tallies"
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "hour", "country", "language", "source"],
                name="one_tally_per_hour_and_kind",
            )
        ]

    def __str__(self) -> str:
        return f"{self.hour:%Y-%m-%d %H}h {self.country} {self.confirmed}"


class Figure(models.Model):
    """How many of one thing there were in one stretch of time, for the organisers' desk.

    What a dashboard asks for is added up as it happens (see noting.py): a few hundred rows a day at
    most, however many sign, so that reading them costs the same for ten signatures and for ten
    million. Tallies are what they can be made of anew.
    """

    class Span(models.TextChoices):
        HOUR = "hour"  # at: its beginning
        DAY = "day"  # a day where the campaign is; at: that date, at midnight in UTC
        EVER = "ever"  # at: EVER, below

    class About(models.TextChoices):
        # What happened in this stretch of time.
        SEEN = "seen"  # times that its page was opened, as far as they can be counted
        SIGNED = "signed"  # forms taken in, once for each address
        MAILED = "mailed"  # mails with the link to confirm that the mail server took
        REFUSED = "refused"  # and those that it refused for good
        CONFIRMED = "confirmed"
        WITHDRAWN = "withdrawn"  # had been confirmed and counted, and were taken back
        # Confirmed in this stretch of time and not taken back since, by `value`.
        COUNTRY = "country"
        LANGUAGE = "language"
        SOURCE = "source"

    EVER = datetime(1970, 1, 1, tzinfo=UTC)

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="figures", db_index=False)
    span = models.CharField(max_length=4, choices=Span)
    about = models.CharField(max_length=9, choices=About)
    at = models.DateTimeField()
    value = models.CharField(max_length=32, blank=True)
    number = models.IntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "span", "about", "at", "value"], name="one_figure_of_each"
            )
        ]

    def __str__(self) -> str:
        return f"{self.about} {self.value} {self.at:%Y-%m-%d %H}h {self.number}"


class Bookmark(models.Model):
    """How far a task that counts has read."""

    name = models.CharField(max_length=40, primary_key=True)
    until = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.name} until {self.until:%Y-%m-%d %H:%M}"
