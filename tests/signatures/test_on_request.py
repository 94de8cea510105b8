"""One signer, erased by staff, who are told nothing."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from campaign.accounts.models import AuditEvent
from campaign.exports.models import ExportJob
from campaign.lib import sealing
from campaign.lib.addresses import Address
from campaign.mail import composing
from campaign.mail.models import OutgoingMail, Suppression
from campaign.pages.models import Campaign
from campaign.signatures import on_request
from campaign.signatures.models import Signature
from tests import factories
from tests.exports import signers
from tests.signatures.news import owner_of
from tests.signatures.test_ending import NOW, close, closed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_folders")]

ALIKE = 42  # statements, whatever is typed


def erase(campaign: Campaign, typed: str = "ann@example.org", **fields: Any) -> None:
    fields = {"everywhere": True, "never_write_again": False, "now": NOW} | fields
    on_request.erase_address(
        campaign=campaign, address=Address.parse(typed), by=owner_of(campaign), **fields
    )


def two_campaigns() -> tuple[Campaign, Campaign]:
    """Of one organisation; Ann has signed both, Bob the first."""
    first, second = factories.campaign("first"), factories.campaign("second")
    factories.confirmed(first, "ann@example.org")
    factories.confirmed(first, "bob@example.org")
    factories.confirmed(second, "ann@example.org")
    return first, second


def standing() -> list[tuple[str, str]]:
    there = Signature.objects.order_by("campaign", "id")
    return list(there.values_list("campaign__slug", "state"))


@pytest.mark.parametrize("typed", ["ann@example.org", "ANN+news@Example.org"])
def test_whatever_spelling_is_typed_it_is_gone_from_every_campaign(typed):
    first, _second = two_campaigns()

    erase(first, typed)

    assert standing() == [
        ("first", "withdrawn"),
        ("first", "confirmed"),
        ("second", "withdrawn"),
    ]
    first.refresh_from_db()
    assert first.signature_count == 1


def test_or_from_this_one_only():
    first, _second = two_campaigns()

    erase(first, everywhere=False)

    assert standing() == [
        ("first", "withdrawn"),
        ("first", "confirmed"),
        ("second", "confirmed"),
    ]


def test_other_organisations_are_never_reached():
    first, _second = two_campaigns()
    theirs = factories.campaign("theirs", organisation=factories.organisation("Others"))
    factories.confirmed(theirs, "ann@example.org")

    erase(first)

    assert ("theirs", "confirmed") in standing()


@pytest.mark.parametrize("typed", ["ann@example.org", "nobody@example.org"])
def test_a_known_and_an_unknown_address_leave_the_same_traces(typed):
    first, _second = two_campaigns()

    with CaptureQueriesContext(connection) as queries:
        erase(first, typed)

    assert len(queries) == ALIKE
    event = AuditEvent.objects.get(action="erased-on-request")
    assert event.details == {"everywhere": True, "never_write_again": False}
    mail = OutgoingMail.objects.get(message="erasures_asked")
    said = composing.words([mail])[mail.id]
    assert sorted(said) == ["addresses", "by", "organisation", "record_url"]
    assert said["addresses"] == 1


@pytest.mark.parametrize("asked_for", [True, False])
def test_never_to_be_written_to_again_only_where_they_asked_for_it(asked_for):
    first, _second = two_campaigns()

    erase(first, never_write_again=asked_for)

    hashes = [bytes(each.address_hash) for each in Suppression.objects.all()]
    assert hashes == ([sealing.address_hash("ann@example.org")] if asked_for else [])


def test_lists_that_wait_are_destroyed_for_every_address():
    first, _second = two_campaigns()
    ready = signers.built(first)
    numbers = signers.built(first, preset="statistics")
    building = signers.asked(first, purpose="Being written", now=timezone.now())
    ExportJob.objects.filter(id=building.id).update(state="building", claimed_until=NOW)

    erase(first, "nobody@example.org")

    states = dict(ExportJob.objects.values_list("id", "state"))
    assert states == {ready.id: "expired", numbers.id: "ready", building.id: "waiting"}


def test_guessing_is_rationed():
    first, _second = two_campaigns()
    for number in range(10):
        erase(first, f"{number}@example.org")

    with pytest.raises(on_request.TooManyAsked):
        erase(first)
    assert ("second", "confirmed") in standing()
    for number in range(20):
        erase(first, f"{number}@example.org", now=NOW + timedelta(hours=2 + number // 10 * 2))

    with pytest.raises(on_request.TooManyAsked):
        erase(first, now=NOW + timedelta(hours=20))
    erase(first, now=NOW + timedelta(hours=25))
    assert standing()[-1] == ("second", "withdrawn")


def test_owners_get_one_mail_for_all_within_an_hour():
    first, second = two_campaigns()

    erase(first, "a@example.org")
    erase(second, "b@example.org", now=NOW + timedelta(minutes=59))
    mail = OutgoingMail.objects.get(message="erasures_asked")
    erase(first, "c@example.org", now=NOW + timedelta(hours=3))

    assert OutgoingMail.objects.filter(message="erasures_asked").count() == 2
    assert mail.due_at == NOW + timedelta(hours=1)
    said = composing.words([mail])[mail.id]
    assert (said["addresses"], said["by"]) == (2, ["owner@first.example"])
    message = composing.composed(mail, Address.parse("owner@example.org"), said)
    assert message.subject == "2 addresses were typed in to be erased"
    assert "by owner@first.example. Which ones they were is stored nowhere." in message.body
    assert "http://testserver/organiser/organisations/river-watch/record/" in message.body


def test_where_it_was_closed_for_good_nobody_looks():
    campaign = closed()
    close(campaign)

    erase(campaign)

    assert standing() == [("river", "confirmed")] * 2
    assert on_request.closed_for_good_with_names(campaign) == [campaign]
