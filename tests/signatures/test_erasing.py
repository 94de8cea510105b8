"""All names of a campaign go, batch by batch; the numbers stay."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db.models import Sum
from django.utils import timezone

from campaign.lib import leases
from campaign.mail.models import OutgoingMail
from campaign.pages.models import Campaign
from campaign.signatures import actions, counting, ending, erasing
from campaign.signatures.counted_models import Tally
from campaign.signatures.ending_models import Ending
from campaign.signatures.models import Signature
from campaign.signatures.moderation_models import ModerationBatch
from tests import factories
from tests.letters import carried
from tests.signatures.moderated import commented, held
from tests.signatures.news import owner_of
from tests.signatures.test_ending import NOW, can_be_tested, close, closed

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(erasing, "BATCH", 2)


def ended(campaign: Campaign) -> Campaign:
    """Closed for good, and its owner does not wait."""
    close(campaign)
    ending.erase_now(campaign, by=owner_of(campaign), now=NOW)
    return campaign


def many(number: int = 5) -> Campaign:
    campaign = closed()
    Campaign.objects.update(state="open", closes_at=None)
    for each in range(number - 2):
        factories.confirmed(campaign, f"{each}@example.org", country="LA")
    Campaign.objects.update(state="closed", closes_at=NOW)
    campaign.refresh_from_db()
    return campaign


def test_every_row_goes_and_the_numbers_stay():
    campaign = ended(many(5))
    figures = sorted(campaign.figures.values_list("span", "about", "value", "number"))

    assert erasing.erase_next()

    assert not Signature.objects.exists()
    campaign.refresh_from_db()
    assert campaign.signature_count == 5
    assert Tally.objects.aggregate(all=Sum("confirmed"))["all"] == 5
    assert counting.reconcile(campaign.id) == 0
    campaign.refresh_from_db()
    assert campaign.signature_count == 5
    assert sorted(campaign.figures.values_list("span", "about", "value", "number")) == figures
    row = Ending.objects.get()
    assert (row.state, row.rows_total, row.rows_done, row.counted) == ("finished", 5, 5, 5)
    assert campaign.audit_events.get(action="names-erased").details == {"rows": 5}
    told = OutgoingMail.objects.filter(message="names_ending").order_by("id")
    assert [mail.opened()["what"] for mail in told] == ["closed", "done"]
    assert not erasing.erase_next()


def test_afterwards_nobody_can_test_an_address_though_the_server_kept_the_key():
    campaign = closed()
    assert can_be_tested("ann@example.org")

    ended(campaign)
    erasing.erase_next()

    assert not can_be_tested("ann@example.org")


def test_who_left_between_is_no_longer_counted():
    campaign = many(4)
    close(campaign)
    actions.withdraw(signature_id=Signature.objects.confirmed().first().id, now=NOW)
    ending.erase_now(campaign, by=owner_of(campaign), now=NOW)

    erasing.erase_next()

    campaign.refresh_from_db()
    assert campaign.signature_count == 3
    assert counting.reconcile(campaign.id) == 0


def test_what_counts_and_is_not_counted_yet_is_counted_first():
    campaign = closed()
    Campaign.objects.update(state="open", closes_at=None)
    factories.confirmed(campaign, "late@example.org", counted=False)
    held(campaign)
    Campaign.objects.update(state="closed", closes_at=NOW)
    ended(campaign)

    erasing.erase_next()

    campaign.refresh_from_db()
    assert not Signature.objects.exists()
    assert campaign.signature_count == 3  # not the held one
    assert counting.reconcile(campaign.id) == 0


def test_a_worker_that_dies_is_followed_by_one_that_goes_on(monkeypatch):
    campaign = ended(many(5))
    done = []

    def dies(row: Any, **fields: Any) -> None:
        done.append(fields)
        raise SystemExit  # a batch was committed; how far it is was not said

    monkeypatch.setattr(leases, "go_on", dies)
    with pytest.raises(SystemExit):
        erasing.erase_next()
    monkeypatch.undo()
    assert Signature.objects.count() == 3
    assert not erasing.erase_next()  # its lease is not over

    Ending.objects.update(claimed_until=timezone.now() - timedelta(seconds=1))
    assert erasing.erase_next()

    assert not Signature.objects.exists()
    campaign.refresh_from_db()
    assert campaign.signature_count == 5
    assert counting.reconcile(campaign.id) == 0
    assert Ending.objects.get().counted == 5


def test_letters_notes_and_mail_go_along():
    campaign = carried.campaign()
    carried.carry(factories.confirmed(campaign))
    commented(campaign, "bob@example.org")
    ModerationBatch.objects.create(campaign=campaign, kind="hidden", note="Ann's boss", at=NOW)
    other = factories.confirmed(carried.campaign("other"), "ann@example.org")
    Campaign.objects.filter(id=campaign.id).update(state="closed", closes_at=NOW)
    campaign.refresh_from_db()
    ended(campaign)

    erasing.erase_next()

    assert list(Signature.objects.all()) == [other]
    assert not ModerationBatch.objects.exists()
    assert not carried.CarriedLetter.objects.exists()
    assert OutgoingMail.objects.filter(about__isnull=False).count() == 1  # the other campaign's


def test_mail_about_a_number_that_was_replaced_does_not_wait_for_ever():
    """Signing again before confirming makes a new number; held mail about the old one is found by
    nobody any more."""
    campaign = factories.campaign()
    factories.sign(campaign, now=NOW - timedelta(hours=2))
    OutgoingMail.objects.update(is_held=True)
    stays = factories.sign(campaign, now=NOW)
    actions.withdraw(signature_id=stays.id, now=NOW)
    assert OutgoingMail.objects.count() == 1

    assert erasing.forget_stray_mail() == 1

    assert not OutgoingMail.objects.exists()


def test_mail_of_those_who_are_there_stays():
    factories.sign(factories.campaign())

    assert erasing.forget_stray_mail() == 0


def test_names_go_at_once_only_where_it_was_closed_for_good():
    campaign = closed()

    with pytest.raises(ValidationError, match="Close it for good first"):
        ending.erase_now(campaign, by=owner_of(campaign), now=NOW)

    assert not erasing.erase_next()
    assert Signature.objects.count() == 3
