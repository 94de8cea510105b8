"""The record of who did what: every change, and every reading of personal data.

Verbs call `record` inside their own transaction, so that what was done and that it was done are
stored together or not at all.
"""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from campaign.accounts.models import AuditEvent, Organisation, User


class Action(models.TextChoices):
    """What can be done, in the words that the record shows. Values are stored: never change one."""

    CAMPAIGN_CREATED = "campaign-created", _("Made a campaign")
    CAMPAIGN_PUBLISHED = "campaign-published", _("Published the campaign")
    WORDS_CHANGED = "words-changed", _("Changed the words of the page")
    LANGUAGE_ADDED = "language-added", _("Added a language")
    LANGUAGE_REMOVED = "language-removed", _("Removed a language")
    CAMPAIGN_SCHEDULED = "campaign-scheduled", _("Scheduled the campaign")
    WORDS_PUT_BACK = "words-put-back", _("Put earlier words back")
    SETTINGS_CHANGED = "settings-changed", _("Changed the settings")
    PICTURE_CHANGED = "picture-changed", _("Changed the picture")
    SIGNING_PAUSED = "signing-paused", _("Paused signing")
    SIGNING_RESUMED = "signing-resumed", _("Resumed signing")
    BANNER_SET = "banner-set", _("Changed the banner")
    FINAL_WORDS_SET = "final-words-set", _("Changed the closing message")
    CAMPAIGN_CLOSED = "campaign-closed", _("Closed the campaign")
    CAMPAIGN_REOPENED = "campaign-reopened", _("Reopened the campaign")
    MAIL_RELEASED = "mail-released", _("Let held mail go")


def record(
    action: Action,
    *,
    actor: User | None,
    now: datetime,
    organisation: Organisation | None = None,
    campaign: Any = None,
    **details: str | int | bool | None,
) -> AuditEvent:
    """Store that `actor` (None: the site itself) did it.

    campaign: a Campaign, whose organisation it is then; this room knows no campaigns
    details: what else is worth knowing later. Never anything of a signer.
    """
    return AuditEvent.objects.create(
        at=now,
        action=action,
        organisation_id=campaign.organisation_id if campaign else organisation and organisation.id,
        campaign_id=campaign and campaign.id,
        campaign_slug=campaign.slug if campaign else "",
        actor_id=actor and actor.id,
        actor_email=actor.email if actor else "",
        details=details,
    )


def forget_old(*, now: datetime) -> int:
    """Delete what is older than settings.AUDIT_DAYS; how many there were.

    The database itself refuses to delete what is younger than a year.
    """
    limit = now - timedelta(days=settings.AUDIT_DAYS)
    return AuditEvent.objects.older_than(limit).delete()[0]
