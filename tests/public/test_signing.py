"""The form arrives: abuse and bad input, in the language of input and expected answer."""

import pytest
from django.db import OperationalError
from django.test import Client
from django.utils import timezone

from campaign.lib import sealing
from campaign.lib.addresses import Address
from campaign.mail import actions as mail_actions
from campaign.mail import delivery
from campaign.mail.models import OutgoingMail
from campaign.pages.lifecycle import State
from campaign.pages.models import Campaign
from campaign.signatures.models import Signature
from tests import factories

pytestmark = pytest.mark.django_db

GOOD = {"name": "Ann Example", "email": "ann@example.org", "country": "TH"}
SIGN, SENT = "/en/c/river/sign/", "/en/c/river/check-your-mail/"


def whole(response) -> tuple:
    return response.status_code, dict(response.headers), response.content


def test_a_signature_is_taken_in_and_the_person_sent_on(browser):
    factories.campaign()

    response = browser.post(
        SIGN,
        GOOD
        | {"affiliation": "River Watch", "comment": "Mine.", "show_name": "on", "updates": "on"},
    )

    assert (response.status_code, response.headers["Location"]) == (303, SENT)
    assert response.headers["Cache-Control"] == "no-store"
    assert not response.cookies
    signature = Signature.objects.get()
    assert signature.opened()["affiliation"] == "River Watch"
    assert (signature.public_name, signature.comment) == ("Ann Example", "Mine.")
    assert signature.wants_updates
    page = browser.get(SENT)
    assert page.status_code == 200
    assert b"ann@example.org" not in page.content


def test_signing_asks_the_database_once(browser, django_assert_max_num_queries):
    factories.campaign()
    browser.post(SIGN, GOOD)  # brings the terms

    asked = []
    for name in ("bob", "cho"):
        with django_assert_max_num_queries(2) as queries:
            browser.post(SIGN, GOOD | {"email": f"{name}@example.org"})
        asked.append(len(queries))

    assert min(asked) == 1  # once in five seconds the terms are read anew


def test_new_pending_confirmed_suppressed_and_trapped_get_byte_identical_answers(browser):
    campaign = factories.campaign()
    factories.sign(campaign, "pending@example.org")
    factories.confirmed(campaign, "confirmed@example.org")
    mail_actions.suppress(
        address_hash=sealing.address_hash(Address.parse("never@example.org").normalised),
        now=timezone.now(),
    )

    answers = [
        whole(browser.post(SIGN, GOOD | {"email": email} | extra))
        for email, extra in [
            ("new@example.org", {}),
            ("pending@example.org", {}),
            ("confirmed@example.org", {}),
            ("never@example.org", {}),
            ("program@example.org", {"website": "https://spam.example"}),
        ]
    ]

    assert all(answer == answers[0] for answer in answers)
    assert answers[0][0] == 303


def test_a_filled_trap_writes_no_row(browser):
    factories.campaign()

    response = browser.post(SIGN, GOOD | {"website": "x"})

    assert response.status_code == 303
    assert not Signature.objects.exists()
    assert not OutgoingMail.objects.exists()


def test_a_suppressed_address_is_sent_no_mail(browser, mailoutbox):
    factories.campaign()
    mail_actions.suppress(
        address_hash=sealing.address_hash(Address.parse("ANN+x@example.org").normalised),
        now=timezone.now(),
    )

    browser.post(SIGN, GOOD)
    browser.post(SIGN, GOOD | {"email": "bob@example.org"})
    delivery.deliver_due(until=timezone.now() + delivery.LEASE)

    assert [message.to for message in mailoutbox] == [["bob@example.org"]]
    assert not OutgoingMail.objects.exists()


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("email", "a@localhost", "does not look like an e-mail address"),
        ("email", "a@[127.0.0.1]", "does not look like an e-mail address"),
        ("email", "a@example.org\r\nBcc: b@example.org", "does not look like"),
        ("name", "x" * 10_000, "too long for a name"),
        ("name", "\x00", "Null characters"),
        ("country", "", "choose the country"),
        ("comment", "y" * 501, "Up to 500"),
    ],
)
def test_bad_input_is_said_beside_the_field_and_nothing_typed_is_lost(browser, field, typed, said):
    factories.campaign()

    typed_form = GOOD | {"affiliation": "River Watch", "show_name": "on", field: typed}
    response = browser.post(SIGN, typed_form)

    html = response.content.decode()
    assert response.status_code == 422
    assert said in html
    assert 'aria-invalid="true"' in html
    assert "River Watch" in html
    assert "checked" in html
    for kept in ("Ann Example", "ann@example.org"):
        assert kept in html or typed_form[field] == typed
    assert not Signature.objects.exists()


@pytest.mark.parametrize(
    "name", ["\ud800 Ann", "Ann \u202eelpmaxE", "Ann\u200f", "\ufeffAnn", "Ann\x1b[31m"]
)
def test_a_name_with_hidden_characters_is_cleaned(browser, name):
    factories.campaign()

    body = f"name={_percent(name)}&email=ann%40example.org&country=TH"
    response = browser.post(SIGN, body, content_type="application/x-www-form-urlencoded")

    assert response.status_code == 303
    stored = Signature.objects.get().opened()["name"]
    assert "Ann" in stored
    assert not set("\u202e\u200f\ufeff\x1b\ud800") & set(stored)


def test_a_burmese_name_comes_back_unchanged(browser):
    factories.campaign()
    name = "ဒေါ်အောင်ဆန်းစုကြည်"

    browser.post("/my/c/river/sign/", GOOD | {"name": name, "show_name": "on"})

    signature = Signature.objects.get()
    assert signature.public_name == signature.opened()["name"] == name
    assert signature.language == "my"


