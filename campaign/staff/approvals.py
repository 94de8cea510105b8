"""The second person: sees exactly what somebody asked for, and approves or refuses it."""

from typing import Any
from uuid import UUID

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from campaign.accounts.two_people import CannotDecide
from campaign.exports import approving, rows, scheduling
from campaign.exports.deciding_form import DecidingForm
from campaign.exports.in_words import export_in_words, schedule_in_words
from campaign.organiser.doors import ENTRUSTED, campaign_for
from campaign.organiser.showing import campaign_page
from campaign.pages.models import Campaign

GET_OR_POST = require_http_methods(["GET", "HEAD", "POST"])


@GET_OR_POST
@campaign_for(ENTRUSTED)
@reauthentication_required
def export(request: HttpRequest, campaign: Campaign, export: UUID) -> HttpResponse:
    """GET: whose rows, how many, which columns, what for, by whom. POST: approved, or refused."""
    there = campaign.exports.select_related("campaign__organisation", "requested_by", "decided_by")
    job, now = get_object_or_404(there, id=export), timezone.now()
    form = DecidingForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            if form.cleaned_data["decision"] == "approve":
                approving.approve(job, by=request.user, now=now)
                messages.success(request, _("Approved. It is written now."))
            else:
                reason = form.cleaned_data["reason"]
                approving.refuse(job, reason=reason, by=request.user, now=now)
                messages.success(request, _("Refused. Whoever asked for it is told why."))
        except CannotDecide as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("staff_exports", slug=campaign.slug)
    there_now = rows.signatures_for(campaign, job.wanted, as_of=job.requested_at).count()
    return _page(
        request,
        "approval",
        campaign,
        form,
        here="exports",
        export=job,
        asked=export_in_words(job),
        gone=max(job.rows_total - there_now, 0),
        over_at=approving.over_at(job),
        is_mine=job.requested_by == request.user,
    )


@GET_OR_POST
@campaign_for(ENTRUSTED)
@reauthentication_required
def schedule(request: HttpRequest, campaign: Campaign, schedule: UUID) -> HttpResponse:
    """The same for a schedule, for all of its times."""
    there = campaign.export_schedules.select_related("campaign__organisation", "created_by")
    asked, now = get_object_or_404(there, id=schedule), timezone.now()
    form = DecidingForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            if form.cleaned_data["decision"] == "approve":
                seen = request.POST.get("seen", "")
                scheduling.approve(asked, seen=seen, by=request.user, now=now)
                messages.success(request, _("Approved, for all of its times."))
            else:
                reason = form.cleaned_data["reason"]
                scheduling.refuse(asked, reason=reason, by=request.user, now=now)
                messages.success(request, _("Refused. Whoever asked for it is told why."))
        except CannotDecide as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("staff_schedules", slug=campaign.slug)
    return _page(
        request,
        "schedule",
        campaign,
        form,
        here="schedules",
        schedule=asked,
        asked=schedule_in_words(asked),
        is_mine=asked.created_by == request.user,
    )


def _page(
    request: HttpRequest, template: str, campaign: Campaign, form: DecidingForm, **context: Any
) -> HttpResponse:
    """templates/staff/approvals/<template>.html"""
    status = 422 if form.is_bound else 200
    return campaign_page(
        request,
        f"approvals/{template}",
        campaign,
        desk="staff",
        status=status,
        form=form,
        **context,
    )
