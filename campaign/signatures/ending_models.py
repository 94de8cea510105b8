"""The end of one campaign's list of names: foretold, begun, done."""

from datetime import datetime, timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _

from campaign.pages.models import Campaign

# Owners are written to so long before names go, twice; nothing goes unless they were.
FIRST_WARNING = timedelta(days=14)
LAST_WARNING = timedelta(days=3)


class Ending(models.Model):
    """One for one campaign, from the first warning on, or from when it is closed for good.

    Rows go a batch at a time (erasing.py); whatever stops that, it goes on where it was. What stays
    is how many there were.
    """

    class State(models.TextChoices):
        PLANNED = "planned", _("Planned")
        WAITING = "waiting", _("Waiting")
        BUILDING = "building", _("Being erased")  # the word that leases know
        FINISHED = "finished", _("Erased")

    campaign = models.OneToOneField(Campaign, models.CASCADE, related_name="ending")
    state = models.CharField(max_length=10, choices=State, default=State.PLANNED)
    closed_for_good_at = models.DateTimeField(null=True)  # NULL: not yet
    warned_at = models.DateTimeField(null=True)
    warned_again_at = models.DateTimeField(null=True)
    requested_at = models.DateTimeField(null=True)  # its time had come
    started_at = models.DateTimeField(null=True)  # by the worker that has it now
    claimed_until = models.DateTimeField(null=True)  # a worker that died gives it back by itself
    rows_total = models.PositiveIntegerField(default=0)
    rows_done = models.PositiveIntegerField(default=0)
    # Of those erased so far, how many were in the campaign's total: the total stays what it was.
    counted = models.PositiveIntegerField(default=0)
    finished_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.state} {self.campaign_id}"

    @property
    def has_begun(self) -> bool:
        return self.state != self.State.PLANNED

    @property
    def is_unfinished(self) -> bool:
        return self.state in {self.State.WAITING, self.State.BUILDING}

    def begins_at(self, due: datetime) -> datetime:
        """When names go, of which `due` is said to be the last day: never before owners had their
        time to take out what they must hand over, even where a worker was away for weeks."""
        begins = [due]
        if self.warned_at:
            begins.append(self.warned_at + FIRST_WARNING)
        if self.warned_again_at:
            begins.append(self.warned_again_at + LAST_WARNING)
        return max(begins)
