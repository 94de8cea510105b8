"""Dossiers, as those see them who hand them over: ask, watch, download, destroy.

Everybody in the organisation sees that there are some; only owners and staff ask for one or open
it, since letters and names are in it.
"""

import logging
from itertools import chain
from typing import Any
from uuid import UUID

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from campaign.accounts.two_people import CannotDecide
from campaign.letters import carrying, dossiers
from campaign.letters.dossiers import CannotBuild
from campaign.letters.models import CarriedLetter, Dossier
from campaign.lib.sealing import CannotOpen
from campaign.organiser.doors import ENTRUSTED, SEEING, campaign_for
from campaign.organiser.letters import letters_of, page
from campaign.pages.models import Campaign
from campaign.signatures.ending import erasing_of
from campaign.signatures.models import Signature
from campaign.templatetags.typeset import number

logger = logging.getLogger(__name__)

SHOWN = 30


@require_http_methods(["GET", "HEAD", "POST"])
@campaign_for(SEEING, to_change=ENTRUSTED)
def dossier_list(request: HttpRequest, campaign: Campaign) -> HttpResponse:
    """GET: what could be handed over, and the dossiers there are. POST: ask for one."""
    if request.method == "POST":
        return _ask(request, campaign)
    return _list_page(request, campaign)


def _list_page(request: HttpRequest, campaign: Campaign, *, status: int = 200) -> HttpResponse:
    letters = letters_of(campaign)
    carried = dict(
        CarriedLetter.objects.standing()
        .filter(campaign=campaign)
        .values_list("recipient_id")
        .annotate(Count("id"))
    )
    recipients = {each.recipient_id: each.recipient for each in letters.everybody}
    there = campaign.dossiers.with_letters_left()
    people = ("requested_by", "approved_by")
    shown = list(there.select_related(*people, "recipient__register")[:SHOWN])
    lacking = dossiers.lacks_second_person(shown, organisation=campaign.organisation_id)
    for dossier in shown:  # with the facts that have been read already
        dossier.recipient = recipients.get(dossier.recipient_id, dossier.recipient)
        dossier.progress = progress_of(dossier)
        dossier.gone = letters_gone(dossier)
        dossier.lacks_second_person = dossier.id in lacking
    return page(
        request,
        "dossiers",
        letters,
        rows=[(each, carried.get(each.recipient_id, 0)) for each in letters.addressed],
        carried=sum(carried.values()),
        erasing=erasing_of(campaign),
        names=Signature.objects.shown().filter(campaign=campaign).count(),
        dossiers=shown,
        can_carry=carrying.can_carry(campaign),
        status=status,
    )


def letters_gone(dossier: Dossier) -> int:
    """How many in it were taken back or written anew since; a few may go unseen where others were
    carried while it was built."""
    if dossier.contents != Dossier.Contents.LETTERS or not dossier.is_ready:
        return 0
    return max(dossier.items_total - dossier.letters_left, 0)


def _ask(request: HttpRequest, campaign: Campaign) -> HttpResponse:
    asked, contents = request.POST.get("recipient", ""), request.POST.get("contents", "")
    addressees = campaign.addressees.select_related("recipient")
    recipient = next((each.recipient for each in addressees if each.recipient.slug == asked), None)
    if recipient is None or contents not in Dossier.Contents.values:
        raise Http404
    try:
        dossiers.request_dossier(
            campaign=campaign,
            recipient=recipient,
            contents=contents,
            by=request.user,
            now=timezone.now(),
        )
    except CannotBuild as error:
        messages.error(request, str(error))
    return redirect("organiser_dossiers", slug=campaign.slug)


@require_safe
@campaign_for(SEEING)
def progress(request: HttpRequest, campaign: Campaign, dossier_id: UUID) -> JsonResponse:
    """How far it is, for static/js/progress.js."""
    dossier = get_object_or_404(campaign.dossiers, id=dossier_id)
    return JsonResponse(
        progress_of(dossier) | {"state": dossier.state, "standing": dossier.get_state_display()}
    )


