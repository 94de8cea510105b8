"""A sheet or a file of signatures on paper, its lines while they wait, what is wrong in them."""

from typing import Any, Self

import uuid_utils.compat
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from campaign.accounts.models import SealingKey
from campaign.pages.models import Campaign


class Column(models.TextChoices):
    """What a column of a sheet holds."""

    NAME = "name", _("Name")
    COUNTRY = "country", _("Country")
    EMAIL = "email", _("E-mail")
    UPDATES = "updates", _("Wants news")


class Fault(models.TextChoices):
    """Why a line is not taken in, or is worth a look. Stored: never change a value."""

    NO_NAME = "no-name", _("There is no name in it.")
    LONG_NAME = "long-name", _("This is too long for a name.")
    LINK = "link", _("A name has no links or addresses in it.")
    NO_COUNTRY = "no-country", _("There is no country in it, and none was chosen for all.")
    UNKNOWN_COUNTRY = "unknown-country", _("This is no country that we know by that name.")
    BAD_EMAIL = "bad-email", _("This is no e-mail address.")
    BAD_TICK = "bad-tick", _("This is neither yes nor no.")
    FORMULA = "formula", _("This is a formula, and not what somebody wrote.")
    ERROR_VALUE = "error-value", _("This is an error of the spreadsheet, such as #REF!.")
    LONG_CELL = "long-cell", _("This cell is far too long.")
    CONTROL = "control", _("There are control characters in it, as in a damaged file.")
    ENCODING = "encoding", _("Its letters are not in the encoding of the rest.")
    FEW_CELLS = "few-cells", _("It ends before the columns that are needed.")
    MANY_CELLS = "many-cells", _("It has more cells than there are columns.")
    OPEN_QUOTE = "open-quote", _("A quotation mark is opened in it and not closed.")
    QUOTES = "quotes", _("Its quotation marks do not belong together.")
    SAME_ONLINE = "same-online", _("This address has signed online already.")
    SAME_ON_PAPER = "same-on-paper", _("This address is on paper already.")
    SAME_IN_FILE = "same-in-file", _("The same address as in an earlier line.")
    SAME_NAME = "same-name", _("The same name and country as in an earlier line.")


class PaperBatchQuerySet(models.QuerySet["PaperBatch"]):
    def with_a_file(self) -> Self:
        return self.exclude(wrapped_key=None)


