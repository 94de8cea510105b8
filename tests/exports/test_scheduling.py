"""Sealed lists, written again and again: when, how often, until when, and by whose leave."""

import io
import threading
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from campaign.accounts import members, two_people
from campaign.accounts.models import Membership, User
from campaign.accounts.two_people import CannotDecide
from campaign.exports import building, jobs, scheduling
from campaign.exports.bundles import Bundle
from campaign.exports.choosing import Contradiction, Filters
from campaign.exports.models import ExportJob
from campaign.exports.schedule_models import ExportSchedule
from campaign.exports.scheduling import CannotSchedule, Wanted
from campaign.lib.addresses import Address
from campaign.mail.composing import composed, words
from campaign.mail.models import OutgoingMail
from campaign.pages.models import Campaign
from tests.exports.signers import content, signer
from tests.organiser.people import colleague

pytestmark = pytest.mark.django_db

# A Wednesday; in Bangkok, seven hours ahead, it is 19:00.
NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
MONDAY_NINE = datetime(2026, 11, 30, 2, tzinfo=UTC)  # in Bangkok
WEEK = timedelta(days=7)
WEEKLY = Wanted(
    preset="full",
    name_display="as-signed",
    filters=Filters(),
    purpose="Backup",
    every="week",
    day=0,
    hour=9,
)


def made(campaign: Campaign, by: User, **fields) -> ExportSchedule:
    wanted = replace(WEEKLY, **fields)
    return scheduling.make(campaign=campaign, wanted=wanted, by=by, now=NOW)


def now_of(schedule: ExportSchedule) -> ExportSchedule:
    return ExportSchedule.objects.get(id=schedule.id)


def actions_of(campaign: Campaign) -> list[str]:
    events = campaign.audit_events.filter(action__startswith="schedule").order_by("id")
    return [*events.values_list("action", flat=True)]


def unsaved(zone: str = "UTC", **fields) -> ExportSchedule:
    return ExportSchedule(campaign=Campaign(time_zone=zone), **fields)


@pytest.mark.parametrize(
    ("fields", "after", "at"),
    [
        ({"every": "week", "day": 2, "hour": 13}, NOW, datetime(2026, 11, 25, 13)),
        ({"every": "week", "day": 2, "hour": 12}, NOW, datetime(2026, 12, 2, 12)),
        ({"every": "month", "day": 1, "hour": 0}, NOW, datetime(2026, 12, 1, 0)),
        ({"every": "month", "day": 25, "hour": 12}, NOW, datetime(2026, 12, 25, 12)),
        ({"every": "month", "day": 31, "hour": 23}, NOW, datetime(2026, 11, 30, 23)),
        (
            {"every": "month", "day": 30, "hour": 6},
            datetime(2027, 2, 1, tzinfo=UTC),
            datetime(2027, 2, 28, 6),
        ),
    ],
)
def test_it_runs_at_its_next_time(fields, after, at):
    assert unsaved(**fields).next_after(after) == at.replace(tzinfo=UTC)


def test_the_hour_is_the_campaigns_and_stays_so_when_clocks_change():
    there = unsaved("Europe/Berlin", every="week", day=6, hour=2)

    before = there.next_after(datetime(2026, 10, 24, tzinfo=UTC))  # 02:00 comes twice: the first
    winter = there.next_after(before)
    skipped = there.next_after(datetime(2026, 3, 28, tzinfo=UTC))  # 02:00 is left out

    assert before == datetime(2026, 10, 25, 0, tzinfo=UTC)
    assert winter == datetime(2026, 11, 1, 1, tzinfo=UTC)
    assert skipped == datetime(2026, 3, 29, 1, tzinfo=UTC)


def test_after_its_last_day_there_is_no_time():
    there = unsaved(every="week", day=2, hour=13, ends_on=date(2026, 11, 25))

    assert there.next_after(NOW) == datetime(2026, 11, 25, 13, tzinfo=UTC)
    assert there.next_after(NOW + timedelta(hours=1)) is None


def test_columns_of_ones_own_are_those_of_each_of_its_exports(campaign, bob):
    signer(campaign, "Ann")
    schedule = made(campaign, bob, preset="own", columns=["country", "name"])

    scheduling.run_due(now=MONDAY_NINE)

    assert schedule.columns == ExportJob.objects.get().columns == ["name", "country"]
    assert made(campaign, bob, preset="own", columns=["name"]).stamp != schedule.stamp


