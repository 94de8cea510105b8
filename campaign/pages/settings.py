"""A campaign's settings: its address, times, goal, colour, and where its statement comes from.

A change shows on the public page at once. Two people who change them at a time are told apart by a
stamp of what each had opened, not by a lock.
"""

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from campaign.accounts.auditing import Action, record
from campaign.accounts.models import SealingKey, User
from campaign.lib.stamps import ChangedMeanwhile, stamp_of
from campaign.pages.lifecycle import PUBLIC_STATES, State
from campaign.pages.models import Campaign
from campaign.pages.remembered import FormerAddress, PublishedChange, remember

# In the order in which they are shown.
NAMES = (
    *("slug", "opens_at", "closes_at", "time_zone", "goal_set", "accent", "main_language"),
    *("statement_title", "statement_publisher", "statement_date", "statement_url"),
    "sealing_key_id",
)


NEEDS_OFFLINE_KEY = _("A high-risk campaign is sealed to a key that only your organisation keeps.")
TAKEN = _("Another campaign has this address. Choose another one.")


def settings_of(campaign: Campaign) -> dict[str, Any]:
    """As JSON holds them."""
    values = {name: getattr(campaign, name) for name in NAMES}
    return {
        name: value.isoformat() if isinstance(value, datetime) else value
        for name, value in values.items()
    }


def stamp(campaign: Campaign) -> str:
    """Changes whenever a setting does."""
    return stamp_of(settings_of(campaign))


def is_taken(slug: str, *, campaign: Campaign | None = None) -> bool:
    """Is it, or was it, the address of a campaign other than this one?"""
    others = Campaign.objects.filter(slug=slug)
    former = FormerAddress.objects.filter(slug=slug)
    if campaign:
        others, former = others.exclude(id=campaign.id), former.exclude(campaign=campaign)
    return others.exists() or former.exists()


def can_choose_key(campaign: Campaign) -> bool:
    """Who keeps the key is settled before anybody has signed with it."""
    return campaign.state == State.DRAFT


@transaction.atomic
def change_settings(
    campaign: Campaign,
    *,
    was: str,
    by: User,
    now: datetime,
    sealing_key: SealingKey | None = None,
    put_back: PublishedChange | None = None,
    **values: Any,
) -> list[str]:
    """Store `values` (of NAMES); the names of those that changed.

    was: the stamp of what was opened to be changed
    put_back: the change whose settings these are, where they come from one

    Raises ChangedMeanwhile, and ValidationError by field. An address that strangers have seen
    keeps leading here.
    """
    stored = Campaign.objects.select_for_update(no_key=True).get(id=campaign.id)
    if stamp(stored) != was:
        raise ChangedMeanwhile
    if "slug" in values and is_taken(values["slug"], campaign=stored):
        raise ValidationError({"slug": TAKEN})
    if sealing_key and can_choose_key(stored):
        is_offline = sealing_key.custody == SealingKey.Custody.OFFLINE
        if stored.rules.needs_offline_key and not is_offline:
            raise ValidationError({"custody": NEEDS_OFFLINE_KEY})
        values["sealing_key_id"] = sealing_key.id
    before, old_slug = settings_of(stored), stored.slug
    for name, value in values.items():
        setattr(stored, name, value)
    after = settings_of(stored)
    changed = [name for name in NAMES if after[name] != before[name]]
    if changed:
        stored.full_clean(exclude=["sealing_key"])
        try:
            with transaction.atomic():
                stored.save(update_fields=[*changed, "changed_at"])
        except IntegrityError:  # somebody else took the address in this moment
            raise ValidationError({"slug": TAKEN}) from None
        if "slug" in changed:
            _leave_address(stored, old_slug, now=now)
        record(
            Action.SETTINGS_CHANGED, actor=by, now=now, campaign=stored, fields=", ".join(changed)
        )
        remember(
            stored,
            PublishedChange.Kind.SETTINGS,
            after,
            changed=changed,
            by=by,
            now=now,
            put_back=put_back,
        )
    campaign.refresh_from_db()
    return changed


def _leave_address(campaign: Campaign, slug: str, *, now: datetime) -> None:
    FormerAddress.objects.filter(slug=campaign.slug).delete()  # back where it once was
    if campaign.state in PUBLIC_STATES:
        FormerAddress.objects.create(slug=slug, campaign=campaign, left_at=now)
