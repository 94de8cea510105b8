"""Organisers see their own campaigns, and only those."""

import pytest
from django.test import Client
from django.utils import timezone

from campaign.mail.models import OutgoingMail
from campaign.pages.models import Campaign
from tests import factories
from tests.organiser.people import STRANGER, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def campaign() -> Campaign:
    return factories.campaign(mail_held_at=timezone.now())


def test_nobody_is_sent_to_sign_in(campaign):
    response = Client().get("/organiser/")

    assert response.status_code == 302
    assert response.headers["Location"].startswith("/accounts/login/")


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
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client = signed_in("owner", campaign.organisation)
    client.get("/organiser/")
    with CaptureQueriesContext(connection) as one:
        client.get("/organiser/")
    for slug in ("b", "c"):
        factories.campaign(slug, organisation=campaign.organisation)

    with django_assert_num_queries(len(one)):
        client.get("/organiser/")


@pytest.mark.parametrize(
    ("role", "status", "is_released"),
    [("owner", 302, True), ("editor", 302, True), ("viewer", 404, False), (STRANGER, 404, False)],
)
def test_only_those_who_run_a_campaign_release_its_mail(campaign, role, status, is_released):
    factories.sign(campaign)

    response = signed_in(role, campaign.organisation).post(
        f"/organiser/{campaign.slug}/release-mail/"
    )

    assert response.status_code == status
    campaign.refresh_from_db()
    assert (campaign.mail_held_at is None) is is_released
    assert OutgoingMail.objects.get().is_held is not is_released


def test_releasing_needs_a_form_of_ours(campaign):
    client = signed_in("owner", campaign.organisation)
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = client.cookies

    assert strict.post(f"/organiser/{campaign.slug}/release-mail/").status_code == 403
    assert client.get(f"/organiser/{campaign.slug}/release-mail/").status_code == 405
    campaign.refresh_from_db()
    assert campaign.mail_held_at
