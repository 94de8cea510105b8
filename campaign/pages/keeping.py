"""How long the names of signers are kept after a campaign closes.

It is said beside the form, and people sign on that word: once the page is public, the time may only
become shorter. What happens when it is over: campaign/signatures/ending.py.
"""

from collections.abc import Sequence
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from campaign.accounts.auditing import Action, record
from campaign.accounts.models import User
from campaign.pages.lifecycle import KEEP_DAYS, State
from campaign.pages.models import Campaign


def choices(campaign: Campaign) -> Sequence[int]:
    """The numbers of days that it may have from now on, what it has among them."""
    if campaign.state == State.DRAFT:
        return KEEP_DAYS
    return [days for days in KEEP_DAYS if days <= campaign.keep_days]


@transaction.atomic
def keep_for(campaign: Campaign, *, days: int, by: User, now: datetime) -> None:
    """Keep names for so many days after it closes. Raises ValidationError where signers were told
    that it would be fewer."""
    stored = Campaign.objects.select_for_update(no_key=True).get(id=campaign.id)
    was = stored.keep_days
    if days == was:
        return
    if days not in choices(stored):
        raise ValidationError(
            _("People have signed on the word that it is %(days)s days. It can only be shortened."),
            params={"days": was},
        )
    stored.keep_days = days
    stored.save(update_fields=["keep_days", "changed_at"])
    record(Action.KEEPING_CHANGED, actor=by, now=now, campaign=stored, days=days, days_before=was)
