"""What a campaign has been: each published change, and the addresses it once had.

Nothing here is ever changed or deleted while the campaign is there. Putting something back makes
one entry more.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from campaign.accounts.models import User
from campaign.pages.lifecycle import State
from campaign.pages.models import Campaign

ON_A_PAGE = 30
REMOVED = "removed"  # what changed where a language was taken off the page


class FormerAddress(models.Model):
    """An address that a published campaign had. It leads to the campaign for good: it stands in
    mails, on posters and in other people's articles. No other campaign can have it."""

    slug = models.SlugField(max_length=80, unique=True)
    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="former_addresses")
    left_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.slug


class PublishedChangeQuerySet(models.QuerySet["PublishedChange"]):
    def listed(self) -> Self:
        """Newest first, without what they hold, which may be long."""
        return self.defer("content").order_by("-id")

    def after(self, change_id: int | None) -> Self:
        """Those that follow this one on the list; all of them without it."""
        return self.filter(id__lt=change_id) if change_id else self

    def words_in(self, language: str) -> Self:
        return self.filter(kind=PublishedChange.Kind.WORDS, language=language)


class PublishedChange(models.Model):
    """How one thing stood on the public page from then on."""

    class Kind(models.TextChoices):
        WORDS = "words", _("Words")
        SETTINGS = "settings", _("Settings")
        PICTURE = "picture", _("Picture")
        SIGNING = "signing", _("Signing")

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="history", db_index=False)
    kind = models.CharField(max_length=10, choices=Kind)
    language = models.CharField(max_length=10, blank=True)  # of words; else empty
    changed = models.JSONField(default=list)  # the names of what changed: ["title", "demands"]
    content = models.JSONField()  # all of it, as it stood afterwards
    put_back = models.ForeignKey("self", models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()
    # As in AuditEvent: who did it is copied, since accounts may go. NULL: the site itself.
    by = models.ForeignKey(
        User, models.DO_NOTHING, null=True, related_name="+", db_constraint=False, db_index=False
    )
    by_email = models.EmailField(max_length=254, blank=True)

    objects = PublishedChangeQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["campaign", "-id"], name="history_of_campaign")]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.kind} {self.language}"


def remember(
    campaign: Campaign,
    kind: str,
    content: dict[str, Any],
    *,
    changed: Sequence[str],
    by: User | None,
    now: datetime,
    language: str = "",
    put_back: PublishedChange | None = None,
) -> PublishedChange | None:
    """Keep how it stands now. A draft has no history: nobody has seen it."""
    if campaign.state == State.DRAFT:
        return None
    return PublishedChange.objects.create(
        campaign=campaign,
        kind=kind,
        language=language,
        changed=list(changed),
        content=content,
        put_back=put_back,
        at=now,
        by_id=by and by.id,
        by_email=by.email if by else "",
    )
