"""Being asked to join: by mail, for a week, once, and only the person who was asked."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from campaign.accounts import invitations
from campaign.accounts.invitations import CannotInvite, HasAccount, Unusable
from campaign.accounts.models import AuditEvent, Invitation, Membership, Organisation, User
from campaign.lib import tokens
from campaign.lib.addresses import Address
from campaign.mail.models import OutgoingMail
from tests.mail.outbox import deliver
from tests.organiser.people import account

pytestmark = pytest.mark.django_db

NOW = timezone.now()
WEEK = timedelta(days=7)


@pytest.fixture
def owner(organisation: Organisation) -> User:
    return account("owner", organisation)


def ask(owner: User, email: str = "Ben.Writer@example.org", **changed) -> Invitation:
    asked = {"role": "editor", "language": "en", "now": NOW}
    asked["organisation"] = Organisation.objects.get(memberships__user=owner)
    return invitations.invite(address=Address.parse(email), by=owner, **asked | changed)


def usable(invitation: Invitation, now=NOW) -> bool:
    try:
        return invitations.usable(invitations.token_of(invitation), now=now) == invitation
    except Unusable:
        return False


def join(invitation: Invitation, now=NOW) -> Membership:
    return invitations.accept_with_new_account(
        invitation=invitation, name="Ben", password="x", now=now
    )


def everything_stored() -> str:
    """Every column of every table of ours, as text and as bytes."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'"
        )
        tables = [name for (name,) in cursor.fetchall()]
        rows = []
        for table in tables:
            cursor.execute(f'SELECT * FROM "{table}"')
            rows += [
                repr([bytes(each) if isinstance(each, memoryview) else each for each in row])
                for row in cursor
            ]
    return "\n".join(rows).lower()


def test_an_invitation_is_a_mail_with_a_link(organisation, owner):
    made = ask(owner)
    deliver()

    [sent] = mail.outbox
    assert sent.to == ["Ben.Writer@example.org"]
    assert sent.subject == "Join River Watch on Undersigned"
    assert f"/accounts/invitation/{invitations.token_of(made)}/" in sent.body
    assert "owner@example.org invites you" in sent.body
    assert "Your role would be: Editor." in sent.body
    event = AuditEvent.objects.get(action="member-invited")
    assert (event.actor, event.details) == (owner, {"role": "editor"})


def test_the_address_lies_nowhere_readable_and_goes_when_it_is_done(organisation, owner):
    ask(owner, "canary.zwitscher@example.org")

    assert "zwitscher" not in everything_stored()
    assert Invitation.objects.get().email == "canary.zwitscher@example.org"

    Invitation.objects.update(expires_at=NOW)
    invitations.forget_addresses(now=NOW)

    assert Invitation.objects.get().sealed_address is None


def test_the_database_keeps_no_address_of_a_finished_invitation(organisation, owner):
    made = ask(owner)

    with pytest.raises(IntegrityError, match="no_address_in_finished"), transaction.atomic():
        Invitation.objects.filter(id=made.id).update(accepted_at=NOW)


def test_a_new_person_gets_an_account_whose_address_is_proven(organisation, owner):
    made = ask(owner)

    membership = join(made)

    ben = User.objects.get(email="ben.writer@example.org")
    assert (membership.user, membership.role, ben.name) == (ben, "editor", "Ben")
    assert EmailAddress.objects.get(user=ben).verified
    event = AuditEvent.objects.get(action="invitation-accepted")
    assert (event.actor, event.details) == (ben, {"role": "editor"})


def test_somebody_with_an_account_joins_with_it(organisation, owner):
    ben = User.objects.create_user("ben.writer@example.org", "x")
    made = ask(owner)

    with pytest.raises(HasAccount):
        join(made)
    assert invitations.accept(invitation=made, by=ben, now=NOW).role == "editor"

    assert set(organisation.members.all()) == {owner, ben}


def test_an_address_that_somebody_has_added_to_their_account_is_theirs(organisation, owner):
    ben = User.objects.create_user("ben@example.net", "x")
    EmailAddress.objects.create(user=ben, email="ben.writer@example.org", verified=True)
    made = ask(owner)

    assert invitations.accept(invitation=made, by=ben, now=NOW).user == ben


def test_an_address_that_somebody_only_claims_is_not(organisation, owner):
    mallory = User.objects.create_user("mallory@example.net", "x")
    EmailAddress.objects.create(user=mallory, email="ben.writer@example.org", verified=False)
    made = ask(owner)

    with pytest.raises(Unusable):
        invitations.accept(invitation=made, by=mallory, now=NOW)

    assert join(made).user != mallory


