"""Schedules at the staff desk: set up, changed, paused, ended."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from campaign.accounts import two_people
from campaign.accounts.models import Membership, Organisation
from campaign.exports import scheduling
from campaign.exports.choosing import Filters
from campaign.exports.schedule_models import ExportSchedule
from campaign.organiser.audit_sentences import sentence_of
from campaign.pages.models import Campaign
from campaign.templatetags.typeset import day
from tests import factories
from tests.exports.test_scheduling import WEEKLY
from tests.organiser.people import colleague, signed_in, words
from tests.organiser.walking import DONE, ONLY_PRESSED, Walk, entrusted

pytestmark = pytest.mark.django_db

SCHEDULES = "/staff/river/schedules/"
TYPED = {
    "preset": "full",
    "purpose": "Backup",
    "name_display": "as-signed",
    "group": "standing",
    "consent": "",
    "every": "week",
    "weekday": "0",
    "day_of_month": "1",
    "hour": "9",
}


def arranged() -> tuple[Organisation, dict[str, Any]]:
    campaign = factories.campaign()
    by = colleague("carol", "staff", campaign.organisation)
    now = timezone.now()
    running, paused = (
        scheduling.make(campaign=campaign, wanted=WEEKLY, by=by, now=now) for _each in "ab"
    )
    scheduling.pause(paused, by=by, now=now)
    return campaign.organisation, {"RUNNING": running.id, "PAUSED": paused.id}


WALK = Walk(
    arranged,
    {
        SCHEDULES: entrusted(),
        f"{SCHEDULES}new/": entrusted(),
        f"{SCHEDULES}RUNNING/": entrusted(),
        f"{SCHEDULES}RUNNING/pause/": ONLY_PRESSED,
        f"{SCHEDULES}PAUSED/resume/": ONLY_PRESSED,
        f"{SCHEDULES}RUNNING/end/": ONLY_PRESSED,
    },
    {
        f"{SCHEDULES}new/": (TYPED, entrusted(DONE)),
        f"{SCHEDULES}RUNNING/": (TYPED | {"hour": "11"}, entrusted(DONE)),
        f"{SCHEDULES}RUNNING/pause/": ({}, entrusted(DONE)),
        f"{SCHEDULES}PAUSED/resume/": ({}, entrusted(DONE)),
        f"{SCHEDULES}RUNNING/end/": ({}, entrusted(DONE)),
    },
)


@pytest.fixture
def campaign() -> Campaign:
    return factories.campaign(time_zone="Asia/Bangkok")


@pytest.fixture
def client(campaign) -> Client:
    return signed_in("staff", campaign.organisation)


def test_set_up_changed_paused_resumed_ended(campaign, client):
    assert "Nothing is scheduled." in words(client.get(SCHEDULES))

    assert client.post(f"{SCHEDULES}new/", TYPED).headers["Location"] == SCHEDULES
    there = ExportSchedule.objects.get()
    shown = words(client.get(SCHEDULES))
    assert "Every week on Monday at 09:00, Bangkok time" in shown
    assert "Next on" in shown
    one = f"{SCHEDULES}{there.id}/"
    form = client.get(one).context["form"]
    assert (form["purpose"].value(), form["weekday"].value(), form["hour"].value()) == (
        *("Backup", 0, 9),
    )
    changed = {"every": "month", "day_of_month": "31", "times_left": "3"}
    changed |= {"preset": "own", "columns": ["country", "name"]}
    client.post(one, TYPED | changed)
    assert client.get(one).context["form"]["columns"].value() == ["name", "country"]
    shown = words(client.get(SCHEDULES))
    assert "Columns of your own: Name, Country" in shown
    assert "On the last day of every month at 09:00, Bangkok time" in shown
    assert "3 times left." in shown
    client.post(f"{one}pause/")
    assert "Paused" in words(client.get(SCHEDULES))
    client.post(f"{one}resume/")
    client.post(f"{one}end/")
    assert "Somebody ended it." in words(client.get(SCHEDULES))

    events = campaign.audit_events.filter(action__startswith="schedule").order_by("id")
    assert [event.action.removeprefix("schedule-") for event in events] == [
        *("made", "changed", "paused", "resumed", "ended")
    ]
    assert sentence_of(events[4]) == (
        "Ended a schedule of sealed lists (Columns of your own: Name, Country; Every month) for: "
        "Backup. Somebody ended it."
    )


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"purpose": ""}, "purpose"),
        ({"preset": "statistics"}, "preset"),
        ({"weekday": ""}, "weekday"),
        ({"weekday": "7"}, "weekday"),
        ({"every": "month", "day_of_month": ""}, "day_of_month"),
        ({"every": "year"}, "every"),
        ({"hour": "24"}, "hour"),
        ({"ends_on": "2020-01-01"}, "ends_on"),
        ({"times_left": "0"}, "times_left"),
        ({"times_left": "9" * 30}, "times_left"),
        ({"preset": "mailing", "consent": "no"}, "consent"),
        ({"preset": "partner"}, "preset"),  # there is none
        ({"preset": "own"}, "columns"),
        ({"name_display": "initials"}, "name_display"),
        ({"since": "2026-02-02", "until": "2026-02-01"}, "until"),
    ],
)
def test_what_cannot_be_is_said_beside_its_field_and_nothing_typed_is_lost(client, typed, field):
    answer = client.post(f"{SCHEDULES}new/", TYPED | {"purpose": "Kept words"} | typed)

    assert answer.status_code == 422
    assert [*answer.context["form"].errors] == [field]
    assert "purpose" in typed or "Kept words" in answer.text
    assert not ExportSchedule.objects.exists()


def test_what_narrows_it_is_in_sight_where_something_is_said_there(campaign, client):
    by = colleague("carol", "staff", campaign.organisation)
    wide, narrow = (
        scheduling.make(campaign=campaign, wanted=wanted, by=by, now=timezone.now())
        for wanted in (WEEKLY, replace(WEEKLY, filters=Filters(group="held")))
    )

    assert '<details class="box">' in client.get(f"{SCHEDULES}{wide.id}/").text
    assert '<details class="box" open>' in client.get(f"{SCHEDULES}{narrow.id}/").text


def test_a_last_day_before_its_first_time_is_said(campaign, client):
    today = campaign.today(timezone.now())
    tomorrow = (today + timedelta(days=1)).weekday()
    typed = TYPED | {"weekday": str(tomorrow), "ends_on": today.isoformat()}

    answer = client.post(f"{SCHEDULES}new/", typed)

    assert answer.status_code == 422
    assert "Its last day is over before it would run." in words(answer)
    assert not ExportSchedule.objects.exists()


def test_an_archived_campaign_takes_no_schedule(campaign, client):
    Campaign.objects.update(state="archived")

    answer = client.post(f"{SCHEDULES}new/", TYPED)

    assert (answer.status_code, ExportSchedule.objects.count()) == (422, 0)
    assert "The campaign is archived" in words(answer)


def test_where_two_people_are_wanted_the_form_says_how_often(campaign, client):
    alice = colleague("alice", "owner", campaign.organisation)
    two_people.switch_on(organisation=campaign.organisation, by=alice, now=timezone.now())

    assert "A schedule is approved once, for all of its times" in words(
        client.get(f"{SCHEDULES}new/")
    )
    saved = client.post(f"{SCHEDULES}new/", TYPED, follow=True)

    assert "as soon as a second person has approved it" in words(saved)
    assert "It runs as soon as somebody else than you has approved it." in words(saved)


def test_the_list_says_who_was_asked_to_approve_and_by_when(campaign, client):
    alice = colleague("alice", "owner", campaign.organisation)
    colleague("eve", "editor", campaign.organisation)
    two_people.switch_on(organisation=campaign.organisation, by=alice, now=timezone.now())
    client.post(f"{SCHEDULES}new/", TYPED)
    first = ExportSchedule.objects.get().next_after(timezone.now())

    page = words(client.get(SCHEDULES))

    assert "Asked by mail alice@example.org By when Before" in page
    assert f"{day(first, 'Asia/Bangkok')}, 09:00, when the first list is to be written" in page
    for number in range(5):
        colleague(f"bob{number}", "staff", campaign.organisation)
    assert "bob3@example.org and 1 more" in words(client.get(SCHEDULES))
    Membership.objects.exclude(user__email="staff@example.org").delete()
    assert "Nobody else here may approve it." in words(client.get(SCHEDULES))


def test_one_of_another_organisation_is_not_there(campaign, client):
    lake = factories.campaign("lake", organisation=factories.organisation("Lake Watch"))
    by = colleague("lara", "staff", lake.organisation)
    foreign = scheduling.make(campaign=lake, wanted=WEEKLY, by=by, now=timezone.now())

    for path in ("", "pause/", "end/"):
        assert client.post(f"{SCHEDULES}{foreign.id}/{path}", TYPED).status_code == 404
    assert ExportSchedule.objects.get().state == "running"


def test_the_page_costs_the_same_for_one_and_for_three(campaign, client):
    def cost() -> int:
        client.get(SCHEDULES)
        with CaptureQueriesContext(connection) as queries:
            client.get(SCHEDULES)
        return len(queries)

    by = colleague("carol", "staff", campaign.organisation)
    scheduling.make(campaign=campaign, wanted=WEEKLY, by=by, now=timezone.now())
    one = cost()
    for _more in range(2):
        scheduling.make(campaign=campaign, wanted=WEEKLY, by=by, now=timezone.now())

    assert cost() == one < 20
    ExportSchedule.objects.update(state="approval", next_at=None)
    all_wait = cost()
    ExportSchedule.objects.exclude(id=ExportSchedule.objects.first().id).delete()
    assert cost() == all_wait < 20
