"""What owners are written about exports: that one was asked for, downloaded, destroyed unread."""

from datetime import datetime
from typing import Any
from uuid import UUID

from campaign.accounts.auditing import Action
from campaign.accounts.models import Membership, User
from campaign.exports.models import ExportJob
from campaign.mail.composing import absolute, composes
from campaign.mail.models import OutgoingMail


def tell_owners(job: ExportJob, action: Action, *, by: User | None, now: datetime) -> None:
    """In the transaction of what they are told about."""
    owners = Membership.objects.filter(
        organisation=job.campaign.organisation_id,
        role__in=Membership.OWNING,
        user__is_active=True,
    )
    words = {"export": job.id.hex, "action": action.value, "by": by.email if by else ""}
    OutgoingMail.objects.bulk_create(
        OutgoingMail.to(
            owner.user.email,
            message="export_notice",
            language=job.campaign.main_language,
            due_at=now,
            words=words,
        )
        for owner in owners.select_related("user")
    )


@composes("export_notice")
def export_notice(mails: list[OutgoingMail]) -> dict[UUID, dict[str, Any]]:
    """To owners: a list of signers goes out, or has gone."""
    opened = {mail.id: mail.opened() for mail in mails}
    jobs = (
        ExportJob.objects.select_related("campaign")
        .prefetch_related("campaign__texts")
        .in_bulk([UUID(words["export"]) for words in opened.values()])
    )
    return {
        mail.id: _about(job, opened[mail.id], mail.language)
        for mail in mails
        if (job := jobs.get(UUID(opened[mail.id]["export"])))
    }


def _about(job: ExportJob, words: dict[str, str], language: str) -> dict[str, Any]:
    return {
        "action": words["action"],
        "by": words["by"],
        "job": job,
        "campaign_title": job.campaign.text_in(language).title,
        "exports_url": absolute("staff_exports", slug=job.campaign.slug),
    }
