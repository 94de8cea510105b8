"""Two people behind each list of signers, where an organisation wants that.

An owner switches it on. Whoever has taken over one owner's account must not switch it off alone:
another owner agrees, or a day passes in which all owners and staff know of it and any of the owners
can keep it. Nor may they ask a second account of theirs in, which then agrees: whoever joined or
was given their role less than a day ago does not count as a second person yet.

Who decides, and who is entrusted at that moment, is settled under the organisation's row, which
removing a member and changing a role hold too (members.py): of a removal and an approval at once,
one comes first.
"""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from campaign.accounts.auditing import Action, record
from campaign.accounts.emails import tell_of_rule
from campaign.accounts.models import AuditEvent, Membership, Organisation, TwoPersonRule, User
from campaign.accounts.roles import members_with, people_with

ENDS_AFTER = timedelta(days=1)
NEW_FOR = timedelta(days=1)


class CannotDecide(Exception):
    """Its text is a sentence for whoever pressed, in their language."""


def rule_of(organisation: int) -> TwoPersonRule | None:
    return TwoPersonRule.objects.filter(organisation_id=organisation).first()


def still_entrusted(user: str, organisation: str) -> Exists:
    """In a query, whether the person that column `user` names may open names there. Nobody who has
    left is; nor is one whose account is deleted."""
    return Exists(
        Membership.objects.filter(
            user=OuterRef(user),
            organisation=OuterRef(organisation),
            role__in=Membership.ENTRUSTED,
            user__is_active=True,
        )
    )


def hold_members(organisation: int) -> None:
    """Until this transaction is over nobody is removed from it, and no role changes."""
    held = Organisation.objects.filter(id=organisation).select_for_update(no_key=True)
    list(held.values_list("id"))


def check_second_person(*, organisation: int, asked: int | None, by: User, now: datetime) -> None:
    """Somebody else than who asked, not new here, and both entrusted now. Raises CannotDecide.

    Hold the members first. asked: the id of who did; None: whose account is gone
    """
    entrusted = members_with(Membership.ENTRUSTED, organisation=organisation)
    mine = entrusted.filter(user=by).first()
    if mine is None:
        raise CannotDecide(_("You are not among the owners and staff any more."))
    if by.id == asked:
        raise CannotDecide(_("You asked for it yourself. Somebody else has to decide."))
    if asked is not None and not entrusted.filter(user=asked).exists():
        raise CannotDecide(_("Whoever asked for it is not among the owners and staff any more."))
    if is_new(mine, now=now):
        raise CannotDecide(
            _(
                "You joined, or got your role, less than a day ago. Until that day is over "
                "somebody else has to decide."
            )
        )


def is_new(member: Membership, *, now: datetime) -> bool:
    """Have they been here, in a role like theirs, for less than a day?"""
    changes = AuditEvent.objects.filter(
        organisation=member.organisation_id,
        action=Action.ROLE_CHANGED,
        details__member_id=member.user_id,
        at__gt=now - NEW_FOR,
    )
    return member.created_at > now - NEW_FOR or changes.exists()


# --- The rule itself ------------------------------------------------------------------------


@transaction.atomic
def switch_on(*, organisation: Organisation, by: User, now: datetime) -> None:
    """From the next export on. Twice is once. Raises CannotDecide where there is no second person:
    nothing could leave any more."""
    hold_members(organisation.id)
    if members_with(Membership.ENTRUSTED, organisation=organisation.id).count() < 2:
        raise CannotDecide(
            _("You are the only one here who may export: nobody could approve. Invite somebody.")
        )
    _rule, is_new = TwoPersonRule.objects.get_or_create(
        organisation=organisation, defaults={"since": now}
    )
    if is_new:
        _say(Action.TWO_PEOPLE_ON, organisation, by=by, now=now)


@transaction.atomic
def ask_to_end(*, organisation: Organisation, by: User, now: datetime) -> None:
    """It ends a day later, or as soon as another owner agrees. Twice is once."""
    there = TwoPersonRule.objects.filter(organisation=organisation, ends_at=None)
    if there.update(ending_asked_by=by, ends_at=now + ENDS_AFTER):
        _say(Action.TWO_PEOPLE_ENDING, organisation, by=by, now=now)


@transaction.atomic
def keep(*, organisation: Organisation, by: User, now: datetime) -> None:
    """It does not end after all."""
    there = TwoPersonRule.objects.filter(organisation=organisation, ends_at__isnull=False)
    if there.update(ending_asked_by=None, ends_at=None):
        _say(Action.TWO_PEOPLE_KEPT, organisation, by=by, now=now)


@transaction.atomic
def agree_to_end(*, organisation: Organisation, by: User, now: datetime) -> None:
    """It ends at once. Raises CannotDecide to whoever wants it to end, and to who is no
    owner or a new one."""
    hold_members(organisation.id)
    rule = rule_of(organisation.id)
    if rule is None or rule.ends_at is None:
        return
    owners = members_with(Membership.OWNING, organisation=organisation.id)
    mine = owners.filter(user=by).first()
    if mine is None or by.id == rule.ending_asked_by_id or is_new(mine, now=now):
        raise CannotDecide(
            _(
                "Another owner has to agree, who has been one for a day. "
                "Otherwise it ends when the day is over."
            )
        )
    rule.delete()
    _say(Action.TWO_PEOPLE_OFF, organisation, by=by, now=now)


def end_due(*, now: datetime) -> int:
    """Rules whose day is over; how many there were. Where whoever wanted that is no owner any more,
    nobody does, and the rule stays."""
    due = TwoPersonRule.objects.filter(ends_at__lte=now).values_list("organisation", flat=True)
    return sum(_end(organisation, now=now) for organisation in [*due])


@transaction.atomic
def _end(organisation: int, *, now: datetime) -> int:
    hold_members(organisation)
    rule = TwoPersonRule.objects.select_related("organisation").filter(organisation=organisation)
    due = rule.filter(ends_at__lte=now).first()
    if due is None:
        return 0
    owners = members_with(Membership.OWNING, organisation=organisation)
    if not owners.filter(user=due.ending_asked_by_id).exists():
        rule.update(ending_asked_by=None, ends_at=None)
        _say(Action.TWO_PEOPLE_KEPT, due.organisation, by=None, now=now)
        return 0
    due.delete()
    _say(Action.TWO_PEOPLE_OFF, due.organisation, by=None, now=now)
    return 1


def _say(action: Action, organisation: Organisation, *, by: User | None, now: datetime) -> None:
    """In the record, and to all owners and staff."""
    record(action, actor=by, now=now, organisation=organisation)
    there = people_with(Membership.ENTRUSTED, organisation=organisation.id)
    tell_of_rule(action, organisation, there, by=by, now=now)