def progress_of(dossier: Dossier) -> dict[str, Any]:
    """{"done": 120, "total": 1000, "words": "120 of 1,000 done"}"""
    done, total = dossier.items_done, dossier.items_total
    counts = {"done": number(done), "total": number(total)}
    if dossier.state == Dossier.State.WAITING:
        words = _("Waiting for its turn.")
    elif not done:
        words = _("Counting its pages.")
    elif done >= total:
        words = _("All %(total)s done; writing the file.") % counts
    else:
        words = _("%(done)s of %(total)s done.") % counts
    return {"done": done, "total": total, "words": words}


@require_POST
@campaign_for(ENTRUSTED)
def cancel(request: HttpRequest, campaign: Campaign, dossier_id: UUID) -> HttpResponse:
    dossiers.cancel(_dossier_of(campaign, dossier_id), by=request.user, now=timezone.now())
    return redirect("organiser_dossiers", slug=campaign.slug)


@require_http_methods(["GET", "HEAD", "POST"])
@campaign_for(ENTRUSTED)
def destroy(request: HttpRequest, campaign: Campaign, dossier_id: UUID) -> HttpResponse:
    """GET: what that means, and a button. POST: done."""
    dossier = _dossier_of(campaign, dossier_id)
    if request.method == "POST":
        dossiers.destroy(dossier, by=request.user, now=timezone.now())
        messages.success(request, _("The dossier is destroyed: its file and its key are gone."))
        return redirect("organiser_dossiers", slug=campaign.slug)
    if not dossier.is_ready:
        raise Http404
    return page(request, "destroy_dossier", letters_of(dossier.campaign), dossier=dossier)


@require_POST
@campaign_for(ENTRUSTED)
@reauthentication_required
def approve(request: HttpRequest, campaign: Campaign, dossier_id: UUID) -> HttpResponse:
    """By somebody else than who asked for it, where the organisation wants two people."""
    try:
        dossiers.approve(_dossier_of(campaign, dossier_id), by=request.user, now=timezone.now())
    except CannotDecide as refusal:
        messages.error(request, str(refusal))
        return _list_page(request, campaign, status=422)
    return redirect("organiser_dossiers", slug=campaign.slug)


@require_safe
@campaign_for(ENTRUSTED)
@reauthentication_required
def download(request: HttpRequest, campaign: Campaign, dossier_id: UUID) -> HttpResponse:
    """The PDF, decrypted piece by piece on its way."""
    dossier = _dossier_of(campaign, dossier_id)
    if not dossier.is_ready or dossier.expires_at <= timezone.now():
        raise Http404
    if dossiers.lacks_second_person([dossier], organisation=campaign.organisation_id):
        messages.error(request, _("Somebody else than who asked has to approve it first."))
        return redirect("organiser_dossiers", slug=campaign.slug)
    pieces = dossiers.pieces(dossier)
    try:
        first = next(pieces, b"")  # before the headers go out: is it there, does it open?
    except (CannotOpen, OSError) as error:
        logger.error("Dossier %s cannot be opened: %s", dossier.id, type(error).__name__)
        letters = letters_of(dossier.campaign)
        return page(request, "dossier_gone", letters, dossier=dossier, status=410)
    dossiers.record_download(dossier, by=request.user, now=timezone.now())
    response = StreamingHttpResponse(chain([first], pieces), content_type="application/pdf")
    response.headers["Content-Length"] = str(dossier.size)
    response.headers["Content-Disposition"] = f'attachment; filename="{file_name(dossier)}"'
    return response


def file_name(dossier: Dossier) -> str:
    """Recipient, and the day it was built where the campaign is; nobody's name."""
    day = dossier.campaign.today(dossier.finished_at)
    return f"dossier-{dossier.recipient.slug}-{day.isoformat()}.pdf"


def _dossier_of(campaign: Campaign, dossier_id: UUID) -> Dossier:
    there = campaign.dossiers.select_related("campaign", "recipient")
    return get_object_or_404(there, id=dossier_id)
