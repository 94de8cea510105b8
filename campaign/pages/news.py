"""Writing news, and putting it on the page.

Promises: what one colleague wrote is never overwritten by another who had not seen it; readers are
told when something published was changed.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from campaign.accounts import auditing
from campaign.accounts.auditing import Action
from campaign.accounts.models import User
from campaign.lib.stamps import ChangedMeanwhile, stamp_of
from campaign.pages.models import Campaign
from campaign.pages.news_models import NewsItem, NewsText


@dataclass(frozen=True, slots=True)
class Words:
    """In one language."""

    title: str
    body: str  # Markdown


def stamp(item: NewsItem) -> str:
    """Changes whenever what the item says does. Reads `texts`."""
    texts = sorted((text.language, text.title, text.body) for text in item.texts.all())
    return stamp_of([item.on.isoformat(), texts])


@transaction.atomic
def write(*, campaign: Campaign, on: date, words: Mapping[str, Words], now: datetime) -> NewsItem:
    """A new draft. `words` by language, at least in the campaign's main one."""
    item = NewsItem.objects.create(campaign=campaign, on=on, created_at=now)
    _store(item, words)
    return item


@transaction.atomic
def change(
    *,
    item: NewsItem,
    on: date,
    words: Mapping[str, Words],
    was: str,
    by: User,
    now: datetime,
) -> None:
    """Store what it says now. `was`: the stamp of what its writer had opened. Raises
    ChangedMeanwhile. Saying the same again changes nothing."""
    item = _locked(item)
    before = stamp(item)
    if before != was:
        raise ChangedMeanwhile
    item.on = on
    item.texts.exclude(language__in=words).delete()
    _store(item, words)
    if item.is_published and stamp(item) != before:
        item.changed_at = now
        auditing.record(
            Action.NEWS_CHANGED, actor=by, now=now, campaign=item.campaign, news=item.id
        )
    item.save(update_fields=["on", "changed_at"])


@transaction.atomic
def publish(*, item: NewsItem, by: User, now: datetime) -> None:
    """Put it on the page. Twice is once."""
    if NewsItem.objects.filter(id=item.id, published_at=None).update(published_at=now):
        auditing.record(
            Action.NEWS_PUBLISHED, actor=by, now=now, campaign=item.campaign, news=item.id
        )


@transaction.atomic
def take_down(*, item: NewsItem, by: User, now: datetime) -> None:
    """Off the page; it is a draft again. Twice is once."""
    there = NewsItem.objects.published().filter(id=item.id)
    if there.update(published_at=None, changed_at=None):
        auditing.record(
            Action.NEWS_TAKEN_DOWN, actor=by, now=now, campaign=item.campaign, news=item.id
        )


def _locked(item: NewsItem) -> NewsItem:
    locked = NewsItem.objects.select_for_update(of=("self",)).select_related("campaign")
    return locked.get(id=item.id)


def _store(item: NewsItem, words: Mapping[str, Words]) -> None:
    NewsText.objects.bulk_create(
        [
            NewsText(item=item, language=language, title=said.title, body=said.body)
            for language, said in words.items()
        ],
        update_conflicts=True,
        unique_fields=["item", "language"],
        update_fields=["title", "body"],
    )
