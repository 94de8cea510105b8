"""What of a campaign's letters needs somebody."""

from datetime import timedelta

import pytest

from campaign.accounts.models import Organisation
from campaign.letters.attention import attention
from campaign.letters.models import Fact
from campaign.pages.models import Campaign
from tests.letters.desk import TODAY, campaign_with_letters, check_email, letters_of, version

pytestmark = pytest.mark.django_db


@pytest.fixture
def campaign() -> Campaign:
    made = campaign_with_letters()
    Fact.objects.filter(confidence="unverified").exclude(value="").update(confidence="verified")
    return made


def found(campaign: Campaign) -> dict[str, list[str]]:
    needs = attention(letters_of(campaign))
    return {
        "idle": [version.name for version in needs.idle],
        "shadowed": [version.name for version in needs.shadowed],
        "without letter": [each.recipient.slug for each in needs.without_letter],
        "without address": [each.recipient.slug for each in needs.without_address],
        "unmailable": [each.recipient.slug for each in needs.unmailable],
        "stale": [f"{d.addressee.recipient.slug} {f.name}" for d in needs.stale for f in d.stale],
        "unverified": [
            f"{d.addressee.recipient.slug} {f.name}" for d in needs.unverified for f in d.unverified
        ],
    }


NOTHING = dict.fromkeys(
    (
        *("idle", "shadowed", "without letter", "without address", "unmailable"),
        *("stale", "unverified"),
    ),
    [],
)


def test_nothing_where_all_is_well(campaign):
    assert found(campaign) == NOTHING
    assert not attention(letters_of(campaign)).is_needed


def test_a_version_for_nobody_and_one_that_is_never_used_are_told_apart(campaign):
    version(campaign, "Myanmar", position=1, recipients=("mmr",))
    version(campaign, "Thailand", position=2, recipients=("tha",))
    version(campaign, "Thailand again", position=3, recipients=("tha",))
    version(campaign, "Thailand in Thai", position=4, recipients=("tha",), language="th")

    assert found(campaign) == NOTHING | {
        "idle": ["Myanmar"],
        "shadowed": ["Thailand again"],
    }


def test_a_letter_for_those_who_get_copies_waits_until_somebody_does(campaign):
    version(campaign, "For information", position=1, group="informed")

    assert found(campaign) == NOTHING


def test_a_recipient_without_a_letter(campaign):
    campaign.letter_versions.update(group="member_states")

    assert found(campaign) == NOTHING | {"without letter": ["sec"]}


def test_an_address_that_is_missing_or_unverified(campaign):
    Fact.objects.filter(recipient__slug="tha", name="postal_address").update(value="")
    Fact.objects.filter(recipient__slug="sgp", name="postal_address").update(
        confidence="unverified"
    )

    assert found(campaign) == NOTHING | {
        "without address": ["tha", "sgp"],
        "unverified": ["sgp postal_address"],
    }


def test_letters_that_are_to_be_mailed_need_an_address_at_both_ends(campaign):
    campaign.addressees.filter(recipient__slug="tha").update(is_mailed=True)
    assert found(campaign) == NOTHING | {"unmailable": ["tha"]}

    check_email("tha")
    assert found(campaign) == NOTHING | {"unmailable": ["tha"]}

    Organisation.objects.update(letters_from="letters@example.org")
    assert found(campaign) == NOTHING


def test_what_staff_have_checked_is_in_doubt_no_more(campaign):
    Fact.objects.filter(recipient__slug="sgp", name="postal_address").update(
        confidence="unverified", is_checked_by_staff=True
    )

    assert found(campaign) == NOTHING


def test_what_letters_bear_is_stale_after_ninety_days_and_nothing_else_is(campaign):
    of_thailand = Fact.objects.filter(recipient__slug="tha")
    of_thailand.filter(name__in=["title", "website", "letter_languages"]).update(
        checked_on=TODAY - timedelta(days=91)
    )
    of_thailand.filter(name="salutation").update(checked_on=TODAY - timedelta(days=90))

    assert found(campaign) == NOTHING | {"stale": ["tha title"]}


def test_what_is_left_out_needs_nobody(campaign):
    Fact.objects.filter(recipient__slug="mmr").update(
        checked_on=TODAY - timedelta(days=400), value="x", confidence="unverified"
    )

    assert found(campaign) == NOTHING
