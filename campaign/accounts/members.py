"""Who is in an organisation, and as what.

An organisation never loses its last owner. Whoever might take one away holds the organisation's row
while they look and act, so that two owners who leave at once leave one behind.
"""

from datetime import datetime

from django.db import transaction

from campaign.accounts import invitations, keys
from campaign.accounts.auditing import Action, record
from campaign.accounts.models import Membership, Organisation, User


class LastOwner(Exception):
    """Nobody would be left who may invite, remove and decide."""


def is_last_owner(membership: Membership) -> bool:
    """An owner who may not sign in any more is none."""
    return membership.role == Membership.Role.OWNER and not (
        Membership.objects.filter(
            organisation_id=membership.organisation_id,
            role=Membership.Role.OWNER,
            user__is_active=True,
        )
        .exclude(id=membership.id)
        .exists()
    )


@transaction.atomic
def change_role(*, membership: Membership, role: str, by: User, now: datetime) -> None:
    """From the next click on. Raises LastOwner."""
    there = _held(membership)
    if there is None or there.role == role:
        return
    if is_last_owner(there):
        raise LastOwner
    was, there.role = there.role, role
    there.save(update_fields=["role"])
    _end_ownership(there, was, by=by, now=now)
    record(
        Action.ROLE_CHANGED,
        actor=by,
        now=now,
        organisation=there.organisation,
        member=there.user.email,
        member_id=there.user_id,  # addresses change
        was=was,
        role=role,
    )


@transaction.atomic
def remove_member(*, membership: Membership, by: User, now: datetime) -> None:
    """From the next click on they see nothing of the organisation. Twice is once. Raises
    LastOwner."""
    there = _gone(membership, by=by, now=now)
    if there:
        record(
            Action.MEMBER_REMOVED,
            actor=by,
            now=now,
            organisation=there.organisation,
            member=there.user.email,
            role=there.role,
        )


@transaction.atomic
def leave(*, organisation: Organisation, by: User, now: datetime) -> None:
    """Twice is once. Raises LastOwner."""
    membership = organisation.memberships.filter(user=by).first()
    if membership and _gone(membership, by=by, now=now):
        role = membership.role
        record(Action.MEMBER_LEFT, actor=by, now=now, organisation=organisation, role=role)


def _held(membership: Membership) -> Membership | None:
    """As it is now, and as it stays until this transaction is over."""
    organisations = Organisation.objects.filter(id=membership.organisation_id)
    list(organisations.select_for_update(no_key=True).values_list("id"))
    return (
        Membership.objects.select_related("user", "organisation").filter(id=membership.id).first()
    )


def _gone(membership: Membership, *, by: User, now: datetime) -> Membership | None:
    """Removed; None where it had gone before."""
    there = _held(membership)
    if there is None:
        return None
    if is_last_owner(there):
        raise LastOwner
    Membership.objects.filter(id=there.id).delete()
    _end_ownership(there, there.role, by=by, now=now)
    return there


def _end_ownership(membership: Membership, was: str, *, by: User, now: datetime) -> None:
    """Whom an owner has asked in comes in by that owner's word, so it ends with their ownership; so
    does a change of keys that they have proposed or approved."""
    if was == Membership.Role.OWNER:
        keys.stop_changes_of(
            organisation=membership.organisation, member=membership.user, by=by, now=now
        )
        sent = membership.organisation.invitations.filter(invited_by_id=membership.user_id)
        for invitation in sent.pending(now):
            invitations.revoke(invitation=invitation, by=by, now=now)
