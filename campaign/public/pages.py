"""Home, the campaign page and its count."""

import json
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import Prefetch
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone, translation
from django.views.decorators.http import require_safe

from campaign.letters.standing import standings
from campaign.letters.writing import Letters, can_be_written
from campaign.lib import countries
from campaign.pages.models import Campaign, CampaignText
from campaign.pages.pictures import PictureFile
from campaign.pages.sharing import share_links
from campaign.public.kept import keep, kept
from campaign.signatures.forms import EmailOnlyForm, SignForm
from campaign.signatures.models import Signature

RECENT_NAMES = 8


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    return kept(request, "public/home.html", home_context)


@require_safe
def campaign(request: HttpRequest, slug: str) -> HttpResponse:
    return kept(request, "public/campaign.html", lambda: campaign_context(slug, SignForm()))


def home_context() -> dict[str, Any]:
    """The campaigns that are open, newest first, and the languages any of them speaks."""
    language = translation.get_language()
    campaigns = (
        Campaign.objects.open(timezone.now()).prefetch_related("texts").order_by("-opens_at", "-id")
    )[:20]
    spoken = {text.language for campaign in campaigns for text in campaign.texts.all()}
    return {
        "SITE_NAME": settings.SITE_NAME,
        "SITE_URL": settings.SITE_URL,
        "language": language,
        "campaigns": [(campaign, campaign.text_in(language)) for campaign in campaigns],
        "translations": [
            (code, reverse_in(code, "home")) for code, _name in settings.LANGUAGES if code in spoken
        ],
    }


def campaign_context(slug: str, form: SignForm | EmailOnlyForm) -> dict[str, Any]:
    """What the pages about one campaign show, in the language of the address. Raises Http404."""
    now = timezone.now()
    language = translation.get_language()
    parts = ("demands", "quotes", "facts", "timeline")
    campaign = (
        Campaign.objects.public()
        .select_related("organisation", "sealing_key", "picture")
        .prefetch_related(
            Prefetch("texts", CampaignText.objects.prefetch_related(*parts).order_by("language")),
            Prefetch("picture__files", PictureFile.objects.defer("content")),
        )
        .filter(slug=slug)
        .first()
    )
    if campaign is None:
        raise Http404
    return page_context(campaign, campaign.text_in(language), form, now=now)


def page_context(
    campaign: Campaign, text: CampaignText, form: SignForm | EmailOnlyForm, *, now: datetime
) -> dict[str, Any]:
    """The same of a campaign and words at hand, for a preview too: nobody need see it yet."""
    language, slug = translation.get_language(), campaign.slug
    picture = getattr(campaign, "picture", None)
    page_url = absolute_page_url(slug)
    letters = Letters(campaign, today=campaign.today(now))
    strip = standings(letters, now=now)
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
        "standings": strip,
        "left_out": letters.left_out,
        "can_write": bool(strip) and can_be_written(campaign, now),
        "banner": campaign.banner_in(language, now),
        "final_words": campaign.final_words_in(language),
        "picture": picture,
        "picture_alt": picture and picture.alt_in(text.language),
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
    counted = {"signatures": campaign.signature_count, "goal": campaign.goal}
    return keep(request, json.dumps(counted).encode(), "application/json")


def absolute_page_url(slug: str) -> str:
    """For passing on: it starts with SITE_URL, whatever host a request may have claimed."""
    return settings.SITE_URL + reverse("campaign", kwargs={"slug": slug})


def reverse_in(language: str, view: str, **kwargs: Any) -> str:
    with translation.override(language):
        return reverse(view, kwargs=kwargs)
