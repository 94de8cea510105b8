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
from campaign.pages.news_models import NewsItem, NewsText
from campaign.signatures.mailing_models import BounceTally, Mailing, MailingCopy, Undeliverable
from campaign.signatures.models import Signature, Tally

__all__ = [
    "Addressee",
    "AuditEvent",
    "BounceTally",
    "Campaign",
    "CampaignText",
    "CarriedLetter",
    "ChairYear",
    "Delivery",
    "DeliveryTally",
    "Demand",
    "Dossier",
    "Fact",
    "KeyFact",
    "LetterVersion",
    "Mailing",
    "MailingCopy",
    "Membership",
    "NewsItem",
    "NewsText",
    "Office",
    "Organisation",
    "OutgoingMail",
    "Quote",
    "Recipient",
    "RecordEntry",
    "Register",
    "SealingKey",
    "Signature",
    "Suppression",
    "Tally",
    "TimelineEntry",
    "Undeliverable",
    "User",
]
