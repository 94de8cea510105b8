"""Before a list is handed over: what should not be on it, and what was decided about each."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.db.models import Count, Max, Min, Q
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from campaign.exports.choosing import Preset
from campaign.exports.models import ExportJob
from campaign.lib.doors import no_store
from campaign.organiser.doors import ENTRUSTED, campaign_for, has_been_away
from campaign.organiser.showing import campaign_page
from campaign.pages.models import Campaign
from campaign.signatures.batches import CannotUndo
from campaign.signatures.moderation_models import ModerationBatch
from campaign.signatures.weeding import deciding, listed, suspects, sweeping
from campaign.signatures.weeding.forms import DecisionForm, ListForm
from campaign.signatures.weeding.models import IN_GROUPS, Suspect, Sweep, Why
from campaign.signatures.weeding.published import published
from campaign.signatures.weeding.words import ADVICE
from campaign.staff.emptied import while_there_are_names
from campaign.templatetags.typeset import number

UNDOABLE_SHOWN = 5
MOST_PAGES = 10_000
WRITTEN = Q(state=ExportJob.State.WRITTEN)


@dataclass(frozen=True, slots=True)
class Chosen:
    """Which part of one reason's list: all of it stands in the address, and in hidden fields."""

    show: str
    number: int
    together: int | None  # a suspect's number: only those that are together with it

    @classmethod
    def from_query(cls, query: QueryDict) -> "Chosen":
        show = query.get("show", "")
        return cls(
            show if show in suspects.SHOWS else "waiting",
            _number(query.get("page", "")) or 1,
            _number(query.get("together", "")),
        )

    def query(self, **other: Any) -> str:
        values = {"show": self.show, "page": self.number, "together": self.together} | other
        default = {"show": "waiting", "page": 1}
        query = QueryDict(mutable=True)
        query.update({k: str(v) for k, v in values.items() if v and v != default.get(k)})
        return f"?{query.urlencode()}" if query else ""


def _number(typed: str) -> int | None:
    is_one = typed.isascii() and typed.isdigit() and len(typed) < 19
    return int(typed) if is_one and int(typed) else None


@require_safe
@no_store
@campaign_for(ENTRUSTED)
@while_there_are_names("weeding")
def weeding(request: HttpRequest, campaign: Campaign) -> HttpResponse:
    """What stands out and why, how far the search is, what was decided last."""
    sweep = campaign.sweeps.order_by("-requested_at").first()
    last = suspects.last_sweep(campaign)
    counts = suspects.counts(campaign)
    handed_over_at = _handed_over_at(campaign)
    batches = deciding.undoable(campaign, handed_over_at=handed_over_at)
    return _page(
        request,
        "overview",
        campaign,
        sweep=sweep,
        progress=sweep and sweep.is_unfinished and progress_of(sweep),
        last=last,
        since=last and suspects.signed_since(campaign, last, now=timezone.now()),
        most_counted=suspects.MOST_COUNTED,
        reasons=[{"why": why, "advice": ADVICE[why]} | many for why, many in counts.items()],
        waiting=sum(many["waiting"] for many in counts.values()),
        batches=_with_counts(batches[:UNDOABLE_SHOWN]),
        handed_over_at=handed_over_at,
        published=published(campaign),
        is_offline=campaign.sealing_key and campaign.sealing_key.wrapped_private_key is None,
    )


@require_POST
@campaign_for(ENTRUSTED)
@while_there_are_names("weeding")
def begin(request: HttpRequest, campaign: Campaign) -> HttpResponse:
    sweeping.request_sweep(campaign=campaign, by=request.user, now=timezone.now())
    return redirect("staff_weeding", slug=campaign.slug)


@require_POST
@campaign_for(ENTRUSTED)
def cancel(request: HttpRequest, campaign: Campaign) -> HttpResponse:
    sweeping.cancel_sweep(campaign=campaign, by=request.user, now=timezone.now())
    return redirect("staff_weeding", slug=campaign.slug)


@require_safe
@no_store
@campaign_for(ENTRUSTED)
def progress(request: HttpRequest, campaign: Campaign) -> JsonResponse:
    """How far the newest search is, for static/js/progress.js."""
    sweep = campaign.sweeps.order_by("-requested_at").first()
    if sweep is None:
        raise Http404
    return JsonResponse(
        progress_of(sweep) | {"state": sweep.state, "standing": sweep.get_state_display()}
    )


def progress_of(sweep: Sweep) -> dict[str, Any]:
    """{"done": 120, "total": 1000, "words": "120 of 1,000 signatures looked at."}"""
    done, total = sweep.rows_done, max(sweep.rows_total, sweep.rows_done)
    if sweep.state == Sweep.State.WAITING:
        words = _("Waiting for its turn.")
    elif not done:
        words = _("Just begun.")
    elif done == total:
        words = _("All are looked at. Comparing them with one another…")
    else:
        words = ngettext(
            "%(done)s of %(total)s signature looked at.",
            "%(done)s of %(total)s signatures looked at.",
            total,
        ) % {"done": number(done), "total": number(total)}
    return {"done": done, "total": total, "words": words}


@require_http_methods(["GET", "HEAD", "POST"])
@no_store
@campaign_for(ENTRUSTED)
@while_there_are_names("weeding")
@reauthentication_required(enabled=has_been_away)
def reason(request: HttpRequest, campaign: Campaign, why: str) -> HttpResponse:
    """GET: those suspected of one thing, with their names. POST: what was decided about some."""
    if why not in Why:
        raise Http404
    chosen = Chosen.from_query(request.POST if request.method == "POST" else request.GET)
    form = DecisionForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return _reason_page(request, campaign, Why(why), chosen, form)
    done, are_more = form.carry_out(
        campaign=campaign, why=Why(why), show=chosen.show, by=request.user, now=timezone.now()
    )
    messages.success(request, _said(done, are_more=are_more))
    return redirect(request.path + chosen.query(page=1, together=None))


