"""Confirmed signatures become numbers, each exactly once."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from campaign.pages.models import Campaign
from campaign.signatures import actions, counting, tasks
from campaign.signatures.counted_models import Tally
from campaign.signatures.models import Signature
from tests import factories

pytestmark = pytest.mark.django_db


def test_confirmed_signatures_are_folded_into_total_and_tallies_once():
    campaign = factories.campaign()
    now = timezone.now().replace(minute=10)
    for number, country in enumerate(["MM", "MM", "TH"]):
        factories.confirmed(
            campaign, f"{number}@example.org", country=country, now=now, counted=False
        )
    factories.sign(campaign, "pending@example.org")

    assert counting.fold_confirmed(now=now) == 3
    assert counting.fold_confirmed(now=now) == 0

    campaign.refresh_from_db()
    assert campaign.signature_count == 3
    assert sorted(Tally.objects.values_list("country", "confirmed", "withdrawn")) == [
        ("MM", 2, 0),
        ("TH", 1, 0),
    ]
    assert {tally.hour for tally in Tally.objects.all()} == {
        now.replace(minute=0, second=0, microsecond=0)
    }


def test_a_later_hour_has_its_own_tally():
    campaign = factories.campaign()
    now = timezone.now()

    factories.confirmed(campaign, "a@example.org", now=now)
    factories.confirmed(campaign, "b@example.org", now=now + timedelta(hours=1))

    assert list(Tally.objects.order_by("hour").values_list("confirmed", flat=True)) == [1, 1]


def test_counting_costs_the_same_for_one_and_for_three_campaigns():
    counts = []
    for campaigns in (1, 3):
        for number in range(campaigns):
            campaign = factories.campaign(f"c-{campaigns}-{number}")
            factories.confirmed(campaign, counted=False)
        with CaptureQueriesContext(connection) as queries:
            counting.fold_confirmed(now=timezone.now())
        counts.append(len(queries))

    assert counts[0] == counts[1]
    assert set(Campaign.objects.values_list("signature_count", flat=True)) == {1}


def test_a_batch_smaller_than_the_queue_counts_all_of_it(monkeypatch):
    monkeypatch.setattr(counting, "BATCH", 2)
    campaign = factories.campaign()
    for number in range(5):
        factories.confirmed(campaign, f"{number}@example.org", counted=False)

    assert counting.fold_confirmed(now=timezone.now()) == 5

    campaign.refresh_from_db()
    assert campaign.signature_count == 5


def test_reconciling_mends_a_total_that_is_wrong_and_says_so(caplog):
    campaign = factories.campaign()
    factories.confirmed(campaign)
    Campaign.objects.update(signature_count=40)

    tasks.reconcile_counts()

    campaign.refresh_from_db()
    assert campaign.signature_count == 1
    assert "The total of river was wrong by +39; mended" in caplog.text


def test_reconciling_leaves_a_right_total_and_uncounted_signatures_alone(caplog):
    campaign = factories.campaign()
    factories.confirmed(campaign, "a@example.org")
    factories.confirmed(campaign, "b@example.org", counted=False)

    assert counting.reconcile(campaign.id) == 0

    campaign.refresh_from_db()
    assert campaign.signature_count == 1
    assert caplog.text == ""


def test_the_unconfirmed_are_forgotten_after_a_week_and_the_withdrawn_after_a_month():
    campaign = factories.campaign()
    now = timezone.now()
    factories.sign(campaign, "old@example.org", now=now - timedelta(days=8))
    factories.sign(campaign, "new@example.org", now=now - timedelta(days=6))
    factories.confirmed(campaign, "kept@example.org", now=now - timedelta(days=300))
    left = factories.confirmed(campaign, "left@example.org")
    actions.withdraw(signature_id=left.id, now=now - timedelta(days=31))

    tasks.purge_unconfirmed()

    assert sorted(Signature.objects.values_list("state", flat=True)) == ["confirmed", "pending"]
    assert factories.signature_of(campaign, "new@example.org")
    assert factories.signature_of(campaign, "kept@example.org")
