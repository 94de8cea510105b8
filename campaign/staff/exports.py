"""Lists of signers, as those see them who hand them over: ask, watch, download once."""

import logging
from typing import Any
from uuid import UUID

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from campaign.accounts import two_people
from campaign.exports import jobs
from campaign.exports.choosing import Contradiction, Format, file_ending
from campaign.exports.forms import ExportForm
from campaign.exports.jobs import AlreadyGone, CannotExport
from campaign.exports.models import ExportJob
from campaign.lib.sealing import CannotOpen
from campaign.organiser.doors import ENTRUSTED, anywhere, campaign_for
from campaign.organiser.showing import campaign_page
from campaign.pages.models import Campaign
from campaign.signatures.ending import erasing_of
from campaign.staff.emptied import while_there_are_names
from campaign.templatetags.typeset import number

logger = logging.getLogger(__name__)

SHOWN = 30
ASKED_BY_LINK = frozenset({"preset", "partner"})  # of the form, by a page that knows what is wanted
CONTENT_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "jsonl": "application/jsonl",
    "pdf": "application/pdf",
    "zip": "application/zip",
    "sealed": "application/octet-stream",
}


@require_safe
@anywhere(ENTRUSTED)
def campaigns(request: HttpRequest) -> HttpResponse:
    """Whose lists of signers this person may take out."""
    mine = Campaign.objects.of_member(request.user, ENTRUSTED).select_related("organisation")
    mine = mine.prefetch_related("texts").order_by("organisation__name", "-created_at")
    language = translation.get_language()
    rows = [(campaign, campaign.text_in(language)) for campaign in mine]
    return render(request, "staff/campaigns.html", {"rows": rows})


@require_safe
@campaign_for(ENTRUSTED)
def export_list(request: HttpRequest, campaign: Campaign) -> HttpResponse:
    """What was asked for, how far it is, and what became of it."""
    there = campaign.exports.select_related("requested_by", "decided_by", "downloaded_by")[:SHOWN]
    exports = list(there)
    for export in exports:
        export.progress = progress_of(export)
    any_sealed = any(export.format == Format.SEALED for export in exports)
    return _page(
        request,
        "list",
        campaign,
        exports=exports,
        any_sealed=any_sealed,
        erasing=erasing_of(campaign),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@campaign_for(ENTRUSTED)
@while_there_are_names("exports")
def new_export(request: HttpRequest, campaign: Campaign) -> HttpResponse:
    """GET: what can be asked for. POST: how many rows that is; once that was seen: ask for it."""
    if request.method != "POST":
        asked_by_link = {name: request.GET[name] for name in ASKED_BY_LINK & request.GET.keys()}
        return _page(request, "new", campaign, form=ExportForm(campaign, initial=asked_by_link))
    form, now = ExportForm(campaign, request.POST), timezone.now()
    if not form.is_valid():
        return _page(request, "new", campaign, form=form, status=422)
    try:
        if request.POST.get("counted") != form.stamp():
            count = jobs.matching(campaign=campaign, now=now, **form.wanted()).count()
            return _page(
                request,
                "new",
                campaign,
                form=form,
                count=count,
                is_counted=True,
                needs_two=two_people.rule_of(campaign.organisation_id) is not None,
            )
        given = {name: form.cleaned_data[name] for name in ("with_mark", "purpose", "handed_to")}
        jobs.request_export(campaign=campaign, by=request.user, now=now, **form.wanted(), **given)
    except Contradiction as error:
        form.add_error(error.field, error.sentence)
        return _page(request, "new", campaign, form=form, status=422)
    except CannotExport as error:
        form.add_error(None, str(error))
        return _page(request, "new", campaign, form=form, status=422)
    return redirect("staff_exports", slug=campaign.slug)


@require_safe
@campaign_for(ENTRUSTED)
def progress(request: HttpRequest, campaign: Campaign, export: UUID) -> JsonResponse:
    """How far it is, for static/js/progress.js."""
    job = _export_of(campaign, export)
    return JsonResponse(
        progress_of(job) | {"state": job.state, "standing": job.get_state_display()}
    )


def progress_of(job: ExportJob) -> dict[str, Any]:
    """{"done": 120, "total": 1000, "words": "120 of 1,000 rows, 60 a second; 15 seconds left."}"""
    done, total = job.rows_done, job.rows_total
    if job.state == ExportJob.State.WAITING:
        words = _("Waiting for its turn.")
    elif not done:
        words = _("Just begun.")
    else:
        rate = done / max((timezone.now() - job.started_at).total_seconds(), 1)
        left = round(max(total - done, 0) / rate)
        words = ngettext(
            "%(done)s of %(total)s rows, %(rate)s a second; %(left)s second left.",
            "%(done)s of %(total)s rows, %(rate)s a second; %(left)s seconds left.",
            left,
        ) % {
            "done": number(done),
            "total": number(total),
            "rate": number(round(rate)),
            "left": number(left),
        }
    return {"done": done, "total": total, "words": words}


@require_POST
@campaign_for(ENTRUSTED)
def cancel(request: HttpRequest, campaign: Campaign, export: UUID) -> HttpResponse:
    jobs.cancel(_export_of(campaign, export), by=request.user, now=timezone.now())
    return redirect("staff_exports", slug=campaign.slug)


@require_POST
@campaign_for(ENTRUSTED)
def destroy(request: HttpRequest, campaign: Campaign, export: UUID) -> HttpResponse:
    jobs.destroy(_export_of(campaign, export), by=request.user, now=timezone.now())
    messages.success(request, _("The list is destroyed: its file and its key are gone."))
    return redirect("staff_exports", slug=campaign.slug)


@require_http_methods(["GET", "HEAD", "POST"])
@campaign_for(ENTRUSTED)
@reauthentication_required
def download(request: HttpRequest, campaign: Campaign, export: UUID) -> HttpResponse:
    """GET: what it is, and a button that works once. POST: the file, decrypted on its way."""
    job, now = _export_of(campaign, export), timezone.now()
    if request.method != "POST":
        if not job.is_ready or job.expires_at <= now:
            return _page(request, "gone", campaign, export=job, status=410)
        return _page(request, "download", campaign, export=job, gone=jobs.gone_since(job))
    try:
        opened = jobs.open_once(job, by=request.user, now=now)
    except AlreadyGone:
        return _page(request, "gone", campaign, export=job, status=410)
    except (CannotOpen, OSError) as error:
        logger.error("Export %s cannot be opened: %s", job.id, type(error).__name__)
        return _page(request, "gone", campaign, export=job, is_damaged=True, status=410)
    kind = file_ending(job.format, job.rows_total)
    response = StreamingHttpResponse(opened, content_type=CONTENT_TYPES[kind])
    response.headers["Content-Length"] = str(job.size)
    response.headers["Content-Disposition"] = f'attachment; filename="{jobs.file_name(job)}"'
    return response


def _export_of(campaign: Campaign, export: UUID) -> ExportJob:
    there = campaign.exports.select_related("campaign__organisation", "downloaded_by")
    return get_object_or_404(there, id=export)


def _page(
    request: HttpRequest, template: str, campaign: Campaign, *, status: int = 200, **context: Any
) -> HttpResponse:
    """templates/staff/exports/<template>.html"""
    return campaign_page(
        request, f"exports/{template}", campaign, desk="staff", status=status, **context
    )
