"""Words that the tests of news and mailings share."""

from datetime import date, datetime
from typing import Any

from django.utils import timezone

from campaign.accounts.models import Membership, User
from campaign.pages import news
from campaign.pages.models import Campaign
from campaign.pages.news import Words
from campaign.pages.news_models import NewsItem
from campaign.signatures import feeding, mailings
from campaign.signatures.mailing_models import Mailing
from tests import factories


def owner_of(campaign: Campaign) -> User:
    found = User.objects.filter(memberships__organisation=campaign.organisation).first()
    if found is None:
        found = User.objects.create_user(f"owner@{campaign.slug}.example", "x")
        Membership.objects.create(user=found, organisation=campaign.organisation, role="owner")
    return found


def news_item(campaign: Campaign, *, published: bool = True, **words: Words) -> NewsItem:
    """Published, in English unless `words` say otherwise (a language each)."""
    item = news.write(
        campaign=campaign,
        on=date(2026, 11, 20),
        words=words or {"en": Words("The minister answered", "She **will** come.")},
        now=timezone.now(),
    )
    if published:
        news.publish(item=item, by=owner_of(campaign), now=timezone.now())
    item.refresh_from_db()
    return item


def follower(campaign: Campaign, name: str, **fields: Any) -> Any:
    return factories.confirmed(
        campaign, f"{name}@example.org", counted=False, wants_updates=True, **fields
    )


def start(item: NewsItem, *, prepared: bool = True, **fields: Any) -> Mailing:
    fields = {"per_hour": None, "is_neutral": False, "now": timezone.now()} | fields
    mailing = mailings.start(item=item, by=owner_of(item.campaign), **fields)
    if prepared:
        feeding.prepare(mailing.id)
        mailing.refresh_from_db()
    return mailing


def folded(mailing: Mailing, *, now: datetime | None = None) -> Mailing:
    feeding.fold(mailing.id, now=now or timezone.now())
    mailing.refresh_from_db()
    return mailing
