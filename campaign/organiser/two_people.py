"""Whether an export needs two people: owners see what that means, and switch it."""

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from campaign.accounts import two_people
from campaign.accounts.models import Membership, Organisation
from campaign.accounts.roles import members_with
from campaign.accounts.two_people import CannotDecide
from campaign.organiser.doors import OWNING, organisation_for

VERBS = {
    "on": two_people.switch_on,
    "end": two_people.ask_to_end,
    "keep": two_people.keep,
    "agree": two_people.agree_to_end,
}


@require_http_methods(["GET", "HEAD", "POST"])
@organisation_for(OWNING)
@reauthentication_required
def rule(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """GET: what is gained and lost. POST: switched on, or on the way to its end, or kept."""
    refusal, verb = "", VERBS.get(request.POST.get("what", ""))
    if request.method == "POST" and verb:
        try:
            verb(organisation=organisation, by=request.user, now=timezone.now())
        except CannotDecide as error:
            refusal = str(error)
        else:
            messages.success(request, _("Saved. Owners and staff are written to."))
            return redirect("organisation_two_people", slug=organisation.slug)
    entrusted = members_with(Membership.ENTRUSTED, organisation=organisation.id)
    there = two_people.rule_of(organisation.id)
    context = {
        "organisation": organisation,
        "rule": there,
        "entrusted": [member.user.shown_name for member in entrusted],
        "is_mine": there is not None and there.ending_asked_by_id == request.user.id,
        "refusal": refusal,
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "organiser/organisations/two_people.html", context, status=status)
