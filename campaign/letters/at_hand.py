"""Whether there are letters to write, kept at hand for seconds.

A signer's own pages ask this each time, and the answer is the same for all who signed. As
campaign/pages/at_hand.py keeps the campaign itself; a change shows two seconds later.
"""

from datetime import datetime
from functools import lru_cache

from campaign.letters.writing import has_letters, is_running
from campaign.pages import at_hand
from campaign.pages.models import Campaign


def can_be_written_at_hand(campaign: Campaign, now: datetime) -> bool:
    """`can_be_written`, perhaps two seconds late."""
    return is_running(campaign, now) and _kept(campaign.id, int(now.timestamp()) // at_hand.SECONDS)


def forget_letters() -> None:
    """Look anew: for tests, which do not wait."""
    _kept.cache_clear()


@lru_cache(maxsize=500)
def _kept(campaign_id: int, _while: int) -> bool:
    return has_letters(campaign_id)
