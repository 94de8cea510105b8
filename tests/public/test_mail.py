"""Never write to me again; and a laptop's mail page."""

import pytest
from django.test import Client
from django.utils import timezone

from campaign.lib import sealing, tokens
from campaign.lib.addresses import Address
from campaign.mail import delivery
from campaign.mail.models import Suppression
from tests import factories

pytestmark = pytest.mark.django_db


def link_for(email: str) -> str:
    hashed = sealing.address_hash(Address.parse(email).normalised)
    return f"/en/unsubscribe/{tokens.make(tokens.UNSUBSCRIBE, hashed)}/"


def test_looking_at_the_page_changes_nothing(browser):
    for _number in range(5):
        assert browser.get(link_for("ann@example.org")).status_code == 200
        assert browser.head(link_for("ann@example.org")).status_code == 200

    assert not Suppression.objects.exists()


def test_one_click_from_a_mail_program_is_enough():
    """RFC 8058: a POST without cookies, from no page of ours."""
    for _twice in range(2):
        response = Client().post(
            link_for("ann@example.org"),
            "List-Unsubscribe=One-Click",
            content_type="application/x-www-form-urlencoded",
        )
        assert response.status_code == 200

    assert Suppression.objects.count() == 1


def test_the_link_in_a_mail_is_the_one_that_works(browser, mailoutbox):
    campaign = factories.campaign()
    factories.sign(campaign, "Ann+x@example.org")
    delivery.deliver_due(until=timezone.now() + delivery.LEASE)
    header = mailoutbox[0].extra_headers["List-Unsubscribe"]

    browser.post(header.strip("<>").removeprefix("http://testserver"))
    factories.sign(campaign, "ann@example.org", now=timezone.now() + delivery.LEASE * 6)
    delivery.deliver_due(until=timezone.now() + delivery.LEASE)

    assert len(mailoutbox) == 1
    assert Suppression.objects.count() == 1


def test_a_made_up_link_suppresses_nobody(browser):
    response = browser.post("/en/unsubscribe/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA/")

    assert response.status_code == 404
    assert not Suppression.objects.exists()


def test_the_suppression_list_cannot_be_read(browser):
    browser.post(link_for("ann@example.org"))

    assert b"ann" not in bytes(Suppression.objects.get().address_hash)


def test_the_mail_page_is_a_laptops_only(browser):
    assert browser.get("/dev/mail/").status_code == 404
    assert browser.get("/dev/mail/x/").status_code == 404


def test_on_a_laptop_the_mail_page_shows_what_was_sent(browser, settings, tmp_path):
    settings.DEBUG = True
    settings.EMAIL_BACKEND = "campaign.mail.backends.EmlFolder"
    settings.EMAIL_FILE_PATH = tmp_path
    factories.sign(factories.campaign())
    assert browser.get("/dev/mail/").status_code == 200

    delivery.deliver_due(until=timezone.now() + delivery.LEASE)
    name = next(tmp_path.glob("*.eml")).stem

    assert name in browser.get("/dev/mail/").content.decode()
    message = browser.get(f"/dev/mail/{name}/").content.decode()
    assert "http://testserver/en/confirm/" in message
    assert browser.get("/dev/mail/..%2f..%2fkeys/").status_code == 404
