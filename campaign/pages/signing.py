"""Verbs about signing while a campaign runs: pause it, say something above the page, close it.

Whatever was mailed before stays good: a signature made in time can be confirmed while signing is
paused, and after it has closed. Closing here can be taken back. Closing for good (`archive`)
cannot: the secret that recognises addresses is destroyed. What else goes then is known to the room
of signatures (campaign/signatures/ending.py), which calls it.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from campaign.accounts.auditing import Action, record
from campaign.accounts.models import User
from campaign.pages.lifecycle import State
from campaign.pages.models import Campaign
from campaign.pages.remembered import PublishedChange, remember

Words = Mapping[str, str]  # by language


@transaction.atomic
def pause(campaign: Campaign, *, by: User, now: datetime) -> None:
    """Take no signatures until somebody resumes. Twice is once."""
    stored = _locked(campaign)
    if stored.paused_at is None:
        _store(stored, Action.SIGNING_PAUSED, by=by, now=now, paused_at=now)


@transaction.atomic
def resume(campaign: Campaign, *, by: User, now: datetime) -> None:
    stored = _locked(campaign)
    if stored.paused_at is not None:
        _store(stored, Action.SIGNING_RESUMED, by=by, now=now, paused_at=None)


@transaction.atomic
def set_banner(
    campaign: Campaign, *, words: Words, until: datetime | None, by: User, now: datetime
) -> None:
    """Say it above the page, until that moment or until it is changed; no words: say nothing."""
    stored = _locked(campaign)
    said = _said(words)
    until = until if said else None
    if (said, until) != (stored.banner, stored.banner_until):
        _store(stored, Action.BANNER_SET, by=by, now=now, banner=said, banner_until=until)


@transaction.atomic
def set_final_words(campaign: Campaign, *, words: Words, by: User, now: datetime) -> None:
    """What stands in place of the form once signing has closed, whoever or whatever closes it."""
    stored = _locked(campaign)
    if _said(words) != stored.final_words:
        _store(stored, Action.FINAL_WORDS_SET, by=by, now=now, final_words=_said(words))


@transaction.atomic
def close(campaign: Campaign, *, words: Words, by: User, now: datetime) -> None:
    """Take no more signatures from this moment on. Raises ValidationError where it is not open."""
    stored = _locked(campaign)
    if stored.state_at(now) is not State.OPEN:
        raise ValidationError(_("Signing is not open, so there is nothing to close."))
    _store(
        stored,
        Action.CAMPAIGN_CLOSED,
        by=by,
        now=now,
        state=State.CLOSED,
        closes_at=now,
        paused_at=None,
        final_words=_said(words),
    )


@transaction.atomic
def reopen(campaign: Campaign, *, closes_at: datetime | None, by: User, now: datetime) -> None:
    """Take signatures again, until `closes_at` or until somebody closes it.

    Raises ValidationError where it is not closed, was closed for good, or would be closed already.
    """
    stored = _locked(campaign)
    if stored.is_closed_for_good:
        raise ValidationError(_("This campaign was closed for good. It cannot be opened again."))
    if stored.state_at(now) is not State.CLOSED:
        raise ValidationError(_("Signing is not closed, so there is nothing to reopen."))
    if closes_at and closes_at <= now:
        raise ValidationError({"closes_at": _("This time has passed. Choose a later one.")})
    _store(
        stored,
        Action.CAMPAIGN_REOPENED,
        by=by,
        now=now,
        state=State.OPEN,
        closes_at=closes_at,
        paused_at=None,
    )


def archive(campaign: Campaign, *, by: User | None, now: datetime) -> None:
    """Close it for good; within a transaction in which its row is locked. by: None where its time
    was over."""
    closed_at = min(campaign.closes_at or now, now)
    values = {"state": State.ARCHIVED, "wrapped_fingerprint_secret": None, "closes_at": closed_at}
    if campaign.opens_at and campaign.opens_at >= closed_at:
        values["opens_at"] = None  # it never opened
    _store(campaign, Action.CLOSED_FOR_GOOD, by=by, now=now, paused_at=None, **values)


def _locked(campaign: Campaign) -> Campaign:
    return Campaign.objects.select_for_update(no_key=True).get(id=campaign.id)


def _said(words: Words) -> dict[str, str]:
    return {language: each for language, each in words.items() if each}


def _store(
    campaign: Campaign, action: Action, *, by: User | None, now: datetime, **values: Any
) -> None:
    for name, value in values.items():
        setattr(campaign, name, value)
    campaign.save(update_fields=[*values, "changed_at"])
    record(action, actor=by, now=now, campaign=campaign)
    remember(
        campaign,
        PublishedChange.Kind.SIGNING,
        {
            "state": campaign.state_at(now),
            "is_paused": campaign.paused_at is not None,
            "banner": campaign.banner,
            "banner_until": campaign.banner_until and campaign.banner_until.isoformat(),
            "final_words": campaign.final_words,
        },
        changed=[action],
        by=by,
        now=now,
    )
