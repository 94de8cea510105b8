"""Mail about accounts: from the outbox, encrypted, in the reader's language; and no oracle."""

import re
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.contrib.auth.hashers import MD5PasswordHasher
from django.core import mail as sent_at_once
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from campaign.accounts import emails
from campaign.accounts.models import Limit, User
from campaign.lib import sealing
from campaign.lib.addresses import Address
from campaign.mail.actions import suppress
from campaign.mail.models import OutgoingMail
from tests.mail.mail_server import MailServer, Received
from tests.mail.outbox import deliver, send_to
from tests.organiser.people import account, at_the_desk, words

pytestmark = pytest.mark.django_db

PASSWORD = "a long password 1"
RESET = "/accounts/password/reset/"


@pytest.fixture
def olga() -> User:
    return account(None, password=PASSWORD)


@pytest.fixture
def outbox(settings: Any) -> Any:
    """Delivers what waits; what arrived."""
    with MailServer() as server:
        send_to(server, settings)

        def arrived() -> list[Received]:
            deliver()
            return server.received

        yield arrived


def link(mail: Received, part: str) -> str:
    [found] = set(re.findall(rf"http://testserver(\S*{part}\S*)", mail.text))
    assert f"http://testserver{found}" in mail.html
    return found


def test_asking_for_a_new_password_waits_for_no_mail_server(olga):
    """Port 9 of the tests' settings answers nobody; the message lies in the outbox, encrypted."""
    Client().post(RESET, {"email": olga.email})

    waiting = OutgoingMail.objects.get()
    assert (waiting.message, waiting.opened()) == ("password_reset", {"to": olga.email})
    assert olga.email.encode() not in bytes(waiting.content)
    assert sent_at_once.outbox == []


def test_the_link_sets_one_once(olga, outbox):
    Client().post(RESET, {"email": olga.email.upper()})
    [received] = outbox()
    assert received.to == olga.email
    path = link(received, "password/reset/key/")
    client = Client()
    form = client.get(path).headers["Location"]

    client.post(form, {"password1": "another long 2", "password2": "another long 2"})

    assert User.objects.get().check_password("another long 2")
    assert "This link cannot be used any more" in words(Client().get(path))


def test_however_many_ask_a_mailbox_is_not_filled(olga, outbox):
    answers = [
        Client().post(RESET, {"email": address}, REMOTE_ADDR=f"198.51.100.{number}")
        for number, address in enumerate([olga.email, olga.email.upper(), olga.email])
    ]

    assert len({(each.status_code, each.headers["Location"]) for each in answers}) == 1
    assert len(outbox()) == 1
    Limit.objects.update(expires_at=timezone.now())
    Client().post(RESET, {"email": olga.email})
    assert len(outbox()) == 2


def test_an_address_without_an_account_gets_no_mail_and_the_same_answer(olga, outbox):
    answers, queries = {}, {}
    for address in (olga.email, "nobody@example.com"):
        with CaptureQueriesContext(connection) as captured:
            answer = Client().post(RESET, {"email": address})
        answers[address] = (answer.status_code, answer.headers["Location"], answer.content)
        queries[address] = [re.sub(r"'[^']*'|\d+", "?", each["sql"]) for each in captured]

    assert len(set(answers.values())) == 1
    assert len(set(map(len, queries.values()))) == 1
    assert [received.to for received in outbox()] == [olga.email]


def test_signing_in_hashes_one_password_whether_or_not_there_is_an_account(olga, monkeypatch):
    hashed = []
    encode = MD5PasswordHasher.encode

    def counting(self: MD5PasswordHasher, password: str, salt: str) -> str:
        hashed.append(password)
        return encode(self, password, salt)

    monkeypatch.setattr(MD5PasswordHasher, "encode", counting)
    answers = []
    for address in (olga.email, "nobody@example.com"):
        answer = Client().post("/accounts/login/", {"login": address, "password": "wrong"})
        answers.append(words(answer))

    assert hashed == ["wrong", "wrong"]
    assert answers[0] == answers[1]


