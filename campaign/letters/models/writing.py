"""Whom a campaign writes to, and the texts of its letters."""

from typing import Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from campaign.letters import merging
from campaign.letters.models.register import Known, Office, Recipient
from campaign.pages.models import Campaign


class AddresseeQuerySet(models.QuerySet["Addressee"]):
    def addressed(self) -> Self:
        return self.filter(is_addressed=True)

    def with_facts(self) -> Self:
        """With the recipients' and offices' facts, in two statements for any number."""
        return self.select_related("recipient__register", "office").prefetch_related(
            "recipient__facts"
        )


class Addressee(models.Model):
    """A recipient as one campaign treats it: addressed, or left out for a reason it gives."""

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="addressees")
    recipient = models.ForeignKey(Recipient, models.PROTECT, related_name="+")
    office = models.ForeignKey(Office, models.PROTECT, related_name="+")
    is_addressed = models.BooleanField(_("write to it"), default=True)
    why_not = models.TextField(_("why it is left out"), max_length=600, blank=True)
    # Carried letters also go by e-mail, one by one, to the address that staff have checked.
    is_mailed = models.BooleanField(_("send carried letters by e-mail"), default=False)
    mails_an_hour = models.PositiveSmallIntegerField(default=30)

    objects = AddresseeQuerySet.as_manager()

    class Meta:
        ordering = ["recipient__position", "recipient_id"]
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "recipient"], name="one_addressee_per_recipient"
            ),
            models.CheckConstraint(
                condition=Q(is_addressed=True) | ~Q(why_not=""),
                name="left_out_says_why",
                violation_error_message=_("Say why it is left out: the page tells its readers."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.recipient_id} of {self.campaign_id}"

    @cached_property
    def desk(self) -> Office:
        """`office`, with its facts from the recipient's, which have been read all together."""
        facts = self.recipient.facts.all()
        self.office.known = Known(fact for fact in facts if fact.office_id == self.office_id)
        return self.office


class LetterVersion(models.Model):
    """A letter's text, and whom it is for.

    The first version (by position) whose rule fits a recipient is the one they get. One without a
    rule fits everybody: the base letter, which comes last.
    """

    class Group(models.TextChoices):
        ALL = "", _("Everybody")
        MEMBER_STATES = "member_states", _("All member states")
        CHAIR = "chair", _("The state in the chair this year")
        BODIES = "bodies", _("Regional bodies")
        INFORMED = "informed", _("Those who get a copy for information")

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="letter_versions")
    position = models.PositiveSmallIntegerField(default=0)
    name = models.CharField(_("name, for organisers"), max_length=100)
    language = models.CharField(
        _("language"), max_length=10, choices=settings.LANGUAGES, default="en"
    )
    group = models.CharField(
        _("for which group"), max_length=20, choices=Group, blank=True, default=Group.ALL
    )
    recipients = models.ManyToManyField(  # none: the whole group
        Recipient, verbose_name=_("for which recipients"), blank=True, related_name="+"
    )
    subject = models.CharField(_("subject"), max_length=150, validators=[merging.check])
    body = models.TextField(_("letter"), max_length=4000, validators=[merging.check])

    class Meta:
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return f"{self.name} ({self.language})"

    def clean(self) -> None:
        if "\n" in self.subject:
            raise ValidationError({"subject": _("A subject is one line.")})
