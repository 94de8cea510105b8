"""News in the language of a page, for each page that shows some."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils import translation

from campaign.pages.models import Campaign
from campaign.pages.news_models import NewsItem, NewsText


@dataclass(frozen=True, slots=True)
class Shown:
    item: NewsItem
    text: NewsText
    url: str


def latest(campaign: Campaign, most: int) -> list[Shown]:
    items = campaign.news.published().newest_first().prefetch_related("texts")[:most]
    return [shown(campaign, item) for item in items]


def shown(campaign: Campaign, item: NewsItem) -> Shown:
    item.campaign = campaign  # which has been read already
    text = item.text_in(translation.get_language())
    return Shown(item, text, address_of(campaign.slug, item.id, text))


def address_of(slug: str, item_id: int, text: NewsText) -> str:
    """In the language that is active."""
    parts = {"slug": slug, "item_id": item_id}
    if text.in_address:
        parts["words"] = text.in_address
    return reverse("news_item", kwargs=parts)
