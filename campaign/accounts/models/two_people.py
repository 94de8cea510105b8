"""Organisations where no list of signers leaves on one person's word."""

from datetime import datetime

from django.db import models
from django.db.models import Q

from campaign.accounts.models.people import Organisation, User


class TwoPersonRule(models.Model):
    """In force as long as its row is there (campaign/accounts/two_people.py)."""

    organisation = models.OneToOneField(
        Organisation, models.CASCADE, related_name="two_person_rule"
    )
    since = models.DateTimeField()
    # An owner wants it to end, which takes a day or another owner; NULL: nobody does.
    ending_asked_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    ends_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ending_asked_by=None) | Q(ends_at__isnull=False),
                name="who_ends_a_rule_says_when",
            )
        ]

    def __str__(self) -> str:
        return f"two people for {self.organisation}"

    def is_over(self, now: datetime) -> bool:
        return self.ends_at is not None and self.ends_at <= now
