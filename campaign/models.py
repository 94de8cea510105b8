"""The roll-call of models: each lives in its room."""

from campaign.accounts.models import (
    AuditEvent,
    Invitation,
    Limit,
    Membership,
    Organisation,
    SealingKey,
    User,
)
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
from campaign.pages.sharing_models import ShareText, SocialPicture, SourceLink
from campaign.pages.working_copies import Presence, WorkingCopy
from campaign.signatures.mailing_models import BounceTally, Mailing, MailingCopy, Undeliverable
from campaign.signatures.models import (
    Bookmark,
    Figure,
    ModeratedSignature,
    ModerationBatch,
    Signature,
    Tally,
)

__all__ = [
    "Addressee",
    "AuditEvent",
    "BounceTally",
    "Bookmark",
    "Campaign",
    "CampaignText",
    "CarriedLetter",
    "ChairYear",
    "Delivery",
    "DeliveryTally",
    "Demand",
    "Dossier",
    "Fact",
    "Invitation",
    "Figure",
    "KeyFact",
    "LetterVersion",
    "Limit",
    "Membership",
    "ModeratedSignature",
    "ModerationBatch",
    "Mailing",
    "MailingCopy",
    "Membership",
    "NewsItem",
    "NewsText",
    "Office",
    "Organisation",
    "OutgoingMail",
    "Presence",
    "Quote",
    "Recipient",
    "RecordEntry",
    "Register",
    "SealingKey",
    "ShareText",
    "Signature",
    "SocialPicture",
    "SourceLink",
    "Suppression",
    "Tally",
    "TimelineEntry",
    "Undeliverable",
    "User",
    "WorkingCopy",
]
