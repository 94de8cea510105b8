"""Campaigns, as those who run them see them."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from campaign.accounts.models import Membership
from campaign.organiser.doors import EDITING, OWNING, campaign_for
from campaign.pages.lifecycle import State
from campaign.pages.models import Campaign, CampaignText
from campaign.signatures import watching
from campaign.templatetags.typeset import day

# What somebody works on comes first, what is over last.
_ORDER = (State.OPEN, State.SCHEDULED, State.DRAFT, State.CLOSED, State.ARCHIVED)
CLOSES_SOON = timedelta(days=3)


@dataclass(frozen=True, slots=True)
class Row:
    """One campaign at a glance."""

    campaign: Campaign
    text: CampaignText
    state: State
    needs: list[str]  # sentences


@dataclass(frozen=True, slots=True)
class House:
    """The visitor's place in one organisation, and its campaigns."""

    membership: Membership
    rows: list[Row]

    @property
    def can_edit(self) -> bool:
        return self.membership.role in EDITING

    @property
    def is_owner(self) -> bool:
        return self.membership.role in OWNING


@require_safe
def campaigns(request: HttpRequest) -> HttpResponse:
    """All that the visitor may see, under the organisations whose they are."""
    now = timezone.now()
    mine = Campaign.objects.of_member(request.user).prefetch_related("texts").order_by("-id")
    rows = sorted(
        (_row(campaign, now) for campaign in mine), key=lambda row: _ORDER.index(row.state)
    )
    memberships = request.user.memberships.select_related("organisation")
    houses = [
        House(
            membership,
            [row for row in rows if row.campaign.organisation_id == membership.organisation_id],
        )
        for membership in memberships.order_by("organisation__name", "id")
    ]
    can_begin = any(house.can_edit for house in houses)
    return render(request, "organiser/campaigns.html", {"houses": houses, "can_begin": can_begin})


def _row(campaign: Campaign, now: datetime) -> Row:
    state = campaign.state_at(now)
    text = campaign.text_in(translation.get_language())
    return Row(campaign, text, state, _needs(campaign, state, now))


def _needs(campaign: Campaign, state: State, now: datetime) -> list[str]:
    """What somebody should look at, most urgent first; what its row alone can tell."""
    needs = []
    if campaign.sealing_key_id is None:
        needs.append(_("Nobody can sign: there is no key to seal signatures with."))
    if campaign.mail_held_at:
        needs.append(_("Its mail is held back, since few of those written to confirmed."))
    if campaign.paused_at and state is State.OPEN:
        needs.append(_("Signing is paused."))
    if state is State.DRAFT:
        needs.append(_("Not published yet: only your organisation sees it."))
    if state is State.SCHEDULED and campaign.opens_at:
        opens = day(campaign.opens_at, campaign.time_zone)
        needs.append(_("It opens on %(day)s.") % {"day": opens})
    if state is State.OPEN and campaign.closes_at and campaign.closes_at - now < CLOSES_SOON:
        closes = day(campaign.closes_at, campaign.time_zone)
        needs.append(_("It closes on %(day)s.") % {"day": closes})
    return needs


@require_POST
@campaign_for(EDITING)
def release_mail(request: HttpRequest, campaign: Campaign) -> HttpResponse:
    """Send what was held because hardly anybody confirmed."""
    watching.release_mail(campaign, by=request.user, now=timezone.now())
    messages.success(request, _("Mail goes out again, what was held first."))
    return redirect("organiser_signing", slug=campaign.slug)
