"""What is being written: one working copy of a page's words for each language.

`CampaignText` and its parts are what readers see. Whoever edits changes a working copy, and
nothing else, until somebody publishes (campaign/pages/editing.py: `publish_words`).

Its content is that of campaign/pages/content.py, and besides: each part has

    "id"        stays the same wherever the part is moved
    "decision"  "" (on the page, nobody has looked at it yet), "accepted", "dropped", or "offered"
                (the statement says it; it comes onto the page when somebody accepts it)
    "at"        [from, to]: where it stands in the campaign's statement; absent where it does not

and the copy has "questions", which the importer asks: [{"id", "text", "about", "answered"}], and
"addressees", whom the statement calls upon, by name.
"""

import secrets

from django.conf import settings
from django.db import models
from django.utils.translation import gettext as _

from campaign.accounts.models import User
from campaign.pages.content import PARTS, Content, blank, content_of
from campaign.pages.models import Campaign, CampaignText


def name_of(user: User) -> str:
    """As colleagues know somebody."""
    return user.name or user.email


def new_id() -> str:
    return secrets.token_hex(4)


def with_ids(content: Content) -> Content:
    """Published words as the content of a working copy."""
    return (
        {"questions": []}
        | content
        | {
            kind: [{"id": new_id(), "decision": "accepted"} | part for part in content[kind]]
            for kind in PARTS
        }
    )


class WorkingCopyQuerySet(models.QuerySet["WorkingCopy"]):
    def for_language(self, campaign: Campaign, language: str) -> "WorkingCopy":
        """The one there is, or a new one that says what is published (which may be nothing)."""
        if copy := self.filter(campaign=campaign, language=language).first():
            return copy
        text = CampaignText.objects.filter(campaign=campaign, language=language).first()
        content = with_ids(content_of(text) if text else blank())
        copy, _is_new = self.get_or_create(
            campaign=campaign, language=language, defaults={"content": content}
        )
        return copy


class WorkingCopy(models.Model):
    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="working_copies")
    language = models.CharField(max_length=10, choices=settings.LANGUAGES)
    content = models.JSONField()
    stamp = models.PositiveIntegerField(default=1)  # one more with each change
    # NULL: nobody has changed it since it was made.
    changed_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    changed_at = models.DateTimeField(null=True)
    # For a translation: the main language's words as they were when it was last in step with them.
    translated_from = models.JSONField(null=True)

    objects = WorkingCopyQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "language"], name="one_working_copy_per_language"
            )
        ]

    def __str__(self) -> str:
        return f"{self.campaign_id} ({self.language})"

    @property
    def writer(self) -> str:
        """Who changed it last, for colleagues to read."""
        return name_of(self.changed_by) if self.changed_by else _("Somebody")


class Presence(models.Model):
    """Somebody has a working copy open just now. Old rows say nothing and are deleted."""

    copy = models.ForeignKey(WorkingCopy, models.CASCADE, related_name="presences")
    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    since = models.DateTimeField()
    seen_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["copy", "user"], name="one_presence_per_person")
        ]

    def __str__(self) -> str:
        return f"{self.user} at {self.copy_id}"
