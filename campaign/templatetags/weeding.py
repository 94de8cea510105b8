"""What other pages of the staff desk say about weeding."""

from typing import Any

from django import template

from campaign.pages.models import Campaign
from campaign.signatures.weeding import suspects

register = template.Library()


@register.inclusion_tag("staff/weeding/hint.html")
def weeding_hint(campaign: Campaign) -> dict[str, Any]:
    """Before a list is asked for: was it looked through, and does anything wait?"""
    waiting = suspects.waiting_count(campaign)
    return {
        "campaign": campaign,
        "last": suspects.last_sweep(campaign),
        "waiting": waiting,
        "are_more": waiting >= suspects.MOST_COUNTED,
    }
