"""The roll-call of models: each lives in its room."""

from campaign.accounts.models import AuditEvent, Membership, Organisation, SealingKey, User
from campaign.letters.models import (
    Addressee,
    CarriedLetter,
    ChairYear,
    Delivery,
    DeliveryTally,
    Dossier,
    Fact,
    LetterVersion,
    Office,
    Recipient,
    RecordEntry,
    Register,
)
from campaign.mail.models import OutgoingMail, Suppression
from campaign.pages.models import (
    Campaign,
    CampaignText,
    Demand,
    KeyFact,
    Quote,
    TimelineEntry,
)
from campaign.pages.pictures import Picture, PictureFile
from campaign.pages.remembered import FormerAddress, PublishedChange
from campaign.pages.working_copies import Presence, WorkingCopy
from campaign.signatures.models import Signature, Tally

__all__ = [
    "Addressee",
    "AuditEvent",
    "Campaign",
    "CampaignText",
    "CarriedLetter",
    "ChairYear",
    "Delivery",
    "DeliveryTally",
    "Demand",
    "Dossier",
    "Fact",
    "FormerAddress",
    "KeyFact",
    "LetterVersion",
    "Membership",
    "Office",
    "Organisation",
    "OutgoingMail",
    "Presence",
    "Picture",
    "PictureFile",
    "PublishedChange",
    "Quote",
    "Recipient",
    "RecordEntry",
    "Register",
    "SealingKey",
    "Signature",
    "Suppression",
    "Tally",
    "TimelineEntry",
    "User",
    "WorkingCopy",
]
