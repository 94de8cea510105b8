"""News of a campaign for everybody: on a page of its own, in a list, as a feed; and no more of it.

Kept pages like any public one: no cookie, the same for all. Only stopping the news is about one
person, by the token in their mail.
"""

from datetime import UTC, datetime, time
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.feedgenerator import Atom1Feed
from django.views.decorators.http import require_http_methods, require_safe

from campaign.lib import sealing, tokens
from campaign.lib.addresses import Address
from campaign.lib.doors import no_store
from campaign.mail.composing import absolute
from campaign.pages.models import Campaign
from campaign.pages.sharing.channels import share_links
from campaign.public.kept import keep, kept
from campaign.public.letters_page import public_campaign
from campaign.public.my_signature import own_fields, signature_behind, signer_context, unusable
from campaign.public.news_shown import Shown, address_of, latest, shown
from campaign.public.pages import reverse_in
from campaign.signatures import mailings
from campaign.signatures.links import link_in

# In the list, in the feed.
LISTED, FED = 100, 20


@require_safe
def news_list(request: HttpRequest, slug: str) -> HttpResponse:
    campaign = public_campaign(slug)

    def context() -> dict[str, Any]:
        translations = [
            (text.language, reverse_in(text.language, "news_list", slug=slug))
            for text in campaign.texts.all()
        ]
        news = latest(campaign, LISTED)
        return _context(campaign) | {"news": news, "translations": sorted(translations)}

    return kept(request, "public/news_list.html", context)


@require_safe
def news_item(request: HttpRequest, slug: str, item_id: int, words: str = "") -> HttpResponse:
    """The words after the number are for people; other ones lead to the right ones."""
    campaign = public_campaign(slug)
    items = campaign.news.published().prefetch_related("texts")
    item = items.filter(id=item_id).first()
    if item is None:
        raise Http404
    found = shown(campaign, item)
    if found.text.in_address != words:
        return redirect(found.url, permanent=False)
    return kept(request, "public/news_item.html", lambda: _item_context(campaign, found))


@require_safe
def news_feed(request: HttpRequest, slug: str) -> HttpResponse:
    """Atom, for whoever follows by a reader rather than by mail."""
    campaign = public_campaign(slug)
    text = campaign.text_in(translation.get_language())
    feed = Atom1Feed(
        title=text.title,
        link=absolute("campaign", slug=slug),
        description=text.summary,
        language=text.language,
        author_name=campaign.organisation.name,
        feed_url=absolute("news_feed", slug=slug),
    )
    for each in latest(campaign, FED):
        feed.add_item(
            title=each.text.title,
            link=absolute("news_item", slug=slug, item_id=each.item.id),
            description=each.text.body_html,
            pubdate=datetime.combine(each.item.on, time(), UTC),
            updateddate=each.item.changed_at or each.item.published_at,
        )
    return keep(request, feed.writeString("utf-8").encode(), "application/atom+xml; charset=utf-8")


@require_http_methods(["GET", "HEAD", "POST"])
@no_store
def stop_news(request: HttpRequest, token: str) -> HttpResponse:
    """GET: a button. POST: no more news of this campaign, from our page or in one click by a mail
    program (RFC 8058), whose POST comes from no page of ours; the token alone vouches for it."""
    signature = signature_behind(link_in(tokens.STOP_NEWS, token, now=timezone.now()))
    if signature is None:
        return unusable(request)
    if request.method == "POST":
        mailings.stop_news(signature_id=signature.id)
    address = own_fields(signature).get("email")
    return render(
        request,
        "public/stop_news.html",
        signer_context(signature)
        | {
            "done": request.method == "POST" or not signature.wants_updates,
            "never_token": address and _never(address),
        },
    )


def _never(address: str) -> str:
    normalised = Address.parse(address).normalised
    return tokens.make(tokens.UNSUBSCRIBE, sealing.address_hash(normalised))


def _context(campaign: Campaign) -> dict[str, Any]:
    language = translation.get_language()
    return {
        "SITE_NAME": settings.SITE_NAME,
        "SITE_URL": settings.SITE_URL,
        "language": language,
        "campaign": campaign,
        "text": campaign.text_in(language),
    }


def _item_context(campaign: Campaign, found: Shown) -> dict[str, Any]:
    context = _context(campaign)
    page_url = context["SITE_URL"] + found.url
    others = []
    for each in found.item.texts.all():
        with translation.override(each.language):
            others.append((each.language, address_of(campaign.slug, found.item.id, each)))
    return context | {
        "item": found.item,
        "news": found.text,
        "page_url": page_url,
        "translations": sorted(others),
        "share_links": share_links(page_url, found.text.title, context["language"]),
    }
