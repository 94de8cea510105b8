"""What everybody is told: how many signatures were left out before a list was handed over, and by
which rules. Numbers so small that they could point at somebody are told as such."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Min

from campaign.pages.models import Campaign
from campaign.signatures.models import Signature
from campaign.signatures.weeding.models import Suspect, Why
from campaign.signatures.weeding.words import RULES

FEWEST = 5


@dataclass(frozen=True, slots=True)
class Rule:
    sentence: str
    number: int | None  # None: some, but fewer than FEWEST


@dataclass(frozen=True, slots=True)
class Published:
    """number: of signatures, each once; None where there are fewer than FEWEST."""

    number: int | None
    rules: list[Rule]
    since: datetime  # when the first of them was left out

    @property
    def fewest(self) -> int:
        return FEWEST


def published(campaign: Campaign) -> Published | None:
    """None where nothing was left out, which is known without asking the database."""
    if campaign.weeded_at is None:
        return None
    suspects = Suspect.objects.left_out(campaign)
    by_reason = suspects.values_list("why").annotate(
        many=Count("id"), first=Min("signature__held_at")
    )
    counted = {why: (many, first) for why, many, first in by_reason}
    if not counted:
        return None
    rules = [Rule(str(RULES[why]), _told(counted[why][0])) for why in Why if why in counted]
    total = sum(many for many, _first in counted.values())
    return Published(_told(total), rules, min(first for _many, first in counted.values()))


def left_out_for(signature: Signature) -> str:
    """The reason for which it was left out, a value of Why; "" where it was not, or by others."""
    if not signature.is_refused:
        return ""
    there = Suspect.objects.left_out(signature.campaign).filter(signature=signature)
    return there.values_list("why", flat=True).first() or ""


def _told(number: int) -> int | None:
    return number if number >= FEWEST else None
