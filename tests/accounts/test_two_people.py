"""Two people behind each list of signers: switched on by one, ended by two or after a day."""

from datetime import timedelta

import pytest
from django.utils import timezone

from campaign.accounts import members, two_people
from campaign.accounts.models import AuditEvent, Membership, TwoPersonRule, User
from campaign.accounts.two_people import CannotDecide
from campaign.lib.addresses import Address
from campaign.mail.composing import composed, words
from campaign.mail.models import OutgoingMail
from tests.organiser.people import colleague

pytestmark = pytest.mark.django_db

NOW = timezone.now()
DAY = timedelta(days=1)


@pytest.fixture
def alice(organisation) -> User:
    return colleague("alice", "owner", organisation)


@pytest.fixture
def bob(organisation) -> User:
    return colleague("bob", "owner", organisation)


def is_on() -> bool:
    return TwoPersonRule.objects.exists()


def member(user: User) -> Membership:
    return Membership.objects.get(user=user)


def written_to() -> list[tuple[str, str]]:
    """(to, subject) of what waits in the outbox."""
    mails = [*OutgoingMail.objects.order_by("id")]
    said = words(mails)
    there = [(mail.opened()["to"], mail) for mail in mails]
    return [(to, composed(mail, Address.parse(to), said[mail.id]).subject) for to, mail in there]


def test_who_is_alone_cannot_switch_it_on_and_is_told_why(organisation, alice):
    colleague("vera", "viewer", organisation)
    colleague("edna", "editor", organisation)
    gone = colleague("gone", "staff", organisation)
    User.objects.filter(id=gone.id).update(is_active=False)

    with pytest.raises(CannotDecide, match="You are the only one here who may export"):
        two_people.switch_on(organisation=organisation, by=alice, now=NOW)

    assert (is_on(), AuditEvent.objects.count()) == (False, 0)


def test_switched_on_all_owners_and_staff_hear_of_it_once(organisation, alice):
    colleague("stan", "staff", organisation)
    colleague("edna", "editor", organisation)

    for _click in range(2):
        two_people.switch_on(organisation=organisation, by=alice, now=NOW)

    assert is_on()
    subject = "Exports need two people from now on"
    assert written_to() == [("alice@example.org", subject), ("stan@example.org", subject)]
    assert [event.action for event in AuditEvent.objects.all()] == ["two-people-on"]


def test_one_owner_alone_ends_it_after_a_day_and_not_before(organisation, alice, bob):
    two_people.switch_on(organisation=organisation, by=alice, now=NOW)
    two_people.ask_to_end(organisation=organisation, by=alice, now=NOW)
    two_people.ask_to_end(organisation=organisation, by=alice, now=NOW + DAY / 2)  # begins nothing

    with pytest.raises(CannotDecide, match="Another owner has to agree"):
        two_people.agree_to_end(organisation=organisation, by=alice, now=NOW)
    assert two_people.end_due(now=NOW + DAY - timedelta(seconds=1)) == 0
    assert is_on()

    assert two_people.end_due(now=NOW + DAY) == 1
    assert not is_on()
    assert ("bob@example.org", "Somebody wants exports to need one person only") in written_to()
    assert ("bob@example.org", "Exports need one person only") in written_to()


def test_another_owner_agrees_and_it_ends_at_once(organisation, alice, bob):
    two_people.switch_on(organisation=organisation, by=alice, now=NOW)
    two_people.ask_to_end(organisation=organisation, by=alice, now=NOW)

    two_people.agree_to_end(organisation=organisation, by=bob, now=NOW)

    assert not is_on()


def test_another_owner_keeps_it(organisation, alice, bob):
    two_people.switch_on(organisation=organisation, by=alice, now=NOW)
    two_people.ask_to_end(organisation=organisation, by=alice, now=NOW)

    two_people.keep(organisation=organisation, by=bob, now=NOW)

    assert two_people.end_due(now=NOW + 2 * DAY) == 0
    assert is_on()


@pytest.mark.parametrize("role", ["staff", "editor"])
def test_who_is_no_owner_does_not_agree(organisation, alice, role):
    other = colleague("other", role, organisation)
    colleague("stan", "staff", organisation)
    two_people.switch_on(organisation=organisation, by=alice, now=NOW)
    two_people.ask_to_end(organisation=organisation, by=alice, now=NOW)

    with pytest.raises(CannotDecide):
        two_people.agree_to_end(organisation=organisation, by=other, now=NOW)

    assert is_on()


def test_a_second_account_that_was_asked_in_just_now_does_not_agree(organisation, alice, bob):
    two_people.switch_on(organisation=organisation, by=alice, now=NOW)
    two_people.ask_to_end(organisation=organisation, by=alice, now=NOW)
    sock = colleague("sock", "owner", organisation)
    Membership.objects.filter(user=sock).update(created_at=NOW)

    with pytest.raises(CannotDecide, match="has been one for a day"):
        two_people.agree_to_end(organisation=organisation, by=sock, now=NOW)

    assert is_on()


def test_nor_does_one_that_was_made_an_owner_just_now(organisation, alice, bob):
    two_people.switch_on(organisation=organisation, by=alice, now=NOW)
    sock = colleague("sock", "viewer", organisation)
    two_people.ask_to_end(organisation=organisation, by=alice, now=NOW)
    members.change_role(membership=member(sock), role="owner", by=alice, now=NOW)
    User.objects.filter(id=sock.id).update(email="another@example.org")
    sock.refresh_from_db()

    with pytest.raises(CannotDecide, match="has been one for a day"):
        two_people.agree_to_end(organisation=organisation, by=sock, now=NOW)

    assert is_on()


def test_it_stays_where_whoever_wanted_its_end_is_an_owner_no_more(organisation, alice, bob):
    two_people.switch_on(organisation=organisation, by=alice, now=NOW)
    two_people.ask_to_end(organisation=organisation, by=alice, now=NOW)
    members.remove_member(membership=member(alice), by=bob, now=NOW)

    assert two_people.end_due(now=NOW + DAY) == 0

    assert is_on()
    assert TwoPersonRule.objects.get().ends_at is None
    assert ("bob@example.org", "Exports go on needing two people") in written_to()


def test_a_mail_says_until_when_it_can_be_kept(organisation, alice, bob):
    two_people.switch_on(organisation=organisation, by=alice, now=NOW)
    OutgoingMail.objects.all().delete()
    two_people.ask_to_end(organisation=organisation, by=alice, now=NOW)

    mail = OutgoingMail.objects.first()
    said = composed(mail, Address.parse("bob@example.org"), words([mail])[mail.id]).body

    assert "alice@example.org wants one person to be enough" in said
    assert "another owner can agree before" in said
    assert "http://testserver/organiser/organisations/river-watch/two-people/" in said