def test_its_time_makes_a_sealed_export_that_only_the_key_opens(campaign, alice, bob):
    signer(campaign, "Canary Zwitscher")
    schedule = made(campaign, bob)
    assert scheduling.run_due(now=MONDAY_NINE - timedelta(seconds=1)) == 0

    assert scheduling.run_due(now=MONDAY_NINE) == 1

    job = ExportJob.objects.get()
    assert (job.format, job.preset, job.purpose) == ("sealed", "full", "Backup")
    assert (job.schedule, job.slot, job.requested_by) == (schedule, MONDAY_NINE, bob)
    ExportJob.objects.update(requested_at=datetime.now(UTC))  # or it looks given up
    assert building.build_next()
    job.refresh_from_db()
    bundle = content(job)
    assert b"Canary" not in bundle
    private = campaign.sealing_key.private_key()
    rows = [*Bundle(io.BytesIO(bundle)).open([private]).rows()]
    assert [row[0] for row in rows] == ["Canary Zwitscher"]
    assert now_of(schedule).next_at == MONDAY_NINE + WEEK


def test_owners_and_staff_hear_that_one_is_ready_without_it_or_any_name(campaign, alice, bob):
    colleague("edna", "editor", campaign.organisation)
    signer(campaign, "Canary Zwitscher")
    made(campaign, bob)
    scheduling.run_due(now=MONDAY_NINE)
    ExportJob.objects.update(requested_at=datetime.now(UTC))
    OutgoingMail.objects.all().delete()

    building.build_next()

    mails = [*OutgoingMail.objects.order_by("id")]
    said = words(mails)
    messages = [composed(mail, Address.parse("a@example.org"), said[mail.id]) for mail in mails]
    assert [mail.opened()["to"] for mail in mails] == ["alice@example.org", "bob@example.org"]
    assert {message.subject for message in messages} == {"A scheduled list of signers is ready"}
    assert all("Canary" not in message.body for message in messages)
    assert all(not message.attachments for message in messages)


def test_times_missed_while_the_site_was_down_are_one_export(campaign, bob):
    signer(campaign, "Ann")
    schedule = made(campaign, bob)
    back = MONDAY_NINE + 3 * WEEK + timedelta(hours=5)

    assert scheduling.run_due(now=back) == 1
    assert scheduling.run_due(now=back) == 0

    assert ExportJob.objects.count() == 1
    assert now_of(schedule).next_at == MONDAY_NINE + 4 * WEEK


