"""Home, the campaign page and its count."""

import gzip
import hashlib
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.cache import caches
from django.db.models import Prefetch
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from campaign.lib import countries
from campaign.pages.models import Campaign, CampaignText
from campaign.pages.sharing import share_links
from campaign.signatures.forms import SignForm
from campaign.signatures.models import Signature

RECENT_NAMES = 8
PAGE_CACHING = "public, max-age=5, stale-while-revalidate=30"


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    now = timezone.now()
    language = translation.get_language()
    campaigns = (
        Campaign.objects.open(now).prefetch_related("texts").order_by("-opens_at", "-id")[:20]
    )
    listed = [(campaign, campaign.text_in(language)) for campaign in campaigns]
    response = render(request, "public/home.html", {"campaigns": listed, "language": language})
    response.headers["Cache-Control"] = PAGE_CACHING
    return response


@dataclass(frozen=True, slots=True)
class RenderedPage:
    """A page as it goes over the wire, twice, and what to recognise each by."""

    html: bytes
    gzipped: bytes
    etag: str


@require_safe
def campaign(request: HttpRequest, slug: str) -> HttpResponse:
    """The campaign page: the same bytes for everybody, kept for two seconds.

    Nothing in it depends on who asks, so that any cache between us and a crowd may serve it.
    """
    language = translation.get_language()
    key = f"{language}/{slug}"
    page = caches["pages"].get(key)
    if page is None:
        page = _rendered(campaign_context(slug, language, SignForm()))
        caches["pages"].set(key, page)

    zipped = "gzip" in request.headers.get("Accept-Encoding", "")
    etag = f'"{page.etag}-gzip"' if zipped else f'"{page.etag}"'
    response = get_conditional_response(request, etag=etag)
    if response is None:
        response = HttpResponse(page.gzipped if zipped else page.html)
        if zipped:
            response.headers["Content-Encoding"] = "gzip"
    response.headers["ETag"] = etag
    response.headers["Cache-Control"] = PAGE_CACHING
    response.headers["Vary"] = "Accept-Encoding"
    return response


def campaign_context(slug: str, language: str, form: SignForm) -> dict[str, Any]:
    """What templates/public/campaign.html shows. Raises Http404."""
    now = timezone.now()
    parts = ("demands", "quotes", "facts", "timeline")
    campaign = (
        Campaign.objects.public()
        .select_related("organisation", "sealing_key")
        .prefetch_related(
            Prefetch("texts", CampaignText.objects.prefetch_related(*parts).order_by("language"))
        )
        .filter(slug=slug)
        .first()
    )
    if campaign is None:
        raise Http404
    text = campaign.text_in(language)
    page_url = absolute_page_url(slug)
    names = Signature.objects.shown().filter(campaign=campaign)[:RECENT_NAMES]
    return {
        "SITE_NAME": settings.SITE_NAME,
        "SITE_URL": settings.SITE_URL,
        "language": language,
        "campaign": campaign,
        "text": text,
        "translations": [
            (other.language, reverse_in(other.language, "campaign", slug=slug))
            for other in campaign.texts.all()
        ],
        "state": campaign.state_at(now),
        "is_open": campaign.is_open(now),
        "count": campaign.signature_count,
        "goal": campaign.goal,
        "recent_names": [
            {
                "name": signature.public_name,
                "country": countries.name(signature.country, language),
                "confirmed_at": signature.confirmed_at,
            }
            for signature in names
        ],
        "form": form,
        "countries": countries.choices(language),
        "page_url": page_url,
        "share_links": share_links(page_url, text.title, language),
    }


@require_safe
def count(request: HttpRequest, slug: str) -> HttpResponse:
    campaign = Campaign.objects.public().filter(slug=slug).first()
    if campaign is None:
        raise Http404
    response = JsonResponse({"signatures": campaign.signature_count, "goal": campaign.goal})
    response.headers["Cache-Control"] = PAGE_CACHING
    return response


def absolute_page_url(slug: str) -> str:
    """For passing on: it starts with SITE_URL, whatever host a request may have claimed."""
    return settings.SITE_URL + reverse("campaign", kwargs={"slug": slug})


def reverse_in(language: str, view: str, **kwargs: Any) -> str:
    with translation.override(language):
        return reverse(view, kwargs=kwargs)


def _rendered(context: dict[str, Any]) -> RenderedPage:
    html = render_to_string("public/campaign.html", context).encode()
    return RenderedPage(
        html=html,
        # Once for the thousands who get these bytes, so take the trouble; no time in the header.
        gzipped=gzip.compress(html, compresslevel=6, mtime=0),
        etag=hashlib.sha256(html).hexdigest()[:20],
    )
