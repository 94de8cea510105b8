"""News of a campaign: written once in each of its languages, shown on its page."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.safestring import SafeString
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from campaign.lib import markdown
from campaign.pages.models import Campaign

LONGEST_TITLE, LONGEST_TEXT = 150, 20_000


class NewsQuerySet(models.QuerySet["NewsItem"]):
    def published(self) -> Self:
        return self.filter(published_at__isnull=False)

    def newest_first(self) -> Self:
        return self.order_by("-on", "-id")


class NewsItem(models.Model):
    """One piece of news. Its words are in `texts`."""

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="news", db_index=False)
    on = models.DateField(_("date"))
    created_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True)  # NULL: a draft, or taken down
    changed_at = models.DateTimeField(null=True)  # NULL: as it was when it was first published

    objects = NewsQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "news items"
        indexes = [models.Index(fields=["campaign", "-on", "-id"], name="news_of_campaign")]

    def __str__(self) -> str:
        return f"{self.campaign_id} {self.on}"

    @property
    def is_published(self) -> bool:
        return self.published_at is not None

    def text_in(self, language: str) -> "NewsText":
        """In `language`, else in the campaign's main one. Reads `texts` and `campaign`."""
        texts = {text.language: text for text in self.texts.all()}
        text = texts.get(language) or texts.get(self.campaign.main_language)
        return text or next(iter(texts.values()))


class NewsText(models.Model):
    """Its words in one language."""

    item = models.ForeignKey(NewsItem, models.CASCADE, related_name="texts", db_index=False)
    language = models.CharField(max_length=10, choices=settings.LANGUAGES)
    title = models.CharField(max_length=LONGEST_TITLE)
    body = models.TextField()  # Markdown

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["item", "language"], name="one_news_text_per_language"),
            models.CheckConstraint(
                condition=~Q(title="") & ~Q(body=""), name="news_text_says_something"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.language})"

    @property
    def body_html(self) -> SafeString:
        return markdown.to_html(self.body)

    @property
    def in_address(self) -> str:
        """Its title as part of an address; nothing of one in another script than ours."""
        return slugify(self.title)[:60].strip("-")
