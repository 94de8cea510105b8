"""Sealed lists of signers, written again and again: set up, changed, paused, ended."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from campaign.accounts import two_people
from campaign.accounts.roles import people_with
from campaign.exports import scheduling
from campaign.exports.choosing import Contradiction
from campaign.exports.schedule_form import ScheduleForm, typed_in
from campaign.exports.schedule_models import ExportSchedule
from campaign.exports.scheduling import CannotSchedule
from campaign.exports.times import when_in_words
from campaign.organiser.doors import ENTRUSTED, campaign_for
from campaign.organiser.showing import campaign_page
from campaign.pages.models import Campaign
from campaign.signatures.ending import erasing_of
from campaign.staff.emptied import while_there_are_names

SHOWN = 30
ASKED_SHOWN = 5
GET_OR_POST = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@campaign_for(ENTRUSTED)
def schedule_list(request: HttpRequest, campaign: Campaign) -> HttpResponse:
    """What is written when, and what for."""
    schedules = list(campaign.export_schedules.select_related("created_by")[:SHOWN])
    for schedule in schedules:
        schedule.campaign = campaign
        schedule.when = when_in_words(schedule)
    _say_who_is_asked([each for each in schedules if each.awaits_approval], campaign)
    return _page(request, "list", campaign, schedules=schedules, erasing=erasing_of(campaign))


def _say_who_is_asked(waiting: list[ExportSchedule], campaign: Campaign) -> None:
    """`asked`: who was written to, and may approve; `first_at`: the time that it would miss."""
    if not waiting:
        return
    entrusted = people_with(ENTRUSTED, organisation=campaign.organisation_id)
    now = timezone.now()
    for schedule in waiting:
        asked = [each for each in entrusted if each.id != schedule.created_by_id]
        schedule.asked = [each.shown_name for each in asked[:ASKED_SHOWN]]
        schedule.asked_more = len(asked) - len(schedule.asked)
        schedule.first_at = schedule.next_after(now)


@GET_OR_POST
@campaign_for(ENTRUSTED)
@while_there_are_names("schedules")
def new_schedule(request: HttpRequest, campaign: Campaign) -> HttpResponse:
    """GET: what can be asked for, and when. POST: it runs, or waits for the second person."""
    is_post, now = request.method == "POST", timezone.now()
    form = ScheduleForm(campaign, now, request.POST if is_post else None)
    if form.is_valid():
        try:
            wanted = form.asked()
            made = scheduling.make(campaign=campaign, wanted=wanted, by=request.user, now=now)
        except (Contradiction, CannotSchedule) as refusal:
            _refused(form, refusal)
        else:
            return _saved(request, made)
    return _form_page(request, campaign, form)


@GET_OR_POST
@campaign_for(ENTRUSTED)
@while_there_are_names("schedules")
def schedule(request: HttpRequest, campaign: Campaign, schedule: UUID) -> HttpResponse:
    """GET: one that is there, to change. POST: changed from its next time on."""
    there, now = _schedule_of(campaign, schedule), timezone.now()
    is_post = request.method == "POST"
    form = ScheduleForm(campaign, now, request.POST if is_post else None, initial=typed_in(there))
    if form.is_valid():
        try:
            scheduling.change(there, wanted=form.asked(), by=request.user, now=now)
        except (Contradiction, CannotSchedule) as refusal:
            _refused(form, refusal)
        else:
            return _saved(request, _schedule_of(campaign, schedule))
    return _form_page(request, campaign, form, schedule=there)


@require_POST
@campaign_for(ENTRUSTED)
def pause(request: HttpRequest, campaign: Campaign, schedule: UUID) -> HttpResponse:
    scheduling.pause(_schedule_of(campaign, schedule), by=request.user, now=timezone.now())
    return redirect("staff_schedules", slug=campaign.slug)


@require_POST
@campaign_for(ENTRUSTED)
@while_there_are_names("schedules")
def resume(request: HttpRequest, campaign: Campaign, schedule: UUID) -> HttpResponse:
    try:
        scheduling.resume(_schedule_of(campaign, schedule), by=request.user, now=timezone.now())
    except CannotSchedule as refusal:
        messages.error(request, str(refusal))
    return redirect("staff_schedules", slug=campaign.slug)


@require_POST
@campaign_for(ENTRUSTED)
def end(request: HttpRequest, campaign: Campaign, schedule: UUID) -> HttpResponse:
    scheduling.end(_schedule_of(campaign, schedule), by=request.user, now=timezone.now())
    messages.success(request, _("Ended. What it has written stays until it is downloaded or over."))
    return redirect("staff_schedules", slug=campaign.slug)


def _schedule_of(campaign: Campaign, schedule: UUID) -> ExportSchedule:
    there = campaign.export_schedules.select_related("campaign__organisation")
    return get_object_or_404(there, id=schedule)


def _refused(form: ScheduleForm, refusal: Contradiction | CannotSchedule) -> None:
    is_field = isinstance(refusal, Contradiction)
    form.add_error(refusal.field if is_field else None, str(refusal))


def _saved(request: HttpRequest, schedule: ExportSchedule) -> HttpResponse:
    if schedule.state == ExportSchedule.State.APPROVAL:
        said = _("Saved. It runs as soon as a second person has approved it; they are written to.")
    else:
        said = _("Saved. Owners and staff are told.")
    messages.success(request, said)
    return redirect("staff_schedules", slug=schedule.campaign.slug)


def _form_page(
    request: HttpRequest, campaign: Campaign, form: ScheduleForm, **context: Any
) -> HttpResponse:
    needs_two = two_people.rule_of(campaign.organisation_id) is not None
    status = 422 if form.errors else 200
    return _page(
        request, "schedule", campaign, form=form, needs_two=needs_two, status=status, **context
    )


def _page(
    request: HttpRequest, template: str, campaign: Campaign, *, status: int = 200, **context: Any
) -> HttpResponse:
    """templates/staff/schedules/<template>.html"""
    return campaign_page(
        request, f"schedules/{template}", campaign, desk="staff", status=status, **context
    )
