"""Who may open a page about one campaign, written above each view.

    @campaign_for(SEEING)                     # every member looks
    @campaign_for(EDITING)                    # owners and editors
    @campaign_for(SEEING, to_change=EDITING)  # every member looks; owners and editors press

The view is given the campaign itself in place of its slug. To anybody else it is not there: 404,
the same as for a campaign that does not exist.
"""

from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from campaign.accounts.models import Membership
from campaign.pages.models import Campaign

SEEING, EDITING = Membership.SEEING, Membership.EDITING
ENTRUSTED, OWNING = Membership.ENTRUSTED, Membership.OWNING

View = Callable[..., HttpResponse]


def campaign_for(
    roles: Iterable[str], *, to_change: Iterable[str] | None = None
) -> Callable[[View], View]:
    """Only for members with one of `roles`, and one of `to_change` (the same) to POST."""

    def guard(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, slug: str, *args: Any, **kwargs: Any) -> HttpResponse:
            looks = request.method in {"GET", "HEAD"}
            allowed = roles if looks or to_change is None else to_change
            campaigns = Campaign.objects.of_member(request.user, allowed)
            campaign = get_object_or_404(campaigns.select_related("organisation"), slug=slug)
            return view(request, campaign, *args, **kwargs)

        return guarded

    return guard


def role_of(request: HttpRequest, campaign: Campaign) -> Membership:
    """What the visitor is in the campaign's organisation, for buttons that only some may press."""
    return Membership.objects.get(user=request.user, organisation_id=campaign.organisation_id)
