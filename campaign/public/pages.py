"""Home, the campaign page and its count."""

import json
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.db.models import Prefetch
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation.trans_real import parse_accept_lang_header
from django.views.decorators.http import require_safe

from campaign.letters.standing import standings
from campaign.letters.writing import Letters, can_be_written
from campaign.lib import countries
from campaign.pages.models import Campaign, CampaignText
from campaign.pages.partner_models import asked_in
from campaign.pages.pictures import PictureFile
from campaign.pages.sharing.models import SocialPicture
from campaign.pages.sharing.social_pictures import described, picture_address
from campaign.pages.sharing.words import passing_on
from campaign.public.kept import keep, kept
from campaign.public.news_shown import latest
from campaign.signatures.forms import EmailOnlyForm, SignForm
from campaign.signatures.models import Signature
from campaign.signatures.sources import signatures_on_paper
from campaign.signatures.weeding.published import published

RECENT_NAMES = 8
# As browsers ask for what is written in simplified letters.
CHINESE = dict.fromkeys(("zh", "zh-cn", "zh-hans", "zh-hans-cn", "zh-sg", "zh-my"), "zh-hans")
LATEST_NEWS = 3


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    return kept(request, "public/home.html", home_context)


@require_safe
def campaign(request: HttpRequest, slug: str) -> HttpResponse:
    return kept(
        request,
        "public/campaign.html",
        lambda: campaign_context(slug, SignForm()),
        counts_for=slug,
    )


@require_safe
def in_any_language(request: HttpRequest, slug: str) -> HttpResponse:
    """Where a printed code leads that is for everybody: on to the page in the first language that
    the reader's browser asks for and the campaign has words in, else in its main one."""
    campaign = Campaign.objects.public().prefetch_related("texts").filter(slug=slug).first()
    if campaign is None:
        raise Http404
    spoken = {text.language for text in campaign.texts.all()}
    asked = parse_accept_lang_header(request.META.get("HTTP_ACCEPT_LANGUAGE", ""))
    ours = (CHINESE.get(code, code.partition("-")[0]) for code, _preference in asked)
    language = next((code for code in ours if code in spoken), campaign.main_language)
    address = reverse_in(language, "campaign", slug=slug)
    if code := request.GET.get("s"):
        address = f"{address}?{urlencode({'s': code})}"
    headers = {
        "Location": address,
        "Vary": "Accept-Language",
        # Not for a cache in front of us, which may leave the query out of its keys.
        "Cache-Control": "private, max-age=300",
    }
    return HttpResponse(status=302, headers=headers)


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
            "share_texts",
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
    names = (
        Signature.objects.shown().filter(campaign=campaign)[:RECENT_NAMES]
        if campaign.rules.shows_signers
        else []
    )
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
        "count": campaign.shown_count,
        "count_step": campaign.rules.count_step,
        "on_paper": _on_paper(campaign),
        "goal": campaign.goal,
        "recent_names": [
            {
                "name": signature.shown_name,
                "comment": signature.shown_comment,
                "country": countries.name(signature.country, language),
                "confirmed_at": signature.confirmed_at,
            }
            for signature in names
        ],
        "news": latest(campaign, LATEST_NEWS),
        "standings": strip,
        "left_out": letters.left_out,
        "published": published(campaign),
        "can_write": bool(strip) and can_be_written(campaign, now),
        "banner": campaign.banner_in(language, now),
        "final_words": campaign.final_words_in(language),
        "picture": picture,
        "picture_alt": picture and picture.alt_in(text.language),
        "form": form,
        "partners": asked_in(campaign, language),
        "countries": countries.choices(language),
        "page_url": page_url,
        "passing_on": passing_on(campaign, text, page_url=page_url, language=language),
        "social_picture": social_picture(campaign, text),
    }


def _on_paper(campaign: Campaign) -> int:
    """How many of the count were given on paper; not told where the count itself moves in steps."""
    if not campaign.signature_count or campaign.rules.count_step > 1:
        return 0
    return signatures_on_paper(campaign)


@require_safe
def count(request: HttpRequest, slug: str) -> HttpResponse:
    campaign = Campaign.objects.public().filter(slug=slug).first()
    if campaign is None:
        raise Http404
    counted = {"signatures": campaign.shown_count, "goal": campaign.goal}
    return keep(request, json.dumps(counted).encode(), "application/json")


def social_picture(campaign: Campaign, text: CampaignText) -> dict[str, str] | None:
    """What others' sites show beside a link to the page; None before it was drawn."""
    pictures = SocialPicture.objects.filter(campaign=campaign, language=text.language)
    picture = pictures.defer("png").first()
    if picture is None:
        return None
    return {
        "address": picture_address(picture, campaign.slug),
        "description": described(campaign, text, picture.shown_count),
    }


def absolute_page_url(slug: str) -> str:
    """For passing on: it starts with SITE_URL, whatever host a request may have claimed."""
    return settings.SITE_URL + reverse("campaign", kwargs={"slug": slug})


def reverse_in(language: str, view: str, **kwargs: Any) -> str:
    with translation.override(language):
        return reverse(view, kwargs=kwargs)
