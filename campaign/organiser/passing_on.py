"""The words that go with a shared link, and the pictures and posters made for it."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from campaign.lib.downloads import file_response
from campaign.lib.typesetting import CannotTypeset
from campaign.organiser.doors import EDITING, SEEING, campaign_for
from campaign.organiser.showing import campaign_page
from campaign.pages.models import Campaign, CampaignText
from campaign.pages.sharing.channels import CHANNELS
from campaign.pages.sharing.forms import ShareTextsForm
from campaign.pages.sharing.posters import PAPERS, printed_address
from campaign.pages.sharing.social_pictures import SHAPES, described, draw
from campaign.pages.sharing.words import BLANKS, LONGEST, change_share_texts, fill


@require_http_methods(["GET", "HEAD", "POST"])
@campaign_for(SEEING, to_change=EDITING)
def words(request: HttpRequest, campaign: Campaign, language: str = "") -> HttpResponse:
    """GET: what people pass on in one language, channel by channel. POST: other words."""
    shown = _text(campaign, language)
    page_url = printed_address(campaign.slug, "", shown.language).partition("?")[0]
    if request.method != "POST":
        return _words_page(request, campaign, ShareTextsForm(campaign, shown, page_url))
    form = ShareTextsForm(campaign, shown, page_url, request.POST)
    if not form.is_valid():
        return _words_page(request, campaign, form, status=422)
    change_share_texts(
        campaign=campaign,
        language=shown.language,
        words=form.words(),
        now=timezone.now(),
        by=request.user,
    )
    messages.success(request, _("Saved. This is what people pass on from now on."))
    return redirect("organiser_share_words_in", slug=campaign.slug, language=shown.language)


@require_safe
@campaign_for(SEEING)
def pictures(request: HttpRequest, campaign: Campaign, language: str = "") -> HttpResponse:
    """How a shared link looks in one language; pictures and posters to take away."""
    shown = _text(campaign, language)
    return campaign_page(
        request,
        "sharing/pictures",
        campaign,
        shown=shown,
        languages=_languages(campaign, "organiser_share_pictures_in"),
        described=described(campaign, shown, campaign.shown_count),
        papers=PAPERS,
    )


@require_safe
@campaign_for(SEEING)
def picture(request: HttpRequest, campaign: Campaign, language: str, shape: str) -> HttpResponse:
    """Drawn as it would be now, for those who run the campaign; the public's is drawn by a task."""
    text = get_object_or_404(campaign.texts.all(), language=language)
    if shape not in SHAPES:
        raise Http404
    try:
        drawn = draw(campaign, text, shape=shape)
    except CannotTypeset:
        return campaign_page(request, "sharing/not_drawn", campaign, status=503)
    return file_response(drawn, "image/png", f"{campaign.slug}-{language}-{shape}.png")


def _words_page(
    request: HttpRequest, campaign: Campaign, form: ShareTextsForm, *, status: int = 200
) -> HttpResponse:
    examples = {blank: fill(f"{{{blank}}}", campaign, form.text) for blank in BLANKS}
    return campaign_page(
        request,
        "sharing/words",
        campaign,
        form=form,
        shown=form.text,
        languages=_languages(campaign, "organiser_share_words_in"),
        blanks=[(blank, BLANKS[blank], examples[blank]) for blank in BLANKS],
        examples=examples,
        silent=[channel.name for channel in CHANNELS.values() if not channel.takes_words],
        longest=LONGEST,
        status=status,
    )


def _text(campaign: Campaign, language: str) -> CampaignText:
    """In `language`; without one, the campaign's main language."""
    if not language:
        return campaign.text_in(campaign.main_language)
    return get_object_or_404(campaign.texts.all(), language=language)


def _languages(campaign: Campaign, view: str) -> list[tuple[str, str]]:
    """(language, address of this page for it) of all in which the campaign has words."""
    spoken = sorted(text.language for text in campaign.texts.all())
    return [
        (code, reverse(view, kwargs={"slug": campaign.slug, "language": code})) for code in spoken
    ]
