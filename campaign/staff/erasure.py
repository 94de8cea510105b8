"""Erasing one signer who asked staff to, found by the address that is typed."""

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from campaign.lib.sealing import CannotOpen
from campaign.organiser.doors import ENTRUSTED, campaign_for
from campaign.organiser.showing import campaign_page
from campaign.pages.models import Campaign
from campaign.signatures import on_request
from campaign.signatures.ending_forms import ErasureForm

TOO_MANY = 429


@require_http_methods(["GET", "HEAD", "POST"])
@campaign_for(ENTRUSTED)
@reauthentication_required
def erasure(request: HttpRequest, campaign: Campaign) -> HttpResponse:
    """POST: gone, if it was there. The answer is the same for every address."""
    if request.method != "POST":
        return _page(request, campaign, ErasureForm())
    form = ErasureForm(request.POST)
    if not form.is_valid():
        return _page(request, campaign, form, status=422)
    try:
        now = timezone.now()
        on_request.erase_address(campaign=campaign, by=request.user, now=now, **form.wanted)
    except on_request.TooManyAsked:
        form.add_error(
            None,
            _("Too many addresses in a short time, so that nobody can guess. Try again tomorrow."),
        )
        return _page(request, campaign, form, status=TOO_MANY)
    except CannotOpen:
        form.add_error(None, _("Nothing was erased: SEALING_KEY is not the right one."))
        return _page(request, campaign, form, status=409)
    messages.success(
        request,
        _("Done. If this address had signed, all it gave is gone. You can tell them so."),
    )
    return redirect("staff_erasure", slug=campaign.slug)


def _page(
    request: HttpRequest, campaign: Campaign, form: ErasureForm, *, status: int = 200
) -> HttpResponse:
    return campaign_page(
        request,
        "erasure/erasure",
        campaign,
        desk="staff",
        status=status,
        form=form,
        out_of_reach=on_request.closed_for_good_with_names(campaign),
    )