def test_it_is_used_once(organisation, owner):
    made = ask(owner)
    join(made)

    with pytest.raises(Unusable):
        join(made)

    assert not usable(made)
    assert AuditEvent.objects.filter(action="invitation-accepted").count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_many_who_accept_in_the_same_moment_one_does(organisation, owner):
    made, together = ask(owner), Barrier(6)

    def accept(_number: int) -> bool:
        together.wait()
        try:
            join(made)
        except (Unusable, HasAccount):
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(6) as pool:
        joined = list(pool.map(accept, range(6)))

    assert joined.count(True) == 1
    assert organisation.members.count() == 2
    assert AuditEvent.objects.filter(action="invitation-accepted").count() == 1


def test_it_is_good_for_a_week(organisation, owner):
    made = ask(owner)

    assert usable(made, NOW + WEEK - timedelta(seconds=1))
    assert not usable(made, NOW + WEEK)
    with pytest.raises(Unusable):
        join(made, NOW + WEEK)


def test_one_that_is_taken_back_leads_nowhere_and_its_mail_is_not_sent(organisation, owner):
    made = ask(owner)

    invitations.revoke(invitation=made, by=owner, now=NOW)
    invitations.revoke(invitation=made, by=owner, now=NOW)
    deliver()

    assert not usable(made)
    assert mail.outbox == []
    assert AuditEvent.objects.filter(action="invitation-revoked").count() == 1


@pytest.mark.parametrize("token", ["", "x", "A" * 43, "é" * 43])
def test_what_is_no_token_of_ours_is_unusable(token):
    with pytest.raises(Unusable):
        invitations.usable(token, now=NOW)


def test_a_token_for_something_else_is_unusable(organisation, owner):
    made = ask(owner)

    with pytest.raises(Unusable):
        invitations.usable(tokens.make(tokens.CONFIRM, made.id.bytes), now=NOW)


def test_members_and_those_already_asked_are_not_asked(organisation, owner):
    ask(owner, "ben@example.org")

    with pytest.raises(CannotInvite, match="a member already"):
        ask(owner, "Owner@Example.org")
    with pytest.raises(CannotInvite, match="invited already"):
        ask(owner, "BEN+here@example.org")

    assert Invitation.objects.count() == OutgoingMail.objects.count() == 1


def test_who_did_not_accept_in_time_can_be_asked_again(organisation, owner):
    ask(owner)

    again = ask(owner, now=NOW + WEEK)

    assert usable(again, NOW + WEEK)


def test_another_organisation_may_ask_the_same_person(organisation, owner):
    other = account("stranger")

    ask(owner)
    ask(other)

    assert Invitation.objects.pending(NOW).count() == 2


def test_sending_again_gives_another_week(organisation, owner):
    made, later = ask(owner), NOW + timedelta(days=2)

    invitations.send_again(invitation=made, by=owner, now=later)

    assert usable(made, later + WEEK - timedelta(seconds=1))
    assert OutgoingMail.objects.filter(about=made.id).count() == 2
    assert AuditEvent.objects.filter(action="invitation-sent-again").count() == 1


def test_nobody_is_written_to_twice_in_ten_minutes_or_four_times_a_day(organisation, owner):
    made, now = ask(owner), NOW

    with pytest.raises(CannotInvite, match="a few minutes ago"):
        invitations.send_again(invitation=made, by=owner, now=now + timedelta(minutes=9))
    for _again in range(2):
        now += timedelta(minutes=11)
        invitations.send_again(invitation=made, by=owner, now=now)
    now += timedelta(minutes=11)
    with pytest.raises(CannotInvite, match="several invitations today"):
        invitations.send_again(invitation=made, by=owner, now=now)
    invitations.revoke(invitation=made, by=owner, now=now)
    with pytest.raises(CannotInvite, match="several invitations today"):
        ask(owner, now=now)
    with pytest.raises(CannotInvite, match="several invitations today"):
        ask(account("stranger"), now=now)

    assert ask(owner, now=now + timedelta(days=1))


def test_an_organisation_invites_so_many_a_day(organisation, owner, monkeypatch):
    monkeypatch.setattr(invitations, "A_DAY", 2)
    ask(owner, "one@example.org")
    ask(owner, "two@example.org")

    with pytest.raises(CannotInvite, match="2 invitations today"):
        ask(owner, "three@example.org")

    assert ask(owner, "three@example.org", now=NOW + timedelta(days=1))


def test_rows_are_forgotten_a_month_after_they_are_over(organisation, owner):
    ask(owner)

    invitations.forget_old(now=NOW + WEEK + timedelta(days=30))
    assert Invitation.objects.exists()
    invitations.forget_old(now=NOW + WEEK + timedelta(days=30, seconds=1))

    assert not Invitation.objects.exists()
