"""Making it public: what is missing, what would change, and now or at a time."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from campaign.organiser.doors import EDITING, SEEING, campaign_for
from campaign.organiser.readiness import Check, blocking, readiness, words
from campaign.organiser.showing import campaign_page
from campaign.pages.content import Content, content_of, on_page
from campaign.pages.differences import Difference, differences
from campaign.pages.editing import texts_with_parts
from campaign.pages.lifecycle import State
from campaign.pages.models import Campaign
from campaign.pages.publish_form import PublishForm
from campaign.pages.publishing import publish_campaign, publish_changes
from campaign.public.pages import absolute_page_url


@require_http_methods(["GET", "HEAD", "POST"])
@campaign_for(SEEING, to_change=EDITING)
def publish(request: HttpRequest, campaign: Campaign) -> HttpResponse:
    """Of a draft: the list of what is missing. Of a public page: what is different from it."""
    if campaign.state != State.DRAFT:
        return _changes(request, campaign)
    now = timezone.now()
    found = readiness(campaign, now=now)
    if request.method != "POST":
        return _checklist(request, campaign, found, PublishForm(campaign, now=now))
    form = PublishForm(campaign, request.POST, now=now)
    if blocking(found) or not form.is_valid():
        return _checklist(request, campaign, found, form, status=422)
    try:
        publish_campaign(campaign, opens_at=form.cleaned_data["opens_at"], by=request.user, now=now)
    except ValidationError as error:  # somebody changed it in this moment
        form.add_error(None, error.messages)
        return _checklist(request, campaign, found, form, status=409)
    messages.success(request, _("Your campaign is public."))
    return redirect("organiser_publish", slug=campaign.slug)


def _checklist(
    request: HttpRequest,
    campaign: Campaign,
    found: list[Check],
    form: PublishForm,
    *,
    status: int = 200,
) -> HttpResponse:
    return campaign_page(
        request,
        "settings/publish",
        campaign,
        form=form,
        checks=found,
        blocking=blocking(found),
        page_url=absolute_page_url(campaign.slug),
        status=status,
    )


# --- Once it is public ----------------------------------------------------------------------


def _changes(request: HttpRequest, campaign: Campaign) -> HttpResponse:
    if request.method != "POST":
        return _published(request, campaign)
    if "when" in request.POST:  # a colleague was faster
        messages.success(request, _("It has been published already."))
        return redirect("organiser_publish", slug=campaign.slug)
    try:
        changed = publish_changes(campaign, by=request.user, now=timezone.now())
    except ValidationError:
        return _published(request, campaign, status=422, is_refused=True)
    said = _("The changes are public.") if changed else _("Nothing was different.")
    messages.success(request, said)
    return redirect("organiser_publish", slug=campaign.slug)


def _published(request: HttpRequest, campaign: Campaign, **context: Any) -> HttpResponse:
    public = {text.language: content_of(text) for text in texts_with_parts(campaign)}
    written = {copy.language: copy.content for copy in campaign.working_copies.order_by("language")}
    return campaign_page(
        request,
        "settings/published",
        campaign,
        state=campaign.state_at(timezone.now()),
        waiting=_waiting(public, written),
        incomplete=blocking(list(words(campaign, public | written))),
        page_url=absolute_page_url(campaign.slug),
        **context,
    )


def _waiting(
    public: dict[str, Content], written: dict[str, Content]
) -> list[tuple[str, list[Difference]]]:
    """(language, what is different) where something is written that readers do not see yet."""
    compared = [
        (language, differences(public.get(language), on_page(content)))
        for language, content in written.items()
    ]
    return [(language, different) for language, different in compared if different]
