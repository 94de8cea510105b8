"""Campaigns, as those who run them see them."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.views.decorators.http import require_POST, require_safe

from campaign.organiser.doors import EDITING, campaign_for
from campaign.pages.models import Campaign
from campaign.signatures import watching


@require_safe
def campaigns(request: HttpRequest) -> HttpResponse:
    now = timezone.now()
    language = translation.get_language()
    mine = Campaign.objects.of_member(request.user).prefetch_related("texts").order_by("-id")
    rows = [(campaign, campaign.text_in(language), campaign.state_at(now)) for campaign in mine]
    return render(request, "organiser/campaigns.html", {"rows": rows})


@require_POST
@campaign_for(EDITING)
def release_mail(request: HttpRequest, campaign: Campaign) -> HttpResponse:
    """Send what was held because hardly anybody confirmed."""
    watching.release_mail(campaign, now=timezone.now())
    return redirect("organiser_campaigns")
