"""Signing while a campaign runs: paused, with a banner above the page, closed, opened again."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from campaign.organiser.doors import EDITING, SEEING, campaign_for
from campaign.organiser.showing import campaign_page
from campaign.pages import signing as verbs
from campaign.pages.models import Campaign
from campaign.pages.signing_forms import BannerForm, FinalWordsForm, ReopenForm
from campaign.signatures.watching import held_mail


@require_safe
@campaign_for(SEEING)
def signing(request: HttpRequest, campaign: Campaign) -> HttpResponse:
    return _page(request, campaign)


@require_POST
@campaign_for(EDITING)
def pause(request: HttpRequest, campaign: Campaign) -> HttpResponse:
    verbs.pause(campaign, by=request.user, now=timezone.now())
    return _done(request, campaign, _("Signing is paused."))


@require_POST
@campaign_for(EDITING)
def resume(request: HttpRequest, campaign: Campaign) -> HttpResponse:
    verbs.resume(campaign, by=request.user, now=timezone.now())
    return _done(request, campaign, _("Signing goes on."))


@require_POST
@campaign_for(EDITING)
def banner(request: HttpRequest, campaign: Campaign) -> HttpResponse:
    """Show what was typed above the page; with `remove` pressed, nothing any more."""
    now = timezone.now()
    if "remove" in request.POST:
        verbs.set_banner(campaign, words={}, until=None, by=request.user, now=now)
        return _done(request, campaign, _("The banner is gone."))
    form = BannerForm(campaign, request.POST, now=now)
    if not form.is_valid():
        return _page(request, campaign, banner_form=form, status=422)
    said = form.cleaned_data
    verbs.set_banner(campaign, words=said["words"], until=said["until"], by=request.user, now=now)
    shown = _("The banner is on the page.") if any(said["words"].values()) else _("No banner.")
    return _done(request, campaign, shown)


@require_POST
@campaign_for(EDITING)
def close(request: HttpRequest, campaign: Campaign) -> HttpResponse:
    """Keep the last words for later, or with `close` pressed close with them now."""
    now = timezone.now()
    form = FinalWordsForm(campaign, request.POST)
    if not form.is_valid():
        return _page(request, campaign, final_form=form, status=422)
    words = form.cleaned_data["words"]
    if "close" not in request.POST:
        verbs.set_final_words(campaign, words=words, by=request.user, now=now)
        return _done(request, campaign, _("Saved. It is shown once signing has closed."))
    try:
        verbs.close(campaign, words=words, by=request.user, now=now)
    except ValidationError as error:
        form.add_error(None, error)
        return _page(request, campaign, final_form=form, status=409)
    return _done(request, campaign, _("Signing is closed."))


@require_POST
@campaign_for(EDITING)
def reopen(request: HttpRequest, campaign: Campaign) -> HttpResponse:
    now = timezone.now()
    form = ReopenForm(campaign, request.POST, now=now)
    if not form.is_valid():
        return _page(request, campaign, reopen_form=form, status=422)
    try:
        verbs.reopen(campaign, closes_at=form.cleaned_data["closes_at"], by=request.user, now=now)
    except ValidationError as error:
        form.add_error(None, error)
        return _page(request, campaign, reopen_form=form, status=409)
    return _done(request, campaign, _("Signing is open again."))


def _done(request: HttpRequest, campaign: Campaign, said: str) -> HttpResponse:
    messages.success(request, said)
    return redirect("organiser_signing", slug=campaign.slug)


def _page(
    request: HttpRequest, campaign: Campaign, *, status: int = 200, **forms: Any
) -> HttpResponse:
    now = timezone.now()
    forms.setdefault("banner_form", BannerForm(campaign, now=now))
    forms.setdefault("final_form", FinalWordsForm(campaign))
    forms.setdefault("reopen_form", ReopenForm(campaign, now=now))
    return campaign_page(
        request,
        "settings/signing",
        campaign,
        state=campaign.state_at(now),
        is_banner_shown=campaign.banner_in(campaign.main_language, now) is not None,
        held=held_mail(campaign) if campaign.mail_held_at else 0,
        status=status,
        **forms,
    )
