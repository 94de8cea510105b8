"""Confirmed signatures as numbers: tallies, the figures beside them, how far counting has read."""

from datetime import UTC, datetime

from django.db import models

from campaign.pages.models import Campaign


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
