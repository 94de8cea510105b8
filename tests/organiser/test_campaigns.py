"""Organisers see their own campaigns, and only those."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from campaign.accounts.models import Organisation
from campaign.mail.models import OutgoingMail
from campaign.pages.models import Campaign
from tests import factories
from tests.organiser.people import STRANGER, signed_in
from tests.organiser.walking import DONE, FINE, ONLY_PRESSED, TO_SIGN_IN, Walk, editors

pytestmark = pytest.mark.django_db


@pytest.fixture
def campaign() -> Campaign:
    return factories.campaign(mail_held_at=timezone.now())


OPEN = {
    "/organiser/": (TO_SIGN_IN, *[FINE] * 6),  # each sees their own campaigns
    "/organiser/river/release-mail/": ONLY_PRESSED,
}
PRESS = {"/organiser/river/release-mail/": ({}, editors(DONE))}


def arranged() -> tuple[Organisation, dict[str, Any]]:
    return factories.campaign(mail_held_at=timezone.now()).organisation, {}


WALK = Walk(arranged, OPEN, PRESS)


def test_a_member_sees_their_campaigns_and_a_stranger_none(campaign):
    assert (
        b"Keep the river free"
        in signed_in("viewer", campaign.organisation).get("/organiser/").content
    )


def test_a_stranger_sees_none_of_them(campaign):
    response = signed_in(STRANGER, campaign.organisation).get("/organiser/")

    assert response.status_code == 200
    assert b"Keep the river free" not in response.content


def test_the_list_costs_the_same_for_one_campaign_and_for_three(
    campaign, django_assert_num_queries
):
    client = signed_in("owner", campaign.organisation)
    client.get("/organiser/")
    with CaptureQueriesContext(connection) as one:
        client.get("/organiser/")
    for slug in ("b", "c"):
        factories.campaign(slug, organisation=campaign.organisation)

    with django_assert_num_queries(len(one)):
        client.get("/organiser/")


def test_releasing_lets_the_mail_go_that_was_held(campaign):
    factories.sign(campaign)

    signed_in("editor", campaign.organisation).post(f"/organiser/{campaign.slug}/release-mail/")

    campaign.refresh_from_db()
    assert campaign.mail_held_at is None
    assert OutgoingMail.objects.get().is_held is False
