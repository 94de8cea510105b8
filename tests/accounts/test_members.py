"""Who is in an organisation, and as what: never without an owner, and over at once."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection
from django.utils import timezone

from campaign.accounts import invitations, members
from campaign.accounts.members import LastOwner
from campaign.accounts.models import AuditEvent, Invitation, Membership, Organisation, User
from campaign.lib.addresses import Address
from tests import factories

NOW = timezone.now()


def member(organisation: Organisation, name: str, role: str = "owner") -> Membership:
    user = User.objects.create_user(f"{name}@example.org", "x")
    return Membership.objects.create(user=user, organisation=organisation, role=role)


@pytest.fixture
def ann(organisation: Organisation) -> Membership:
    return member(organisation, "ann")


@pytest.fixture
def ben(organisation: Organisation) -> Membership:
    return member(organisation, "ben", "editor")


def roles(organisation: Organisation) -> dict[str, str]:
    return dict(organisation.memberships.values_list("user__email", "role"))


def test_an_owner_makes_an_editor_an_owner(organisation, ann, ben):
    members.change_role(membership=ben, role="owner", by=ann.user, now=NOW)

    assert roles(organisation) == {"ann@example.org": "owner", "ben@example.org": "owner"}
    event = AuditEvent.objects.get(action="role-changed")
    assert (event.actor, event.organisation) == (ann.user, organisation)
    assert event.details == {
        "member": "ben@example.org",
        "member_id": ben.user_id,
        "was": "editor",
        "role": "owner",
    }


def test_the_role_that_somebody_has_already_is_no_change(organisation, ann, ben):
    members.change_role(membership=ben, role="editor", by=ann.user, now=NOW)

    assert not AuditEvent.objects.filter(action="role-changed").exists()


def test_the_last_owner_neither_steps_down_nor_leaves_nor_is_removed(organisation, ann, ben):
    with pytest.raises(LastOwner):
        members.change_role(membership=ann, role="viewer", by=ann.user, now=NOW)
    with pytest.raises(LastOwner):
        members.leave(organisation=organisation, by=ann.user, now=NOW)
    with pytest.raises(LastOwner):
        members.remove_member(membership=ann, by=ben.user, now=NOW)

    assert roles(organisation) == {"ann@example.org": "owner", "ben@example.org": "editor"}
    assert not AuditEvent.objects.filter(action__startswith="member-").exists()


def test_an_owner_who_may_not_sign_in_any_more_is_no_owner_to_rely_on(organisation, ann):
    gone = member(organisation, "gone")
    gone.user.is_active = False
    gone.user.save()

    with pytest.raises(LastOwner):
        members.leave(organisation=organisation, by=ann.user, now=NOW)

    members.remove_member(membership=gone, by=ann.user, now=NOW)
    assert roles(organisation) == {"ann@example.org": "owner"}


def test_with_a_second_owner_the_first_may_leave(organisation, ann):
    member(organisation, "carl")

    members.leave(organisation=organisation, by=ann.user, now=NOW)

    assert roles(organisation) == {"carl@example.org": "owner"}
    event = AuditEvent.objects.get(action="member-left")
    assert (event.actor_email, event.details) == ("ann@example.org", {"role": "owner"})


def test_removing_is_recorded_once_however_often_it_is_pressed(organisation, ann, ben):
    members.remove_member(membership=ben, by=ann.user, now=NOW)
    members.remove_member(membership=ben, by=ann.user, now=NOW)

    assert roles(organisation) == {"ann@example.org": "owner"}
    event = AuditEvent.objects.get(action="member-removed")
    assert event.details == {"member": "ben@example.org", "role": "editor"}


@pytest.mark.parametrize("how", ["removed", "left", "stepped down"])
def test_whom_an_owner_asked_in_does_not_come_in_after_that_owner(organisation, ann, how):
    carl = member(organisation, "carl")
    asked = {"role": "owner", "language": "en", "now": NOW, "organisation": organisation}
    by_carl = invitations.invite(address=Address.parse("d@example.org"), by=carl.user, **asked)
    by_ann = invitations.invite(address=Address.parse("e@example.org"), by=ann.user, **asked)

    if how == "removed":
        members.remove_member(membership=carl, by=ann.user, now=NOW)
    elif how == "left":
        members.leave(organisation=organisation, by=carl.user, now=NOW)
    else:
        members.change_role(membership=carl, role="viewer", by=ann.user, now=NOW)

    assert list(Invitation.objects.pending(NOW)) == [by_ann]
    by_carl.refresh_from_db()
    assert (by_carl.revoked_at, by_carl.sealed_address) == (NOW, None)


def test_what_somebody_is_elsewhere_stays(organisation, ann, ben):
    elsewhere = factories.organisation("Elsewhere")
    Membership.objects.create(user=ben.user, organisation=elsewhere, role="owner")

    members.remove_member(membership=ben, by=ann.user, now=NOW)

    assert roles(elsewhere) == {"ben@example.org": "owner"}


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("how", ["leave", "remove each other", "step down"])
def test_of_owners_who_go_in_the_same_moment_one_stays(transactional_db, how):
    for attempt in range(5):
        organisation = factories.organisation(f"Together {attempt}")
        owners = [member(organisation, f"{name}{attempt}") for name in ("ann", "ben", "carl")]
        together = Barrier(len(owners))

        def go(number: int, owners=owners, organisation=organisation, together=together) -> bool:
            mine, next_one = owners[number], owners[(number + 1) % len(owners)]
            together.wait()
            try:
                if how == "leave":
                    members.leave(organisation=organisation, by=mine.user, now=NOW)
                elif how == "step down":
                    members.change_role(membership=mine, role="viewer", by=mine.user, now=NOW)
                else:
                    members.remove_member(membership=next_one, by=mine.user, now=NOW)
            except LastOwner:
                return False
            finally:
                connection.close()
            return True

        with ThreadPoolExecutor(len(owners)) as pool:
            gone = list(pool.map(go, range(len(owners))))

        assert sorted(gone) == [False, True, True]
        assert list(roles(organisation).values()).count("owner") == 1
