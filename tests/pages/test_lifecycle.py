"""Where a campaign stands: times decide exactly, a task writes it down."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from campaign.pages import actions
from campaign.pages.lifecycle import State
from campaign.pages.models import Campaign, CampaignText
from tests import factories

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("fields", "state", "takes_signatures"),
    [
        ({"state": State.DRAFT}, State.DRAFT, False),
        ({"state": State.SCHEDULED, "opens_at": NOON + HOUR}, State.SCHEDULED, False),
        ({"state": State.SCHEDULED, "opens_at": NOON}, State.OPEN, True),
        ({"state": State.OPEN}, State.OPEN, True),
        ({"state": State.OPEN, "closes_at": NOON + HOUR}, State.OPEN, True),
        ({"state": State.OPEN, "closes_at": NOON}, State.CLOSED, False),
        (
            {"state": State.SCHEDULED, "opens_at": NOON - 2 * HOUR, "closes_at": NOON - HOUR},
            State.CLOSED,
            False,
        ),
        ({"state": State.OPEN, "paused_at": NOON}, State.OPEN, False),
        ({"state": State.OPEN, "sealing_key": None}, State.OPEN, False),
        ({"state": State.ARCHIVED}, State.ARCHIVED, False),
    ],
)
def test_one_rule_says_where_a_campaign_stands_in_python_and_in_sql(
    fields, state, takes_signatures
):
    campaign = factories.campaign(**fields)

    assert campaign.state_at(NOON) is state
    assert campaign.is_open(NOON) is takes_signatures
    assert Campaign.objects.open(NOON).exists() is (state is State.OPEN)


def test_the_task_writes_down_what_time_has_decided_and_nothing_else():
    factories.campaign("opens", state=State.SCHEDULED, opens_at=NOON - HOUR)
    factories.campaign("later", state=State.SCHEDULED, opens_at=NOON + HOUR)
    factories.campaign("closes", closes_at=NOON)
    factories.campaign("both", state=State.SCHEDULED, opens_at=NOON - 2 * HOUR, closes_at=NOON)
    factories.campaign("stays")
    factories.campaign("draft", state=State.DRAFT, opens_at=NOON - HOUR)

    actions.advance_lifecycles(now=NOON)

    assert dict(Campaign.objects.values_list("slug", "state")) == {
        "opens": "open",
        "later": "scheduled",
        "closes": "closed",
        "both": "closed",
        "stays": "open",
        "draft": "draft",
    }


def test_publishing_opens_now_or_at_its_time():
    now_campaign = factories.campaign("now", state=State.DRAFT)
    later = factories.campaign("later", state=State.DRAFT, opens_at=NOON + HOUR)

    actions.publish(now_campaign, now=NOON)
    actions.publish(later, now=NOON)

    assert (now_campaign.state, now_campaign.opens_at) == (State.OPEN, NOON)
    assert (later.state, later.opens_at) == (State.SCHEDULED, NOON + HOUR)


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"state": State.OPEN}, "published already"),
        ({"state": State.ARCHIVED}, "published already"),
        ({"state": State.DRAFT, "sealing_key": None}, "no key to seal"),
        ({"state": State.DRAFT, "closes_at": NOON}, "closing time has passed"),
    ],
)
def test_what_cannot_be_published_says_why_and_stays_as_it_is(fields, said):
    campaign = factories.campaign(**fields)

    with pytest.raises(ValidationError, match=said):
        actions.publish(campaign, now=NOON)

    campaign.refresh_from_db()
    assert campaign.state == fields["state"]


def test_a_key_that_nobody_has_shown_to_be_saved_keeps_it_from_being_published():
    campaign = factories.campaign(state=State.DRAFT)
    key = campaign.organisation.sealing_keys.create(custody="offline", public_key=bytes(32))
    campaign.sealing_key = key

    with pytest.raises(ValidationError, match="saved and opens"):
        actions.publish(campaign, now=NOON)

    key.checked_at = NOON
    key.save()
    actions.publish(campaign, now=NOON)
    assert campaign.state == State.OPEN


def test_a_campaign_does_not_close_before_it_opens():
    with pytest.raises(IntegrityError, match="closes_after_it_opens"), transaction.atomic():
        factories.campaign(opens_at=NOON, closes_at=NOON - HOUR)


def test_every_campaign_has_a_secret_of_its_own_that_saving_again_keeps():
    one, other = factories.campaign("one"), factories.campaign("other")
    secret = one.fingerprint_secret()

    one.goal_set = 10
    one.save()
    one.refresh_from_db()

    assert one.fingerprint_secret() == secret != other.fingerprint_secret()


def test_words_fall_back_to_the_main_language():
    campaign = factories.campaign()
    CampaignText.objects.create(campaign=campaign, language="th", title="ไทย", summary="x")

    assert campaign.text_in("th").title == "ไทย"
    assert campaign.text_in("lo").language == "en"
    campaign.texts.all().delete()
    with pytest.raises(CampaignText.DoesNotExist):
        campaign.text_in("en")


def test_what_has_changed_needs_a_date():
    campaign = factories.campaign()

    with pytest.raises(IntegrityError, match="what_changed_has_a_date"), transaction.atomic():
        campaign.texts.update(changed_since="Much.")


@pytest.mark.parametrize("zone", ["Asia/Jakarta", "UTC"])
def test_a_time_zone_is_one_of_the_worlds(zone):
    campaign = factories.campaign(time_zone=zone)
    campaign.clean_fields(exclude=["wrapped_fingerprint_secret"])

    campaign.time_zone = "Asia/Atlantis"

    with pytest.raises(ValidationError, match="not a time zone"):
        campaign.clean_fields(exclude=["wrapped_fingerprint_secret"])


def test_the_goal_is_the_organisers_until_it_is_reached():
    campaign = factories.campaign(goal_set=2)
    assert campaign.goal == 2

    for number in range(2):
        factories.confirmed(campaign, f"{number}@example.org", now=timezone.now())
    campaign.refresh_from_db()

    assert campaign.goal == 100
