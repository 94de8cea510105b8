"""The second person's page: what was asked for, and two buttons."""

import time
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from campaign.accounts import two_people
from campaign.accounts.models import Organisation, User
from campaign.exports import building, scheduling
from campaign.exports.choosing import Filters
from campaign.exports.models import ExportJob
from campaign.exports.schedule_models import ExportSchedule
from campaign.organiser.audit_sentences import sentence_of
from campaign.pages.models import Campaign
from campaign.signatures import actions
from tests import factories
from tests.exports.signers import asked, signer
from tests.exports.test_scheduling import WEEKLY
from tests.organiser.people import account, at_the_desk, colleague, here_for_long, words
from tests.organiser.walking import Walk, entrusted
from tests.signatures.test_agreeing import partner
from tests.staff.exporting import EXPORTS, TYPED, stamp_of

pytestmark = pytest.mark.django_db

REFUSED = 422
NEW_HERE = entrusted(REFUSED)  # whoever walks came just now, and does not count yet


def needing_two(campaign: Campaign) -> User:
    """Who switched it on: Alice, an owner."""
    alice = colleague("alice", "owner", campaign.organisation)
    colleague("bob", "staff", campaign.organisation)
    two_people.switch_on(organisation=campaign.organisation, by=alice, now=timezone.now())
    return alice


def arranged() -> tuple[Organisation, dict[str, Any]]:
    campaign = factories.campaign()
    signer(campaign, "Canary Zwitscher")
    alice = needing_two(campaign)
    waiting = asked(campaign, by=alice, now=timezone.now())
    schedule = scheduling.make(campaign=campaign, wanted=WEEKLY, by=alice, now=timezone.now())
    return campaign.organisation, {"WAITING": waiting.id, "SCHEDULE": schedule.id}


PRESSED = ({"decision": "approve"}, NEW_HERE)
WALK = Walk(
    arranged,
    {
        f"{EXPORTS}WAITING/approval/": entrusted(),
        "/staff/river/schedules/SCHEDULE/approval/": entrusted(),
    },
    {
        f"{EXPORTS}WAITING/approval/": PRESSED,
        "/staff/river/schedules/SCHEDULE/approval/": PRESSED,
    },
)


@pytest.fixture
def alice(campaign) -> User:
    return needing_two(campaign)


@pytest.fixture
def bob(alice) -> User:
    return User.objects.get(email="bob@example.org")


def page_of(job: ExportJob) -> str:
    return f"{EXPORTS}{job.id}/approval/"


def test_from_asking_to_approval_to_the_file(campaign, alice, bob):
    factories.confirmed(campaign, name="Canary Zwitscher")
    asking, deciding = at_the_desk(bob), at_the_desk(alice)
    counted = asking.post(f"{EXPORTS}new/", TYPED)
    assert "one of them has to approve this before it is written" in words(counted)
    assert ">Ask for approval<" in counted.text
    asking.post(f"{EXPORTS}new/", TYPED | {"counted": stamp_of(asking)})
    job = ExportJob.objects.get()
    assert "Waiting for a second person" in words(asking.get(EXPORTS))
    assert page_of(job) not in asking.get(EXPORTS).text
    assert page_of(job) in deciding.get(EXPORTS).text
    assert not building.build_next()

    shown = words(deciding.get(page_of(job)))
    for said in (
        "bob@example.org asked for it",
        "Signatures 1",
        "What for? For the embassy",
        "For handing over: name and country only",
        "Columns Name, Country",
        "As they signed",
        "Whose Confirmed, and counted",
        "CSV, for every program",
    ):
        assert said in shown
    assert "Canary" not in shown
    deciding.post(page_of(job), {"decision": "approve"})
    building.build_next()

    assert "Approved by alice@example.org." in words(asking.get(EXPORTS))
    response = asking.post(f"{EXPORTS}{job.id}/download/")
    assert b"Canary Zwitscher" in b"".join(response.streaming_content)
    events = campaign.audit_events.filter(action="export-approved")
    assert sentence_of(events.get()).startswith("Approved a list of signers (For handing over")


def test_every_filter_is_shown(campaign, alice, bob):
    delta = partner(campaign)
    from_laos = {"country": "LA", "language": "th", "source": "radio", "wants_updates": True}
    signer(campaign, "Ann", **from_laos, agreed_to=[delta.wordings.get().id])
    wanted = Filters.from_json(
        {
            "since": "2026-01-31",
            "countries": ["LA"],
            "languages": ["th"],
            "sources": ["radio"],
            "consent": "yes",
            "partner": delta.id,
            "origin": "online",
        }
    )
    job = asked(campaign, by=bob, filters=wanted, now=timezone.now())

    shown = words(at_the_desk(alice).get(page_of(job)))

    for said in (
        "Confirmed on or after 31 January 2026",
        "Countries Laos",
        "Languages Thai",
        "Came by the link radio",
        "News by mail Only those who want news",
        "Agreed to hear from Delta Friends",
        "Signed Only online",
    ):
        assert said in shown


