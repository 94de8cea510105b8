"""The public page as it will be, with the words that are being written: to look at, not to sign."""

from django.db.models import Prefetch, prefetch_related_objects
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone, translation
from django.views.decorators.http import require_safe

from campaign.lib.doors import content_security_policy
from campaign.organiser.doors import SEEING, campaign_for
from campaign.organiser.showing import campaign_page
from campaign.pages.content import as_text
from campaign.pages.each_language_form import languages_of
from campaign.pages.editing import unpublished, words_written
from campaign.pages.lifecycle import State
from campaign.pages.models import Campaign
from campaign.pages.pictures import PictureFile
from campaign.public.pages import page_context
from campaign.signatures.forms import SignForm

SIZES = ("both", "phone", "desktop")


@require_safe
@campaign_for(SEEING)
def preview(request: HttpRequest, campaign: Campaign) -> HttpResponse:
    """The page in a phone's frame and a desktop's; ?language= and ?on= choose."""
    languages = languages_of(campaign)
    language = request.GET.get("language", "")
    size = request.GET.get("on", "")
    response = campaign_page(
        request,
        "settings/preview",
        campaign,
        languages=languages,
        language=language if language in languages else languages[0],
        sizes=SIZES,
        size=size if size in SIZES else SIZES[0],
        unpublished=unpublished(campaign),
    )
    response.headers["Content-Security-Policy"] = content_security_policy(frame_src="'self'")
    return response


@require_safe
@campaign_for(SEEING)
def preview_frame(request: HttpRequest, campaign: Campaign, language: str) -> HttpResponse:
    """What stands in the frames: the only page of the site that may stand in one, of ours."""
    content = words_written(campaign).get(language)
    if content is None:
        raise Http404
    now = timezone.now()
    prefetch_related_objects(
        [campaign], Prefetch("picture__files", PictureFile.objects.defer("content"))
    )
    with translation.override(language):
        context = page_context(campaign, as_text(campaign, language, content), SignForm(), now=now)
        # As it will be on the day it opens.
        if campaign.state_at(now) in {State.DRAFT, State.SCHEDULED}:
            context |= {"is_open": campaign.sealing_key_id is not None, "state": State.OPEN}
        response = render(request, "organiser/settings/preview_frame.html", context)
    response.headers["Content-Security-Policy"] = content_security_policy(
        script_src="'none'", form_action="'none'", frame_ancestors="'self'"
    )
    response.headers["X-Frame-Options"] = "SAMEORIGIN"
    return response
