"""The page on which owners switch two people behind each export on, and off again."""

import time
from typing import Any

import pytest
from django.test import Client

from campaign.accounts.models import AuditEvent, Organisation, TwoPersonRule
from campaign.organiser.audit_sentences import sentence_of
from tests import factories
from tests.organiser.people import account, at_the_desk, colleague, here_for_long, words
from tests.organiser.walking import DONE, Walk, owners

pytestmark = pytest.mark.django_db

PAGE = "/organiser/organisations/river-watch/two-people/"


def arranged() -> tuple[Organisation, dict[str, Any]]:
    organisation = factories.organisation()
    colleague("second", "staff", organisation)
    return organisation, {}


WALK = Walk(arranged, {PAGE: owners()}, {PAGE: ({"what": "on"}, owners(DONE))})


@pytest.fixture
def client(organisation) -> Client:
    return at_the_desk(here_for_long(account("owner", organisation)))


def press(client: Client, what: str):
    return client.post(PAGE, {"what": what})


def test_alone_it_cannot_be_switched_on_and_the_page_says_why(organisation, client):
    shown = client.get(PAGE)

    assert "You are the only one here who may export" in words(shown)
    assert 'value="on"' not in shown.text
    refused = press(client, "on")
    assert refused.status_code == 422
    assert "Invite somebody." in words(refused)
    assert not TwoPersonRule.objects.exists()


def test_on_ending_kept_ending_agreed(organisation, client):
    bob = at_the_desk(colleague("bob", "owner", organisation))
    assert press(client, "on").status_code == DONE
    assert "On since" in words(client.get(PAGE))
    press(client, "end")
    mine, theirs = client.get(PAGE), bob.get(PAGE)
    assert "owner@example.org wants it to end." in words(mine)
    assert 'value="agree"' not in mine.text
    assert 'value="agree"' in theirs.text
    press(bob, "keep")
    press(client, "end")
    assert press(client, "agree").status_code == 422
    press(bob, "agree")

    assert not TwoPersonRule.objects.exists()
    events = AuditEvent.objects.filter(organisation=organisation).order_by("id")
    assert [event.action.removeprefix("two-people-") for event in events] == [
        *("on", "ending", "kept", "ending", "off")
    ]
    assert sentence_of(events[0]) == "Asked for two people behind each export."


def test_what_is_no_button_changes_nothing(organisation, client):
    colleague("bob", "owner", organisation)

    assert press(client, "off").status_code == 422

    assert not TwoPersonRule.objects.exists()


def test_who_proved_themselves_a_while_ago_proves_it_again(organisation, client):
    colleague("bob", "owner", organisation)
    session = client.session
    session["account_authentication_methods"] = [
        record | {"at": time.time() - 3600} for record in session["account_authentication_methods"]
    ]
    session.save()

    answer = press(client, "on")

    assert answer.headers["Location"].startswith("/accounts/2fa/reauthenticate/")
    assert not TwoPersonRule.objects.exists()
