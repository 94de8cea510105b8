"""One list of signers that somebody asked for."""

from typing import Self

import uuid_utils.compat
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from campaign.accounts.two_people import still_entrusted
from campaign.exports.choosing import COLUMNS, Filters, Format, NameDisplay, Preset, headings
from campaign.pages.models import Campaign


class ExportJobQuerySet(models.QuerySet["ExportJob"]):
    def unfinished(self) -> Self:
        """Not written yet, nor given up."""
        return self.filter(
            state__in=[
                *(ExportJob.State.APPROVAL, ExportJob.State.WAITING, ExportJob.State.BUILDING)
            ]
        )

    def approved(self) -> Self:
        """Those that need no second person, or whose second person is entrusted still."""
        return self.filter(Q(decided_at=None) | still_entrusted(*_WHO_DECIDED))

    def unapproved(self) -> Self:
        """Those whose second person has lost that trust since."""
        return self.filter(~still_entrusted(*_WHO_DECIDED), decided_at__isnull=False)


_WHO_DECIDED = ("decided_by", "campaign__organisation")


class ExportJob(models.Model):
    """Its file lies under settings.EXPORT_DIR, encrypted with a key of its own that stands here,
    wrapped by SEALING_KEY. When it is downloaded or expires, the key is forgotten and the file
    deleted; the row stays, to say what went out, to whom and what for."""

    class State(models.TextChoices):
        APPROVAL = "approval", _("Waiting for a second person")
        WAITING = "waiting", _("Waiting")
        BUILDING = "building", _("Being written")
        READY = "ready", _("Ready")
        DOWNLOADED = "downloaded", _("Downloaded")
        FAILED = "failed", _("Failed")
        CANCELLED = "cancelled", _("Cancelled")
        REFUSED = "refused", _("Refused")
        UNANSWERED = "unanswered", _("Nobody answered")
        EXPIRED = "expired", _("Deleted")
        WRITTEN = "written", _("Written on the server")  # by manage.py, into a file of its own

    id = models.UUIDField(primary_key=True, default=uuid_utils.compat.uuid7)
    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="exports")
    format = models.CharField(max_length=10, choices=Format)
    preset = models.CharField(max_length=10, choices=Preset)
    # What went out, by choosing.ALL_COLUMNS; empty where it was before this was written down.
    columns = ArrayField(models.CharField(max_length=20), default=list, db_default=[])
    name_display = models.CharField(
        max_length=10, choices=NameDisplay, default=NameDisplay.AS_SIGNED
    )
    filters = models.JSONField(default=dict)  # choosing.Filters.as_json
    with_mark = models.BooleanField(default=True)  # CSV begins with the mark that Excel looks for
    purpose = models.CharField(max_length=300)  # in the words of who asked
    # Whoever a PDF says that it is handed to.
    handed_to = models.CharField(max_length=200, blank=True, default="", db_default="")
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    requested_at = models.DateTimeField()
    # The second person, where the organisation wants one (approving.py): who approved or refused.
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True)  # NULL: nobody needed to, or has yet
    reason = models.CharField(max_length=300, blank=True, db_default="")  # of a refusal
    # Asked for by a schedule (scheduling.py), for this one of its times.
    schedule = models.ForeignKey(
        "campaign.ExportSchedule", models.SET_NULL, null=True, related_name="exports"
    )
    slot = models.DateTimeField(null=True)
    started_at = models.DateTimeField(null=True)  # by the worker that has it now
    claimed_until = models.DateTimeField(null=True)  # a worker that died gives it back by itself
    rows_total = models.PositiveIntegerField(default=0)
    rows_done = models.PositiveIntegerField(default=0)
    size = models.PositiveBigIntegerField(default=0)  # bytes of what is downloaded
    sha256 = models.CharField(max_length=64, blank=True)  # likewise
    wrapped_key = models.BinaryField(null=True)  # NULL but while it is ready
    finished_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(null=True)
    downloaded_at = models.DateTimeField(null=True)
    downloaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    failure = models.CharField(max_length=100, blank=True)  # a sentence, nothing about anybody

    objects = ExportJobQuerySet.as_manager()

    class Meta:
        ordering = ["-requested_at"]
        indexes = [
            models.Index(
                fields=["requested_at"],
                name="export_unfinished",
                condition=Q(state__in=["waiting", "building"]),
            )
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="ready", wrapped_key__isnull=False)
                | (~Q(state="ready") & Q(wrapped_key=None)),
                name="only_a_ready_export_has_a_key",
            ),
            models.CheckConstraint(
                condition=~Q(decided_by=F("requested_by")),
                name="nobody_approves_their_own_export",
            ),
            models.UniqueConstraint(fields=["schedule", "slot"], name="one_export_per_slot"),
        ]

    def __str__(self) -> str:
        return f"export {self.id}"

    @property
    def wanted(self) -> Filters:
        return Filters.from_json(self.filters)

    @property
    def all_columns(self) -> tuple[str, ...]:
        return tuple(self.columns) or COLUMNS[self.preset]

    @property
    def columns_in_words(self) -> str:
        return ", ".join(headings(self.all_columns))

    @property
    def awaits_approval(self) -> bool:
        return self.state == self.State.APPROVAL

    @property
    def is_ready(self) -> bool:
        return self.state == self.State.READY

    @property
    def is_unfinished(self) -> bool:
        return self.state in {self.State.WAITING, self.State.BUILDING}
