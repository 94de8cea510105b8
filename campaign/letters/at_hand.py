"""Whether there are letters to write, kept at hand for seconds.

A signer's own pages ask this each time, and the answer is the same for all who signed. As
campaign/pages/at_hand.py keeps the campaign itself; a change shows two seconds later.
"""

from datetime import datetime

from campaign.letters.writing import has_letters, is_running
from campaign.lib.at_hand import kept_for
from campaign.pages.at_hand import SECONDS
from campaign.pages.models import Campaign


def can_be_written_at_hand(campaign: Campaign, now: datetime) -> bool:
    """`can_be_written`, perhaps two seconds late."""
    return is_running(campaign, now) and _has_letters(campaign.id, now)


def forget_letters() -> None:
    """Look anew: for tests, which do not wait."""
    _has_letters.forget()


@kept_for(SECONDS)
def _has_letters(campaign_id: int) -> bool:
    return has_letters(campaign_id)
