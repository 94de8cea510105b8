"""Who is suspected of what, and how far the search for them is."""

import uuid_utils.compat
from django.conf import settings
from django.db import models
from django.db.models import Q, QuerySet, Window
from django.db.models.functions import RowNumber
from django.utils.translation import gettext_lazy as _

from campaign.pages.models import Campaign
from campaign.signatures.models import Signature
from campaign.signatures.moderation_models import ModerationBatch


class Why(models.TextChoices):
    """Why a signature is worth a look, the surest first. Stored: never change a value."""

    NOT_A_NAME = "not-a-name", _("No name at all")
    PLACEHOLDER = "placeholder", _("A word in place of a name")
    FIGURE = "figure", _("A figure from a story")
    PUBLIC_PERSON = "public-person", _("A well-known person’s name")
    OFFICE = "office", _("An office, not a person")
    TRICKS = "tricks", _("Letters that play tricks")
    SAME_PERSON = "same-person", _("Probably one person twice")
    SAME_NAME = "same-name", _("The same name and country")
    SAME_DOMAIN = "same-domain", _("Many from one mail domain at once")
    THROWAWAY = "throwaway", _("A throwaway address")
    LISTED = "listed", _("On a list of your own")


# Several that are shown together, and of which the first, by time, is nobody's double.
FIRST_STAYS = (Why.SAME_PERSON, Why.SAME_NAME)
IN_GROUPS = (*FIRST_STAYS, Why.SAME_DOMAIN)

_STANDS = Q(signature__state=Signature.State.CONFIRMED, signature__held_at=None)


class SuspectQuerySet(models.QuerySet["Suspect"]):
    def standing(self) -> QuerySet["Suspect"]:
        """Whose signature counts."""
        return self.filter(_STANDS)

    def waiting(self, campaign: Campaign) -> QuerySet["Suspect"]:
        """Those to decide about. Of people of one name the first is none, as long as it stands."""
        # Numbered once for all of them, rather than asked of each: thousands may have one name.
        together = Suspect.objects.exclude(state=Suspect.State.LEFT_OUT).filter(
            _STANDS, campaign=campaign, why__in=FIRST_STAYS
        )
        place = Window(RowNumber(), partition_by=["why", "group"], order_by="signature_id")
        doubles = together.annotate(place=place).filter(place__gt=1).values("id")
        is_one = ~Q(why__in=FIRST_STAYS) | Q(id__in=doubles)
        return self.standing().filter(is_one, campaign=campaign, state=Suspect.State.WAITING)

    def left_out(self, campaign: Campaign) -> QuerySet["Suspect"]:
        """Those that somebody left out, and that do not count for that."""
        is_out = Q(state=Suspect.State.LEFT_OUT, signature__is_refused=True)
        return self.filter(is_out, campaign=campaign)

    def kept(self, campaign: Campaign) -> QuerySet["Suspect"]:
        return self.standing().filter(campaign=campaign, state=Suspect.State.KEPT)


class Suspect(models.Model):
    """One signature, and one reason to look at it. Nothing of a name: `group` is a keyed hash.

    Whether a signature counts stands in the signature alone (`held_at`, `is_refused`); here stands
    what was decided about this reason.
    """

    class State(models.TextChoices):
        WAITING = "waiting"
        KEPT = "kept"
        LEFT_OUT = "left-out"

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="suspects", db_index=False)
    signature = models.ForeignKey(
        Signature, models.CASCADE, related_name="suspicions", db_index=False
    )
    why = models.CharField(max_length=15, choices=Why)
    group = models.BinaryField(max_length=16, null=True)  # the same for those shown together
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    found_at = models.DateTimeField()
    batch = models.ForeignKey(ModerationBatch, models.SET_NULL, null=True, related_name="suspects")

    objects = SuspectQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["signature", "why"], name="suspected_once_of_each")
        ]
        indexes = [
            models.Index(fields=["campaign", "why", "state", "id"], name="suspect_listed"),
            models.Index(
                fields=["campaign", "why", "group", "signature"],
                name="suspect_together",
                condition=~Q(state="left-out"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.why} {self.signature_id}"


class Sweep(models.Model):
    """One search through the signatures of a campaign (campaign/lib/leases.py).

    It goes on behind `after` when its worker dies: what was found until there is in the database.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        LOOKING = "building", _("Looking")  # the name that leases know
        DONE = "done", _("Done")
        FAILED = "failed", _("Failed")
        CANCELLED = "cancelled", _("Cancelled")

    UNFINISHED = (State.WAITING, State.LOOKING)

    id = models.UUIDField(primary_key=True, default=uuid_utils.compat.uuid7)
    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="sweeps")
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", db_index=False
    )
    requested_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)  # by the worker that has it now
    claimed_until = models.DateTimeField(null=True)
    after = models.UUIDField(null=True)  # the last signature that was looked at
    rows_total = models.PositiveIntegerField(default=0)
    rows_done = models.PositiveIntegerField(default=0)
    unread = models.PositiveIntegerField(default=0)  # of those, whose name is sealed away from us
    finished_at = models.DateTimeField(null=True)
    failure = models.CharField(max_length=100, blank=True)  # a sentence, nothing about anybody

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["campaign"],
                condition=Q(state__in=["waiting", "building"]),
                name="one_sweep_at_a_time",
            )
        ]

    def __str__(self) -> str:
        return f"sweep {self.id}"

    @property
    def is_unfinished(self) -> bool:
        return self.state in self.UNFINISHED


class Mark(models.Model):
    """What a signature could have in common with another, as a keyed hash, for as long as a sweep
    lasts: PostgreSQL finds the equal ones, however many there are."""

    sweep = models.ForeignKey(Sweep, models.CASCADE, related_name="marks", db_index=False)
    signature = models.ForeignKey(Signature, models.CASCADE, related_name="+")
    why = models.CharField(max_length=15, choices=Why)
    key = models.BinaryField(max_length=16)
    group = models.BinaryField(max_length=16)  # whom it is shown with, if it is shown

    class Meta:
        indexes = [models.Index(fields=["sweep", "why", "key"], name="mark_equal")]

    def __str__(self) -> str:
        return f"mark of {self.sweep_id}"
