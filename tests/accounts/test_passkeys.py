"""Signing in with a passkey: alone where the device knew its owner, and nowhere else."""

import json

import pytest
from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.models import Authenticator
from django.test import Client
from fido2.utils import websafe_decode, websafe_encode

from campaign.accounts.models import User
from tests import factories
from tests.accounts.security_key import Passkey
from tests.organiser.people import account, at_the_desk, words

pytestmark = pytest.mark.django_db

PASSWORD = "a long password 1"
REFUSED = "/accounts/login/"


@pytest.fixture(autouse=True)
def _site_with_tls(settings):
    """Browsers offer passkeys to such sites only."""
    settings.SITE_HOST = "sign.example.org"


@pytest.fixture
def olga() -> User:
    return account("owner", factories.organisation(), password=PASSWORD)


def test_a_passkey_alone_opens_the_desk(olga):
    passkey, client = Passkey(), Client()
    passkey.of(olga)

    assert passkey.sign_in(client, olga) == "/organiser/"
    assert client.get("/organiser/").status_code == 200


def test_not_where_the_device_did_not_ask_who_it_is(olga):
    passkey, client = Passkey(), Client()
    passkey.of(olga)

    assert passkey.sign_in(client, olga, verified=False) == REFUSED
    assert "That is not right" in words(client.get(REFUSED))


@pytest.mark.parametrize(
    "origin", ["https://sign.example.org.evil.example", "https://evil.example", "http://127.0.0.1"]
)
def test_not_from_a_false_page(olga, origin):
    passkey, client = Passkey(), Client()
    passkey.of(olga)

    assert passkey.sign_in(client, olga, origin=origin) == REFUSED


def test_not_into_somebody_elses_account(olga):
    other = account("viewer", factories.organisation())
    mine, client = Passkey(), Client()
    mine.of(olga)
    Passkey().of(other)

    assert mine.sign_in(client, other) == REFUSED


def test_not_with_an_answer_to_another_question_nor_with_nonsense(olga):
    passkey, client = Passkey(), Client()
    passkey.of(olga)
    asked = client.get("/accounts/2fa/webauthn/login/", headers={"Accept": "application/json"})
    challenge = websafe_decode(asked.json()["request_options"]["publicKey"]["challenge"])
    used = {"credential": json.dumps(passkey.used(challenge, handle=user_pk_to_url_str(olga)))}

    for body in (used, {"credential": "{}"}, {"credential": "null"}, {"credential": "["}, {}):
        answer = Client().post("/accounts/2fa/webauthn/login/", body)
        assert answer.headers["Location"] == REFUSED


def test_not_into_an_account_that_is_switched_off(olga):
    passkey, client = Passkey(), Client()
    passkey.of(olga)
    User.objects.update(is_active=False)

    assert passkey.sign_in(client, olga) == "/accounts/inactive/"
    assert client.get("/organiser/").status_code == 302


def test_a_key_without_a_pin_is_a_second_factor_after_the_password(olga):
    key, client = Passkey(), Client()
    key.of(olga)
    client.post("/accounts/login/", {"login": olga.email, "password": PASSWORD})
    page = client.get("/accounts/2fa/authenticate/")
    challenge = websafe_decode(page.context["js_data"]["request_options"]["publicKey"]["challenge"])

    sent = key.used(challenge, handle="", verified=False)
    answer = client.post("/accounts/2fa/authenticate/", {"credential": json.dumps(sent)})

    assert answer.headers["Location"] == "/organiser/"
    assert client.get("/organiser/").status_code == 200


@pytest.mark.django_db(transaction=True)
def test_making_the_first_one_opens_the_desk_and_gives_recovery_codes(olga):
    client = Client()
    client.post("/accounts/login/", {"login": olga.email, "password": PASSWORD})
    page = client.get("/accounts/2fa/webauthn/add/")
    options = page.context["js_data"]["creation_options"]["publicKey"]
    assert options["rp"]["id"] == "sign.example.org"
    made = Passkey().made(websafe_decode(options["challenge"]))

    answer = client.post(
        "/accounts/2fa/webauthn/add/",
        {"name": "Phone", "credential": json.dumps(made), "passwordless": "on"},
    )

    assert answer.headers["Location"] == "/accounts/2fa/recovery-codes/"
    client.post("/accounts/2fa/recovery-codes/", {"kept": "on"})
    assert client.get("/organiser/").status_code == 200


