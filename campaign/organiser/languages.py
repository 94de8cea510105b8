"""The languages of a campaign's page: one more, one less, and how far each is."""

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from campaign.organiser.doors import EDITING, SEEING, campaign_for
from campaign.organiser.editor_page import EditorPage
from campaign.organiser.showing import campaign_page
from campaign.pages import editing, publishing
from campaign.pages.models import Campaign
from campaign.pages.working_copies import WorkingCopy

GET_OR_POST = require_http_methods(["GET", "HEAD", "POST"])


@GET_OR_POST
@campaign_for(SEEING, to_change=EDITING)
def languages(request: HttpRequest, campaign: Campaign) -> HttpResponse:
    """GET: those it has, and those it could have. POST: one more."""
    main = WorkingCopy.objects.for_language(campaign, campaign.main_language)
    main.campaign = campaign
    texts = {each.language: each for each in editing.texts_with_parts(campaign)}
    copies = list(campaign.working_copies.all())
    there = {each.language for each in copies} | texts.keys()
    others = [(code, name) for code, name in settings.LANGUAGES if code not in there]
    error = ""
    if request.method == "POST":
        asked = request.POST.get("language", "")
        if asked in dict(others):
            editing.add_language(campaign, asked, by=request.user, now=timezone.now())
            messages.success(
                request, _("Added. It begins with the main language’s words, to be translated.")
            )
            return redirect("organiser_page_in", campaign.slug, asked)
        error = _("Please choose a language that this page does not have yet.")
    sheet = EditorPage(campaign, main, copies=copies, published=texts)
    only_published = texts.keys() - {each.language for each in copies}
    return campaign_page(
        request,
        "page/languages",
        campaign,
        sheet=sheet,
        only_published=sorted(only_published),
        others=others,
        error=error,
        status=422 if error else 200,
    )


@GET_OR_POST
@campaign_for(EDITING)
def remove(request: HttpRequest, campaign: Campaign, language: str) -> HttpResponse:
    """GET: what that means, and a button. POST: done."""
    text = campaign.texts.filter(language=language).first()
    is_there = text or campaign.working_copies.filter(language=language).exists()
    if not is_there or language == campaign.main_language:
        raise Http404
    if request.method == "POST":
        publishing.remove_language(campaign, language, by=request.user, now=timezone.now())
        messages.success(request, _("Removed."))
        return redirect("organiser_languages", campaign.slug)
    return campaign_page(
        request, "page/remove_language", campaign, language=language, is_published=bool(text)
    )
