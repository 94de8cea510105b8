"""What the public page has said, and when: each change, compared to now, and put back."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from campaign.lib.paging import one_page
from campaign.organiser.doors import EDITING, SEEING, campaign_for
from campaign.organiser.showing import campaign_page
from campaign.pages import publishing
from campaign.pages.content import as_text, content_of
from campaign.pages.differences import differences
from campaign.pages.editing import texts_with_parts
from campaign.pages.in_words import settings_in_words, what_changed
from campaign.pages.models import Campaign
from campaign.pages.remembered import ON_A_PAGE, PublishedChange
from campaign.pages.settings import settings_of

Kind = PublishedChange.Kind


@require_safe
@campaign_for(SEEING)
def history(request: HttpRequest, campaign: Campaign) -> HttpResponse:
    """The newest first; ?before=<id> goes on from there."""
    before = request.GET.get("before", "")
    start = int(before) if before.isdecimal() and len(before) <= 18 else None
    shown, are_more = one_page(campaign.history.listed().after(start), ON_A_PAGE)
    return campaign_page(
        request,
        "settings/history",
        campaign,
        rows=[(change, what_changed(change)) for change in shown],
        older=shown[-1].id if are_more else None,
        is_continued=start is not None,
    )


@require_safe
@campaign_for(SEEING)
def change(request: HttpRequest, campaign: Campaign, change_id: int) -> HttpResponse:
    """How it stood after one change, and what is different now."""
    return _change_page(request, campaign, _change_of(campaign, change_id))


@require_POST
@campaign_for(EDITING)
def put_back(request: HttpRequest, campaign: Campaign, change_id: int) -> HttpResponse:
    """Words only: settings are looked at and saved again, since an address may be taken now."""
    found = _change_of(campaign, change_id)
    if found.kind != Kind.WORDS:
        raise Http404
    try:
        is_all = publishing.put_back(found, by=request.user, now=timezone.now())
    except ValidationError:  # the rules of a page are stricter now
        return _change_page(request, campaign, found, status=409, is_refused=True)
    messages.success(request, _("These words are on the page again."))
    if not is_all:
        messages.warning(
            request,
            _(
                "Somebody is writing other words in this language. They stay as they are, and "
                "replace these once they are published."
            ),
        )
    return redirect("organiser_history", slug=campaign.slug)


def _change_of(campaign: Campaign, change_id: int) -> PublishedChange:
    return get_object_or_404(campaign.history.select_related("put_back"), id=change_id)


def _change_page(
    request: HttpRequest, campaign: Campaign, found: PublishedChange, **context: Any
) -> HttpResponse:
    if found.kind == Kind.WORDS:
        context |= _words(campaign, found)
    elif found.kind == Kind.SETTINGS:
        context |= _settings(campaign, found)
    return campaign_page(
        request, "settings/change", campaign, change=found, what=what_changed(found), **context
    )


def _words(campaign: Campaign, found: PublishedChange) -> dict[str, Any]:
    texts = {text.language: text for text in texts_with_parts(campaign)}
    now = texts.get(found.language)
    return {
        "then": as_text(campaign, found.language, found.content),
        "different": differences(found.content, now and content_of(now)),
    }


def _settings(campaign: Campaign, found: PublishedChange) -> dict[str, Any]:
    now = {name: value for name, _label, value in settings_in_words(settings_of(campaign))}
    rows = [(label, value, now[name]) for name, label, value in settings_in_words(found.content)]
    return {"settings_then": rows, "is_different": any(then != today for _l, then, today in rows)}
