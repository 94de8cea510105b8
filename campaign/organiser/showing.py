"""What every page about one campaign shows."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation

from campaign.accounts.models import Membership
from campaign.pages.models import Campaign


def campaign_page(
    request: HttpRequest,
    template: str,
    campaign: Campaign,
    *,
    desk: str = "organiser",
    status: int = 200,
    **context: Any,
) -> HttpResponse:
    """templates/<desk>/<template>.html, with the campaign, its words, the visitor's rights."""
    role = request.role
    context |= {
        "campaign": campaign,
        "text": campaign.text_in(translation.get_language()),
        "can_edit": role in Membership.EDITING,
        "can_export": role in Membership.ENTRUSTED,
        "is_owner": role in Membership.OWNING,
    }
    return render(request, f"{desk}/{template}.html", context, status=status)


def address_of(view: str, campaign: Campaign) -> str:
    """Of this page about the campaign."""
    return reverse(view, args=[campaign.slug])
