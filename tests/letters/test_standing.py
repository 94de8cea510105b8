"""Where each recipient stands: letters, days of silence, the answer."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from campaign.letters import carrying
from campaign.letters.models import Addressee, DeliveryTally, RecordEntry
from campaign.letters.standing import Standing, standings
from campaign.letters.writing import Letters
from campaign.pages.models import Campaign
from tests import factories
from tests.letters import carried
from tests.letters.carried import NOW, recipient

pytestmark = pytest.mark.django_db
TODAY = NOW.date()


@pytest.fixture
def campaign() -> Campaign:
    return carried.campaign()


def tally(campaign: Campaign, slug: str = "tha", **changed: object) -> None:
    fields = {"channel": "pdf", "letters": 2, "hour": NOW - timedelta(days=10)} | changed
    DeliveryTally.objects.create(campaign=campaign, recipient=recipient(slug), **fields)


def record(campaign: Campaign, event: str, on: date, slug: str = "tha", **changed: object) -> None:
    fields = {"is_published": True, "recorded_at": NOW} | changed
    RecordEntry.objects.create(
        campaign=campaign, recipient=recipient(slug), event=event, on=on, **fields
    )


def of(campaign: Campaign, slug: str = "tha", now: datetime = NOW) -> Standing:
    letters = Letters(Campaign.objects.get(id=campaign.id), today=now.date())
    return {one.recipient.slug: one for one in standings(letters, now=now)}[slug]


def days_ago(days: int) -> date:
    return TODAY - timedelta(days=days)


def test_where_nobody_has_written_there_is_no_silence_yet(campaign):
    standing = of(campaign)

    assert (standing.letters, standing.silent_days, standing.last) == (0, None, None)


def test_letters_are_summed_over_hours_and_channels(campaign):
    tally(campaign)
    tally(campaign, hour=NOW - timedelta(days=3), letters=5)
    tally(campaign, channel="eml", letters=1)
    tally(campaign, "sgp", letters=100)
    tally(factories.campaign("other"), letters=1000)

    standing = of(campaign)

    assert standing.written.by_channel == {"pdf": 7, "eml": 1}
    assert standing.letters == 8
    assert standing.written.first == days_ago(10)


def test_a_carried_letter_counts_until_it_is_taken_back(campaign):
    signature = factories.confirmed(campaign)
    carried.carry(signature)
    tally(campaign)

    assert of(campaign).written.by_channel == {"pdf": 2, "carried": 1}
    carrying.take_back(signature=signature, recipient=recipient())
    assert of(campaign).written.by_channel == {"pdf": 2}


def test_silence_lasts_from_the_first_letter_until_today(campaign):
    tally(campaign)

    assert of(campaign).silent_days == 10
    assert of(campaign, now=NOW + timedelta(days=1)).silent_days == 11


def test_silence_begins_with_a_letter_that_the_campaign_sent_before_anybody_else(campaign):
    tally(campaign)
    record(campaign, "handed_over", days_ago(30))
    record(campaign, "sent", days_ago(40), is_published=False)

    assert of(campaign).silent_days == 30


def test_a_receipt_or_a_letter_that_came_back_does_not_end_the_silence(campaign):
    tally(campaign)
    record(campaign, "acknowledged", days_ago(5))
    record(campaign, "returned", days_ago(2))

    standing = of(campaign)

    assert standing.silent_days == 10
    assert standing.answer is None
    assert standing.last.event == "returned"


@pytest.mark.parametrize("event", ["answered", "refused"])
def test_an_answer_or_a_refusal_ends_it(campaign, event):
    tally(campaign)
    record(campaign, event, days_ago(4), note="We will look at it.")
    record(campaign, "handed_over", days_ago(1))

    standing = of(campaign)

    assert standing.silent_days is None
    assert standing.answer.note == "We will look at it."
    assert standing.answered_after == 6
    assert standing.last.event == "handed_over"


def test_what_is_not_published_is_not_known(campaign):
    tally(campaign)
    record(campaign, "answered", days_ago(4), note="for us only", is_published=False)

    standing = of(campaign)

    assert (standing.answer, standing.last, standing.silent_days) == (None, None, 10)


def test_an_answer_before_the_first_letter_we_know_of_has_no_number_of_days(campaign):
    tally(campaign)
    record(campaign, "answered", days_ago(20))

    assert of(campaign).answered_after is None


def test_days_are_those_of_the_campaigns_zone():
    campaign = carried.campaign(time_zone="Asia/Jakarta")
    tally(campaign, hour=datetime(2026, 11, 24, 18, tzinfo=UTC))  # the 25th in Jakarta
    late = datetime(2026, 11, 25, 17, 30, tzinfo=UTC)  # the 26th in Jakarta

    standing = of(campaign, now=late)

    assert standing.written.first == date(2026, 11, 25)
    assert standing.silent_days == 1


def test_who_is_left_out_or_only_informed_has_no_standing(campaign):
    informed = recipient("mmr-copy")
    Addressee.objects.create(campaign=campaign, recipient=informed, office=informed.offices.get())

    letters = Letters(campaign, today=TODAY)

    assert [one.recipient.slug for one in standings(letters, now=NOW)] == ["tha", "sgp", "sec"]


def test_it_costs_the_same_for_one_recipient_and_for_three(campaign):
    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            of(campaign)
        return len(queries)

    for slug in ("tha", "sgp", "sec"):
        tally(campaign, slug)
        record(campaign, "sent", days_ago(1), slug)
    for_three = cost()
    Addressee.objects.exclude(recipient__slug="tha").delete()

    assert cost() == for_three
