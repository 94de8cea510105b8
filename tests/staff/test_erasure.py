"""Erasing somebody who asked for it, at the staff desk: the page tells nobody who has signed."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from campaign.accounts.models import AuditEvent, Organisation
from campaign.signatures.models import Signature
from tests import factories
from tests.organiser.people import account, at_the_desk, signed_in, words
from tests.organiser.walking import DONE, Walk, entrusted
from tests.signatures.test_ending import close, closed

pytestmark = pytest.mark.django_db

ERASURE = "/staff/river/erasure/"
TYPED = {"address": "ann@example.org", "reach": "everywhere"}

OPEN = {ERASURE: entrusted()}
PRESS = {ERASURE: (TYPED, entrusted(DONE))}


def arranged() -> tuple[Organisation, dict[str, Any]]:
    campaign = factories.campaign()
    factories.confirmed(campaign)
    return campaign.organisation, {}


WALK = Walk(arranged, OPEN, PRESS)


@pytest.fixture
def staff(campaign) -> Client:
    return signed_in("staff", campaign.organisation)


@pytest.mark.parametrize("typed", ["ann@example.org", "nobody@example.org"])
def test_known_or_not_the_answer_is_the_same(campaign, staff, typed):
    factories.confirmed(campaign, "ann@example.org")

    answer = staff.post(ERASURE, TYPED | {"address": typed}, follow=True)

    page = words(answer)
    assert "all it gave is gone. You can tell them so." in page
    assert typed not in answer.text
    assert answer.redirect_chain == [(ERASURE, 302)]
    assert Signature.objects.get().is_withdrawn is (typed == "ann@example.org")


def test_neither_the_record_nor_the_owners_mail_holds_the_address(campaign, staff):
    staff.post(ERASURE, TYPED)

    event = AuditEvent.objects.get(action="erased-on-request")
    assert event.actor_email == "staff@example.org"
    assert "ann" not in str(event.details)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"address": "not an address"}, "This does not look like an e-mail address."),
        ({"address": ""}, "Please give the address to erase."),
        ({"reach": "elsewhere"}, "Select a valid choice."),
    ],
)
def test_what_cannot_be_is_said_beside_the_field_and_nothing_is_lost(campaign, staff, typed, said):
    factories.confirmed(campaign)

    answer = staff.post(ERASURE, TYPED | typed)

    assert answer.status_code == 422
    assert said in words(answer)
    assert answer.context["form"]["address"].value() == (TYPED | typed)["address"]
    assert Signature.objects.get().is_confirmed
    assert not AuditEvent.objects.filter(action="erased-on-request").exists()


def test_whoever_types_many_is_stopped_and_told_so(campaign, staff):
    factories.confirmed(campaign, "last@example.org")
    for number in range(10):
        staff.post(ERASURE, TYPED | {"address": f"{number}@example.org"})

    answer = staff.post(ERASURE, TYPED | {"address": "last@example.org"})

    assert answer.status_code == 429
    assert "Too many addresses in a short time" in words(answer)
    assert Signature.objects.get().is_confirmed


def test_it_asks_to_prove_it_again(campaign):
    client = at_the_desk(account("staff", campaign.organisation))
    session = client.session
    session["account_authentication_methods"] = [
        record | {"at": record["at"] - 3600} for record in session["account_authentication_methods"]
    ]
    session.save()

    answer = client.post(ERASURE, TYPED)

    assert answer.status_code == 302
    assert "/reauthenticate/" in answer.headers["Location"]
    assert not AuditEvent.objects.filter(action="erased-on-request").exists()


def test_it_says_where_nobody_can_look_any_more(campaign, staff):
    assert "Not looked in" not in words(staff.get(ERASURE))
    close(closed("lake", title="Save the lake"))

    page = words(staff.get(ERASURE))

    assert "Not looked in" in page
    assert "Save the lake" in page


@pytest.mark.parametrize("number", [1, 3])
def test_the_page_costs_the_same_however_many_are_closed(campaign, staff, number):
    for each in range(number):
        close(closed(f"lake-{each}"))
    staff.get(ERASURE)

    with CaptureQueriesContext(connection) as queries:
        staff.get(ERASURE)

    assert len(queries) == 6