def test_a_change_is_told_to_its_owner_in_their_language(olga, outbox):
    client = at_the_desk(olga)

    client.post(
        "/accounts/password/change/",
        {"oldpassword": PASSWORD, "password1": "another long 2", "password2": "another long 2"},
        headers={"Accept-Language": "th"},
    )

    assert OutgoingMail.objects.get().language == "th"
    [received] = outbox()
    assert received.message["Subject"] == "Something changed in your account"
    with translation.override("th"):
        assert str(emails.CHANGES["account/email/password_changed"]) in received.text
    assert link(received, "/accounts/password/reset/") == RESET
    assert "127.0.0.1" not in received.text


@pytest.mark.parametrize("notice", emails.CHANGES)
def test_every_change_has_words(olga, outbox, notice):
    emails.queue(notice, to=olga.email, context={}, now=timezone.now())

    [received] = outbox()

    assert str(emails.CHANGES[notice]) in received.text
    assert str(emails.CHANGES[notice]) in received.html


def test_a_notice_without_words_is_an_error_and_no_empty_mail():
    with pytest.raises(KeyError):
        emails.queue("account/email/new", to="a@example.org", context={}, now=timezone.now())


def test_a_new_address_counts_once_its_owner_confirms_and_the_old_one_is_told(olga, outbox):
    client = at_the_desk(olga)
    answer = client.post("/accounts/email/", {"action_add": "", "email": "new@example.org"})
    assert answer.status_code == 302
    [asked] = outbox()
    assert asked.to == "new@example.org"
    assert User.objects.get().email == olga.email
    path = link(asked, "confirm-email/")

    client.get(path)
    assert User.objects.get().email == olga.email
    client.post(path)

    assert User.objects.get().email == "new@example.org"
    [address] = EmailAddress.objects.all()
    assert (address.email, address.verified, address.primary) == ("new@example.org", True, True)
    told = outbox()[-1]
    assert told.to == olga.email
    assert "another e-mail address" in told.text


def test_an_address_of_another_account_is_written_no_link_and_the_answer_tells_nothing(
    olga, outbox
):
    User.objects.create_user("taken@example.org", PASSWORD)
    client = at_the_desk(olga)

    said = []
    for address in ("taken@example.org", "free@example.org"):
        asked = client.post("/accounts/email/", {"action_add": "", "email": address}, follow=True)
        said.append(words(asked).replace(address, "ADDRESS"))
        EmailAddress.objects.filter(verified=False).delete()

    assert said[0] == said[1]
    assert [received.to for received in outbox()] == ["free@example.org"]


def test_ones_own_address_is_refused_beside_the_field(olga):
    answer = at_the_desk(olga).post("/accounts/email/", {"action_add": "", "email": olga.email})

    assert 'id="id_email_error">This is your address already.' in answer.text


def test_a_recovery_code_that_is_used_is_told(olga, outbox):
    at_the_desk(olga)
    code = RecoveryCodes.activate(olga).get_unused_codes()[0]
    client = Client()
    client.post("/accounts/login/", {"login": olga.email, "password": PASSWORD})

    client.post("/accounts/2fa/authenticate/", {"code": code})

    [received] = outbox()
    assert "with a recovery code" in received.text
    again = Client()
    again.post("/accounts/login/", {"login": olga.email, "password": PASSWORD})
    assert again.post("/accounts/2fa/authenticate/", {"code": code}).status_code == 200


def test_who_wants_no_mail_about_signatures_still_hears_of_their_account(olga, outbox):
    suppress(
        address_hash=sealing.address_hash(Address.parse(olga.email).normalised), now=timezone.now()
    )
    Client().post(RESET, {"email": olga.email})

    [received] = outbox()

    assert "List-Unsubscribe" not in received.message
    assert "/unsubscribe/" not in received.text + received.html
