"""What became of the letters: how many went to whom, and what each recipient did."""

from typing import Self

import uuid_utils.compat
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from campaign.letters.models.carried import Dossier
from campaign.letters.models.register import Recipient
from campaign.pages.models import Campaign


class Channel(models.TextChoices):
    """How a letter left the signer."""

    MAIL_PROGRAM = "mail_program", _("by their mail program")
    WEBMAIL = "webmail", _("by webmail")
    EML = "eml", _("as a mail file")
    COPY = "copy", _("copied")
    SHARE = "share", _("by the phone’s share sheet")
    PDF = "pdf", _("as a PDF")
    CARRIED = "carried", _("carried by the campaign")
    SAID = "said", _("sent, as its writer says")


class Delivery(models.Model):
    """A letter left its writer's hands: to whom, how and when, and nothing of what it says or who
    wrote it.

    `composition` is a random number that a page of letters carries, so that printing a letter and
    then mailing it is one letter and not two.
    """

    id = models.UUIDField(primary_key=True, default=uuid_utils.compat.uuid7)
    composition = models.UUIDField()
    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="+", db_index=False)
    recipient = models.ForeignKey(Recipient, models.PROTECT, related_name="+", db_index=False)
    channel = models.CharField(max_length=20, choices=Channel)
    language = models.CharField(max_length=10)
    made_at = models.DateTimeField()
    counted_at = models.DateTimeField(null=True)  # NULL until it is in the tallies

    class Meta:
        verbose_name_plural = "deliveries"
        constraints = [
            models.UniqueConstraint(
                fields=["composition", "recipient"], name="one_delivery_per_letter"
            )
        ]
        indexes = [
            models.Index(
                fields=["campaign"], name="delivery_uncounted", condition=Q(counted_at=None)
            )
        ]

    def __str__(self) -> str:
        return f"{self.channel} {self.id}"


class DeliveryTally(models.Model):
    """Letters in one hour, by recipient and channel."""

    campaign = models.ForeignKey(
        Campaign, models.CASCADE, related_name="delivery_tallies", db_index=False
    )
    recipient = models.ForeignKey(Recipient, models.PROTECT, related_name="+", db_index=False)
    channel = models.CharField(max_length=20, choices=Channel)
    hour = models.DateTimeField()
    letters = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name_plural = "delivery tallies"
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "recipient", "channel", "hour"],
                name="one_delivery_tally_per_hour_and_kind",
            )
        ]

    def __str__(self) -> str:
        return f"{self.hour:%Y-%m-%d %H}h {self.channel} {self.letters}"


class RecordEntryQuerySet(models.QuerySet["RecordEntry"]):
    def published(self) -> Self:
        return self.filter(is_published=True)

    def by_this_site(self) -> Self:
        """Of what it mailed itself."""
        return self.filter(
            event=RecordEntry.Event.SENT, how=RecordEntry.How.EMAIL, recorded_by=None
        )


class RecordEntry(models.Model):
    """Something that happened between the campaign and one recipient."""

    class Event(models.TextChoices):
        PREPARED = "prepared", _("Prepared")
        SENT = "sent", _("Sent")
        HANDED_OVER = "handed_over", _("Handed over")
        ACKNOWLEDGED = "acknowledged", _("Receipt acknowledged")
        ANSWERED = "answered", _("Answered")
        REFUSED = "refused", _("Refused")
        RETURNED = "returned", _("Came back")

    # What a recipient did, as against what the campaign did.
    REACTIONS = (Event.ACKNOWLEDGED, Event.ANSWERED, Event.REFUSED, Event.RETURNED)
    # After these nobody counts days of silence any more.
    ENDS_SILENCE = (Event.ANSWERED, Event.REFUSED)

    class How(models.TextChoices):
        BY_HAND = "by_hand", _("in person")
        POST = "post", _("by post")
        EMAIL = "email", _("by e-mail")
        MEETING = "meeting", _("in a meeting")
        PUBLICLY = "publicly", _("in public")

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="record")
    recipient = models.ForeignKey(Recipient, models.PROTECT, related_name="+")
    event = models.CharField(_("what happened"), max_length=20, choices=Event)
    how = models.CharField(_("how"), max_length=20, choices=How, blank=True)
    on = models.DateField(_("on which day"))
    letters = models.PositiveIntegerField(_("how many letters"), null=True, blank=True)
    note = models.TextField(_("note"), max_length=2000, blank=True)
    is_published = models.BooleanField(_("show it to everybody"), default=False)
    # Drawn anew from what was uploaded, so that nothing of the file itself reaches anybody.
    document = models.BinaryField(null=True)
    document_type = models.CharField(max_length=20, blank=True)  # "application/pdf", "image/webp"
    document_title = models.CharField(_("what the document is"), max_length=150, blank=True)
    dossier = models.ForeignKey(Dossier, models.SET_NULL, null=True, related_name="+")
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    recorded_at = models.DateTimeField()
    # Followers are told once: when it was asked for, and how far the telling has come.
    announce_at = models.DateTimeField(null=True)  # NULL: nobody is told
    announced_up_to = models.UUIDField(null=True)  # the last signature written to
    announced_at = models.DateTimeField(null=True)  # NULL until all have been written to

    objects = RecordEntryQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "record entries"
        ordering = ["-on", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(announce_at=None) | Q(is_published=True),
                name="only_published_entries_are_announced",
            )
        ]

    def __str__(self) -> str:
        return f"{self.on} {self.event}"
