"""A mail server that refuses, hangs or goes away costs nobody their mail, and others no wait."""

import logging
import socket
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from campaign.mail import delivery
from campaign.mail.delivery import WAITS, Outcome
from campaign.mail.models import OutgoingMail
from campaign.signatures import actions
from tests import factories
from tests.mail.mail_server import DROP, HANG, MailServer
from tests.mail.outbox import deliver, let_pass, mail_about, only_mail, send_to, sign_as, wait_of

pytestmark = pytest.mark.django_db


# --- One message ----------------------------------------------------------------------------


@pytest.mark.parametrize("moment", ["RCPT", "DATA"])
def test_what_is_refused_for_now_is_put_off_and_sent_later(
    mail_server: MailServer, moment: str
) -> None:
    ann, bo, cy = sign_as(factories.campaign(), "ann", "bo", "cy")
    mail_server.answers(moment, "bo@example.org", "451 4.2.0 <bo@example.org> is busy")
    before = timezone.now()

    outcome = deliver()

    assert outcome == Outcome(sent=2, deferred=1)
    assert mail_server.addressees == ["ann@example.org", "cy@example.org"]
    assert only_mail().failure == "451 4.2.0"
    assert WAITS[0] <= wait_of(only_mail(), before) < WAITS[1]
    let_pass(WAITS[0])
    assert deliver() == Outcome(sent=1)
    assert mail_server.addressees[2:] == ["bo@example.org"]
    assert not OutgoingMail.objects.exists()


@pytest.mark.parametrize("moment", ["RCPT", "DATA"])
def test_what_is_refused_for_good_says_why_and_forgets_who(
    mail_server: MailServer, moment: str, caplog: pytest.LogCaptureFixture
) -> None:
    ann, bo, cy = sign_as(factories.campaign(), "ann", "bo", "cy")
    mail_server.answers(moment, "bo@example.org", "550 5.1.1 <bo@example.org> no such user")

    outcome = deliver()

    assert outcome == Outcome(sent=2, failed=1)
    assert mail_server.addressees == ["ann@example.org", "cy@example.org"]
    failed = only_mail()
    assert (failed.about, failed.failure, bytes(failed.content)) == (bo.id, "550 5.1.1", b"")
    assert failed.failed_at is not None
    assert f"Mail {failed.id} (confirm_signature) failed: 550" in caplog.text
    assert "bo@" not in caplog.text


def test_mail_that_failed_is_not_tried_again(mail_server: MailServer) -> None:
    sign_as(factories.campaign(), "bo")
    mail_server.answers("RCPT", "bo@example.org", "550 no such user")
    deliver()

    let_pass(timedelta(days=30))

    assert deliver() == Outcome()
    assert mail_server.received == []


def test_after_the_last_wait_mail_is_given_up(mail_server: MailServer) -> None:
    sign_as(factories.campaign(), "bo")
    mail_server.answers("RCPT", "bo@example.org", *["451 not now"] * (len(WAITS) + 1))
    waits = []

    for _wait in WAITS:
        before = timezone.now()
        assert deliver() == Outcome(deferred=1)
        waits.append(wait_of(only_mail(), before))
        let_pass(waits[-1])
    last = deliver()

    assert waits == WAITS
    assert last == Outcome(failed=1)
    assert (only_mail().failure, bytes(only_mail().content)) == ("451", b"")


@pytest.mark.parametrize("moment", ["RCPT", "DATA"])
@pytest.mark.parametrize("trouble", [HANG, DROP])
def test_one_message_that_the_server_hangs_on_holds_up_nobody(
    mail_server: MailServer, settings: Any, moment: str, trouble: str
) -> None:
    settings.EMAIL_TIMEOUT = 2
    ann, bo, cy = sign_as(factories.campaign(), "ann", "bo", "cy")
    mail_server.answers(moment, "bo@example.org", trouble)

    outcome = deliver()

    assert outcome == Outcome(sent=2, deferred=1)
    assert mail_server.addressees[0] == "ann@example.org"
    assert mail_server.addressees[-1] == "cy@example.org"
    assert mail_about(bo).failure == "disconnected"
    let_pass(WAITS[0])
    assert deliver() == Outcome(sent=1)
    assert not OutgoingMail.objects.exists()


