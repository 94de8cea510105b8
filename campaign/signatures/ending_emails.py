"""What owners are written about the end of a campaign's list of names, and about erasures."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from campaign.accounts.auditing import Action
from campaign.accounts.models import AuditEvent, Membership, Organisation
from campaign.accounts.roles import people_with
from campaign.accounts.telling import tell
from campaign.mail.composing import absolute, composes
from campaign.mail.models import OutgoingMail
from campaign.pages.models import Campaign

# What is told: each has its sentences in templates/email/names_ending/.
SOON, CLOSED, DONE = "soon", "closed", "done"

TOLD_AFTER = timedelta(hours=1)  # so that one mail tells of many erasures


def tell_owners(campaign: Campaign, what: str, *, now: datetime) -> None:
    """In the transaction of what they are told about."""
    _queue(
        campaign.organisation_id,
        "names_ending",
        language=campaign.main_language,
        due_at=now,
        words={"campaign": campaign.id, "what": what},
    )


def tell_of_erasures(organisation: Organisation, *, language: str, now: datetime) -> None:
    """How many addresses were typed in to be erased, in the hour that begins now."""
    _queue(
        organisation.id,
        "erasures_asked",
        language=language,
        due_at=now + TOLD_AFTER,
        words={"organisation": organisation.id, "since": now.isoformat()},
    )


def _queue(
    organisation_id: int, message: str, *, language: str, due_at: datetime, words: dict[str, Any]
) -> None:
    owners = people_with(Membership.OWNING, organisation=organisation_id)
    tell(owners, message, words, language=language, due_at=due_at)


@composes("names_ending")
def names_ending(mails: list[OutgoingMail]) -> dict[UUID, dict[str, Any]]:
    """To owners: names will be erased, signing is closed for good, names are erased."""
    opened = {mail.id: mail.opened() for mail in mails}
    campaigns = (
        Campaign.objects.select_related("ending")
        .prefetch_related("texts")
        .in_bulk({words["campaign"] for words in opened.values()})
    )
    composed = {}
    for mail in mails:
        campaign = campaigns.get(opened[mail.id]["campaign"])
        ending = campaign and getattr(campaign, "ending", None)
        if ending is None:
            continue
        composed[mail.id] = {
            "what": opened[mail.id]["what"],
            "campaign": campaign,
            "campaign_title": campaign.text_in(mail.language).title,
            "erased_on": ending.begins_at(campaign.names_kept_until),
            "keeping_url": absolute("staff_keeping", slug=campaign.slug),
        }
    return composed


@composes("erasures_asked")
def erasures_asked(mails: list[OutgoingMail]) -> dict[UUID, dict[str, Any]]:
    """To owners: so many addresses were typed in to be erased. Which, nobody stored."""
    composed = {}
    for mail in mails:
        words = mail.opened()
        since = datetime.fromisoformat(words["since"])
        asked = AuditEvent.objects.filter(
            organisation=words["organisation"],
            action=Action.ERASED_ON_REQUEST,
            at__gte=since,
            at__lt=since + TOLD_AFTER,
        )
        organisation = Organisation.objects.filter(id=words["organisation"]).first()
        if organisation:
            composed[mail.id] = {
                "organisation": organisation.name,
                "addresses": asked.count(),
                "by": sorted(set(asked.values_list("actor_email", flat=True))),
                "record_url": absolute("organiser_audit", slug=organisation.slug),
            }
    return composed