def _reason_page(
    request: HttpRequest, campaign: Campaign, why: Why, chosen: Chosen, form: DecisionForm
) -> HttpResponse:
    group = chosen.together and suspects.group_of(campaign, why, chosen.together)
    place = min(chosen.number, MOST_PAGES)
    if group:
        page = suspects.page_of_group(campaign, why, group, number=place)
    else:
        page = suspects.page_of(campaign, why, chosen.show, number=place)
    suspects.open_names(campaign=campaign, page=page, by=request.user, now=timezone.now())
    counts = suspects.counts(campaign).get(why, dict.fromkeys(suspects.SHOWS, 0))
    titles = {"waiting": _("Waiting"), "left_out": _("Left out"), "kept": _("Kept")}
    return _page(
        request,
        "reason",
        campaign,
        status=422 if form.errors else 200,
        why=why,
        advice=ADVICE[why],
        chosen=chosen,
        form=form,
        is_grouped=why in IN_GROUPS and chosen.show == "waiting",
        together=[_shown(one, page, form) for one in page.together],
        following=page.following and chosen.query(page=page.following),
        first=chosen.query(page=1),
        lists=[
            (titles[show], counts[show], chosen.query(show=show, page=1, together=None), show)
            for show in suspects.SHOWS
        ],
        count=counts[chosen.show],
        most=suspects.MOST_AT_ONCE,
        base=reverse("staff_weeding_reason", args=[campaign.slug, why]),
        last=deciding.undoable(campaign, handed_over_at=_handed_over_at(campaign))
        .filter(by=request.user)
        .first(),
    )


def _shown(one: suspects.Together, page: suspects.Page, form: DecisionForm) -> dict[str, Any]:
    rows = [_row(each, page, form) for each in one.members]
    first = one.first and _row(one.first, page, form)
    return {
        "rows": rows,
        "first": first,
        "number": one.waiting,
        "more": one.more,
        "anchor": one.anchor,
        "heading": (first or rows[0])["name"],
        "country": one.members[0].signature.country,
    }


def _row(suspect: Suspect, page: suspects.Page, form: DecisionForm) -> dict[str, Any]:
    opened = page.opened.get(suspect.signature_id)
    return {
        "suspect": suspect,
        "signature": suspect.signature,
        "name": opened.name if opened else suspect.signature.public_name,
        "opened": opened,
        "is_ticked": suspect.id in form.ticked,
    }


@require_POST
@campaign_for(ENTRUSTED)
def undo(request: HttpRequest, campaign: Campaign, batch_id: int) -> HttpResponse:
    try:
        many = deciding.undo(
            campaign=campaign,
            batch_id=batch_id,
            handed_over_at=_handed_over_at(campaign),
            by=request.user,
            now=timezone.now(),
        )
    except CannotUndo:
        messages.error(request, _("That can’t be undone as a whole any more."))
    else:
        said = ngettext("Undone: %s waits again.", "Undone: %s wait again.", many)
        messages.success(request, said % number(many))
    why = request.POST.get("back", "")
    if why in Why:
        return redirect("staff_weeding_reason", slug=campaign.slug, why=why)
    return redirect("staff_weeding", slug=campaign.slug)


@require_http_methods(["GET", "HEAD", "POST"])
@campaign_for(ENTRUSTED)
@while_there_are_names("weeding")
def own_list(request: HttpRequest, campaign: Campaign) -> HttpResponse:
    """Signatures to look at that somebody found offline, by their numbers."""
    form = ListForm(*([request.POST, request.FILES] if request.method == "POST" else []))
    if not form.is_valid():
        return _page(request, "list", campaign, form=form, status=422 if form.errors else 200)
    done = listed.list_suspects(
        campaign=campaign, numbers=form.cleaned_data["list"], by=request.user, now=timezone.now()
    )
    if done.strangers or not done.added:
        return _page(request, "list", campaign, form=ListForm(), done=done)
    messages.success(
        request,
        ngettext("%s signature waits here now.", "%s signatures wait here now.", done.added)
        % number(done.added),
    )
    return redirect("staff_weeding_reason", slug=campaign.slug, why=Why.LISTED)


# --- Shared ---------------------------------------------------------------------------------------


def _handed_over_at(campaign: Campaign) -> datetime | None:
    """When a list for handing over last left the site: what was decided before it is settled."""
    lists = campaign.exports.filter(preset=Preset.DELIVERY)
    left = lists.aggregate(
        downloaded=Max("downloaded_at"), written=Max("finished_at", filter=WRITTEN)
    )
    return max(filter(None, left.values()), default=None)


def _with_counts(batches: Any) -> list[ModerationBatch]:
    counted = batches.annotate(many=Count("suspects"), why=Min("suspects__why"))
    there = list(counted.select_related("by"))
    for batch in there:
        batch.about = Why(batch.why).label if batch.why in Why else ""
    return there


def _said(done: deciding.Done, *, are_more: bool) -> str:
    many = done.changed
    if not many:
        return _("Nothing to change: it was so already.")
    if done.kind == ModerationBatch.Kind.WEEDED:
        said = ngettext("%s left out.", "%s left out.", many) % number(many)
    else:
        said = ngettext("%s kept.", "%s kept.", many) % number(many)
    return f"{said} {_('There are more: press once more for those.')}" if are_more else said


def _page(
    request: HttpRequest, template: str, campaign: Campaign, *, status: int = 200, **context: Any
) -> HttpResponse:
    """templates/staff/weeding/<template>.html"""
    return campaign_page(
        request, f"weeding/{template}", campaign, desk="staff", status=status, **context
    )
