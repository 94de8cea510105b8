"""A campaign's settings and its picture."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from campaign.accounts.models import SealingKey
from campaign.lib.stamps import ChangedMeanwhile
from campaign.organiser.doors import EDITING, SEEING, campaign_for
from campaign.organiser.showing import campaign_page
from campaign.pages.models import Campaign
from campaign.pages.picture_form import PictureForm
from campaign.pages.pictures import remove_picture, set_picture
from campaign.pages.remembered import PublishedChange
from campaign.pages.settings import can_choose_key, change_settings, stamp
from campaign.pages.settings_form import SettingsForm
from campaign.signatures import noting

GET_OR_POST = require_http_methods(["GET", "HEAD", "POST"])


@GET_OR_POST
@campaign_for(SEEING, to_change=EDITING)
def settings(request: HttpRequest, campaign: Campaign) -> HttpResponse:
    """All settings; with ?from=<id> as they once were, to be looked at and saved again."""
    now = timezone.now()
    earlier = _earlier(request, campaign)
    if request.method != "POST":
        form = SettingsForm(campaign, now=now, begun_with=earlier and earlier.content)
        return _settings_page(request, campaign, form, earlier=earlier)
    form = SettingsForm(campaign, request.POST, now=now)
    if not form.is_valid():
        return _settings_page(request, campaign, form, status=422, earlier=earlier)
    try:
        with transaction.atomic():
            changed = change_settings(
                campaign,
                was=form.cleaned_data["was"],
                by=request.user,
                now=now,
                put_back=earlier,
                **form.values(),
            )
            if "time_zone" in changed:  # its days begin at another hour now
                noting.make_anew([campaign.id])
    except ChangedMeanwhile:
        return _settings_page(request, campaign, form, status=409, is_changed_meanwhile=True)
    except ValidationError as error:
        form.add_error(None, error)  # beside the fields that it names
        return _settings_page(request, campaign, form, status=422, earlier=earlier)
    said = _("Saved.") if changed else _("Saved: nothing was different.")
    messages.success(request, said)
    return redirect("organiser_settings", slug=campaign.slug)


def _earlier(request: HttpRequest, campaign: Campaign) -> PublishedChange | None:
    chosen = request.GET.get("from", "")
    if not chosen.isdecimal() or len(chosen) > 18:
        return None
    changes = campaign.history.filter(kind=PublishedChange.Kind.SETTINGS)
    return get_object_or_404(changes, id=int(chosen))


def _settings_page(
    request: HttpRequest, campaign: Campaign, form: SettingsForm, **context: Any
) -> HttpResponse:
    stored = Campaign.objects.select_related("organisation", "sealing_key").get(id=campaign.id)
    return campaign_page(
        request,
        "settings/settings",
        stored,
        form=form,
        was=stamp(stored) if "is_changed_meanwhile" in context else form["was"].value(),
        server_key=form.keys.get(SealingKey.Custody.SERVER),
        offline_key=form.keys.get(SealingKey.Custody.OFFLINE),
        can_choose_key=can_choose_key(stored),
        **context,
    )


# --- The picture ----------------------------------------------------------------------------


@GET_OR_POST
@campaign_for(EDITING)
def picture(request: HttpRequest, campaign: Campaign) -> HttpResponse:
    if request.method != "POST":
        return _picture_page(request, campaign, PictureForm(campaign))
    form = PictureForm(campaign, request.POST, request.FILES)
    if not form.is_valid():
        return _picture_page(request, campaign, form, status=422)
    set_picture(
        campaign,
        renditions=form.cleaned_data["picture"],
        alt=form.cleaned_data["words"],
        credit=form.cleaned_data["credit"],
        by=request.user,
        now=timezone.now(),
    )
    messages.success(request, _("The picture is on the page."))
    return redirect("organiser_picture", slug=campaign.slug)


@require_POST
@campaign_for(EDITING)
def take_picture_away(request: HttpRequest, campaign: Campaign) -> HttpResponse:
    remove_picture(campaign, by=request.user, now=timezone.now())
    messages.success(request, _("The page has no picture any more, and we have no copy of it."))
    return redirect("organiser_picture", slug=campaign.slug)


def _picture_page(
    request: HttpRequest, campaign: Campaign, form: PictureForm, *, status: int = 200
) -> HttpResponse:
    files = form.stored and form.stored.files.defer("content").filter(type="image/jpeg")
    return campaign_page(
        request,
        "settings/picture",
        campaign,
        form=form,
        shown=files and files.first(),
        status=status,
    )
