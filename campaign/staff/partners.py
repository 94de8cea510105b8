"""Partners of a campaign: who signers are asked about, in which words, and how many agreed."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from campaign.organiser.doors import ENTRUSTED, OWNING, campaign_for
from campaign.organiser.showing import campaign_page
from campaign.pages import partners as verbs
from campaign.pages.models import Campaign
from campaign.pages.partner_form import PartnerForm
from campaign.pages.partner_models import Partner
from campaign.signatures.agreed import agreed_by_wording
from campaign.signatures.ending import erasing_of
from campaign.staff.emptied import while_there_are_names

GET_OR_POST = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@campaign_for(ENTRUSTED)
def partners(request: HttpRequest, campaign: Campaign) -> HttpResponse:
    return _list(request, campaign)


@GET_OR_POST
@campaign_for(OWNING)
@while_there_are_names("partners")
def new_partner(request: HttpRequest, campaign: Campaign) -> HttpResponse:
    form = PartnerForm(campaign, request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            verbs.add_partner(
                campaign=campaign, by=request.user, now=timezone.now(), **_typed(form)
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("Signers are asked about it from now on."))
            return redirect("staff_partners", slug=campaign.slug)
    return _form(request, campaign, form)


@GET_OR_POST
@campaign_for(OWNING)
@while_there_are_names("partners")
def change_partner(request: HttpRequest, campaign: Campaign, partner: int) -> HttpResponse:
    changed = _partner_of(campaign, partner)
    typed = request.POST if request.method == "POST" else None
    form = PartnerForm(campaign, typed, partner=changed)
    if form.is_valid():
        try:
            verbs.change_partner(changed, by=request.user, now=timezone.now(), **_typed(form))
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("Saved. Whoever signs from now on reads these words."))
            return redirect("staff_partners", slug=campaign.slug)
    return _form(request, campaign, form, partner=changed)


@require_POST
@campaign_for(OWNING)
@while_there_are_names("partners")
def retire_partner(request: HttpRequest, campaign: Campaign, partner: int) -> HttpResponse:
    retired = _partner_of(campaign, partner)
    verbs.retire_partner(retired, by=request.user, now=timezone.now())
    messages.success(request, _("Signers are not asked about it any more."))
    return redirect("staff_partners", slug=campaign.slug)


@require_POST
@campaign_for(OWNING)
@while_there_are_names("partners")
def bring_back_partner(request: HttpRequest, campaign: Campaign, partner: int) -> HttpResponse:
    wanted = _partner_of(campaign, partner)
    try:
        verbs.bring_back_partner(wanted, by=request.user, now=timezone.now())
    except ValidationError as error:
        return _list(request, campaign, refused=error.messages[0], status=409)
    messages.success(request, _("Signers are asked about it again."))
    return redirect("staff_partners", slug=campaign.slug)


def _typed(form: PartnerForm) -> dict[str, Any]:
    return {name: form.cleaned_data[name] for name in ("name", "privacy_url", "words")}


def _partner_of(campaign: Campaign, partner: int) -> Partner:
    return get_object_or_404(campaign.partners.prefetch_related("wordings"), id=partner)


def _list(
    request: HttpRequest, campaign: Campaign, *, refused: str = "", status: int = 200
) -> HttpResponse:
    agreed = agreed_by_wording(campaign)
    there = list(campaign.partners.prefetch_related("wordings"))
    for partner in there:
        partner.agreed = [(each, agreed[each.id]) for each in partner.wordings.all()]
        partner.agreed_in_all = sum(signers for _wording, signers in partner.agreed)
    return campaign_page(
        request,
        "partners/list",
        campaign,
        desk="staff",
        partners=there,
        erasing=erasing_of(campaign),
        has_room=sum(not each.retired_at for each in there) < verbs.MOST_ASKED,
        refused=refused,
        status=status,
    )


def _form(
    request: HttpRequest, campaign: Campaign, form: PartnerForm, *, partner: Partner | None = None
) -> HttpResponse:
    return campaign_page(
        request,
        "partners/partner",
        campaign,
        desk="staff",
        form=form,
        partner=partner,
        status=422 if form.errors else 200,
    )
