"""Letters that left their writers become numbers, each letter once."""

import threading
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from campaign.letters import delivering, registering, tasks
from campaign.letters.delivering import composition_in, new_composition, record_delivery
from campaign.letters.models import Delivery, DeliveryTally, Recipient
from campaign.letters.models.record import Channel
from campaign.letters.register_file import read_register
from campaign.lib import tokens
from campaign.pages.models import Campaign
from campaign.signatures import counting
from tests import factories
from tests.letters.register import raw

NOW = datetime(2026, 11, 25, 10, 20, tzinfo=UTC)


@pytest.fixture
def campaign(db: None) -> Campaign:
    registering.load(read_register(raw(), name="test"))
    return factories.campaign()


def deliver(campaign: Campaign, slug: str = "tha", **changed: object) -> None:
    fields = {
        "composition": uuid4(),
        "channel": Channel.PDF,
        "language": "en",
        "now": NOW,
    } | changed
    record_delivery(campaign=campaign, recipient=Recipient.objects.get(slug=slug), **fields)


def tallied() -> list[tuple[str, str, int]]:
    return sorted(DeliveryTally.objects.values_list("recipient__slug", "channel", "letters"))


def test_a_letter_that_is_printed_and_then_mailed_is_one_letter(campaign):
    composition = uuid4()

    deliver(campaign, composition=composition)
    deliver(campaign, composition=composition, channel=Channel.MAIL_PROGRAM)
    delivering.fold_deliveries(now=NOW)
    deliver(campaign, composition=composition, channel=Channel.SAID)
    delivering.fold_deliveries(now=NOW)

    assert tallied() == [("tha", "pdf", 1)]


def test_one_page_of_letters_to_two_states_is_two_letters(campaign):
    composition = uuid4()

    deliver(campaign, "tha", composition=composition)
    deliver(campaign, "sgp", composition=composition)

    assert delivering.fold_deliveries(now=NOW) == 2
    assert tallied() == [("sgp", "pdf", 1), ("tha", "pdf", 1)]


def test_deliveries_are_folded_by_hour_and_channel_and_once(campaign):
    deliver(campaign)
    deliver(campaign, now=NOW + timedelta(minutes=30))
    deliver(campaign, channel=Channel.EML)
    deliver(campaign, now=NOW + timedelta(hours=1))

    assert delivering.fold_deliveries(now=NOW) == 4
    assert delivering.fold_deliveries(now=NOW) == 0

    hour = NOW.replace(minute=0)
    assert set(DeliveryTally.objects.values_list("channel", "hour", "letters")) == {
        ("pdf", hour, 2),
        ("eml", hour, 1),
        ("pdf", hour + timedelta(hours=1), 1),
    }


def test_later_deliveries_of_an_hour_are_added_to_its_tally(campaign):
    for _twice in range(2):
        deliver(campaign)
        delivering.fold_deliveries(now=NOW)

    assert tallied() == [("tha", "pdf", 2)]


def test_a_batch_smaller_than_the_queue_counts_all_of_it(campaign, monkeypatch):
    monkeypatch.setattr(counting, "BATCH", 2)
    for _five in range(5):
        deliver(campaign)

    assert delivering.fold_deliveries(now=NOW) == 5

    assert tallied() == [("tha", "pdf", 5)]


def test_counting_costs_the_same_for_one_and_for_three_campaigns(campaign):
    costs = []
    for many in ([campaign], [factories.campaign(f"c-{number}") for number in range(3)]):
        for each in many:
            deliver(each)
        with CaptureQueriesContext(connection) as queries:
            delivering.fold_deliveries(now=NOW)
        costs.append(len(queries))

    assert costs[0] == costs[1]
    assert DeliveryTally.objects.count() == 4


@pytest.mark.django_db(transaction=True)
def test_two_workers_that_fold_at_once_count_each_letter_once():
    registering.load(read_register(raw(), name="test"))
    campaign = factories.campaign()
    for _many in range(40):
        deliver(campaign)
    counted: list[int] = []
    together = threading.Barrier(4)

    def fold() -> None:
        together.wait()
        counted.append(delivering.fold_deliveries(now=NOW))
        connection.close()

    workers = [threading.Thread(target=fold) for _four in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()

    assert sum(counted) == 40
    assert tallied() == [("tha", "pdf", 40)]


def test_the_tasks_count_and_after_a_month_forget_what_is_counted(campaign):
    now = timezone.now()
    deliver(campaign, now=now - timedelta(days=31))
    deliver(campaign, now=now - timedelta(days=29))
    tasks.count_deliveries()
    deliver(campaign, now=now - timedelta(days=31))

    tasks.forget_deliveries()

    assert [row.counted_at is None for row in Delivery.objects.order_by("-made_at")] == [
        False,
        True,
    ]
    tasks.count_deliveries()
    assert sum(row[2] for row in tallied()) == 3


def test_a_composition_is_ours_or_it_is_none():
    now = timezone.now()
    token = new_composition()

    assert isinstance(composition_in(token, now=now), UUID)
    assert composition_in(token, now=now) == composition_in(token, now=now)
    assert composition_in(new_composition(), now=now) != composition_in(token, now=now)
    for made_up in (
        *("", "x", str(uuid4()), token[:-1], "_" + token[1:], "\ud800", "\x00"),
        tokens.make(tokens.MY, uuid4().bytes),
    ):
        assert composition_in(made_up, now=now) is None


def test_a_composition_works_for_less_time_than_its_deliveries_are_kept():
    now = timezone.now()
    token = new_composition()

    assert composition_in(token, now=now + timedelta(days=6))
    assert composition_in(token, now=now + timedelta(days=7, minutes=1)) is None
    assert delivering.VALID_FOR < delivering.KEPT_FOR
