"""One campaign's rows on their way from the server's key to the organisation's own."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from campaign.accounts.models import SealingKey
from campaign.pages.models import Campaign


class ResealingQuerySet(models.QuerySet["Resealing"]):
    def unfinished(self) -> "ResealingQuerySet":
        return self.filter(state__in=[Resealing.State.WAITING, Resealing.State.BUILDING])


class Resealing(models.Model):
    """What a worker does between the switch to another key and the end of the old one.

    What is left to do is not written here: it is the rows that are still sealed to another key. So
    a worker that dies at any of them is followed by one that goes on from there.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        BUILDING = "building", _("Being sealed")
        FINISHED = "finished", _("All sealed")
        FAILED = "failed", _("Failed")

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="resealings")
    new_key = models.ForeignKey(SealingKey, models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    requested_at = models.DateTimeField()
    claimed_until = models.DateTimeField(null=True)  # a worker that died gives it back by itself
    rows_done = models.PositiveIntegerField(default=0)
    rows_total = models.PositiveIntegerField(default=0)
    finished_at = models.DateTimeField(null=True)
    failure = models.CharField(max_length=200, blank=True)  # a sentence, nothing about anybody

    objects = ResealingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["campaign"],
                condition=models.Q(state__in=["waiting", "building"]),
                name="one_resealing_at_a_time",
            )
        ]

    def __str__(self) -> str:
        return f"{self.campaign} to {self.new_key.fingerprint} ({self.state})"

    @property
    def is_unfinished(self) -> bool:
        return self.state in {self.State.WAITING, self.State.BUILDING}
