"""Who may open a page of this desk, written above each view.

    @campaign_for(SEEING)                     # every member looks
    @campaign_for(EDITING)                    # owners and editors
    @campaign_for(SEEING, to_change=EDITING)  # every member looks; owners and editors press
    @organisation_for(OWNING)                 # the same for a page about one organisation
    @anywhere(ENTRUSTED)                      # owners and staff of some organisation here
    @reauthentication_required(enabled=has_been_away)  # below one of these: a queue of names

The view is given the campaign, or the organisation, itself in place of its slug, and the role in
which a campaign is visited as `request.role`. To anybody else it is not there: 404, the same as
for what does not exist. Membership is looked up for every request, so whoever is removed is out
with their next click.
"""

from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any

from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from campaign.accounts import factors
from campaign.accounts.models import Membership, Organisation, User
from campaign.pages.models import Campaign

SEEING, EDITING = Membership.SEEING, Membership.EDITING
ENTRUSTED, OWNING = Membership.ENTRUSTED, Membership.OWNING

View = Callable[..., HttpResponse]

# A queue of names is gone through for hours: to be asked every five minutes would teach people to
# type codes without looking. What can be taken out at one go keeps the site's own time.
AT_WORK = 30 * 60  # seconds


def campaign_for(
    roles: Iterable[str], *, to_change: Iterable[str] | None = None
) -> Callable[[View], View]:
    """Only for members with one of `roles`, and one of `to_change` (the same) to POST."""

    def guard(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, slug: str, *args: Any, **kwargs: Any) -> HttpResponse:
            campaigns = Campaign.objects.of_member(request.user, _needed(request, roles, to_change))
            campaigns = campaigns.annotate(role=F("organisation__memberships__role"))
            campaign = campaigns.select_related("organisation").filter(slug=slug).first()
            if campaign is None:
                return not_there(request)
            request.role = campaign.role  # for buttons that only some may press
            return view(request, campaign, *args, **kwargs)

        return guarded

    return guard


def organisation_for(
    roles: Iterable[str], *, to_change: Iterable[str] | None = None
) -> Callable[[View], View]:
    """Only for the organisation's members with one of `roles`, as `campaign_for`."""

    def guard(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, slug: str, *args: Any, **kwargs: Any) -> HttpResponse:
            mine = Organisation.objects.of_member(request.user, _needed(request, roles, to_change))
            organisation = mine.filter(slug=slug).first()
            if organisation is None:
                return not_there(request)
            return view(request, organisation, *args, **kwargs)

        return guarded

    return guard


def anywhere(roles: Iterable[str]) -> Callable[[View], View]:
    """Only for those who have one of `roles` in some organisation on this site."""

    def guard(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not is_anywhere(request.user, roles):
                return not_there(request)
            return view(request, *args, **kwargs)

        return guarded

    return guard


def has_been_away(request: HttpRequest) -> bool:
    """For queues that show names: `@reauthentication_required(enabled=has_been_away)`.

    A press that was waiting for this is done afterwards, if its form has no query in its address:
    allauth compares the two, and drops what differs.
    """
    return not factors.proved_themselves(request, within=AT_WORK)


def is_anywhere(user: User, roles: Iterable[str]) -> bool:
    return Organisation.objects.of_member(user, roles).exists()


def not_there(request: HttpRequest) -> HttpResponse:
    """404, in words for somebody whose role may have ended a moment ago."""
    return render(request, "organiser/not_there.html", status=404)


def _needed(
    request: HttpRequest, roles: Iterable[str], to_change: Iterable[str] | None
) -> Iterable[str]:
    looks = request.method in {"GET", "HEAD"}
    return roles if looks or to_change is None else to_change


def role_in(request: HttpRequest, organisation: Organisation) -> Membership:
    """What the visitor is in it, for buttons that only some may press. 404 where they were removed
    while this page was being made."""
    return get_object_or_404(Membership, user=request.user, organisation=organisation)
