"""Another key for campaigns: proposed by one owner, approved by a second, a day later it is so.

Whoever changes the key decides who can read the names from then on, also of those who have yet to
sign. So one account that was taken over is not enough for a campaign that is public, signed or not,
and all owners have a day to see it coming. A draft that nobody has signed is one owner's to change,
and all owners are told.
"""

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from campaign.accounts import keys, two_people
from campaign.accounts.auditing import Action, record
from campaign.accounts.key_emails import tell_owners
from campaign.accounts.models import KeyChange, Membership, Organisation, SealingKey, User
from campaign.pages.lifecycle import State
from campaign.pages.models import Campaign
from campaign.signatures.custody.models import Resealing
from campaign.signatures.custody.resealing import stop_sealing_to
from campaign.signatures.models import Signature
from campaign.signatures.terms import forget_terms

DELAY = timedelta(days=1)


class CannotChange(Exception):
    """Its text is a sentence for the owner, in their language."""


def with_needs_two(campaigns: QuerySet[Campaign]) -> QuerySet[Campaign]:
    """`needs_two`: is it public, or has anybody signed, confirmed or not? Then its key is not one
    owner's to change."""
    signatures = Signature.objects.filter(campaign=OuterRef("pk"))
    needs_two = ~Q(state=State.DRAFT) | Q(Exists(signatures))
    return campaigns.annotate(needs_two=ExpressionWrapper(needs_two, BooleanField()))


def why_not(key: SealingKey, campaigns: Iterable[Campaign]) -> str:
    """Why these cannot be sealed to this key; nothing where they can."""
    if not key.is_offline:
        return _(
            "Names that only you can open cannot come back to this website: it would have to read "
            "them, and it cannot. What you open yourselves, you can keep as a list of your own."
        )
    if key.retired_at:
        return _("This key was retired. Choose another one.")
    if key.checked_at is None:
        return _("Nobody has shown yet that this key is saved and opens. Check it first.")
    if not campaigns:
        return _("Choose at least one campaign.")
    if any(each.organisation_id != key.organisation_id for each in campaigns):
        return _("Choose campaigns of this organisation.")
    return ""


@transaction.atomic
def propose(
    *,
    organisation: Organisation,
    key: SealingKey,
    campaign_ids: Collection[int],
    language: str,
    by: User,
    now: datetime,
) -> KeyChange | None:
    """Ask for campaigns to seal to this key. Of drafts that is so at once; for the others a second
    owner is asked (the KeyChange that comes back; None where there are none). Raises
    CannotChange."""
    _locked(organisation)
    # Locked, so that none of them is published between the look and the change.
    chosen = list(
        with_needs_two(organisation.campaigns.filter(id__in=campaign_ids))
        .exclude(sealing_key=key)
        .select_for_update(of=("self",), no_key=True)
        .order_by("id")
    )
    if reason := why_not(key, chosen):
        raise CannotChange(reason)
    for_two = [campaign for campaign in chosen if campaign.needs_two]
    if for_two:
        if organisation.active_owners().exclude(id=by.id).count() < 1:
            raise CannotChange(
                _(
                    "These campaigns are public, so a second owner has to agree, and you are the "
                    "only one. Invite somebody you trust as an owner first."
                )
            )
        if organisation.key_changes.open().exists():
            raise CannotChange(
                _("Another change of keys is under way. Wait for it, or stop it first.")
            )
    if at_once := [campaign for campaign in chosen if not campaign.needs_two]:
        for campaign in at_once:
            _switch(campaign, key, by=by, now=now)
        slugs = [campaign.slug for campaign in at_once]
        told = {"campaigns": slugs, "language": language}
        tell_owners(organisation, Action.KEY_CHANGED, key=key, by=by, now=now, **told)
    if not for_two:
        return None
    change = KeyChange.objects.create(
        organisation=organisation,
        new_key=key,
        language=language,
        proposed_by=by,
        proposed_at=now,
    )
    change.campaigns.set(for_two)
    keys.tell_of_change(Action.KEY_CHANGE_PROPOSED, change, by=by, now=now)
    return change