class PaperBatch(models.Model):
    """One sheet that somebody typed in, or one file that they imported.

    A file lies under settings.PAPER_DIR until it is taken in, given up or forgotten, encrypted with
    a key of its own that stands here, wrapped by SEALING_KEY.
    """

    class Kind(models.TextChoices):
        SHEET = "sheet", _("Sheet")
        FILE = "file", _("File")

    class State(models.TextChoices):
        CHOOSING = "choosing", _("Columns to be named")
        WAITING = "waiting", _("Waiting")
        BUILDING = "building", _("Being read")
        CHECKED = "checked", _("Checked, nothing taken in yet")
        TAKEN = "taken", _("Taken in")
        FAILED = "failed", _("Failed")
        CANCELLED = "cancelled", _("Cancelled")
        EXPIRED = "expired", _("Forgotten")
        UNDONE = "undone", _("Undone")

    id = models.UUIDField(primary_key=True, default=uuid_utils.compat.uuid7)
    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="paper_batches")
    kind = models.CharField(max_length=5, choices=Kind)
    mark = models.CharField(max_length=60, blank=True)  # a sheet's number, a place: nobody's name
    language = models.CharField(max_length=10)  # of the sheet, so of those who signed it
    country = models.CharField(max_length=2, blank=True)  # where a line has none
    sealing_key = models.ForeignKey(  # that its entries are sealed to; NULL before there are any
        SealingKey, models.PROTECT, null=True, related_name="+", db_index=False
    )
    state = models.CharField(max_length=10, choices=State)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", db_index=False
    )
    requested_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)  # by the worker that has it now
    claimed_until = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    count = models.PositiveIntegerField(default=0)  # signatures that came of it
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", db_index=False
    )
    undone_at = models.DateTimeField(null=True)  # while it waits or is worked on: being undone

    # Of a file.
    format = models.CharField(max_length=4, blank=True)  # "csv" or "xlsx"
    size = models.PositiveIntegerField(default=0)  # bytes
    encoding = models.CharField(max_length=20, blank=True)
    delimiter = models.CharField(max_length=1, blank=True)
    columns = models.JSONField(default=dict)  # {"name": 0, "country": 2}: where each is
    has_headings = models.BooleanField(default=True)
    all_or_none = models.BooleanField(default=False)
    is_taking = models.BooleanField(default=False)  # was looked at: the next turn takes it in
    rows_total = models.PositiveIntegerField(default=0)  # as estimated before it is read
    rows_done = models.PositiveIntegerField(default=0)
    good = models.PositiveIntegerField(default=0)
    bad = models.PositiveIntegerField(default=0)  # lines
    doubles = models.PositiveIntegerField(default=0)
    wrapped_key = models.BinaryField(null=True)  # NULL once its file is destroyed
    expires_at = models.DateTimeField(null=True)
    failure = models.CharField(max_length=150, blank=True)  # a sentence, nothing about anybody

    objects = PaperBatchQuerySet.as_manager()

    class Meta:
        ordering = ["-requested_at"]
        verbose_name_plural = "paper batches"
        indexes = [
            models.Index(
                fields=["requested_at"],
                name="paper_unfinished",
                condition=Q(state__in=["waiting", "building"]),
            )
        ]

    def __str__(self) -> str:
        return f"paper {self.id}"

    @property
    def is_unfinished(self) -> bool:
        return self.state in {self.State.WAITING, self.State.BUILDING}

    @property
    def is_being_undone(self) -> bool:
        return self.is_unfinished and self.undone_at is not None

    @property
    def standing(self) -> str:
        """In the active language."""
        return str(_("Being undone")) if self.is_being_undone else self.get_state_display()

    @property
    def is_taken(self) -> bool:
        return self.state == self.State.TAKEN

    @property
    def is_file(self) -> bool:
        return self.kind == self.Kind.FILE

    @property
    def awaits_somebody(self) -> bool:
        return self.state in {self.State.CHOOSING, self.State.CHECKED}


class PaperEntry(models.Model):
    """A line that is good, sealed as the signature that it will be. Counted nowhere, and gone when
    it has become one, or its batch is given up."""

    batch = models.ForeignKey(PaperBatch, models.CASCADE, related_name="entries")
    line = models.PositiveIntegerField()
    signature = models.UUIDField()  # the id that it will have, and is sealed as
    sealed = models.BinaryField()
    fingerprint = models.BinaryField(null=True)  # NULL where no address was given
    likeness = models.BinaryField()  # the same for the same name and country, in this batch only
    country = models.CharField(max_length=2)
    wants_updates = models.BooleanField()

    class Meta:
        verbose_name_plural = "paper entries"

    def __str__(self) -> str:
        return f"line {self.line} of {self.batch_id}"


class PaperFault(models.Model):
    """What is wrong in one line, or worth a look. Says where and why, and nothing that stood there:
    whoever imports has the file."""

    class Kind(models.TextChoices):  # in the order of the alphabet, which is the page's
        BAD = "bad"  # not taken in
        DOUBLE = "double"  # not taken in: they have signed
        REMARK = "remark"  # taken in all the same

    batch = models.ForeignKey(PaperBatch, models.CASCADE, related_name="faults", db_index=False)
    kind = models.CharField(max_length=6, choices=Kind)
    line = models.PositiveIntegerField()
    column = models.CharField(max_length=10, choices=Column, blank=True)
    reason = models.CharField(max_length=20, choices=Fault)
    other = models.PositiveIntegerField(null=True)  # the earlier line that it is like

    class Meta:
        ordering = ["kind", "line", "id"]
        indexes = [
            models.Index(fields=["batch", "kind", "line", "id"], name="paper_faults_in_order")
        ]

    def __str__(self) -> str:
        return f"line {self.line}: {self.reason}"

    def as_row(self) -> list[Any]:
        """Line, column, what is wrong, the line that it is like; in the active language."""
        column = self.get_column_display()
        return [self.line, str(column), str(self.get_reason_display()), self.other or ""]
