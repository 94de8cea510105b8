"""What an organiser makes so that a campaign is passed on, and the picture that goes with it."""

from typing import Self

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from campaign.accounts.models import User
from campaign.pages.models import Campaign


class SourceLinkQuerySet(models.QuerySet["SourceLink"]):
    def in_use(self) -> Self:
        return self.filter(retired_at=None)


class SourceLink(models.Model):
    """A link with a name, so that the signatures that come by it can be told from others.

    Retired, it is out of the organiser's way and still counts: a flyer on a wall does not know.
    """

    campaign = models.ForeignKey(
        Campaign, models.CASCADE, related_name="source_links", db_index=False
    )
    code = models.CharField(  # as Signature.source keeps it
        _("code"),
        max_length=32,
        validators=[
            RegexValidator(
                r"^[a-z0-9]+(-[a-z0-9]+)*\Z",
                _("Use small letters a to z, digits, and single hyphens between them."),
            )
        ],
    )
    label = models.CharField(_("name"), max_length=60)
    made_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True, blank=True)  # NULL: in use

    objects = SourceLinkQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["campaign", "code"], name="one_link_per_code")
        ]

    def __str__(self) -> str:
        return f"{self.label} ({self.code})"


class ShareText(models.Model):
    """The words that go with a shared link, in one language, for one channel."""

    EVERYWHERE = ""

    campaign = models.ForeignKey(
        Campaign, models.CASCADE, related_name="share_texts", db_index=False
    )
    language = models.CharField(max_length=10, choices=settings.LANGUAGES)
    # One of channels.CHANNELS, SHEET, or EVERYWHERE: where a channel has none.
    channel = models.CharField(max_length=20, blank=True)
    words = models.CharField(max_length=1000)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "language", "channel"], name="one_share_text_per_channel"
            ),
            models.CheckConstraint(condition=~Q(words=""), name="share_text_says_something"),
        ]

    def __str__(self) -> str:
        return f"{self.language} {self.channel or 'everywhere'}: {self.words[:60]}"


class SocialPicture(models.Model):
    """What others' sites show beside a link to the campaign, as a PNG.

    In the database, because web processes hold no state and share no folder: some ten pictures of
    about 30 kB for each campaign, replaced in place. Readers fetch them from caches.
    """

    campaign = models.ForeignKey(
        Campaign, models.CASCADE, related_name="social_pictures", db_index=False
    )
    language = models.CharField(max_length=10, choices=settings.LANGUAGES)
    png = models.BinaryField()
    version = models.CharField(max_length=16)  # of its content: part of its address
    drawn_from = models.CharField(max_length=64)  # SHA-256 of all it shows but the count
    shown_count = models.PositiveIntegerField()
    drawn_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "language"], name="one_social_picture_per_language"
            )
        ]

    def __str__(self) -> str:
        return f"{self.language} {self.version}"
