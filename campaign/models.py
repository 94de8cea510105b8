"""The roll-call of models: each lives in its room."""

from campaign.accounts.models import Membership, Organisation, SealingKey, User
from campaign.mail.models import OutgoingMail, Suppression
from campaign.pages.models import (
    Campaign,
    CampaignText,
    Demand,
    KeyFact,
    Quote,
    TimelineEntry,
)
from campaign.signatures.models import Signature, Tally

__all__ = [
    "Campaign",
    "CampaignText",
    "Demand",
    "KeyFact",
    "Membership",
    "Organisation",
    "OutgoingMail",
    "Quote",
    "SealingKey",
    "Signature",
    "Suppression",
    "Tally",
    "TimelineEntry",
    "User",
]