@transaction.atomic
def approve(*, change: KeyChange, by: User, now: datetime) -> KeyChange:
    """The second owner agrees: it is so a day from now, unless somebody stops it. Raises
    CannotChange."""
    _locked(change.organisation)
    change = KeyChange.objects.select_related("organisation", "new_key").get(id=change.id)
    if change.state != KeyChange.State.PROPOSED:
        raise CannotChange(_("This was decided in the meantime."))
    if change.proposed_by_id in {by.id, None}:
        raise CannotChange(_("You proposed it, so another owner has to approve it."))
    _check_second_owner(change.organisation, by, now=now)
    change.state = KeyChange.State.APPROVED
    change.approved_by, change.due_at = by, now + DELAY
    change.save(update_fields=["state", "approved_by", "due_at"])
    keys.tell_of_change(Action.KEY_CHANGE_APPROVED, change, by=by, now=now)
    return change


def _check_second_owner(organisation: Organisation, by: User, *, now: datetime) -> None:
    """Nobody whom the first one has asked in for this, a moment ago. Raises CannotChange."""
    owners = two_people.members_with(Membership.OWNING, organisation=organisation.id)
    mine = owners.filter(user=by).first()
    if mine is None or two_people.is_new(mine, now=now):
        raise CannotChange(
            _("Another owner has to approve it, and one who has been an owner for a day.")
        )


def switch_due(*, now: datetime) -> int:
    """Do what was approved a day ago; how many changes there were."""
    due = list(KeyChange.objects.due(now).select_related("organisation"))
    return sum(_switch_one(change, now=now) for change in due)


@transaction.atomic
def _switch_one(change: KeyChange, *, now: datetime) -> bool:
    _locked(change.organisation)
    due = KeyChange.objects.due(now).select_for_update(of=("self",), no_key=True)
    change = due.select_related("organisation", "new_key").filter(id=change.id).first()
    if change is None:
        return False
    campaigns = list(change.campaigns.order_by("id"))
    agreed = change.organisation.active_owners().filter(
        id__in=[change.proposed_by_id, change.approved_by_id]
    )
    if agreed.count() < 2 or why_not(change.new_key, campaigns):
        return not keys.stop_change(change=change, by=None, now=now)
    for campaign in campaigns:
        _switch(campaign, change.new_key, by=None, now=now)
    KeyChange.objects.filter(id=change.id).update(state=KeyChange.State.DONE, ended_at=now)
    tell_owners(
        change.organisation,
        Action.KEY_CHANGED,
        key=change.new_key,
        by=None,
        now=now,
        campaigns=[campaign.slug for campaign in campaigns],
        language=change.language,
    )
    return True


def _switch(campaign: Campaign, key: SealingKey, *, by: User | None, now: datetime) -> None:
    """New names are sealed to it from the next signature on (what a process remembers of the old
    key is refused by the statement that takes a signature in). Names that this server can read are
    on their way to it, too; those sealed to another key of the organisation's own stay with that
    one."""
    locked = Campaign.objects.select_for_update(no_key=True).get(id=campaign.id)
    before = locked.sealing_key
    if before == key:
        return
    locked.sealing_key = key
    locked.save(update_fields=["sealing_key", "changed_at"])
    forget_terms()
    record(Action.KEY_CHANGED, actor=by, now=now, campaign=locked, key=key.fingerprint)
    resealing = Resealing.objects.unfinished().filter(campaign=locked)
    if not resealing.update(new_key=key) and not (before and before.is_offline):
        Resealing.objects.create(campaign=locked, new_key=key, requested_at=now)
    if before and before.is_offline and not before.campaigns.exists():
        keys.retire_key(key=before, by=by, now=now)


@transaction.atomic
def retire(*, key: SealingKey, by: User, now: datetime) -> None:
    """Stop sealing to a key of the organisation's own at once: it was lost or seen by others. One
    owner is enough, since all it does is to close signing where it was in use, until there is
    another key. Twice is once. Raises CannotChange."""
    if not key.is_offline:
        raise CannotChange(
            _("The key that this website keeps ends when no campaign and no name needs it.")
        )
    _locked(key.organisation)
    sealing_to_it = Campaign.objects.filter(sealing_key=key).order_by("id")
    for campaign in sealing_to_it.select_for_update(no_key=True):
        campaign.sealing_key = None
        campaign.save(update_fields=["sealing_key", "changed_at"])
    forget_terms()
    stop_sealing_to(key, now=now)
    keys.retire_key(key=key, by=by, now=now)


def _locked(organisation: Organisation) -> None:
    """Two who decide at once decide one after the other: this row first, campaigns after it."""
    list(
        Organisation.objects.select_for_update(no_key=True)
        .filter(id=organisation.id)
        .values_list("id")
    )
