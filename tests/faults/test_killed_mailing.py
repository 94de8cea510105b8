"""A sender killed hard in the middle of a mailing: the next goes on, nobody gets it twice."""

import random
from collections.abc import Callable

from campaign.mail.models import OutgoingMail
from campaign.signatures.mailing_models import Mailing, MailingCopy
from config.services import Server
from tests import factories
from tests.faults.killing import kill
from tests.mail.mail_server import HANG, MailServer, wait_until
from tests.signatures.news import folded, follower, news_item, start

READERS, KILLS = 60, 4


def mailing_to(readers: int) -> Mailing:
    campaign = factories.campaign()
    for number in range(readers):
        follower(campaign, f"reader{number}")
    OutgoingMail.objects.all().delete()  # their confirmations
    return start(news_item(campaign))


def test_of_senders_killed_again_and_again_nobody_gets_it_twice(
    mail_sink: MailServer, start_sender: Callable[[], Server]
) -> None:
    mailing = mailing_to(READERS)
    mail_sink.seconds_a_message = 0.01
    moments = random.Random(8)

    for _kill in range(KILLS):
        sender = start_sender()
        enough = len(mail_sink.received) + moments.randint(1, 15)
        wait_until(lambda enough=enough: len(mail_sink.received) >= enough)
        wait_until(lambda: moments.random() < 0.5)  # somewhere within the next message
        kill(sender)
    assert start_sender().process.wait(60) == 0

    got = mail_sink.addressees
    assert len(got) == len(set(got))  # nobody twice
    mailing = folded(mailing)
    # What a sender had in hand when it was killed may have arrived or not, and is said to be so.
    assert mailing.sent + mailing.unclear == READERS
    assert mailing.sent <= len(got) <= READERS
    assert mailing.unclear <= KILLS
    assert mailing.state == Mailing.State.FINISHED
    assert not OutgoingMail.objects.exists()


def test_what_had_arrived_when_its_sender_was_killed_does_not_arrive_again(
    mail_sink: MailServer, start_sender: Callable[[], Server]
) -> None:
    mailing = mailing_to(2)
    mail_sink.answers("DATA", "", HANG)  # it has the message, and never says so

    sender = start_sender()
    wait_until(lambda: mail_sink.received)
    kill(sender)
    assert start_sender().process.wait(60) == 0

    assert sorted(mail_sink.addressees) == ["reader0@example.org", "reader1@example.org"]
    mailing = folded(mailing)
    assert (mailing.sent, mailing.unclear) == (1, 1)


def test_two_senders_at_once_send_each_copy_once(
    mail_sink: MailServer, start_sender: Callable[[], Server]
) -> None:
    mailing = mailing_to(READERS)
    mail_sink.seconds_a_message = 0.05

    senders = [start_sender(), start_sender()]
    statuses = [sender.process.wait(120) for sender in senders]
    assert start_sender().process.wait(60) == 0  # one may have found nothing, and gone home

    assert statuses == [0, 0]
    assert sorted(mail_sink.addressees) == sorted(
        f"reader{number}@example.org" for number in range(READERS)
    )
    assert folded(mailing).sent == READERS
    copies = MailingCopy.objects.filter(state=MailingCopy.State.SENT)
    assert copies.values("signature").distinct().count() == READERS
