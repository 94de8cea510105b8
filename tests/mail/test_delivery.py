"""What is queued is sent once, to whom it may be sent, and leaves nothing behind."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connections, transaction
from django.utils import timezone

from campaign.lib import sealing
from campaign.lib.addresses import Address
from campaign.mail import delivery
from campaign.mail.actions import suppress
from campaign.mail.delivery import LEASE, Outcome
from campaign.mail.models import OutgoingMail
from campaign.mail.tasks import deliver_mail
from campaign.signatures import actions
from campaign.signatures.models import Signature
from campaign.signatures.watching import release_mail
from tests import factories
from tests.mail.mail_server import MailServer
from tests.mail.outbox import deliver, let_pass, sign_as

pytestmark = pytest.mark.django_db


def test_due_mail_is_sent_over_one_connection_and_leaves_no_row(mail_server: MailServer) -> None:
    sign_as(factories.campaign(), "ann", "bo", "cy")

    outcome = deliver()

    assert outcome == Outcome(sent=3)
    assert mail_server.addressees == ["ann@example.org", "bo@example.org", "cy@example.org"]
    assert mail_server.connections == 1
    assert not OutgoingMail.objects.exists()


def test_more_than_a_batch_goes_over_the_same_connection(
    mail_server: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(delivery, "BATCH", 2)
    sign_as(factories.campaign(), "ann", "bo", "cy", "di", "ed")

    outcome = deliver()

    assert outcome == Outcome(sent=5)
    assert mail_server.connections == 1


def test_a_row_is_deleted_right_after_the_250_of_its_message(
    mail_server: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    sign_as(factories.campaign(), "ann", "bo", "cy")
    rows_left = []
    compose = delivery.composing.composed
    monkeypatch.setattr(
        delivery.composing,
        "composed",
        lambda *args: (rows_left.append(OutgoingMail.objects.count()), compose(*args))[1],
    )

    deliver()

    assert rows_left == [3, 2, 1]


def test_the_task_that_beat_wakes_delivers(mail_server: MailServer) -> None:
    sign_as(factories.campaign(), "ann")

    deliver_mail()

    assert mail_server.addressees == ["ann@example.org"]


def test_a_round_without_mail_does_not_bother_the_server(mail_server: MailServer) -> None:
    assert deliver() == Outcome()

    assert mail_server.connections == 0


def test_a_round_ends_at_its_moment_and_leaves_the_rest_as_it_was(mail_server: MailServer) -> None:
    sign_as(factories.campaign(), "ann")

    outcome = delivery.deliver_due(until=timezone.now())

    assert outcome == Outcome()
    assert OutgoingMail.objects.get().attempts == 0


def test_mail_is_not_sent_before_its_moment(mail_server: MailServer) -> None:
    campaign = factories.campaign()
    factories.sign(campaign, "ann@example.org")
    factories.sign(campaign, "late@example.org")
    late = OutgoingMail.objects.order_by("id").last()
    OutgoingMail.objects.filter(id=late.id).update(due_at=timezone.now() + timedelta(hours=1))

    deliver()

    assert mail_server.addressees == ["ann@example.org"]
    let_pass(timedelta(hours=1))
    deliver()
    assert mail_server.addressees == ["ann@example.org", "late@example.org"]


# --- Who is not written to ------------------------------------------------------------------


def test_an_address_that_asked_never_to_be_written_to_is_not(mail_server: MailServer) -> None:
    sign_as(factories.campaign(), "ann", "bo", "cy")
    suppress(
        address_hash=sealing.address_hash(Address.parse("Bo+news@Example.org").normalised),
        now=timezone.now(),
    )

    outcome = deliver()

    assert outcome == Outcome(sent=2, dropped=1)
    assert mail_server.addressees == ["ann@example.org", "cy@example.org"]
    assert not OutgoingMail.objects.exists()


def test_mail_of_a_withdrawn_signature_is_not_sent(mail_server: MailServer) -> None:
    ann, bo = sign_as(factories.campaign(), "ann", "bo")

    actions.withdraw(signature_id=bo.id, now=timezone.now())

    assert deliver() == Outcome(sent=1)
    assert mail_server.addressees == ["ann@example.org"]
    assert not OutgoingMail.objects.exists()


def test_mail_whose_signature_has_gone_or_moved_on_is_dropped(mail_server: MailServer) -> None:
    ann, bo, cy = sign_as(factories.campaign(), "ann", "bo", "cy")
    Signature.objects.filter(id=bo.id).delete()
    actions.confirm(signature_id=cy.id, now=timezone.now())

    outcome = deliver()

    assert outcome == Outcome(sent=1, dropped=2)
    assert mail_server.addressees == ["ann@example.org"]
    assert not OutgoingMail.objects.exists()


def test_held_mail_waits_until_it_is_released(mail_server: MailServer) -> None:
    campaign = factories.campaign(mail_held_at=timezone.now())
    sign_as(campaign, "ann")
    sign_as(factories.campaign("hill"), "bo")

    deliver()

    assert mail_server.addressees == ["bo@example.org"]
    release_mail(campaign, by=None, now=timezone.now())
    deliver()
    assert mail_server.addressees == ["bo@example.org", "ann@example.org"]


# --- Claims and leases ----------------------------------------------------------------------


def test_nobody_else_gets_leased_mail_until_the_lease_is_over() -> None:
    signatures = sign_as(factories.campaign(), "ann", "bo")
    now = timezone.now()
    claim = OutgoingMail.objects.claim

    first = claim(now=now, lease=LEASE, most=1)
    second = claim(now=now, lease=LEASE, most=50)
    third = claim(now=now + LEASE - timedelta(seconds=1), lease=LEASE, most=50)
    after = claim(now=now + LEASE, lease=LEASE, most=50)

    assert [mail.about for mail in first] == [signatures[0].id]
    assert [mail.about for mail in second] == [signatures[1].id]
    assert third == []
    assert [mail.about for mail in after] == [signature.id for signature in signatures]
    assert [mail.attempts for mail in after] == [0, 0]


@pytest.mark.django_db(transaction=True)
def test_of_two_claims_at_the_same_moment_neither_waits_nor_gets_the_others_mail() -> None:
    signatures = sign_as(factories.campaign(), "ann", "bo", "cy")
    now = timezone.now()

    def claim_meanwhile() -> list[OutgoingMail]:
        with connections["default"].cursor() as cursor:
            cursor.execute("SET lock_timeout = '5s'")
        try:
            return OutgoingMail.objects.claim(now=now, lease=LEASE, most=50)
        finally:
            connections.close_all()

    with transaction.atomic(), ThreadPoolExecutor() as other_sender:
        first = OutgoingMail.objects.claim(now=now, lease=LEASE, most=2)
        second = other_sender.submit(claim_meanwhile).result(30)

    assert [mail.about for mail in first] == [signatures[0].id, signatures[1].id]
    assert [mail.about for mail in second] == [signatures[2].id]


def test_a_sender_stops_before_its_lease_ends_and_gives_the_rest_back(
    mail_server: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    sign_as(factories.campaign(), "ann", "bo")
    monkeypatch.setattr(delivery, "LEASE", delivery.MARGIN)

    outcome = deliver()

    assert outcome == Outcome(deferred=2)
    assert mail_server.received == []
    assert set(OutgoingMail.objects.values_list("attempts", "failure")) == {(0, "")}
    monkeypatch.undo()
    let_pass(delivery.WAITS[0])
    assert deliver() == Outcome(sent=2)


@pytest.mark.django_db(transaction=True)
def test_two_senders_at_once_send_everything_once(
    mail_server: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(delivery, "BATCH", 7)
    names = [f"signer{number}" for number in range(80)]
    sign_as(factories.campaign(), *names)
    at_once = threading.Barrier(3)
    outcomes = []

    def send() -> None:
        at_once.wait(10)
        try:
            outcomes.append(deliver())
        finally:
            connections.close_all()

    senders = [threading.Thread(target=send) for _ in range(3)]
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join()

    assert sorted(mail_server.addressees) == sorted(f"{name}@example.org" for name in names)
    assert sum(outcome.sent for outcome in outcomes) == 80
    assert not OutgoingMail.objects.exists()
