"""A waiting message is readable with MAIL_KEY only, and only where it was put."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from campaign.lib import sealing
from campaign.lib.addresses import Address
from campaign.mail.actions import suppress
from campaign.mail.delivery import Outcome
from campaign.mail.models import OutgoingMail, Suppression
from tests import factories
from tests.mail.mail_server import MailServer
from tests.mail.outbox import deliver, mail_about, only_mail, sign_as

pytestmark = pytest.mark.django_db


def test_a_message_opens_with_the_right_key_only(settings: Any) -> None:
    sign_as(factories.campaign(), "ann")
    mail = only_mail()

    assert mail.opened() == {"to": "ann@example.org"}

    settings.MAIL_KEY = settings.SEALING_KEY
    with pytest.raises(sealing.CannotOpen):
        mail.opened()


def test_content_moved_to_another_row_is_refused(mail_server: MailServer) -> None:
    ann, bo = sign_as(factories.campaign(), "ann", "bo")
    mail = mail_about(bo)
    OutgoingMail.objects.filter(about=ann.id).update(content=mail.content)

    with pytest.raises(sealing.CannotOpen):
        mail_about(ann).opened()
    outcome = deliver()

    assert outcome == Outcome(sent=1, deferred=1)
    assert mail_server.addressees == ["bo@example.org"]
    assert mail_about(ann).failure == "cannot be opened"


def test_nothing_in_the_row_tells_who_it_is_for() -> None:
    campaign = factories.campaign()
    factories.sign(campaign, "zebedee@quux.example", name="Zebedee Quux")

    with connection.cursor() as cursor:
        cursor.execute("SELECT m::text FROM campaign_outgoingmail m")
        (row,) = cursor.fetchone()

    stored = bytes(only_mail().content)
    for word in (b"zebedee", b"quux"):
        assert word not in stored.lower()
        assert word.decode() not in row.lower()
        assert word.hex() not in row.lower()


def test_the_length_of_a_row_does_not_tell_the_length_of_an_address() -> None:
    campaign = factories.campaign()
    factories.sign(campaign, "a@b.example")
    factories.sign(campaign, f"{'a' * 60}@{'b' * 60}.example")

    lengths = {len(mail.content) for mail in OutgoingMail.objects.all()}

    assert len(lengths) == 1


def test_the_same_address_looks_different_in_every_row() -> None:
    factories.sign(factories.campaign("river"), "ann@example.org")
    factories.sign(factories.campaign("hill"), "ann@example.org")

    contents = {bytes(mail.content) for mail in OutgoingMail.objects.all()}

    assert len(contents) == 2


def test_due_is_what_waits_is_not_held_and_has_not_failed() -> None:
    now = timezone.now()
    for kind, fields in {
        "due": {},
        "later": {"due_at": now + timedelta(seconds=1)},
        "held": {"is_held": True},
        "failed": {"failed_at": now},
    }.items():
        OutgoingMail.objects.create(message=kind, content=b"", **{"due_at": now} | fields)

    assert [mail.message for mail in OutgoingMail.objects.due(now)] == ["due"]
    claimed = OutgoingMail.objects.claim(now=now, lease=timedelta(minutes=5), most=10)
    assert [mail.message for mail in claimed] == ["due"]


def test_what_waited_longest_is_claimed_first() -> None:
    now = timezone.now()
    for seconds in (2, 3, 1):
        OutgoingMail.objects.create(
            message=f"due {seconds}", content=b"", due_at=now - timedelta(seconds=seconds)
        )

    claimed = OutgoingMail.objects.claim(now=now, lease=timedelta(minutes=5), most=2)

    assert {mail.message for mail in claimed} == {"due 3", "due 2"}


# --- Addresses that asked not to be written to ----------------------------------------------


def test_asking_twice_never_to_be_written_to_is_asking_once() -> None:
    now = timezone.now()
    address_hash = sealing.address_hash(Address.parse("ann@example.org").normalised)

    suppress(address_hash=address_hash, now=now)
    suppress(address_hash=address_hash, now=now + timedelta(days=1))

    suppression = Suppression.objects.get()
    assert (bytes(suppression.address_hash), suppression.created_at) == (address_hash, now)
    assert str(suppression) == f"suppressed on {now:%Y-%m-%d}"


def test_a_suppressed_address_is_recognised_by_the_mail_keys_holder_only(settings: Any) -> None:
    ours = sealing.address_hash("ann@example.org")

    settings.MAIL_KEY = settings.SEALING_KEY

    assert sealing.address_hash("ann@example.org") != ours
    assert len(ours) == 16
