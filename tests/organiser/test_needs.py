"""What the overview says of the handing over of names, and to whom."""

from datetime import timedelta

import pytest
from django.utils import timezone

from campaign.accounts import two_people
from campaign.exports import scheduling
from campaign.organiser.needs import needs_of
from campaign.pages.models import Campaign
from campaign.signatures import ending
from campaign.signatures.custody import changing
from campaign.signatures.ending_models import FIRST_WARNING
from tests import factories
from tests.exports.signers import asked, signer
from tests.exports.test_scheduling import WEEKLY
from tests.organiser.people import colleague
from tests.signatures.weeding.people import sign, swept

pytestmark = pytest.mark.django_db

TRUSTED = {"owner", "staff"}


def told(campaign: Campaign, *sentences: str) -> set[str]:
    """The roles whose overview says all of these."""
    now = timezone.now()
    stored = Campaign.objects.get(id=campaign.id)
    told = {
        role: {need.sentence for need in needs_of(stored, role=role, now=now)}
        for role in ("owner", "editor", "staff", "viewer")
    }
    return {role for role, needs in told.items() if set(sentences) <= needs}


def test_lists_that_wait_for_a_second_person_are_told_to_those_who_may_decide(campaign):
    alice = colleague("alice", "owner", campaign.organisation)
    colleague("bob", "staff", campaign.organisation)
    now = timezone.now()
    signer(campaign, "Ann Example")
    two_people.switch_on(organisation=campaign.organisation, by=alice, now=now)

    asked(campaign, by=alice, now=now)
    scheduling.make(campaign=campaign, wanted=WEEKLY, by=alice, now=now)

    assert (
        told(
            campaign,
            "1 export waits for a second person to approve it.",
            "1 schedule waits for a second person to approve it.",
        )
        == TRUSTED
    )


def test_another_key_is_told_to_owners_until_it_is_stopped(campaign):
    alice = colleague("alice", "owner", campaign.organisation)
    colleague("carol", "owner", campaign.organisation)
    factories.confirmed(campaign)
    now = timezone.now()
    key, _private = factories.offline_key(campaign.organisation)
    key.checked_at = now
    key.save()
    sentence = "Another key for the names is proposed. A second owner has to approve it."

    change = changing.propose(
        organisation=campaign.organisation,
        key=key,
        campaign_ids=[campaign.id],
        language="en",
        by=alice,
        now=now,
    )

    assert told(campaign, sentence) == {"owner"}
    change.state, change.due_at = "approved", now
    change.save()
    [need] = needs_of(campaign, role="owner", now=now)
    assert "names go to another key." in need.sentence
    change.state = "stopped"
    change.save()
    assert needs_of(campaign, role="owner", now=now) == []


def test_who_stands_out_is_told_before_the_list_goes(campaign):
    sign(campaign, "Ann Example", "Mickey Mouse")
    swept(campaign)

    assert (
        told(campaign, "1 signature stands out: look at it before you hand the list over.")
        == TRUSTED
    )


def test_names_that_go_soon_are_told_until_they_go(campaign):
    now = timezone.now()
    urgent = [True]

    def urgency() -> list[bool]:
        stored = Campaign.objects.get(id=campaign.id)
        needs = needs_of(stored, role="staff", now=now)
        return [need.is_urgent for need in needs if "All names are erased on" in need.sentence]

    Campaign.objects.update(state="closed", keep_days=30, closes_at=now - timedelta(days=30))
    Campaign.objects.update(closes_at=now - timedelta(days=30) + FIRST_WARNING * 2)
    assert urgency() == []
    Campaign.objects.update(closes_at=now - timedelta(days=30) + FIRST_WARNING / 2)
    assert urgency() == urgent
    owner = colleague("alice", "owner", campaign.organisation)
    ending.close_for_good(campaign, by=owner, now=now)
    assert urgency() == urgent
    ending.erase_now(campaign, by=owner, now=now)
    assert urgency() == []
