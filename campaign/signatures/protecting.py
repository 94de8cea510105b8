"""Choosing a campaign's profile (campaign/pages/profiles.py has what each means).

A draft can have either. A public campaign may become a high-risk one at any time, since that only
protects more; what its signers had shown and asked for is then erased. Back it goes only while
nobody has signed: those who have did so on that word.
"""

from dataclasses import dataclass
from datetime import UTC, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from campaign.accounts.auditing import Action, record
from campaign.accounts.models import SealingKey, User
from campaign.pages.lifecycle import State
from campaign.pages.models import Campaign
from campaign.pages.profiles import RULES, Profile
from campaign.signatures import mailings, noting
from campaign.signatures.models import Signature
from campaign.signatures.signals import protecting


@dataclass(frozen=True, slots=True)
class Shown:
    """What would be erased of those who have signed."""

    names: int = 0
    comments: int = 0
    followers: int = 0


def shown_so_far(campaign: Campaign) -> Shown:
    """In one statement, which reads every signature: for the page that asks, not for lists."""
    counted = signed(campaign).aggregate(
        names=Count("id", filter=~Q(public_name="")),
        comments=Count("id", filter=~Q(comment="")),
        followers=Count("id", filter=Q(wants_updates=True)),
    )
    return Shown(**counted)


def signed(campaign: Campaign) -> QuerySet[Signature]:
    """Whoever has, confirmed or not, and has not left."""
    return Signature.objects.filter(campaign=campaign).exclude(state=Signature.State.WITHDRAWN)


def offline_key(campaign: Campaign) -> SealingKey | None:
    """The key that only the organisation holds, to which this campaign's signatures are sealed,
    or could be: of a draft, the newest there is."""
    key = campaign.sealing_key
    if key and key.is_active and key.custody == SealingKey.Custody.OFFLINE:
        return key
    if campaign.state != State.DRAFT:
        return None
    keys = campaign.organisation.sealing_keys.filter(
        custody=SealingKey.Custody.OFFLINE, retired_at=None
    )
    return keys.order_by("-id").first()


def why_not_high_risk(campaign: Campaign) -> str:
    """The reason, as a sentence for the organiser; "" where it can become one."""
    if offline_key(campaign) is None:
        return _(
            "It needs a key that only your organisation holds, off the internet. This campaign’s "
            "names can be read by this website."
        )
    if signed(campaign).filter(sealing_key__custody=SealingKey.Custody.SERVER).exists():
        return _(
            "Some signatures are still sealed to a key that this website holds. They have to be "
            "moved to your own key first."
        )
    return ""


def why_not_standard(campaign: Campaign) -> str:
    """The same of a high-risk campaign and the way back."""
    if campaign.state != State.DRAFT and signed(campaign).exists():
        return _(
            "People have signed on the word that this campaign protects them. It cannot go back."
        )
    return ""


@transaction.atomic
def choose(campaign: Campaign, profile: Profile, *, by: User, now: datetime) -> bool:
    """Give it this profile; was it another one? Raises ValidationError."""
    stored = (
        Campaign.objects.select_for_update(of=("self",), no_key=True)
        .select_related("sealing_key", "organisation")
        .get(id=campaign.id)
    )
    if stored.profile == profile:
        return False
    is_high = profile is Profile.HIGH_RISK
    if reason := why_not_high_risk(stored) if is_high else why_not_standard(stored):
        raise ValidationError(reason)
    stored.profile = profile
    if is_high:
        stored.sealing_key = offline_key(stored)
    step = RULES[profile].count_step
    stored.steady_count = stored.signature_count // step * step
    stored.steady_on = now.astimezone(UTC).date()
    stored.blurring_since = now if is_high and stored.state != State.DRAFT else None
    stored.save(
        update_fields=[
            *("profile", "sealing_key", "steady_count", "steady_on", "blurring_since"),
            "changed_at",
        ]
    )
    if stored.blurring_since:
        for mailing in stored.mailings.unfinished():
            mailings.cancel(mailing=mailing, by=by, now=now)
        noting.know_weeks_only(stored.id)
        protecting.send(Campaign, campaign=stored, by=by, now=now)
    record(Action.PROFILE_CHOSEN, actor=by, now=now, campaign=stored, profile=str(profile))
    campaign.refresh_from_db()
    return True
