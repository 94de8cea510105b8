"""What becomes of the names and comments that signers want to be shown."""

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import translation
from django.views.decorators.http import require_safe

from campaign.pages.models import Campaign
from campaign.public.kept import kept
from campaign.signatures import queue
from campaign.signatures.weeding.published import published


@require_safe
def shown_rules(request: HttpRequest, slug: str) -> HttpResponse:
    """The rules that the organisers go by, in public, with how much was hidden."""
    return kept(request, "public/shown_rules.html", lambda: rules_context(slug))


def rules_context(slug: str) -> dict[str, Any]:
    """Raises Http404."""
    campaigns = Campaign.objects.public().select_related("organisation").prefetch_related("texts")
    campaign = campaigns.filter(slug=slug).first()
    if campaign is None or not campaign.rules.shows_signers:
        raise Http404
    hidden = queue.hidden_count(campaign)
    return {
        "SITE_NAME": settings.SITE_NAME,
        "SITE_URL": settings.SITE_URL,
        "campaign": campaign,
        "text": campaign.text_in(translation.get_language()),
        "hidden": hidden,
        "are_more": hidden >= queue.MOST_COUNTED,
        "published": published(campaign),
    }
