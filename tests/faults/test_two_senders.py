"""Two hosts, two beats, two senders at once: each mail goes once."""

from collections.abc import Callable

from campaign.mail.models import OutgoingMail
from config.services import Server
from tests import factories
from tests.mail.mail_server import MailServer, wait_until
from tests.mail.outbox import sign_as


def test_two_processes_that_send_at_once_send_each_mail_once(
    mail_sink: MailServer, start_sender: Callable[[], Server]
) -> None:
    names = [f"signer{number}" for number in range(200)]
    sign_as(factories.campaign(), *names)
    mail_sink.seconds_a_message = 0.5  # until both are at it

    senders = [start_sender(), start_sender()]
    wait_until(lambda: mail_sink.connections == 2)
    mail_sink.seconds_a_message = 0
    statuses = [sender.process.wait(120) for sender in senders]

    assert statuses == [0, 0]
    assert sorted(mail_sink.addressees) == sorted(f"{name}@example.org" for name in names)
    assert not OutgoingMail.objects.exists()


def test_beside_a_worker_another_sender_repeats_nothing(
    mail_sink: MailServer, worker: Server, start_sender: Callable[[], Server]
) -> None:
    names = [f"signer{number}" for number in range(100)]
    campaign = factories.campaign()
    mail_sink.seconds_a_message = 0.01

    sender = start_sender()
    sign_as(campaign, *names)
    wait_until(lambda: not OutgoingMail.objects.exists(), patience=60)

    assert sender.process.wait(60) == 0
    assert sorted(mail_sink.addressees) == sorted(f"{name}@example.org" for name in names)
