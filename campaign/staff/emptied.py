"""Once all names of a campaign are erased: what needs them says so, and what can still be done."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse

from campaign.organiser.doors import View
from campaign.organiser.showing import campaign_page
from campaign.pages.models import Campaign
from campaign.signatures.ending import erasing_of

GONE = 410


def while_there_are_names(room: str) -> Callable[[View], View]:
    """Written below the door, above what could only be refused without names.

    room: the tab that the page belongs to (templates/components/names_gone.html has its words)
    """

    def guard(view: View) -> View:
        @wraps(view)
        def guarded(
            request: HttpRequest, campaign: Campaign, *args: Any, **kwargs: Any
        ) -> HttpResponse:
            if erasing := erasing_of(campaign):
                told = {"room": room, "erasing": erasing}
                return campaign_page(
                    request, "emptied", campaign, desk="staff", status=GONE, **told
                )
            return view(request, campaign, *args, **kwargs)

        return guarded

    return guard
