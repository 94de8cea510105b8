"""The link in the mail: it shows, a button accepts, and only for the person who was asked."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from campaign.accounts import invitations
from campaign.accounts.models import Invitation, Membership, Organisation, User
from campaign.lib.addresses import Address
from tests.organiser.people import STRANGER, account, at_the_desk, signed_in, words

pytestmark = pytest.mark.django_db

PASSWORD = "a long enough password"
JOIN = {"name": "Ben Writer", "password": PASSWORD}


@pytest.fixture
def invitation(organisation: Organisation) -> Invitation:
    return invitations.invite(
        organisation=organisation,
        address=Address.parse("Ben@example.org"),
        role="editor",
        language="en",
        by=account("owner", organisation),
        now=timezone.now(),
    )


@pytest.fixture
def link(invitation: Invitation) -> str:
    return f"/accounts/invitation/{invitations.token_of(invitation)}/"


def signed_in_as_ben() -> Client:
    return at_the_desk(User.objects.create_user("ben@example.org", "x"))


def test_it_says_who_invites_to_what_as_what(link):
    shown = words(Client().get(link))

    assert "owner@example.org invites you to help run the campaigns of River Watch." in shown
    assert "You would be: Editor" in shown


def test_opening_it_twenty_times_accepts_nothing(link, invitation):
    ben = signed_in_as_ben()
    for _time in range(10):
        assert Client().get(link).status_code == ben.get(link).status_code == 200
        assert Client().head(link).status_code == ben.head(link).status_code == 200

    assert Membership.objects.count() == 1
    assert Invitation.objects.pending(timezone.now()).get() == invitation


def test_somebody_new_chooses_a_password_and_is_led_to_a_second_factor(link, organisation):
    client = Client()

    answer = client.post(link, JOIN)

    assert (answer.status_code, answer.headers["Location"]) == (302, "/organiser/")
    ben = User.objects.get(email="ben@example.org")
    assert (ben.name, ben.memberships.get().role) == ("Ben Writer", "editor")
    desk = client.get("/organiser/", follow=True)
    assert "Welcome. In River Watch you are: Editor." in words(desk)
    assert desk.redirect_chain == [("/accounts/second-factor/?next=%2Forganiser%2F", 302)]
    again = Client().post("/accounts/login/", {"login": "ben@example.org", "password": PASSWORD})
    assert again.headers["Location"] == "/organiser/"


@pytest.mark.parametrize(
    ("typed", "field", "sentence"),
    [
        ({"password": "short"}, "password", "This password is too short."),
        ({"password": "password12345"}, "password", "too common"),
        ({"password": "ben@example.org"}, "password", "too similar"),
        ({"password": ""}, "password", "Choose a password."),
        ({"name": " "}, "name", "Write a name that the others know you by."),
        ({"name": "x" * 101}, "name", "Up to 100 characters fit."),
    ],
)
def test_what_does_not_do_is_said_beside_its_field(link, typed, field, sentence):
    answer = Client().post(link, JOIN | typed)

    assert answer.status_code == 422
    assert sentence in words(answer)
    assert f'id="id_{field}_error"' in answer.text
    assert PASSWORD not in answer.text
    assert not User.objects.filter(email="ben@example.org").exists()


def test_somebody_with_an_account_signs_in_first_and_comes_back(link, organisation):
    ben = signed_in_as_ben()
    shown = Client().get(link)

    assert "There is an account for Ben@example.org already." in words(shown)
    assert f'href="/accounts/login/?next={link}"' in shown.text
    assert Client().post(link, JOIN).status_code == 403
    assert "Accept" in words(ben.get(link))
    assert ben.post(link).headers["Location"] == "/organiser/"
    assert organisation.memberships.get(user__email="ben@example.org").role == "editor"


def test_somebody_else_is_told_and_can_sign_out(link, organisation):
    client = signed_in(STRANGER)

    shown = client.get(link)
    refused = client.post(link, JOIN)

    assert "This invitation went to Ben@example.org, and you are signed in as stranger@" in words(
        shown
    )
    assert refused.status_code == 403
    assert organisation.memberships.count() == 1
    assert not User.objects.filter(email="ben@example.org").exists()
    assert client.post("/accounts/logout/", {"next": link}).headers["Location"] == link
    assert "Make my account and join" in words(client.get(link))


def test_used_revoked_expired_and_unknown_links_answer_the_same(link, organisation, invitation):
    Client().post(link, JOIN)
    used = Client().get(link)
    Invitation.objects.update(accepted_at=None, revoked_at=timezone.now())
    revoked = Client().get(link)
    Invitation.objects.update(revoked_at=None, expires_at=timezone.now() - timedelta(seconds=1))
    expired = Client().get(link)
    Invitation.objects.all().delete()
    unknown = Client().get(link)
    altered = Client().get(f"/accounts/invitation/{'A' * 43}/")

    answers = [used, revoked, expired, unknown, altered]
    assert {each.status_code for each in answers} == {404}
    assert len({each.content for each in answers}) == 1
    assert "This invitation cannot be used" in words(used)
    assert {Client().post(link, JOIN).status_code} == {404}


def test_it_is_accepted_by_a_form_of_ours_only(link, organisation):
    strict = Client(enforce_csrf_checks=True)

    assert strict.post(link, JOIN).status_code == 403
    assert organisation.memberships.count() == 1


def test_no_cache_and_no_search_engine_keeps_it(link):
    answer = Client().get(link)

    assert answer.headers["Cache-Control"] == "no-store"
    assert '<meta name="robots" content="noindex">' in answer.text


def test_it_is_in_the_language_of_the_mail(link, invitation):
    Invitation.objects.update(language="pt")

    assert "A sua palavra-passe" in Client().get(link).text
