"""What owners are written about exports: that one was asked for, downloaded, destroyed unread.

Staff are written to as well where somebody has to act: to approve one, or to fetch one that a
schedule wrote. No mail has a list with it, or a name of anybody on one.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from campaign.accounts.auditing import Action
from campaign.accounts.models import Membership, User
from campaign.accounts.roles import people_with
from campaign.accounts.telling import tell
from campaign.exports.models import ExportJob
from campaign.exports.schedule_models import ExportSchedule
from campaign.exports.times import when_in_words
from campaign.mail.composing import absolute, composes
from campaign.mail.models import OutgoingMail
from campaign.pages.models import Campaign


def tell_owners(job: ExportJob, action: Action, *, by: User | None, now: datetime) -> None:
    """In the transaction of what they are told about."""
    _tell_of_export(job, action, Membership.OWNING, by=by, now=now)


def tell_entrusted(job: ExportJob, action: Action, *, by: User | None, now: datetime) -> None:
    """Owners and staff, likewise."""
    _tell_of_export(job, action, Membership.ENTRUSTED, by=by, now=now)


def _tell_of_export(
    job: ExportJob, action: Action, roles: Iterable[str], *, by: User | None, now: datetime
) -> None:
    words = {
        "export": job.id.hex,
        "action": action.value,
        "by": by.email if by else "",
        "waits": int(job.awaits_approval),
        "reason": job.reason,
    }
    _tell("export_notice", job.campaign, words, roles, now=now)


def tell_of_schedule(
    schedule: ExportSchedule, action: Action, *, by: User | None, now: datetime, reason: str = ""
) -> None:
    """Owners and staff. reason: in the words of who refused it"""
    words = {
        "schedule": schedule.id.hex,
        "action": action.value,
        "by": by.email if by else "",
        "waits": int(schedule.state == ExportSchedule.State.APPROVAL),
        "reason": reason,
    }
    _tell("schedule_notice", schedule.campaign, words, Membership.ENTRUSTED, now=now)


def _tell(
    message: str,
    campaign: Campaign,
    words: dict[str, str | int],
    roles: Iterable[str],
    *,
    now: datetime,
) -> None:
    people = people_with(roles, organisation=campaign.organisation_id)
    tell(people, message, words, language=campaign.main_language, due_at=now)


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
    slug = job.campaign.slug
    return {
        "action": words["action"],
        "by": words["by"],
        "waits": words.get("waits"),  # a mail that waited for an update of this site has neither
        "reason": words.get("reason"),
        "job": job,
        "campaign_title": job.campaign.text_in(language).title,
        "exports_url": absolute("staff_exports", slug=slug),
        "approval_url": absolute("staff_export_approval", slug=slug, export=job.id),
    }


@composes("schedule_notice")
def schedule_notice(mails: list[OutgoingMail]) -> dict[UUID, dict[str, Any]]:
    """To owners and staff: sealed lists are written again and again, or not any more."""
    opened = {mail.id: mail.opened() for mail in mails}
    schedules = (
        ExportSchedule.objects.select_related("campaign")
        .prefetch_related("campaign__texts")
        .in_bulk([UUID(words["schedule"]) for words in opened.values()])
    )
    return {
        mail.id: {
            **{name: opened[mail.id][name] for name in ("action", "by", "waits", "reason")},
            "schedule": schedule,
            "when": when_in_words(schedule),
            "campaign_title": schedule.campaign.text_in(mail.language).title,
            "schedules_url": absolute("staff_schedules", slug=schedule.campaign.slug),
        }
        for mail in mails
        if (schedule := schedules.get(UUID(opened[mail.id]["schedule"])))
    }
