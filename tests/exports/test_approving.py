"""The second person behind an export: approves it, refuses it, or is one no more."""

import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from campaign.accounts import members, two_people
from campaign.accounts.models import Membership, User
from campaign.accounts.two_people import CannotDecide
from campaign.exports import approving, building, jobs
from campaign.exports.jobs import AlreadyGone
from campaign.exports.models import ExportJob
from campaign.lib.addresses import Address
from campaign.mail.composing import composed, words
from campaign.mail.models import OutgoingMail
from tests.exports.signers import actions_of, asked, signer
from tests.organiser.people import colleague

pytestmark = pytest.mark.django_db

NOW = timezone.now()


@pytest.fixture
def job(campaign, alice, bob) -> ExportJob:
    """Bob asks, where two people are wanted."""
    signer(campaign, "Canary Zwitscher")
    two_people.switch_on(organisation=campaign.organisation, by=alice, now=NOW)
    OutgoingMail.objects.all().delete()
    return asked(campaign, by=bob, now=NOW)


def state_of(job: ExportJob) -> str:
    job.refresh_from_db()
    return job.state


def remove(user: User, *, by: User) -> None:
    members.remove_member(membership=Membership.objects.get(user=user), by=by, now=NOW)


def test_it_waits_and_no_worker_takes_it(campaign, job):
    assert state_of(job) == "approval"

    assert not building.build_next()

    assert state_of(job) == "approval"
    assert asked(campaign, by=job.requested_by, now=NOW).id == job.id  # two clicks are one


def test_another_one_approves_and_it_is_written(campaign, job, alice, bob):
    approving.approve(job, by=alice, now=NOW)

    assert building.build_next()
    assert state_of(job) == "ready"
    assert (job.decided_by, job.requested_by) == (alice, bob)
    b"".join(jobs.open_once(job, by=bob, now=timezone.now()))
    assert actions_of(campaign) == [
        *("export-requested", "export-approved", "export-built", "export-downloaded")
    ]


def test_one_that_waited_for_days_is_written_when_it_is_approved(campaign, alice, bob):
    then = timezone.now() - timedelta(days=2)
    signer(campaign, "Ann", at=then - timedelta(days=1))
    two_people.switch_on(organisation=campaign.organisation, by=alice, now=then)
    job = asked(campaign, by=bob, now=then)
    approving.approve(job, by=alice, now=timezone.now())

    assert building.build_next()

    assert (state_of(job), job.rows_done) == ("ready", 1)


def test_whoever_asked_does_not_approve_from_whatever_tab(campaign, job, bob):
    for verb in (approving.approve, lambda *a, **k: approving.refuse(*a, reason="No", **k)):
        with pytest.raises(CannotDecide, match="You asked for it yourself"):
            verb(ExportJob.objects.get(), by=bob, now=NOW)

    assert state_of(job) == "approval"
    assert actions_of(campaign) == ["export-requested"]


@pytest.mark.parametrize("role", ["viewer", "editor"])
def test_who_may_not_export_does_not_approve(campaign, job, role):
    other = colleague("other", role, campaign.organisation)

    with pytest.raises(CannotDecide, match="not among the owners and staff"):
        approving.approve(job, by=other, now=NOW)

    assert state_of(job) == "approval"


def test_nor_somebody_of_another_organisation_nor_one_who_was_asked_in_just_now(campaign, job):
    stranger = User.objects.create_user("stranger@example.org")
    sock = colleague("sock", "staff", campaign.organisation)
    Membership.objects.filter(user=sock).update(created_at=NOW)

    with pytest.raises(CannotDecide, match="not among the owners and staff"):
        approving.approve(job, by=stranger, now=NOW)
    with pytest.raises(CannotDecide, match="less than a day ago"):
        approving.approve(job, by=sock, now=NOW)

    assert state_of(job) == "approval"
    approving.approve(job, by=sock, now=NOW + timedelta(days=1, seconds=1))
    assert state_of(job) == "waiting"


def test_who_was_removed_a_moment_ago_does_not_approve(job, alice, bob):
    colleague("carol", "owner", job.campaign.organisation)
    remove(alice, by=bob)

    with pytest.raises(CannotDecide):
        approving.approve(job, by=alice, now=NOW)

    assert state_of(job) == "approval"


def test_what_somebody_asked_for_who_was_removed_is_not_approved(job, alice, bob):
    remove(bob, by=alice)

    with pytest.raises(CannotDecide, match="Whoever asked for it"):
        approving.approve(job, by=alice, now=NOW)

    assert state_of(job) == "approval"


def test_refused_with_a_reason_it_is_over(campaign, job, alice):
    approving.refuse(job, reason="Too many columns", by=alice, now=NOW)

    assert (state_of(job), job.reason, job.decided_by) == ("refused", "Too many columns", alice)
    assert not building.build_next()
    with pytest.raises(CannotDecide, match="answered or cancelled meanwhile"):
        approving.approve(job, by=alice, now=NOW)


