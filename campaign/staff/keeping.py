"""How long names are kept, closing for good, and the erasing that follows."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from campaign.lib.weeks import day_of
from campaign.organiser.doors import ENTRUSTED, OWNING, campaign_for
from campaign.organiser.showing import campaign_page
from campaign.pages import keeping as clock
from campaign.pages.keeping_form import KeepingForm
from campaign.pages.models import Campaign
from campaign.signatures import ending as verbs
from campaign.signatures.ending_forms import TypedAgainForm
from campaign.signatures.ending_models import Ending
from campaign.signatures.models import Signature
from campaign.templatetags.typeset import number

GET_OR_POST = require_http_methods(["GET", "HEAD", "POST"])


@GET_OR_POST
@campaign_for(ENTRUSTED, to_change=OWNING)
def keeping(request: HttpRequest, campaign: Campaign) -> HttpResponse:
    """GET: when names go, and what that depends on. POST: for how long they are kept."""
    form = KeepingForm(campaign, request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            days = form.cleaned_data["days"]
            clock.keep_for(campaign, days=days, by=request.user, now=timezone.now())
        except ValidationError as error:
            form.add_error("days", error)
        else:
            messages.success(request, _("Saved. The page says so, too."))
            return redirect("staff_keeping", slug=campaign.slug)
    ending, now = _ending_of(campaign), timezone.now()
    due = campaign.names_kept_until
    return campaign_page(
        request,
        "keeping/keeping",
        campaign,
        desk="staff",
        status=422 if form.errors else 200,
        form=form,
        can_change=len(form.fields["days"].choices) > 1 and not campaign.is_closed_for_good,
        state=campaign.state_at(now),
        ending=ending,
        progress=_progress_of(ending),
        due=ending.begins_at(due) if ending else due,
    )


@GET_OR_POST
@campaign_for(OWNING)
@reauthentication_required
def close_for_good(request: HttpRequest, campaign: Campaign) -> HttpResponse:
    """GET: what is lost. POST, with the campaign's address typed: done."""
    return _typed_again(
        request,
        campaign,
        "keeping/close",
        verbs.close_for_good,
        said=_("The campaign is closed for good. Nobody can try out addresses on it any more."),
    )


@GET_OR_POST
@campaign_for(OWNING)
@reauthentication_required
def erase_now(request: HttpRequest, campaign: Campaign) -> HttpResponse:
    """GET: what is lost. POST, with the campaign's address typed: a worker begins."""
    return _typed_again(
        request,
        campaign,
        "keeping/erase",
        verbs.erase_now,
        said=_("All names are being erased."),
    )


@require_safe
@campaign_for(ENTRUSTED)
def progress(request: HttpRequest, campaign: Campaign) -> JsonResponse:
    """How far the erasing is, for static/js/progress.js."""
    ending = _ending_of(campaign)
    if ending is None:
        raise Http404
    return JsonResponse(
        _progress_of(ending) | {"state": ending.state, "standing": ending.get_state_display()}
    )


def _typed_again(
    request: HttpRequest,
    campaign: Campaign,
    template: str,
    verb: Callable[..., None],
    *,
    said: str,
) -> HttpResponse:
    now = timezone.now()
    form = TypedAgainForm(campaign, request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            verb(campaign, by=request.user, now=now)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, said)
            return redirect("staff_keeping", slug=campaign.slug)
    return campaign_page(
        request,
        template,
        campaign,
        desk="staff",
        status=422 if form.errors else 200,
        form=form,
        state=campaign.state_at(now),
        due=campaign.names_kept_until,
        **_numbers(campaign, now),
    )


def _numbers(campaign: Campaign, now: datetime) -> dict[str, Any]:
    there = Signature.objects.filter(campaign=campaign).exclude(state=Signature.State.WITHDRAWN)
    if campaign.rules.knows_weeks_only:  # no number moves as a button is pressed (counting.py)
        return {"pending": 0, "names": there.filter(confirmed_at__lt=day_of(now)).count()}
    pending = there.filter(state=Signature.State.PENDING).count()
    return {"pending": pending, "names": there.count() - pending}


def _ending_of(campaign: Campaign) -> Ending | None:
    return Ending.objects.filter(campaign=campaign).first()


def _progress_of(ending: Ending | None) -> dict[str, Any] | None:
    """{"done": 120, "total": 1000, "words": "120 of 1,000 rows erased."}"""
    if ending is None:
        return None
    words = ngettext(
        "%(done)s of %(total)s row erased.", "%(done)s of %(total)s rows erased.", ending.rows_total
    ) % {"done": number(ending.rows_done), "total": number(ending.rows_total)}
    return {"done": ending.rows_done, "total": ending.rows_total, "words": words}