@pytest.mark.django_db(transaction=True)
def test_two_beats_at_once_make_one_export(campaign, bob):
    signer(campaign, "Ann")
    made(campaign, bob)
    begin, told = threading.Barrier(2), []

    def beat() -> None:
        begin.wait()
        told.append(scheduling.run_due(now=MONDAY_NINE))
        connection.close()

    threads = [threading.Thread(target=beat) for _beat in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert (sorted(told), ExportJob.objects.count()) == ([0, 1], 1)


def test_the_database_itself_knows_one_export_for_each_time(campaign, bob):
    signer(campaign, "Ann")
    made(campaign, bob)
    scheduling.run_due(now=MONDAY_NINE)
    again = ExportJob.objects.get()
    again.pk = None

    with pytest.raises(IntegrityError, match="one_export_per_slot"), transaction.atomic():
        again.save(force_insert=True)


def test_after_its_number_of_times_it_has_ended(campaign, bob):
    signer(campaign, "Ann")
    schedule = made(campaign, bob, times_left=2)

    for week in range(4):
        scheduling.run_due(now=MONDAY_NINE + week * WEEK)

    assert ExportJob.objects.count() == 2
    assert (now_of(schedule).state, now_of(schedule).reason) == ("ended", scheduling.NO_MORE_TIMES)


def test_after_its_last_day_it_has_ended(campaign, bob):
    signer(campaign, "Ann")
    schedule = made(campaign, bob, ends_on=date(2026, 12, 6))

    scheduling.run_due(now=MONDAY_NINE)

    assert ExportJob.objects.count() == 1
    assert (now_of(schedule).state, now_of(schedule).reason) == ("ended", scheduling.DAY_IS_OVER)
    with pytest.raises(CannotSchedule, match="before it would run"):
        made(campaign, bob, ends_on=date(2026, 11, 29))


def test_nobody_to_export_is_noted_and_the_next_time_comes(campaign, bob):
    schedule = made(campaign, bob, times_left=1)

    assert scheduling.run_due(now=MONDAY_NINE) == 0

    assert ExportJob.objects.count() == 0
    there = now_of(schedule)
    assert (there.state, there.times_left, there.next_at) == ("running", 1, MONDAY_NINE + WEEK)
    assert actions_of(campaign) == ["schedule-made", "schedule-skipped"]


@pytest.mark.parametrize(
    ("trouble", "reason"),
    [
        ({"state": "archived"}, scheduling.ARCHIVED),
        ({"sealing_key": None}, scheduling.NO_KEY),
    ],
)
def test_it_ends_with_the_campaign_and_with_its_key(campaign, bob, trouble, reason):
    signer(campaign, "Ann")
    schedule = made(campaign, bob)
    Campaign.objects.filter(id=campaign.id).update(**trouble)

    assert scheduling.run_due(now=MONDAY_NINE) == 0

    assert ExportJob.objects.count() == 0
    assert (now_of(schedule).state, now_of(schedule).reason) == ("ended", reason)
    campaign.refresh_from_db()
    with pytest.raises(CannotSchedule):
        made(campaign, bob)


@pytest.mark.parametrize("how", ["removed", "viewer", "locked out"])
def test_it_stops_when_whoever_set_it_up_is_entrusted_no_more_and_says_so(
    campaign, alice, bob, how
):
    signer(campaign, "Ann")
    schedule = made(campaign, bob)
    member = Membership.objects.get(user=bob)
    if how == "removed":
        members.remove_member(membership=member, by=alice, now=NOW)
    elif how == "viewer":
        members.change_role(membership=member, role="viewer", by=alice, now=NOW)
    else:
        User.objects.filter(id=bob.id).update(is_active=False)
    OutgoingMail.objects.all().delete()

    assert scheduling.run_due(now=MONDAY_NINE) == 0

    assert ExportJob.objects.count() == 0
    assert (now_of(schedule).state, now_of(schedule).reason) == ("ended", scheduling.NOT_ENTRUSTED)
    mail = OutgoingMail.objects.get()
    body = composed(mail, Address.parse("a@example.org"), words([mail])[mail.id]).body
    assert mail.opened()["to"] == "alice@example.org"
    assert "has ended by itself." in body
    assert "Whoever set it up is not among the owners and staff any more." in body


def test_paused_it_misses_its_times_and_goes_on_with_the_next(campaign, bob):
    signer(campaign, "Ann")
    schedule = made(campaign, bob)
    scheduling.pause(schedule, by=bob, now=NOW)

    assert scheduling.run_due(now=MONDAY_NINE) == 0
    scheduling.resume(schedule, by=bob, now=MONDAY_NINE + timedelta(hours=1))

    assert now_of(schedule).next_at == MONDAY_NINE + WEEK
    scheduling.end(schedule, by=bob, now=MONDAY_NINE)
    assert scheduling.run_due(now=MONDAY_NINE + WEEK) == 0
    with pytest.raises(CannotSchedule, match="It has ended"):
        scheduling.resume(schedule, by=bob, now=MONDAY_NINE)
    assert actions_of(campaign) == [
        *("schedule-made", "schedule-paused", "schedule-resumed", "schedule-ended")
    ]


def test_changed_it_asks_for_that_from_its_next_time_on(campaign, alice, bob):
    signer(campaign, "Ann")
    schedule = made(campaign, bob)
    wanted = replace(WEEKLY, every="month", day=1, preset="delivery")

    scheduling.change(schedule, wanted=wanted, by=alice, now=NOW)
    scheduling.change(schedule, wanted=wanted, by=alice, now=NOW)  # nothing new

    there = now_of(schedule)
    assert there.next_at == datetime(2026, 12, 1, 2, tzinfo=UTC)
    assert (there.created_by, there.preset) == (alice, "delivery")
    assert actions_of(campaign) == ["schedule-made", "schedule-changed"]


def test_what_contradicts_itself_is_no_schedule(campaign, bob):
    with pytest.raises(Contradiction):
        made(campaign, bob, preset="mailing", filters=Filters(consent="no"))

    assert not ExportSchedule.objects.exists()


# --- Where two people are wanted ------------------------------------------------------------


@pytest.fixture
def two_wanted(campaign, alice, bob) -> None:
    two_people.switch_on(organisation=campaign.organisation, by=alice, now=NOW)


def test_approved_once_it_runs_and_its_exports_do_not_wait(campaign, alice, bob, two_wanted):
    signer(campaign, "Ann")
    schedule = made(campaign, bob)
    assert (schedule.state, scheduling.run_due(now=MONDAY_NINE)) == ("approval", 0)
    with pytest.raises(CannotDecide, match="yourself"):
        scheduling.approve(schedule, seen=schedule.stamp, by=bob, now=NOW)

    scheduling.approve(schedule, seen=schedule.stamp, by=alice, now=NOW)
    scheduling.run_due(now=MONDAY_NINE)

    job = ExportJob.objects.get()
    assert (job.state, job.decided_by) == ("waiting", alice)
    ExportJob.objects.update(requested_at=datetime.now(UTC))
    assert building.build_next()
    b"".join(jobs.open_once(ExportJob.objects.get(), by=bob, now=datetime.now(UTC)))


def test_refused_it_never_runs(campaign, alice, bob, two_wanted):
    schedule = made(campaign, bob)

    scheduling.refuse(schedule, reason="What for?", by=alice, now=NOW)

    assert (now_of(schedule).state, now_of(schedule).reason) == ("ended", scheduling.REFUSED)
    with pytest.raises(CannotDecide, match="meanwhile"):
        scheduling.approve(schedule, seen=schedule.stamp, by=alice, now=NOW)


def test_what_was_changed_while_somebody_looked_is_not_approved(campaign, alice, bob, two_wanted):
    schedule = made(campaign, bob, preset="delivery")
    seen = schedule.stamp
    scheduling.change(schedule, wanted=WEEKLY, by=bob, now=NOW)

    with pytest.raises(CannotDecide, match="changed while you looked"):
        scheduling.approve(schedule, seen=seen, by=alice, now=NOW)

    assert now_of(schedule).state == "approval"


def test_changed_it_needs_a_new_approval(campaign, alice, bob, two_wanted):
    schedule = made(campaign, bob)
    scheduling.approve(schedule, seen=schedule.stamp, by=alice, now=NOW)

    scheduling.change(schedule, wanted=replace(WEEKLY, hour=10), by=alice, now=NOW)

    there = now_of(schedule)
    assert (there.state, there.decided_by, there.created_by) == ("approval", None, alice)
    with pytest.raises(CannotDecide, match="yourself"):
        scheduling.approve(there, seen=there.stamp, by=alice, now=NOW)
    scheduling.approve(there, seen=there.stamp, by=bob, now=NOW)


def test_paused_and_changed_it_is_not_let_go_on_without_approval(campaign, alice, bob, two_wanted):
    schedule = made(campaign, bob, preset="delivery")
    scheduling.approve(schedule, seen=schedule.stamp, by=alice, now=NOW)
    scheduling.pause(schedule, by=bob, now=NOW)
    scheduling.change(schedule, wanted=WEEKLY, by=bob, now=NOW)

    scheduling.resume(schedule, by=bob, now=NOW)

    assert now_of(schedule).state == "approval"


def test_when_whoever_approved_it_is_gone_it_waits_for_somebody_else(
    campaign, alice, bob, two_wanted
):
    carol = colleague("carol", "owner", campaign.organisation)
    signer(campaign, "Ann")
    schedule = made(campaign, bob)
    scheduling.approve(schedule, seen=schedule.stamp, by=carol, now=NOW)
    members.remove_member(membership=Membership.objects.get(user=carol), by=alice, now=NOW)

    assert scheduling.run_due(now=MONDAY_NINE) == 0

    assert now_of(schedule).state == "approval"
    assert actions_of(campaign)[-1] == "schedule-held"


def test_one_from_before_the_rule_waits_for_its_approval(campaign, alice, bob):
    signer(campaign, "Ann")
    schedule = made(campaign, bob)
    two_people.switch_on(organisation=campaign.organisation, by=alice, now=NOW)

    assert scheduling.run_due(now=MONDAY_NINE) == 0

    assert (now_of(schedule).state, ExportJob.objects.count()) == ("approval", 0)


def test_owners_and_staff_are_written_to_about_each_step(campaign, alice, bob, two_wanted):
    OutgoingMail.objects.all().delete()
    schedule = made(campaign, bob)
    scheduling.approve(schedule, seen=schedule.stamp, by=alice, now=NOW)
    scheduling.pause(now_of(schedule), by=bob, now=NOW)
    scheduling.resume(schedule, by=bob, now=NOW)
    scheduling.change(schedule, wanted=replace(WEEKLY, hour=10), by=bob, now=NOW)
    scheduling.refuse(schedule, reason="What for?", by=alice, now=NOW)

    mails = [*OutgoingMail.objects.order_by("id")]

    said = words(mails)
    messages = [composed(mail, Address.parse("a@example.org"), said[mail.id]) for mail in mails]
    both = ["alice@example.org", "bob@example.org"]
    assert [mail.opened()["to"] for mail in mails] == both * 6
    assert [message.subject for message in messages[::2]] == [
        "A schedule of sealed lists waits for a second person",
        "A schedule of sealed lists runs",
        "A schedule of sealed lists is paused",
        "A schedule of sealed lists runs",
        "A schedule of sealed lists waits for a second person",
        "A schedule of sealed lists has ended",
    ]
    assert "Every week on Monday at 10:00, Bangkok time" in messages[8].body
    assert "The reason: What for?" in messages[10].body