def test_a_message_that_arrived_without_our_knowing_is_repeated_under_the_same_id(
    mail_server: MailServer,
) -> None:
    sign_as(factories.campaign(), "bo")
    mail_server.answers("DATA", "bo@example.org", DROP)
    deliver()
    let_pass(WAITS[0])

    deliver()

    first, second = mail_server.received
    assert first.id == second.id
    assert first.text == second.text


def test_a_signature_withdrawn_while_its_mail_is_refused_disturbs_nobody(
    mail_server: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    ann, bo, cy, di = sign_as(factories.campaign(), "ann", "bo", "cy", "di")
    mail_server.answers("RCPT", "bo@example.org", "550 no such user")
    mail_server.answers("RCPT", "cy@example.org", "451 not now")
    compose = delivery.composing.composed

    def withdraw_meanwhile(mail: OutgoingMail, *args: Any) -> Any:
        if mail.about in {bo.id, cy.id}:
            actions.withdraw(signature_id=mail.about, now=timezone.now())
        return compose(mail, *args)

    monkeypatch.setattr(delivery.composing, "composed", withdraw_meanwhile)

    outcome = deliver()

    assert outcome == Outcome(sent=2, deferred=1, failed=1)
    assert mail_server.addressees == ["ann@example.org", "di@example.org"]
    assert not OutgoingMail.objects.exists()


def test_mail_whose_senders_were_killed_has_all_its_tries_left(mail_server: MailServer) -> None:
    sign_as(factories.campaign(), "ann")
    for _killed in range(len(WAITS) + 2):
        OutgoingMail.objects.claim(now=timezone.now(), lease=delivery.LEASE, most=1)
        let_pass(delivery.LEASE)
    mail_server.answers("RCPT", "ann@example.org", "451 not now")

    assert deliver() == Outcome(deferred=1)

    let_pass(WAITS[0])
    assert deliver() == Outcome(sent=1)


# --- The whole server -----------------------------------------------------------------------


def test_a_server_that_accepts_and_never_answers_loses_nothing(
    mail_server: MailServer, settings: Any, caplog: pytest.LogCaptureFixture
) -> None:
    sign_as(factories.campaign(), "ann", "bo")
    with socket.create_server(("127.0.0.1", 0)) as silent:
        settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = silent.getsockname()[1], 1

        outcome = deliver()

    assert outcome == Outcome(deferred=2)
    assert set(OutgoingMail.objects.values_list("attempts", "failure")) == {(0, "")}
    assert "Mail waits: SMTPServerDisconnected" in caplog.text
    send_to(mail_server, settings)
    let_pass(WAITS[0])
    assert deliver() == Outcome(sent=2)


def test_a_server_that_is_away_costs_no_attempt(mail_server: MailServer, settings: Any) -> None:
    sign_as(factories.campaign(), "ann", "bo")
    with socket.create_server(("127.0.0.1", 0)) as gone:
        settings.EMAIL_PORT = gone.getsockname()[1]

    for _try in range(len(WAITS) + 2):
        assert deliver() == Outcome(deferred=2)
        let_pass(WAITS[0])

    assert set(OutgoingMail.objects.values_list("attempts", "failed_at")) == {(0, None)}
    send_to(mail_server, settings)
    assert deliver() == Outcome(sent=2)


def test_a_wrong_password_fails_no_message(settings: Any) -> None:
    sign_as(factories.campaign(), "ann", "bo")
    with MailServer(refuses_password=True) as strict:
        send_to(strict, settings)
        settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = "site", "wrong"

        outcome = deliver()

    assert outcome == Outcome(deferred=2)
    assert strict.received == []
    assert set(OutgoingMail.objects.values_list("attempts", "failed_at")) == {(0, None)}


@pytest.mark.parametrize(
    ("moment", "answer"),
    [
        ("EHLO", "554 5.7.1 your host is on a list"),
        ("MAIL", "550 5.7.1 not with this sender address"),
        ("MAIL", "530 5.7.0 sign in first"),
        ("RCPT", "454 4.7.1 relay access denied for now"),
        ("DATA", "535 5.7.8 sign in again"),
    ],
)
def test_a_refusal_of_ourselves_fails_no_message(
    mail_server: MailServer, moment: str, answer: str
) -> None:
    sign_as(factories.campaign(), "ann", "bo")
    mail_server.answers(moment, "", answer)
    mail_server.answers("HELO", "", answer)  # which is said where EHLO was refused

    outcome = deliver()

    assert (outcome.sent, outcome.failed, outcome.deferred) == (0, 0, 2)
    assert set(OutgoingMail.objects.values_list("attempts", "failed_at")) == {(0, None)}


def test_a_server_that_tires_of_a_connection_gets_a_new_one_at_once(
    mail_server: MailServer,
) -> None:
    sign_as(factories.campaign(), "ann", "bo", "cy")
    mail_server.answers("RCPT", "bo@example.org", "421 4.7.0 enough for one connection")

    outcome = deliver()

    assert outcome == Outcome(sent=3)
    assert mail_server.addressees == ["ann@example.org", "bo@example.org", "cy@example.org"]
    assert mail_server.connections == 2


def test_a_server_that_hangs_on_every_message_is_left_alone_for_a_while(
    mail_server: MailServer, settings: Any
) -> None:
    settings.EMAIL_TIMEOUT = 1
    signatures = sign_as(factories.campaign(), "ann", "bo", "cy", "di", "ed")
    mail_server.answers("RCPT", "", *[HANG] * 5)

    outcome = deliver()

    assert outcome == Outcome(deferred=5, hang_ups=3)
    assert mail_server.connections == 3
    attempts = [mail_about(signature).attempts for signature in signatures]
    assert attempts == [1, 1, 1, 0, 0]


# --- Ourselves ------------------------------------------------------------------------------


def test_a_broken_template_puts_mail_off_and_logs_the_cause_without_an_address(
    mail_server: MailServer, settings: Any, tmp_path: Any, caplog: pytest.LogCaptureFixture
) -> None:
    campaign = factories.campaign()
    factories.confirmed(campaign, "ann@example.org")
    OutgoingMail.objects.all().delete()
    factories.sign(campaign, "ann@example.org", now=timezone.now() + timedelta(hours=1))
    let_pass(timedelta(hours=1))
    sign_as(campaign, "bo")
    broken = tmp_path / "email" / "already_signed" / "body.txt"
    broken.parent.mkdir(parents=True)
    broken.write_text("{% nosuchtag %}")
    intact = settings.TEMPLATES
    settings.TEMPLATES = [intact[0] | {"DIRS": [tmp_path, *intact[0]["DIRS"]]}]

    outcome = deliver()

    assert outcome == Outcome(sent=1, deferred=1)
    assert mail_server.addressees == ["bo@example.org"]
    assert only_mail().failure == "TemplateSyntaxError"
    assert "nosuchtag" in caplog.text
    assert "ann@" not in caplog.text
    settings.TEMPLATES = intact
    let_pass(WAITS[0])
    assert deliver() == Outcome(sent=1)


def test_a_message_of_an_unknown_kind_holds_up_nobody(
    mail_server: MailServer, caplog: pytest.LogCaptureFixture
) -> None:
    sign_as(factories.campaign(), "ann", "bo", "cy")
    middle = OutgoingMail.objects.order_by("due_at")[1]
    OutgoingMail.objects.filter(id=middle.id).update(message="of_a_newer_release")

    outcome = deliver()

    assert outcome == Outcome(sent=2, deferred=1)
    assert mail_server.addressees == ["ann@example.org", "cy@example.org"]
    assert only_mail().failure == "KeyError"
    assert f"Mail {middle.id} (of_a_newer_release) could not be composed" in caplog.text


def test_an_address_that_is_none_holds_up_nobody(mail_server: MailServer) -> None:
    ann, bo = sign_as(factories.campaign(), "ann", "bo")
    mail = mail_about(ann)
    mail.content = OutgoingMail.seal_content(mail.id, "root@localhost")
    mail.save()

    outcome = deliver()

    assert outcome == Outcome(sent=1, failed=1)
    assert mail_server.addressees == ["bo@example.org"]
    assert (only_mail().failure, bytes(only_mail().content)) == ("not an address", b"")


def test_with_the_wrong_mail_key_mail_waits_for_the_right_one(
    mail_server: MailServer, settings: Any, caplog: pytest.LogCaptureFixture
) -> None:
    sign_as(factories.campaign(), "ann")
    right, settings.MAIL_KEY = settings.MAIL_KEY, settings.SEALING_KEY
    assert right != settings.MAIL_KEY

    outcome = deliver()

    assert outcome == Outcome(deferred=1)
    assert mail_server.received == []
    assert only_mail().failure == "cannot be opened"
    assert [record.levelno for record in caplog.records] == [logging.ERROR]
    settings.MAIL_KEY = right
    let_pass(WAITS[0])
    assert deliver() == Outcome(sent=1)
