"""Writing the words of a campaign's page: the statement beside the draft, saved as it is made."""

import json

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from campaign.lib import markdown
from campaign.organiser.clash_page import clashes_shown
from campaign.organiser.doors import EDITING, SEEING, campaign_for
from campaign.organiser.editor_page import EditorPage
from campaign.organiser.showing import campaign_page
from campaign.pages import editing
from campaign.pages.content import Content
from campaign.pages.editing import Saved
from campaign.pages.merging_words import decided, marks, merge
from campaign.pages.models import Campaign
from campaign.pages.words_form import content_in, content_sent, marks_in, pressed
from campaign.pages.working_copies import Presence, WorkingCopy, name_of
from campaign.templatetags.typeset import clock

GET_OR_POST = require_http_methods(["GET", "HEAD", "POST"])
ON_TO = {"preview": "organiser_page_preview", "publish": "organiser_publish"}


@require_safe
@campaign_for(SEEING)
def main_page(request: HttpRequest, campaign: Campaign) -> HttpResponse:
    return redirect("organiser_page_in", campaign.slug, campaign.main_language)


@GET_OR_POST
@campaign_for(SEEING, to_change=EDITING)
def page_in(request: HttpRequest, campaign: Campaign, language: str) -> HttpResponse:
    """GET: the words in one language, to be written. POST: store them, and do what was pressed."""
    copy = _copy(campaign, language)
    if request.method != "POST":
        return _editor(request, copy)
    button = request.POST.get("do", "")
    content, place = pressed(content_in(request.POST, copy.content), button)
    saved = editing.save_words(
        copy, content, opened=marks_in(request.POST), by=request.user, now=timezone.now()
    )
    if _wants_json(request):
        return _said(request, saved, content)
    if saved.clashes:
        return _both(request, saved, content)
    if button == "show":
        return _editor(request, saved.copy, shows_text=True)
    return _on(request, saved, button, place)


@require_POST
@campaign_for(EDITING)
def decide(request: HttpRequest, campaign: Campaign, language: str) -> HttpResponse:
    """What somebody chose of their own words and of a colleague's, part by part."""
    copy = _copy(campaign, language)
    mine = content_sent(request.POST.get("mine", ""), copy.content)
    theirs = content_sent(request.POST.get("theirs", ""), copy.content)
    # As it was asked. If somebody has saved once more since, that is asked in its turn.
    merged, clashes = merge(mine, theirs, marks_in(request.POST))
    chosen = {each.name for each in clashes if request.POST.get(f"choose.{each.name}") == "mine"}
    content = decided(merged, clashes, chosen)
    saved = editing.save_words(
        copy, content, opened=marks(theirs), by=request.user, now=timezone.now()
    )
    if saved.clashes:
        return _both(request, saved, content, opened=marks(theirs))
    return _on(request, saved, "", "")


@require_POST
@campaign_for(EDITING)
def here(request: HttpRequest, campaign: Campaign, language: str) -> JsonResponse:
    """Somebody has the page open; who else has, and whether it has changed under them."""
    copy, now = _copy(campaign, language), timezone.now()
    editing.be_present(copy, by=request.user, now=now)
    others = editing.others_present(copy, than=request.user, now=now)
    return JsonResponse({"stamp": copy.stamp, "others": _others(others, campaign)})


# --- Answers --------------------------------------------------------------------------------


def _copy(campaign: Campaign, language: str) -> WorkingCopy:
    """Of a language that the campaign has; else 404."""
    if language not in dict(settings.LANGUAGES):
        raise Http404
    copies = WorkingCopy.objects.filter(campaign=campaign, language=language)
    copy = copies.select_related("changed_by").first()
    if copy is None and (
        language == campaign.main_language or campaign.texts.filter(language=language).exists()
    ):
        copy = WorkingCopy.objects.for_language(campaign, language)
    if copy is None:
        raise Http404
    copy.campaign = campaign
    return copy


def _editor(
    request: HttpRequest, copy: WorkingCopy, *, shows_text: bool = False, status: int = 200
) -> HttpResponse:
    campaign, now = copy.campaign, timezone.now()
    others = editing.others_present(copy, than=request.user, now=now)
    sheet = EditorPage(
        campaign,
        copy,
        copies=[copy if each.id == copy.id else each for each in campaign.working_copies.all()],
        published={each.language: each for each in editing.texts_with_parts(campaign)},
    )
    return campaign_page(
        request,
        "page/editor",
        campaign,
        sheet=sheet,
        opened=json.dumps(sheet.opened),
        to_do=to_do(len(sheet.problems)),
        others=_others(others, campaign),
        shown_text=markdown.to_html(copy.content["body"]) if shows_text else None,
        status=status,
    )


def _both(
    request: HttpRequest, saved: Saved, mine: Content, opened: dict[str, str] | None = None
) -> HttpResponse:
    """409: what two people wrote, side by side. Nothing has been stored."""
    return campaign_page(
        request,
        "page/both",
        saved.copy.campaign,
        copy=saved.copy,
        rows=clashes_shown(saved.clashes, saved.copy.content),
        mine=json.dumps(mine),
        theirs=json.dumps(saved.copy.content),
        opened=json.dumps(marks_in(request.POST) if opened is None else opened),
        status=409,
    )


def _on(request: HttpRequest, saved: Saved, button: str, place: str) -> HttpResponse:
    """To the page that was asked for, or back to the place of what was pressed."""
    copy = saved.copy
    if saved.taken_over:
        messages.info(
            request,
            _("Saved. What a colleague changed meanwhile in other places has been kept, too."),
        )
    elif button in {"", "save"}:
        messages.success(request, _("Saved."))
    if button in ON_TO:
        return redirect(ON_TO[button], copy.campaign.slug)
    address = reverse("organiser_page_in", args=[copy.campaign.slug, copy.language])
    return redirect(f"{address}#{place}" if place else address)


def _said(request: HttpRequest, saved: Saved, content: Content) -> JsonResponse:
    """For static/js/editor.js."""
    copy, now = saved.copy, timezone.now()
    editing.be_present(copy, by=request.user, now=now)
    others = editing.others_present(copy, than=request.user, now=now)
    sheet = EditorPage(copy.campaign, copy, copies=[], published={})
    answer = {
        "stamp": copy.stamp,
        "others": _others(others, copy.campaign),
        "taken_over": saved.taken_over,
        "problems": sheet.problems,
        "to_do": to_do(len(sheet.problems)),
    }
    if saved.clashes:
        return JsonResponse(answer | {"clash": _who(copy)}, status=409)
    return JsonResponse(answer | {"opened": marks(content)})


def to_do(problems: int) -> str:
    if not problems:
        return ""
    return ngettext(
        "%(count)d thing to mend before it can be published",
        "%(count)d things to mend before it can be published",
        problems,
    ) % {"count": problems}


def _who(copy: WorkingCopy) -> str:
    return _("%(name)s changed the same words at %(time)s.") % {
        "name": copy.writer,
        "time": clock(copy.changed_at or timezone.now(), copy.campaign.time_zone),
    }


def _others(others: list[Presence], campaign: Campaign) -> list[str]:
    return [
        _("%(name)s is editing this too, since %(time)s.")
        % {
            "name": name_of(each.user),
            "time": clock(each.since, campaign.time_zone),
        }
        for each in others
    ]


def _wants_json(request: HttpRequest) -> bool:
    return request.headers.get("Accept", "") == "application/json"