def test_a_passkey_that_does_not_know_its_owner_is_not_taken(olga):
    client = Client()
    client.post("/accounts/login/", {"login": olga.email, "password": PASSWORD})
    page = client.get("/accounts/2fa/webauthn/add/")
    options = page.context["js_data"]["creation_options"]["publicKey"]
    made = Passkey().made(websafe_decode(options["challenge"]), verified=False)

    answer = client.post(
        "/accounts/2fa/webauthn/add/", {"credential": json.dumps(made), "passwordless": "on"}
    )

    assert "That is not right" in words(answer)
    assert not Authenticator.objects.exists()


@pytest.mark.parametrize(
    "sent",
    [
        *("", "[" * 100_000, "null", "[]", '{"id":1}'),
        '{"id":"x","rawId":"x","type":"public-key","response":{}}',
    ],
    ids=range(6),
)
def test_what_is_no_answer_of_a_passkey_is_refused_like_a_wrong_one(sent):
    client = Client()
    client.get("/accounts/2fa/webauthn/login/", headers={"X-Requested-With": "XMLHttpRequest"})

    answer = client.post("/accounts/2fa/webauthn/login/", {"credential": sent})

    assert answer.status_code == 302
    assert answer.headers["Location"] == REFUSED
    assert "_auth_user_id" not in client.session


def nonsense(passkey: Passkey, challenge: bytes) -> list[str]:
    """What is no answer, and what is nearly one: each breaks in another place."""
    made = passkey.made(challenge)
    broken = [
        {"response": None},
        {"response": {**made["response"], "attestationObject": ""}},
        {"response": {**made["response"], "attestationObject": "o2NmbXQ"}},  # its beginning
        {"response": {**made["response"], "attestationObject": websafe_encode(b"\x81" * 9_999)}},
        {"response": {**made["response"], "clientDataJSON": "AAAA"}},
        {"rawId": "else"},
    ]
    others = ["0", "1", "false", "null", "[]", "[1]", "{}", '"x"', "[" * 100_000, '{"id":"x"}', "{"]
    return others + [json.dumps(made | each) for each in broken]


def test_nonsense_in_place_of_a_new_key_is_refused_and_nothing_kept(olga):
    client = Client()
    client.post("/accounts/login/", {"login": olga.email, "password": PASSWORD})
    add = "/accounts/2fa/webauthn/add/"
    page = client.get(add)

    for number in range(len(nonsense(Passkey(), b"c" * 32))):
        options = page.context["js_data"]["creation_options"]["publicKey"]
        sent = nonsense(Passkey(), websafe_decode(options["challenge"]))[number]
        page = client.post(add, {"name": "Blue key", "credential": sent, "passwordless": "on"})

        assert page.status_code == 200
        assert "That is not right" in words(page)
        assert "Blue key" in page.text
    assert not Authenticator.objects.exists()


def test_nonsense_in_place_of_a_keys_answer_is_refused_at_each_door(olga):
    client, key = Client(), Passkey()
    key.of(olga)
    client.post("/accounts/login/", {"login": olga.email, "password": PASSWORD})
    second = "/accounts/2fa/authenticate/"
    inside = at_the_desk(olga)
    again = "/accounts/2fa/webauthn/reauthenticate/"

    for sent in nonsense(key, b"c" * 32):
        client.get(second)
        answer = client.post(second, {"credential": sent})
        assert (answer.status_code, "That is not right" in words(answer)) == (200, True)
    for sent in nonsense(key, b"c" * 32)[::3]:  # so many tries are allowed here
        inside.get(again)
        assert inside.post(again, {"credential": sent}).headers["Location"] == REFUSED
        assert "That is not right" in words(inside.get(REFUSED, follow=True))
    assert client.get("/organiser/").status_code == 302
