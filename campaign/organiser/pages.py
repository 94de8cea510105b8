"""Campaigns, as those who run them see them."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

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
def release_mail(request: HttpRequest, slug: str) -> HttpResponse:
    """Send what was held because hardly anybody confirmed."""
    campaign = get_object_or_404(Campaign.objects.editable_by(request.user), slug=slug)
    watching.release_mail(campaign, by=request.user, now=timezone.now())
    messages.success(request, _("Mail goes out again, what was held first."))
    return redirect("organiser_signing", slug=slug)
