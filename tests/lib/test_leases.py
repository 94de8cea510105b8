"""What becomes of a row whose work goes wrong."""

import pytest
from django.utils import timezone

from campaign.lib import leases
from campaign.signatures.weeding.models import Sweep

pytestmark = pytest.mark.django_db


@pytest.fixture
def row(campaign) -> Sweep:
    campaign.sweeps.create(requested_at=timezone.now(), rows_total=0)
    return leases.claim(Sweep.objects.all(), lock=1, now=timezone.now())


def failing(error: Exception):
    def work(_row) -> None:
        raise error

    return work


def test_an_expected_error_ends_as_its_sentence_and_the_log_quotes_nothing_of_it(row, caplog):
    work = failing(OSError("Canary Zwitscher"))

    assert leases.work_or_fail(row, work, sentences={OSError: "The disk is full."})

    row.refresh_from_db()
    assert (row.state, row.failure) == ("failed", "The disk is full.")
    assert f"Sweep {row.pk} failed: The disk is full. (OSError)" in caplog.text
    assert "Canary" not in caplog.text


def test_any_other_error_is_our_mistake_and_the_log_shows_where(row, caplog):
    assert leases.work_or_fail(row, failing(KeyError("key")), sentences={OSError: "Never."})

    row.refresh_from_db()
    assert (row.state, row.failure) == ("failed", leases.OUR_MISTAKE)
    assert "in work" in caplog.text


def test_what_is_given_up_says_why_in_the_words_of_whoever_gave_it_up(row):
    leases.work_or_fail(row, failing(leases.GivenUp("Nothing is left.")), sentences={})

    row.refresh_from_db()
    assert row.failure == "Nothing is left."


def test_what_another_worker_has_now_is_left_as_it_is(row):
    assert leases.work_or_fail(row, failing(leases.LostClaim()), sentences={Exception: "Never."})

    row.refresh_from_db()
    assert (row.state, row.failure) == ("building", "")
