"""Sealed lists of signers that are written again and again."""

import calendar
import hashlib
import json
from datetime import UTC, date, datetime, time, timedelta
from typing import Self
from uuid import UUID
from zoneinfo import ZoneInfo

import uuid_utils.compat
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from campaign.exports.choosing import Filters, NameDisplay, Preset, headings
from campaign.pages.models import Campaign

LAST_DAY = 31  # of a month: in a shorter one, its last


class ExportScheduleQuerySet(models.QuerySet["ExportSchedule"]):
    def due(self, now: datetime) -> Self:
        return self.filter(state=ExportSchedule.State.RUNNING, next_at__lte=now)

    def alive(self) -> Self:
        return self.exclude(state=ExportSchedule.State.ENDED)


class ExportSchedule(models.Model):
    """What it asks for, when, until when; each of its times makes an ExportJob."""

    class Every(models.TextChoices):
        WEEK = "week", _("Every week")
        MONTH = "month", _("Every month")

    class State(models.TextChoices):
        APPROVAL = "approval", _("Waiting for a second person")
        RUNNING = "running", _("Running")
        PAUSED = "paused", _("Paused")
        ENDED = "ended", _("Ended")

    id = models.UUIDField(primary_key=True, default=uuid_utils.compat.uuid7)
    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="export_schedules")
    preset = models.CharField(max_length=10, choices=Preset)
    columns = ArrayField(models.CharField(max_length=20))  # by choosing.ALL_COLUMNS
    name_display = models.CharField(
        max_length=10, choices=NameDisplay, default=NameDisplay.AS_SIGNED
    )
    filters = models.JSONField(default=dict)  # choosing.Filters.as_json
    purpose = models.CharField(max_length=300)  # in the words of who asked
    every = models.CharField(max_length=5, choices=Every)
    # Of the week, Monday is 0; of the month, from 1, and 31 is the last. Where the campaign is.
    day = models.PositiveSmallIntegerField(validators=[MaxValueValidator(LAST_DAY)])
    hour = models.PositiveSmallIntegerField(validators=[MaxValueValidator(23)])
    ends_on = models.DateField(null=True)  # the last day; NULL: no such day
    times_left = models.PositiveSmallIntegerField(  # NULL: as often as it comes
        null=True, validators=[MinValueValidator(1), MaxValueValidator(500)]
    )
    state = models.CharField(max_length=10, choices=State)
    next_at = models.DateTimeField(null=True)  # NULL unless it runs
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    created_at = models.DateTimeField()
    decided_by = models.ForeignKey(  # the second person, as for an export
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=300, blank=True)  # a sentence: why it ended

    objects = ExportScheduleQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]
        indexes = [
            models.Index(fields=["next_at"], name="schedules_due", condition=Q(state="running"))
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="running", next_at__isnull=False)
                | (~Q(state="running") & Q(next_at=None)),
                name="a_schedule_that_runs_knows_when",
            ),
            models.CheckConstraint(
                condition=~Q(decided_by=F("created_by")),
                name="nobody_approves_their_own_schedule",
            ),
        ]

    def __str__(self) -> str:
        return f"schedule {UUID(str(self.id))}"

    @property
    def wanted(self) -> Filters:
        return Filters.from_json(self.filters)

    @property
    def columns_in_words(self) -> str:
        return ", ".join(headings(self.columns))

    @property
    def stamp(self) -> str:
        """The same as long as it asks for the same: was it this that somebody approved?"""
        asks = [self.preset, self.columns, self.name_display, self.filters, self.purpose]
        asks += [self.every, self.day, self.hour, str(self.ends_on), self.times_left]
        asks.append(self.created_by_id)
        return hashlib.sha256(json.dumps(asks, sort_keys=True).encode()).hexdigest()[:16]

    @property
    def awaits_approval(self) -> bool:
        return self.state == self.State.APPROVAL

    @property
    def is_alive(self) -> bool:
        return self.state != self.State.ENDED

    def next_after(self, moment: datetime) -> datetime | None:
        """The first of its times that lies after `moment`; None where its last day is over.

        Where clocks are set forward over its hour, an hour later; set back, the first of the two.
        """
        zone = ZoneInfo(self.campaign.time_zone)
        day = moment.astimezone(zone).date()
        for _attempt in range(2 * LAST_DAY + 2):
            at = datetime.combine(day, time(self.hour), zone).astimezone(UTC)
            if self._falls_on(day) and at > moment:
                return None if self.ends_on and day > self.ends_on else at
            day += timedelta(days=1)
        raise AssertionError("no day of two months")

    def _falls_on(self, day: date) -> bool:
        if self.every == self.Every.WEEK:
            return day.weekday() == self.day
        last = calendar.monthrange(day.year, day.month)[1]
        return day.day == min(self.day, last)
