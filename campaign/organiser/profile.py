"""A campaign's profile: what each does for its signers, and what it costs those who run it."""

from typing import Any

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from campaign.organiser.doors import EDITING, OWNING, SEEING, campaign_for
from campaign.organiser.showing import campaign_page
from campaign.pages.lifecycle import State
from campaign.pages.models import Campaign
from campaign.pages.profile_form import NoWayBackForm, ProfileForm
from campaign.pages.profiles import RULES, Profile
from campaign.signatures import protecting

GET_OR_POST = require_http_methods(["GET", "HEAD", "POST"])


@GET_OR_POST
@campaign_for(SEEING, to_change=EDITING)
def profile(request: HttpRequest, campaign: Campaign) -> HttpResponse:
    """Both side by side. POST: the one that is chosen; of a public campaign, which would be
    changed for good, after a page that says what goes."""
    if request.method != "POST":
        return _page(request, campaign)
    form = ProfileForm(request.POST)
    if not form.is_valid():
        return _page(request, campaign, refusal=form.errors["profile"][0], status=422)
    chosen = form.cleaned_data["profile"]
    if chosen is Profile.HIGH_RISK and campaign.state != State.DRAFT:
        return redirect("organiser_high_risk", slug=campaign.slug)
    try:
        changed = protecting.choose(campaign, chosen, by=request.user, now=timezone.now())
    except ValidationError as refused:
        return _page(request, campaign, refusal=refused.messages[0], status=409)
    said = _("The profile is chosen.") if changed else _("It has this profile already.")
    messages.success(request, said)
    return redirect("organiser_profile", slug=campaign.slug)


@GET_OR_POST
@campaign_for(OWNING)
@reauthentication_required(allow_get=True)
def high_risk(request: HttpRequest, campaign: Campaign) -> HttpResponse:
    """Of a public campaign: what becomes of what is there, and the button that does it."""
    if campaign.state == State.DRAFT or campaign.profile == Profile.HIGH_RISK:
        return redirect("organiser_profile", slug=campaign.slug)
    if request.method != "POST":
        return _high_risk_page(request, campaign, NoWayBackForm())
    form = NoWayBackForm(request.POST)
    if not form.is_valid():
        return _high_risk_page(request, campaign, form, status=422)
    try:
        protecting.choose(campaign, Profile.HIGH_RISK, by=request.user, now=timezone.now())
    except ValidationError as refused:
        return _high_risk_page(request, campaign, form, refusal=refused.messages[0], status=409)
    messages.success(
        request, _("This is a high-risk campaign now. Nothing of its signers is shown any more.")
    )
    return redirect("organiser_profile", slug=campaign.slug)


def _page(request: HttpRequest, campaign: Campaign, **context: Any) -> HttpResponse:
    return campaign_page(
        request,
        "settings/profile",
        campaign,
        is_high_risk=campaign.profile == Profile.HIGH_RISK,
        is_draft=campaign.state == State.DRAFT,
        can_choose_high_risk=request.role in (EDITING if campaign.state == State.DRAFT else OWNING),
        standard=RULES[Profile.STANDARD],
        high=RULES[Profile.HIGH_RISK],
        why_not_high_risk=protecting.why_not_high_risk(campaign),
        why_not_standard=protecting.why_not_standard(campaign),
        **context,
    )


def _high_risk_page(
    request: HttpRequest, campaign: Campaign, form: NoWayBackForm, **context: Any
) -> HttpResponse:
    return campaign_page(
        request,
        "settings/high_risk",
        campaign,
        form=form,
        shown=protecting.shown_so_far(campaign),
        mailings=campaign.mailings.unfinished().count(),
        high=RULES[Profile.HIGH_RISK],
        why_not=protecting.why_not_high_risk(campaign),
        **context,
    )
