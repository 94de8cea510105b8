"""Addresses that campaigns have left lead to where they are now, for good."""

import re
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect

from campaign.pages.lifecycle import PUBLIC_STATES
from campaign.pages.models import Campaign

# The part before a slug, in the public's addresses and in an organiser's.
_PUBLIC = re.compile(r"(?P<before>/(?:[a-z-]{2,10}/)?c/)(?P<slug>[-\w]+)(?P<after>/.*)")
_DESK = re.compile(r"(?P<before>/organiser/)(?P<slug>[-\w]+)(?P<after>/.*)")


class FormerAddresses:
    """Middleware: where nothing is found, a campaign may have been. 308 and not 301: a form that
    was opened before the move is sent on with what was typed."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        # Without a match the address is none of a campaign's, and nobody was asked to sign in.
        if response.status_code == 404 and request.resolver_match:
            return self._moved(request) or response
        return response

    def _moved(self, request: HttpRequest) -> HttpResponse | None:
        address = (_DESK if request.at_a_desk else _PUBLIC).fullmatch(request.path_info)
        slug = address and _slug_now(request, address["slug"])
        if not slug:
            return None
        moved = f"{address['before']}{slug}{address['after']}"
        if query := request.META.get("QUERY_STRING"):
            moved += f"?{query}"
        return HttpResponsePermanentRedirect(moved, preserve_request=True)


def _slug_now(request: HttpRequest, former: str) -> str | None:
    """At a desk only for those who may see the campaign."""
    campaigns = (
        Campaign.objects.of_member(request.user)
        if request.at_a_desk
        else Campaign.objects.filter(state__in=PUBLIC_STATES)
    )
    return campaigns.filter(former_addresses__slug=former).values_list("slug", flat=True).first()
