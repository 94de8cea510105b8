"""Who did what: written once, never changed."""

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import Q

from campaign.accounts.models.people import Organisation, User


class AuditEventQuerySet(models.QuerySet["AuditEvent"]):
    def of_account(self, user: User) -> Self:
        """What somebody did about their own account, newest first."""
        return self.filter(actor=user, organisation=None).order_by("-at")

    def newest_first(self) -> Self:
        return self.order_by("-at", "-id")

    def after(self, at: datetime, event: int) -> Self:
        """Those that follow this one, newest first; as quick on the last page as on the first."""
        return self.filter(Q(at__lt=at) | Q(at=at, id__lt=event), at__lte=at)

    def older_than(self, moment: datetime) -> Self:
        return self.filter(at__lt=moment)


class AuditEvent(models.Model):
    """One change, or one reading of personal data.

    The database refuses to change a row, and to delete one that is younger than a year
    (migrations/0005_audit_events.py). So nothing here is tied to a row that may go: the actor's and
    the campaign's names are copied, and their ids lead somewhere or nowhere. `details` never holds
    anything of a signer.
    """

    at = models.DateTimeField()
    action = models.CharField(max_length=40)  # a value of campaign.accounts.auditing.Action
    organisation = models.ForeignKey(  # NULL: somebody's own account
        Organisation, models.PROTECT, null=True, related_name="audit_events", db_index=False
    )
    campaign = models.ForeignKey(  # NULL: the organisation itself
        "campaign.Campaign",
        models.DO_NOTHING,
        null=True,
        related_name="audit_events",
        db_constraint=False,
        db_index=False,
    )
    campaign_slug = models.CharField(max_length=80, blank=True)
    actor = models.ForeignKey(  # NULL: the site itself, in a task
        User, models.DO_NOTHING, null=True, related_name="+", db_constraint=False, db_index=False
    )
    actor_email = models.EmailField(max_length=254, blank=True)
    details = models.JSONField(default=dict)  # {"role": "editor"}: counts, codes, own words

    objects = AuditEventQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["organisation", "-at"], name="audit_of_organisation"),
            models.Index(fields=["campaign", "-at"], name="audit_of_campaign"),
            models.Index(fields=["at"], name="audit_by_age"),
            models.Index(
                fields=["actor", "-at"], name="audit_of_account", condition=Q(organisation=None)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.action}"