def test_a_cancelled_one_is_not_approved(job, alice, bob):
    jobs.cancel(job, by=bob, now=NOW)

    with pytest.raises(CannotDecide, match="answered or cancelled meanwhile"):
        approving.approve(ExportJob.objects.get(), by=alice, now=NOW)

    assert state_of(job) == "cancelled"


def test_unanswered_for_three_days_it_is_over(campaign, job, alice):
    three_days = NOW + timedelta(days=3)
    assert approving.expire_unanswered(now=three_days - timedelta(seconds=1)) == 0

    with pytest.raises(CannotDecide, match="three days"):
        approving.approve(job, by=alice, now=three_days)
    assert approving.expire_unanswered(now=three_days) == 1

    assert state_of(job) == "unanswered"
    assert approving.expire_unanswered(now=three_days) == 0
    assert actions_of(campaign) == ["export-requested", "export-unanswered"]


def test_one_whose_second_person_leaves_before_it_is_written_waits_again(campaign, job, alice, bob):
    carol = colleague("carol", "owner", campaign.organisation)
    approving.approve(job, by=carol, now=NOW)
    remove(carol, by=alice)

    assert not building.build_next()
    assert approving.withdraw_lost(now=NOW) == 1

    assert (state_of(job), job.decided_by) == ("approval", None)
    approving.approve(job, by=alice, now=NOW)
    assert building.build_next()
    assert state_of(job) == "ready"
    assert approving.withdraw_lost(now=NOW) == 0


def test_one_that_lies_ready_is_not_handed_out_then_and_is_destroyed(
    campaign, job, alice, bob, folder, django_capture_on_commit_callbacks
):
    carol = colleague("carol", "owner", campaign.organisation)
    approving.approve(job, by=carol, now=NOW)
    building.build_next()
    members.change_role(
        membership=Membership.objects.get(user=carol), role="viewer", by=alice, now=NOW
    )
    job.refresh_from_db()

    with pytest.raises(AlreadyGone):
        jobs.open_once(job, by=bob, now=timezone.now())
    with django_capture_on_commit_callbacks(execute=True):
        assert approving.withdraw_lost(now=NOW) == 1

    assert (state_of(job), [*folder.iterdir()]) == ("expired", [])
    assert actions_of(campaign)[-1] == "export-unapproved"


def test_the_account_of_the_second_person_is_deleted_and_that_is_no_approval(job, alice, campaign):
    carol = colleague("carol", "owner", campaign.organisation)
    approving.approve(job, by=carol, now=NOW)
    carol.delete()

    assert not building.build_next()
    assert approving.withdraw_lost(now=NOW) == 1


def test_what_was_asked_for_before_goes_on_and_what_waits_does_when_the_rule_ends(
    campaign, alice, bob
):
    signer(campaign, "Ann")
    before = asked(campaign, by=bob, now=NOW)
    two_people.switch_on(organisation=campaign.organisation, by=alice, now=NOW)
    waiting = asked(campaign, by=bob, now=NOW, purpose="Another")
    two_people.ask_to_end(organisation=campaign.organisation, by=alice, now=NOW)
    two_people.end_due(now=NOW + timedelta(days=1))

    assert building.build_next()
    assert not building.build_next()

    assert (state_of(before), state_of(waiting)) == ("ready", "approval")


def test_owners_and_staff_are_written_to_at_each_step_and_nobodys_name(campaign, job, alice, bob):
    colleague("edna", "editor", campaign.organisation)
    approving.refuse(job, reason="Too many columns", by=alice, now=NOW)
    mails = [*OutgoingMail.objects.order_by("id")]

    said = words(mails)
    messages = [composed(mail, Address.parse("a@example.org"), said[mail.id]) for mail in mails]

    both = ["alice@example.org", "bob@example.org"]
    assert [mail.opened()["to"] for mail in mails] == both * 2
    assert [message.subject for message in messages[::2]] == [
        "A list of signers waits for a second person",
        "A list of signers was refused",
    ]
    assert f"/staff/river/exports/{job.id}/approval/" in messages[0].body
    assert "The reason: Too many columns" in messages[2].body
    assert all("Canary" not in message.body for message in messages)


@pytest.mark.django_db(transaction=True)
def test_of_two_who_answer_at_once_one_has(campaign, job, alice):
    carol = colleague("carol", "owner", campaign.organisation)
    begin, told = threading.Barrier(2), []

    def answer(by: User) -> None:
        begin.wait()
        try:
            approving.approve(ExportJob.objects.get(), by=by, now=NOW)
            told.append("approved")
        except CannotDecide as refusal:
            told.append(str(refusal))
        finally:
            connection.close()

    threads = [threading.Thread(target=answer, args=[by]) for by in (alice, carol)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(told) == ["It was answered or cancelled meanwhile.", "approved"]
    assert actions_of(campaign).count("export-approved") == 1
