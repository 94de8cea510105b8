"""Signatures, and what is shown of them. Beside this: moderation_models, counted_models."""

from datetime import datetime
from typing import Self

import uuid_utils.compat
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from campaign.accounts.models import SealingKey
from campaign.lib import sealing
from campaign.pages.models import Campaign
from campaign.pages.profiles import RULES
from campaign.pages.sharing.channels import ON_PAPER


class Standing(models.TextChoices):
    """What becomes of a name or a comment that its signer wants to be shown."""

    SHOWN = "shown", _("Shown")
    WAITING = "waiting", _("Waiting")
    HIDDEN = "hidden", _("Hidden")


class Reason(models.TextChoices):
    """Why words are hidden, or a signature is left out. Stored: never change a value."""

    SPAM = "spam", _("Spam")
    INSULT = "insult", _("Insult or threat")
    PERSONAL = "personal", _("Personal data")
    NOT_THEIRS = "not-theirs", _("Not their own name")
    IMPERSONATION = "impersonation", _("Pretends to be somebody else")
    ADVERTISING = "advertising", _("Advertising")
    OTHER = "other", _("Another reason")


# The same conditions in queries and in partial indexes, which PostgreSQL uses only where it can see
# that a query asks for nothing that the index leaves out.
STANDS = Q(state="confirmed", held_at=None)  # counts, now or at the next folding


def _any_words(standing: str) -> Q:
    names = ~Q(public_name="") & Q(name_standing=standing)
    return names | (~Q(comment="") & Q(comment_standing=standing))


SHOWN = STANDS & _any_words("shown")
WAITING = STANDS & _any_words("waiting")
HIDDEN = STANDS & _any_words("hidden")
HELD = Q(state="confirmed", held_at__isnull=False)


