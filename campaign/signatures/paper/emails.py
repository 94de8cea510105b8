"""What owners are written about paper: a file was taken in, or undone."""

from datetime import datetime
from typing import Any
from uuid import UUID

from campaign.accounts.auditing import Action
from campaign.accounts.models import Membership, User
from campaign.accounts.roles import people_with
from campaign.accounts.telling import tell
from campaign.mail.composing import absolute, composes
from campaign.mail.models import OutgoingMail
from campaign.signatures.paper.models import PaperBatch


def tell_owners(batch: PaperBatch, action: Action, *, by: User | None, now: datetime) -> None:
    """In the transaction of what they are told about."""
    campaign = batch.campaign
    owners = people_with(Membership.OWNING, organisation=campaign.organisation_id)
    words = {"batch": UUID(str(batch.id)).hex, "action": action.value, "by": by.email if by else ""}
    tell(owners, "paper_notice", words, language=campaign.main_language, due_at=now)


@composes("paper_notice")
def paper_notice(mails: list[OutgoingMail]) -> dict[UUID, dict[str, Any]]:
    """To owners: signatures on paper came in, or were taken out again."""
    opened = {mail.id: mail.opened() for mail in mails}
    batches = (
        PaperBatch.objects.select_related("campaign")
        .prefetch_related("campaign__texts")
        .in_bulk([UUID(words["batch"]) for words in opened.values()])
    )
    return {
        mail.id: {
            "is_undone": opened[mail.id]["action"] == Action.PAPER_UNDONE,
            "by": opened[mail.id]["by"],
            "batch": batch,
            "campaign_title": batch.campaign.text_in(mail.language).title,
            "paper_url": absolute("staff_paper", slug=batch.campaign.slug),
        }
        for mail in mails
        if (batch := batches.get(UUID(opened[mail.id]["batch"])))
    }