@pytest.mark.parametrize(
    "body",
    [b"", b"name=%FF%FE&email=%80", b"\x00" * 50, b"name", b"name=a&name=b&email=", b"%" * 100],
)
def test_a_broken_body_is_answered_with_the_form(browser, body):
    factories.campaign()

    response = browser.post(SIGN, body, content_type="application/x-www-form-urlencoded")

    assert response.status_code == 422
    assert not Signature.objects.exists()


def test_ten_thousand_fields_and_huge_bodies_are_refused_without_a_trace(browser):
    factories.campaign()

    many = browser.post(SIGN, {f"f{number}": "x" for number in range(1500)})
    huge = browser.post(SIGN, GOOD | {"comment": "x" * 3_000_000})

    assert many.status_code == huge.status_code == 400
    assert b"We could not read that" in huge.content
    assert not Signature.objects.exists()


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"state": State.CLOSED}, 409),
        ({"state": State.ARCHIVED}, 409),
        ({"paused_at": timezone.now()}, 409),
        ({"sealing_key": None}, 409),
        ({"state": State.DRAFT}, 404),
    ],
)
def test_a_campaign_that_takes_no_signatures_says_so_and_writes_nothing(browser, fields, status):
    factories.campaign(**fields)

    response = browser.post(SIGN, GOOD)

    assert response.status_code == status
    assert b"<h1" in response.content
    assert not Signature.objects.exists()
    assert not OutgoingMail.objects.exists()


def test_a_campaign_without_a_secret_is_closed_and_the_log_names_the_cause(
    browser, settings, caplog
):
    factories.campaign()
    settings.SEALING_KEY = "MDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDA="

    response = browser.post(SIGN, GOOD)

    assert response.status_code == 409
    assert "Signing river is closed: SEALING_KEY is not the one" in caplog.text
    assert not Signature.objects.exists()


@pytest.mark.parametrize(
    ("headers", "taken"),
    [
        ({"Sec-Fetch-Site": "same-origin"}, True),
        ({"Sec-Fetch-Site": "same-origin", "Origin": "null"}, True),
        ({"Origin": "http://testserver"}, True),
        ({"Sec-Fetch-Site": "cross-site", "Origin": "http://testserver"}, False),
        ({"Sec-Fetch-Site": "same-site"}, False),
        ({"Sec-Fetch-Site": "none"}, False),
        ({"Origin": "null"}, False),
        ({"Origin": "https://evil.example"}, False),
        ({"Origin": "http://testserver.evil.example"}, False),
        ({}, False),
    ],
)
def test_only_a_form_on_our_own_page_signs(headers, taken):
    factories.campaign()

    response = Client().post(SIGN, GOOD, headers=headers)

    assert response.status_code == (303 if taken else 403)
    assert Signature.objects.exists() is taken


def test_a_load_test_may_leave_the_headers_out(settings):
    settings.LIMITS = False
    factories.campaign()

    assert Client().post(SIGN, GOOD).status_code == 303
    assert Client().post(SIGN, GOOD, headers={"Origin": "null"}).status_code == 403


@pytest.mark.parametrize(
    ("referer", "source"),
    [
        ("http://testserver/en/c/river/?s=telegram", "telegram"),
        ("http://testserver/en/c/river/", ""),
        ("http://testserver/en/c/river/?s=<script>", ""),
        ("not an address", ""),
    ],
)
def test_the_share_links_code_comes_along_without_javascript(browser, referer, source):
    factories.campaign()

    browser.post(SIGN, GOOD, headers={"Referer": referer})

    assert Signature.objects.get().source == source


def test_the_database_away_gives_the_form_back_to_send_again(browser, monkeypatch, caplog):
    factories.campaign()

    def away(**_fields):
        raise OperationalError("server closed: ann@example.org")

    monkeypatch.setattr("campaign.public.signing.actions.sign", away)
    response = browser.post(SIGN, GOOD | {"comment": "Because."})

    html = response.content.decode()
    assert response.status_code == 503
    assert response.headers["Retry-After"] == "10"
    for kept in ("Ann Example", "ann@example.org", "Because.", "Thailand"):
        assert kept in html
    assert "OperationalError" in caplog.text
    assert "ann@example.org" not in caplog.text


def test_the_form_alone_is_a_page_too(browser):
    factories.campaign()

    response = browser.get(SIGN)

    assert response.status_code == 200
    assert b'name="email"' in response.content
    assert response.headers["Cache-Control"].startswith("public")
    assert not response.cookies


def test_asking_for_the_mail_again_answers_the_same_to_the_known_and_the_unknown(browser):
    factories.sign(factories.campaign(), "known@example.org")
    path = "/en/c/river/send-again/"

    known = browser.post(path, {"email": "known@example.org"})
    unknown = browser.post(path, {"email": "unknown@example.org"})
    wrong = browser.post(path, {"email": "not an address"})

    assert whole(known) == whole(unknown)
    assert known.status_code == 303
    assert wrong.status_code == 422
    assert b"not an address" in wrong.content
    assert OutgoingMail.objects.count() == 1
    assert Client().post(path, {"email": "known@example.org"}).status_code == 403
    assert browser.get(path).status_code == 405


def test_an_unknown_campaign_is_not_found(browser):
    assert browser.post("/en/c/none/sign/", GOOD).status_code == 404
    assert browser.get("/en/c/none/check-your-mail/").status_code == 404
    assert Campaign.objects.count() == 0


def _percent(text: str) -> str:
    return "".join(f"%{byte:02X}" for byte in text.encode("utf-8", "surrogatepass"))
