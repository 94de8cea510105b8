"""The roll-call of models: each lives in its room."""

from campaign.accounts.models import (
    AuditEvent,
    Invitation,
    KeyChange,
    Limit,
    Membership,
    Organisation,
    SealingKey,
    TwoPersonRule,
    User,
)
from campaign.exports.models import ExportJob
from campaign.exports.schedule_models import ExportSchedule
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
from campaign.pages.partner_models import ConsentWording, Partner
from campaign.pages.pictures import Picture, PictureFile
from campaign.pages.remembered import FormerAddress, PublishedChange
from campaign.pages.sharing.models import ShareText, SocialPicture, SourceLink
from campaign.pages.working_copies import Presence, WorkingCopy
from campaign.signatures.counted_models import Bookmark, Figure, Tally
from campaign.signatures.custody.models import Resealing
from campaign.signatures.ending_models import Ending
from campaign.signatures.mailing_models import BounceTally, Mailing, MailingCopy, Undeliverable
from campaign.signatures.models import Signature
from campaign.signatures.moderation_models import ModeratedSignature, ModerationBatch
from campaign.signatures.paper.models import PaperBatch, PaperEntry, PaperFault
from campaign.signatures.weeding.models import Mark, Suspect, Sweep

__all__ = [
    "Addressee",
    "AuditEvent",
    "Bookmark",
    "BounceTally",
    "Campaign",
    "CampaignText",
    "CarriedLetter",
    "ChairYear",
    "ConsentWording",
    "Delivery",
    "DeliveryTally",
    "Demand",
    "Dossier",
    "Ending",
    "ExportJob",
    "ExportSchedule",
    "Fact",
    "Figure",
    "FormerAddress",
    "Invitation",
    "KeyChange",
    "KeyFact",
    "LetterVersion",
    "Limit",
    "Mailing",
    "MailingCopy",
    "Membership",
    "Mark",
    "ModeratedSignature",
    "ModerationBatch",
    "NewsItem",
    "NewsText",
    "Office",
    "Organisation",
    "OutgoingMail",
    "Partner",
    "PaperBatch",
    "PaperEntry",
    "PaperFault",
    "Picture",
    "PictureFile",
    "Presence",
    "PublishedChange",
    "Quote",
    "Recipient",
    "RecordEntry",
    "Register",
    "Resealing",
    "SealingKey",
    "ShareText",
    "Signature",
    "SocialPicture",
    "SourceLink",
    "Suppression",
    "Suspect",
    "Sweep",
    "Tally",
    "TimelineEntry",
    "TwoPersonRule",
    "Undeliverable",
    "User",
    "WorkingCopy",
]