class SignatureQuerySet(models.QuerySet["Signature"]):
    def confirmed(self) -> Self:
        return self.filter(state=Signature.State.CONFIRMED)

    def standing(self) -> Self:
        """Confirmed and not held: those that count."""
        return self.filter(STANDS)

    def shown(self) -> Self:
        """Those of which anything may be shown, newest first: read their `shown_name` and
        `shown_comment`, either of which may be empty, and nothing else of what they wrote."""
        return self.filter(SHOWN).order_by("-confirmed_at", "-id")

    def waiting(self) -> Self:
        """Of which a name or a comment waits for a look: flagged ones first, then the newest."""
        return self.filter(WAITING).order_by("-is_flagged", "-confirmed_at", "-id")

    def hidden(self) -> Self:
        """Of which a name or a comment is hidden, newest first."""
        return self.filter(HIDDEN).order_by("-confirmed_at", "-id")

    def held(self) -> Self:
        """Those that do not count until somebody has looked, newest first."""
        return self.filter(HELD, is_refused=False).order_by("-confirmed_at", "-id")

    def refused(self) -> Self:
        """Those that somebody has looked at and left out, newest first."""
        return self.filter(HELD, is_refused=True).order_by("-confirmed_at", "-id")

    def held_or_refused(self) -> Self:
        return self.filter(HELD)

    def with_name_shown(self) -> Self:
        return self.filter(STANDS, ~Q(public_name=""), name_standing=Standing.SHOWN)

    def expired(self, now: datetime) -> Self:
        """Those that can be confirmed no more."""
        too_late = Q()
        for profile, rules in RULES.items():
            before = now - rules.confirm_within
            too_late |= Q(campaign__profile=profile, created_at__lt=before)
        return self.filter(too_late, state=Signature.State.PENDING)


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
    # Which partners may have the address: numbers of ConsentWording, at most one of each partner.
    # NULL for nobody's, which costs nothing.
    agreed_to = ArrayField(models.BigIntegerField(), null=True)
    created_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)  # NULL until its owner pressed the button
    counted_at = models.DateTimeField(null=True)  # NULL until it is in the tallies
    withdrawn_at = models.DateTimeField(null=True)
    # When its address was written to, newest last: the limits on mail to one address need it.
    mailed_at = ArrayField(models.DateTimeField())
    # NULL: signed online. Its source says so too (ON_PAPER), so that it is counted apart.
    paper_batch = models.ForeignKey(
        "campaign.PaperBatch", models.PROTECT, null=True, related_name="signatures", db_index=False
    )

    # What organisers make of it (moderation.py). The database knows the defaults, so that older
    # code can still insert; a comment from before anybody looked at them waits.
    name_standing = models.CharField(
        max_length=8, choices=Standing, default=Standing.SHOWN, db_default=Standing.SHOWN
    )
    comment_standing = models.CharField(
        max_length=8, choices=Standing, default=Standing.WAITING, db_default=Standing.WAITING
    )
    name_hidden_for = models.CharField(
        max_length=15, choices=Reason, blank=True, default="", db_default=""
    )
    comment_hidden_for = models.CharField(
        max_length=15, choices=Reason, blank=True, default="", db_default=""
    )
    # Codes of noticing.Remark and bursts.Burst; NULL for nearly all, which costs nothing.
    noticed = ArrayField(models.CharField(max_length=25), null=True)
    is_flagged = models.BooleanField(default=False, db_default=False)  # words to look at first
    held_at = models.DateTimeField(null=True)  # not NULL: does not count until somebody has looked
    is_refused = models.BooleanField(default=False, db_default=False)  # held, and left out for good

    objects = SignatureQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "fingerprint"], name="one_signature_per_address"
            ),
            models.CheckConstraint(
                condition=~Q(state="withdrawn")
                | Q(
                    sealed=b"",
                    fingerprint=None,
                    public_name="",
                    comment="",
                    country="",
                    agreed_to=None,
                ),
                name="withdrawn_is_erased",
            ),
            models.CheckConstraint(
                condition=Q(held_at=None) | Q(counted_at=None), name="held_is_not_counted"
            ),
            models.CheckConstraint(
                condition=Q(is_refused=False) | Q(held_at__isnull=False), name="refused_is_held"
            ),
            models.CheckConstraint(
                condition=Q(paper_batch=None) | Q(source=ON_PAPER, state="confirmed"),
                name="paper_is_counted_apart",
            ),
        ]
        indexes = [
            models.Index(
                fields=["campaign"],
                name="signature_uncounted",
                condition=Q(counted_at=None) & STANDS,
            ),
            models.Index(
                fields=["created_at"], name="signature_pending", condition=Q(state="pending")
            ),
            models.Index(
                fields=["campaign", "-confirmed_at", "-id"], name="signature_shown", condition=SHOWN
            ),
            # The lists of the desk. Nearly no row is in one of them, so they cost nearly nothing.
            models.Index(
                fields=["campaign", "-is_flagged", "-confirmed_at", "-id"],
                name="signature_waiting",
                condition=WAITING,
            ),
            models.Index(
                fields=["campaign", "-confirmed_at", "-id"],
                name="signature_hidden",
                condition=HIDDEN,
            ),
            models.Index(
                fields=["campaign", "is_refused", "-confirmed_at", "-id"],
                name="signature_held",
                condition=HELD,
            ),
            models.Index(
                fields=["campaign", "language"],
                name="signature_follower",
                condition=Q(state="confirmed", wants_updates=True),
            ),
            GinIndex(
                fields=["agreed_to"],
                name="signature_agreed",
                condition=Q(agreed_to__isnull=False),
            ),
            models.Index(
                fields=["paper_batch"],
                name="signature_on_paper",
                condition=Q(paper_batch__isnull=False),
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

    @property
    def is_held(self) -> bool:
        return self.held_at is not None

    @property
    def shown_name(self) -> str:
        """The name that everybody may see once it stands, or nothing."""
        return self.public_name if self.name_standing == Standing.SHOWN else ""

    @property
    def shown_comment(self) -> str:
        return self.comment if self.comment_standing == Standing.SHOWN else ""

    def opened(self) -> dict[str, str] | None:
        """name, email, affiliation; None where only the organisation can open it (offline
        custody) or nothing is left. Raises CannotOpen."""
        private_key = None if self.is_withdrawn else self.sealing_key.private_key()
        if private_key is None:
            return None
        return sealing.open_sealed(
            private_key, self.sealed, campaign=self.campaign_id, signature=self.id
        )
