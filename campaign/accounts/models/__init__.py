"""Who runs campaigns, the keys their signatures are sealed to, and the record of what they did."""

from campaign.accounts.models.audit import AuditEvent
from campaign.accounts.models.invitations import Invitation
from campaign.accounts.models.keys import KeyChange, SealingKey
from campaign.accounts.models.limits import Limit
from campaign.accounts.models.people import Membership, Organisation, User
from campaign.accounts.models.two_people import TwoPersonRule

__all__ = [
    "AuditEvent",
    "Invitation",
    "KeyChange",
    "Limit",
    "Membership",
    "Organisation",
    "SealingKey",
    "TwoPersonRule",
    "User",
]