def test_whoever_asked_sees_that_somebody_else_has_to(campaign, alice, bob):
    signer(campaign, "Ann")
    job = asked(campaign, by=bob, now=timezone.now())
    client = at_the_desk(bob)

    shown = client.get(page_of(job))
    assert "You asked for it yourself." in words(shown)
    assert 'name="decision"' not in shown.text
    pressed = client.post(page_of(job), {"decision": "approve"})

    assert pressed.status_code == REFUSED
    assert ExportJob.objects.get().state == "approval"


def test_a_refusal_needs_a_reason_and_whoever_asked_reads_it(campaign, alice, bob):
    signer(campaign, "Ann")
    job = asked(campaign, by=bob, now=timezone.now())
    client = at_the_desk(alice)

    bare = client.post(page_of(job), {"decision": "refuse"})
    assert (bare.status_code, [*bare.context["form"].errors]) == (REFUSED, ["reason"])
    nothing = client.post(page_of(job), {"reason": "Kept words"})
    assert (nothing.status_code, "Kept words" in nothing.text) == (REFUSED, True)
    client.post(page_of(job), {"decision": "refuse", "reason": "Initials would do"})

    shown = words(at_the_desk(bob).get(EXPORTS))
    assert "alice@example.org refused it" in shown
    assert "Initials would do" in shown
    assert "nothing to decide any more" in words(client.get(page_of(job)))


def test_who_has_withdrawn_since_is_said(campaign, alice, bob):
    ann = factories.confirmed(campaign)
    factories.confirmed(campaign, "ben@example.org")
    job = asked(campaign, by=bob, now=timezone.now())
    actions.withdraw(signature_id=ann.id, now=timezone.now())

    shown = words(at_the_desk(alice).get(page_of(job)))

    assert "Signatures 2 1 has withdrawn since, and will not be in it" in shown


def test_without_proof_of_just_now_nothing_is_decided(campaign, alice, bob):
    signer(campaign, "Ann")
    job = asked(campaign, by=bob, now=timezone.now())
    client = at_the_desk(alice)
    session = client.session
    session["account_authentication_methods"] = [
        record | {"at": time.time() - 3600} for record in session["account_authentication_methods"]
    ]
    session.save()

    answer = client.post(page_of(job), {"decision": "approve"})

    assert answer.headers["Location"].startswith("/accounts/2fa/reauthenticate/")
    assert ExportJob.objects.get().state == "approval"


def test_one_of_another_organisation_is_not_there(campaign, alice):
    signer(campaign, "Ann")
    job = asked(campaign, by=alice, now=timezone.now())
    lake = factories.campaign("lake", organisation=factories.organisation("Lake Watch"))
    client = at_the_desk(here_for_long(account("owner", lake.organisation)))

    for path in (page_of(job), f"/staff/lake/exports/{job.id}/approval/"):
        assert client.get(path).status_code == 404
        assert client.post(path, {"decision": "approve"}).status_code == 404
    assert ExportJob.objects.get().state == "approval"


def test_a_schedule_is_approved_as_it_was_seen(campaign, alice, bob):
    schedule = scheduling.make(campaign=campaign, wanted=WEEKLY, by=bob, now=timezone.now())
    page = f"/staff/river/schedules/{schedule.id}/approval/"
    client = at_the_desk(alice)
    shown = client.get(page)
    assert "Every week on Monday at 09:00" in words(shown)
    assert "Sealed in it All that signers gave." in words(shown)
    assert schedule.stamp in shown.text

    stale = client.post(page, {"decision": "approve", "seen": "another"})
    assert (stale.status_code, "changed while you looked" in words(stale)) == (REFUSED, True)
    client.post(page, {"decision": "approve", "seen": schedule.stamp})

    there = ExportSchedule.objects.get()
    assert (there.state, there.decided_by) == ("running", alice)


def test_a_schedule_is_refused_with_a_reason(campaign, alice, bob):
    schedule = scheduling.make(campaign=campaign, wanted=WEEKLY, by=bob, now=timezone.now())
    page = f"/staff/river/schedules/{schedule.id}/approval/"

    at_the_desk(alice).post(page, {"decision": "refuse", "reason": "No need"})

    assert ExportSchedule.objects.get().state == "ended"
    event = campaign.audit_events.get(action="schedule-refused")
    assert sentence_of(event).endswith("for: Backup. The reason: No need")


def test_the_page_costs_few_queries(campaign, alice, bob):
    signer(campaign, "Ann")
    job = asked(campaign, by=bob, now=timezone.now())
    client: Client = at_the_desk(alice)
    client.get(page_of(job))

    with CaptureQueriesContext(connection) as queries:
        client.get(page_of(job))

    assert len(queries) < 20
