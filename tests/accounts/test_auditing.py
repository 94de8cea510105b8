"""The record of who did what: complete, and nobody's to rewrite."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from campaign.accounts import auditing
from campaign.accounts.auditing import Action
from campaign.accounts.models import AuditEvent
from tests import factories
from tests.organiser.people import account

pytestmark = pytest.mark.django_db


def test_an_event_says_who_did_what_where():
    campaign = factories.campaign()
    owner, now = account("owner", campaign.organisation), timezone.now()

    auditing.record(
        Action.CAMPAIGN_PUBLISHED, actor=owner, now=now, campaign=campaign, language="en"
    )

    event = AuditEvent.objects.get()
    assert (event.at, event.action) == (now, "campaign-published")
    assert (event.organisation, event.campaign, event.campaign_slug) == (
        *(campaign.organisation, campaign, "river"),
    )
    assert (event.actor, event.actor_email) == (owner, "owner@example.org")
    assert event.details == {"language": "en"}


def test_what_the_site_does_by_itself_has_no_actor():
    organisation = factories.organisation()

    event = auditing.record(
        *(Action.CAMPAIGN_CREATED,), actor=None, now=timezone.now(), organisation=organisation
    )

    assert (event.actor_id, event.actor_email, event.campaign_id) == (None, "", None)
    assert event.organisation_id == organisation.id


def test_what_is_not_done_in_the_end_is_not_recorded():
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        auditing.record(Action.CAMPAIGN_CREATED, actor=None, now=timezone.now())
        raise ZeroDivisionError

    assert not AuditEvent.objects.exists()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE campaign_auditevent SET actor_email = 'somebody.else@example.org'",
        "DELETE FROM campaign_auditevent",
        "TRUNCATE campaign_auditevent",
    ],
)
def test_the_database_lets_nobody_rewrite_it(statement):
    auditing.record(Action.CAMPAIGN_CREATED, actor=None, now=timezone.now())

    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        with pytest.raises(IntegrityError, match="never changed"), transaction.atomic():
            cursor.execute(statement)

    assert AuditEvent.objects.get().actor_email == ""


def test_it_is_forgotten_when_its_time_is_over_and_not_before(settings):
    settings.AUDIT_DAYS = 500
    now = timezone.now()
    for days in (501, 499, 0):
        auditing.record(Action.CAMPAIGN_CREATED, actor=None, now=now - timedelta(days=days))

    assert auditing.forget_old(now=now) == 1

    assert AuditEvent.objects.count() == 2


def test_no_setting_makes_it_forget_within_a_year(settings):
    settings.AUDIT_DAYS = 1
    now = timezone.now()
    auditing.record(Action.CAMPAIGN_CREATED, actor=None, now=now - timedelta(days=360))

    with pytest.raises(IntegrityError), transaction.atomic():
        auditing.forget_old(now=now)

    assert AuditEvent.objects.count() == 1
