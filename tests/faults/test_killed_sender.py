"""A sender that is killed hard loses no mail, and at most the one it had in hand goes twice."""

import random
from collections.abc import Callable

import pytest

from campaign.mail.models import OutgoingMail
from config.services import Server
from tests import factories
from tests.faults.killing import kill
from tests.mail.mail_server import HANG, MailServer, wait_until
from tests.mail.outbox import sign_as

MAILS, KILLS = 300, 10


def test_of_a_sender_killed_again_and_again_each_mail_arrives_and_few_twice(
    mail_sink: MailServer, start_sender: Callable[[], Server]
) -> None:
    names = [f"signer{number}" for number in range(MAILS)]
    sign_as(factories.campaign(), *names)
    message_ids = {f"<{mail.id.hex}@127.0.0.1>" for mail in OutgoingMail.objects.all()}
    mail_sink.seconds_a_message = 0.01
    moments = random.Random(32)

    for _kill in range(KILLS):
        sender = start_sender()
        enough = len(mail_sink.received) + moments.randint(1, 25)
        wait_until(lambda enough=enough: len(mail_sink.received) >= enough)
        wait_until(lambda: moments.random() < 0.5)  # somewhere within the next message
        kill(sender)
    assert start_sender().process.wait(60) == 0

    assert set(mail_sink.addressees) == {f"{name}@example.org" for name in names}
    assert len(mail_sink.received) - MAILS <= KILLS
    # Who got one twice got the same message twice, and sees it once.
    assert {received.id for received in mail_sink.received} == message_ids
    assert len({(received.to, received.id) for received in mail_sink.received}) == MAILS
    assert not OutgoingMail.objects.exists()


@pytest.mark.parametrize(("moment", "times"), [("EHLO", 1), ("MAIL", 1), ("RCPT", 1), ("DATA", 2)])
def test_killed_at_a_known_moment_only_what_had_arrived_arrives_again(
    mail_sink: MailServer, start_sender: Callable[[], Server], moment: str, times: int
) -> None:
    sign_as(factories.campaign(), "ann", "bo")
    mail_sink.answers(moment, "", HANG)

    sender = start_sender()
    wait_until(lambda: moment in mail_sink.commands)
    kill(sender)
    assert start_sender().process.wait(60) == 0

    assert mail_sink.addressees == [*["ann@example.org"] * times, "bo@example.org"]
    assert len({received.id for received in mail_sink.received}) == 2
    assert not OutgoingMail.objects.exists()
