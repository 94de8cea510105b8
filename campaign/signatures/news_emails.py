"""News, as a signer gets it by mail: rendered once for all readers of one language, then each
one's own links put in. Nothing in it tells us who opens it or where they click."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

from django.conf import settings
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from campaign.lib import tokens
from campaign.lib.return_paths import return_path
from campaign.mail.composing import (
    UNSUBSCRIBE_URL,
    Rendered,
    absolute,
    composes,
    place_for,
    render,
)
from campaign.mail.models import OutgoingMail
from campaign.pages.models import Campaign
from campaign.pages.news_models import NewsItem
from campaign.pages.profiles import those_where
from campaign.signatures.mailing_models import Mailing, MailingCopy
from campaign.signatures.models import Signature

# Stand in the rendered words where each reader's own links go.
MY_URL, STOP_URL = place_for("my"), place_for("stop")


@composes("news")
def news(mails: list[OutgoingMail]) -> Mapping[UUID, Rendered]:
    """Only to those still signed who still want it, and only while it is on the page."""
    copies = (
        MailingCopy.objects.filter(
            state=MailingCopy.State.QUEUED,
            signature__state=Signature.State.CONFIRMED,
            signature__wants_updates=True,
            mailing__news__published_at__isnull=False,
        )
        .exclude(mailing__state=Mailing.State.CANCELLED)
        .exclude(mailing__campaign__profile__in=those_where(lambda rules: not rules.has_followers))
        .in_bulk([mail.id for mail in mails])
    )
    mailings = (
        Mailing.objects.select_related("news", "campaign__organisation")
        .prefetch_related("news__texts", "campaign__texts")
        .in_bulk({copy.mailing_id for copy in copies.values()})
    )
    for_all = {}
    for mailing in mailings.values():
        mailing.news.campaign = mailing.campaign
        for_all[mailing.id] = rendered(mailing.news, is_neutral=mailing.is_neutral)
    return {copy.id: for_reader(for_all[copy.mailing_id], copy) for copy in copies.values()}


def rendered(item: NewsItem, *, is_neutral: bool, is_test: bool = False) -> Rendered:
    """For all who read the language that is active, with MY_URL and STOP_URL in it."""
    campaign = item.campaign
    subject, text, html = render("news", _context(item, is_neutral=is_neutral, is_test=is_test))
    return Rendered(
        subject=subject,
        text=text,
        html=html,
        sender_name=settings.SITE_NAME if is_neutral else campaign.organisation.name,
        reply_to="" if is_neutral else campaign.organisation.letters_from,
        list_id="" if is_test else _list_id(campaign, is_neutral=is_neutral),
    )


def specimen(item: NewsItem, *, is_neutral: bool = False, is_test: bool = False) -> Rendered:
    """For organisers to read, in the language that is active: no signer's links are in it."""
    words = rendered(item, is_neutral=is_neutral, is_test=is_test)
    page_url = absolute("campaign", slug=item.campaign.slug)
    text, html = words.text, words.html
    for link in (MY_URL, STOP_URL) if is_test else (MY_URL, STOP_URL, UNSUBSCRIBE_URL):
        text, html = text.replace(link, page_url), html.replace(link, page_url)
    return replace(words, text=text, html=html)


def for_reader(words: Rendered, copy: MailingCopy) -> Rendered:
    """With the links that are this reader's alone."""
    stop_url = absolute(
        "stop_news", token=tokens.for_signature(tokens.STOP_NEWS, copy.signature_id)
    )
    my_url = absolute("my_signature", token=tokens.for_signature(tokens.MY, copy.signature_id))
    return replace(
        words,
        text=words.text.replace(MY_URL, my_url).replace(STOP_URL, stop_url),
        html=words.html.replace(MY_URL, my_url).replace(STOP_URL, stop_url),
        stop_url=stop_url,
        return_path=return_path(tokens.BOUNCE_OF_NEWS, copy.id.bytes),
    )


def _context(item: NewsItem, *, is_neutral: bool, is_test: bool) -> dict[str, Any]:
    language = get_language() or settings.LANGUAGE_CODE
    campaign, said = item.campaign, item.text_in(language)
    return {
        "subject": _("News you asked for") if is_neutral else said.title,
        "news": said,
        "on": item.on,
        "is_test": is_test,
        "campaign_title": campaign.text_in(language).title,
        "campaign_language": campaign.text_in(language).language,
        "organisation": campaign.organisation.name,
        "words_in": pgettext("BCP 47 tag of the language of these words", "en"),
        "news_url": absolute("news_item", slug=campaign.slug, item_id=item.id),
        "my_url": MY_URL,
        "stop_url": STOP_URL,
        "unsubscribe_url": UNSUBSCRIBE_URL,
    }


def _list_id(campaign: Campaign, *, is_neutral: bool) -> str:
    """What a mail program sorts by (RFC 2919); it names the campaign, unless nothing may."""
    name = "news" if is_neutral else campaign.slug
    return f"{name}.{settings.SITE_HOST}"
