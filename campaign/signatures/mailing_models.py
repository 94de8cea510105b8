"""News by mail: one mailing for one piece of news, one copy of it for each signer.

A copy knows whose it is by the signature's number only; the address stays sealed until the minute
in which it is written to.
"""

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from campaign.accounts.models import User
from campaign.pages.models import Campaign
from campaign.pages.news_models import NewsItem
from campaign.signatures.models import Signature


class MailingQuerySet(models.QuerySet["Mailing"]):
    def unfinished(self) -> Self:
        return self.filter(state__in=Mailing.UNFINISHED)

    def due(self, now: datetime) -> Self:
        """That may send something at `now`: running, their news on the page, mail not held."""
        return self.filter(
            state=Mailing.State.RUNNING,
            next_at__lte=now,
            campaign__mail_held_at=None,
            news__published_at__isnull=False,
        )


class Mailing(models.Model):
    """News on its way to those who asked for it. Its numbers are folded from its copies, and
    outlive them."""

    class State(models.TextChoices):
        PREPARING = "preparing", _("Preparing")
        RUNNING = "running", _("Sending")
        PAUSED = "paused", _("Paused")
        CANCELLED = "cancelled", _("Stopped")
        FINISHED = "finished", _("Sent")

    UNFINISHED = (State.PREPARING, State.RUNNING, State.PAUSED)

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="mailings")
    # One for one: pressing the button twice, or two people pressing it, makes one mailing.
    news = models.OneToOneField(NewsItem, models.PROTECT, related_name="mailing")
    state = models.CharField(max_length=10, choices=State, default=State.PREPARING)
    per_hour = models.PositiveIntegerField(null=True)  # NULL: as fast as the mail server takes it
    # Neither subject nor sender says what it is about: for readers whose mail others may see.
    is_neutral = models.BooleanField(default=False)
    started_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)  # NULL: unfinished
    next_at = models.DateTimeField()  # when the throttle lets the next copies go
    forgotten_at = models.DateTimeField(null=True)  # its copies are gone, its numbers stay

    recipients = models.PositiveIntegerField(default=0)
    languages = models.JSONField(default=dict)  # {"en": 120, "my": 30}: of those recipients
    sent = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)
    dropped = models.PositiveIntegerField(default=0)
    unclear = models.PositiveIntegerField(default=0)
    bounced = models.PositiveIntegerField(default=0)  # of those sent, came back
    unsubscribed = models.PositiveIntegerField(default=0)  # of those sent, want no more news

    objects = MailingQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.state} {self.id}"

    @property
    def is_unfinished(self) -> bool:
        return self.state in self.UNFINISHED

    @property
    def done(self) -> int:
        return self.sent + self.refused + self.dropped + self.unclear


class MailingCopyQuerySet(models.QuerySet["MailingCopy"]):
    def waiting(self) -> Self:
        return self.filter(state=MailingCopy.State.WAITING)

    def open(self) -> Self:
        return self.filter(state__in=MailingCopy.OPEN)


class MailingCopy(models.Model):
    """That one signer gets one mailing, once. Its id is that of its mail in the outbox."""

    class State(models.TextChoices):
        WAITING = "waiting"
        QUEUED = "queued"  # in the outbox
        SENT = "sent"
        REFUSED = "refused"
        DROPPED = "dropped"
        UNCLEAR = "unclear"

    OPEN = (State.WAITING, State.QUEUED)

    id = models.UUIDField(primary_key=True)
    mailing = models.ForeignKey(Mailing, models.CASCADE, related_name="copies", db_index=False)
    # NULL once its signer has left: that somebody got it stays, who does not.
    signature = models.ForeignKey(Signature, models.SET_NULL, null=True, related_name="+")
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    code = models.CharField(max_length=20, blank=True)  # why it did not go; no address
    settled_at = models.DateTimeField(null=True)
    bounced_at = models.DateTimeField(null=True)
    is_counted = models.BooleanField(default=False)  # in its mailing's numbers

    objects = MailingCopyQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "mailing copies"
        constraints = [
            models.UniqueConstraint(fields=["mailing", "signature"], name="nobody_gets_it_twice"),
        ]
        indexes = [
            models.Index(
                fields=["mailing", "state"],
                name="copy_open",
                condition=Q(state__in=["waiting", "queued"]),
            ),
            models.Index(
                fields=["mailing"],
                name="copy_uncounted",
                condition=Q(is_counted=False) & ~Q(state__in=["waiting", "queued"]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.state} {self.id}"


class Undeliverable(models.Model):
    """Mail to this signer came back. Says nothing of who they are."""

    signature = models.OneToOneField(
        Signature, models.CASCADE, primary_key=True, related_name="undeliverable"
    )
    soft_bounces = models.PositiveSmallIntegerField(default=0)
    stopped_at = models.DateTimeField(null=True)  # no more news from then on

    def __str__(self) -> str:
        return f"undeliverable {self.signature_id}"


class BounceTally(models.Model):
    """How much of a campaign's mail came back in a day, by what it was."""

    class Message(models.TextChoices):
        CONFIRMATION = "confirmation"  # what is written to somebody who signs
        NEWS = "news"

    campaign = models.ForeignKey(
        Campaign, models.CASCADE, related_name="bounce_tallies", db_index=False
    )
    day = models.DateField()  # in UTC
    message = models.CharField(max_length=12, choices=Message)
    hard = models.PositiveIntegerField(default=0)
    soft = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name_plural = "bounce tallies"
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "day", "message"], name="one_bounce_tally_per_day"
            )
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.message} {self.hard}+{self.soft}"
