"""What a signer does with the links in their mail."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from campaign.accounts.models import SealingKey
from campaign.letters import at_hand as letters_at_hand
from campaign.lib import sealing, tokens
from campaign.mail.models import OutgoingMail
from campaign.pages import at_hand
from campaign.pages.lifecycle import State
from campaign.pages.models import Campaign
from campaign.signatures import counting
from campaign.signatures.models import Signature
from tests import factories

pytestmark = pytest.mark.django_db


def confirm_link(signature: Signature) -> str:
    return f"/en/confirm/{tokens.for_signature(tokens.CONFIRM, signature.id)}/"


def my_link(signature: Signature, rest: str = "") -> str:
    return f"/en/my/{tokens.for_signature(tokens.MY, signature.id)}/{rest}"


def test_twenty_gets_and_heads_confirm_nothing(browser):
    signature = factories.sign(factories.campaign())

    for _number in range(20):
        assert browser.get(confirm_link(signature)).status_code == 200
        assert browser.head(confirm_link(signature)).status_code == 200

    signature.refresh_from_db()
    assert signature.is_pending


def test_pressing_the_button_confirms_and_a_repeat_says_the_same_thank_you(browser):
    campaign = factories.campaign()
    signature = factories.sign(campaign, name="Ann Example", show_name=True)
    button = browser.get(confirm_link(signature)).content.decode()
    assert 'method="post"' in button
    assert "Ann Example" in button

    answers = [browser.post(confirm_link(signature)) for _twice in range(2)]
    thanks = [browser.get(confirm_link(signature)).content for _twice in range(2)]
    counting.fold_confirmed(now=timezone.now())

    assert [answer.status_code for answer in answers] == [303, 303]
    assert answers[0].headers["Location"] == confirm_link(signature)
    assert thanks[0] == thanks[1] != button
    campaign.refresh_from_db()
    assert campaign.signature_count == 1


def test_confirming_is_one_statement(browser, django_assert_num_queries):
    signature = factories.sign(factories.campaign())

    with django_assert_num_queries(1):
        browser.post(confirm_link(signature))


@pytest.fixture
def kept_long(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is kept at hand outlives the slowest test."""
    for kept in (at_hand.campaign_at_hand, letters_at_hand._has_letters):
        monkeypatch.setattr(kept, "_seconds", 10**6)


@pytest.mark.usefixtures("kept_long")
def test_of_a_campaign_at_hand_only_the_signature_is_asked_for(browser, django_assert_num_queries):
    campaign = factories.campaign()
    ann, bob = (factories.confirmed(campaign, f"{name}@example.org") for name in ("ann", "bob"))
    carol = factories.sign(campaign, "carol@example.org")
    browser.get(confirm_link(ann))

    with django_assert_num_queries(1):
        assert b"Thank you" in browser.get(confirm_link(bob)).content
    with django_assert_num_queries(1):
        assert b'method="post"' in browser.get(confirm_link(carol)).content


@pytest.mark.usefixtures("kept_long")
def test_a_campaign_at_hand_that_has_ended_since_confirms_nobody(browser):
    signature = factories.sign(factories.campaign())
    browser.get(confirm_link(signature))
    Campaign.objects.update(state=State.ARCHIVED)

    browser.post(confirm_link(signature))

    signature.refresh_from_db()
    assert signature.is_pending


def test_every_link_that_cannot_be_used_gets_one_and_the_same_page(browser):
    campaign = factories.campaign()
    now = timezone.now()
    pending = factories.sign(campaign, "pending@example.org")
    expired = factories.sign(campaign, "expired@example.org", now=now - timedelta(days=8))
    withdrawn = factories.sign(campaign, "gone@example.org")
    browser.post(my_link(withdrawn, "withdraw/"))
    archived = factories.sign(factories.campaign("old"), "a@example.org")
    Campaign.objects.filter(slug="old").update(state=State.ARCHIVED)
    good = tokens.for_signature(tokens.CONFIRM, pending.id)

    links = [
        confirm_link(expired),
        confirm_link(withdrawn),
        confirm_link(archived),
        f"/en/confirm/{good[:-1]}{'A' if good[-1] != 'A' else 'B'}/",
        f"/en/confirm/{tokens.for_signature(tokens.MY, pending.id)}/",
        f"/en/confirm/{tokens.for_signature(tokens.CONFIRM, uuid4())}/",
        "/en/confirm/nonsense/",
    ]
    pages = set()
    for link in links:
        browser.post(link)
        response = browser.get(link)
        pages.add((response.status_code, response.content))

    assert len(pages) == 1
    assert pages.pop()[0] == 404
    assert not Signature.objects.confirmed().exists()


def test_a_strangers_page_cannot_press_the_button():
    signature = factories.sign(factories.campaign())

    response = Client().post(confirm_link(signature), headers={"Sec-Fetch-Site": "cross-site"})

    assert response.status_code == 403
    signature.refresh_from_db()
    assert signature.is_pending


@pytest.mark.parametrize("rest", ["", "withdraw/"])
def test_personal_pages_are_stored_nowhere_and_set_no_cookie(browser, rest):
    signature = factories.confirmed(factories.campaign())

    for link in (confirm_link(signature), my_link(signature, rest)):
        response = browser.get(link)
        assert response.status_code == 200
        assert response.headers["Cache-Control"] == "no-store"
        assert response.headers["X-Robots-Tag"] == "noindex"
        assert not response.cookies


def test_the_signers_own_page_shows_what_is_held_and_masks_the_address(browser):
    signature = factories.confirmed(
        factories.campaign(), "ann@example.org", name="Ann Example", affiliation="River Watch"
    )

    html = browser.get(my_link(signature)).content.decode()

    assert "Ann Example" in html
    assert "River Watch" in html
    assert "a…@example.org" in html
    assert "ann@example.org" not in html


def test_the_signers_own_page_changes_choices(browser):
    signature = factories.confirmed(factories.campaign(), name="Ann Example")

    response = browser.post(my_link(signature), {"show_name": "on", "updates": "on"})
    signature.refresh_from_db()
    assert (response.status_code, signature.public_name) == (303, "Ann Example")
    assert signature.wants_updates

    browser.post(my_link(signature), {})
    signature.refresh_from_db()
    assert (signature.public_name, signature.wants_updates) == ("", False)


def test_under_offline_custody_the_signers_page_works_without_their_name(browser):
    campaign = factories.campaign()
    key = SealingKey.objects.create(
        organisation=campaign.organisation,
        custody=SealingKey.Custody.OFFLINE,
        public_key=sealing.new_keypair()[0],
    )
    Campaign.objects.update(sealing_key=key)
    signature = factories.confirmed(campaign, name="Ann Example")

    response = browser.get(my_link(signature))

    assert response.status_code == 200
    assert b"Ann Example" not in response.content
    browser.post(my_link(signature), {"updates": "on"})
    signature.refresh_from_db()
    assert signature.wants_updates


def test_withdrawing_asks_first_then_erases_and_the_old_links_say_so(browser):
    campaign = factories.campaign()
    signature = factories.confirmed(campaign)
    assert b"<form" in browser.get(my_link(signature, "withdraw/")).content
    signature.refresh_from_db()
    assert signature.is_confirmed

    response = browser.post(my_link(signature, "withdraw/"))

    assert response.status_code == 303
    for rest in ("", "withdraw/"):
        assert browser.get(my_link(signature, rest)).status_code == 200
    campaign.refresh_from_db()
    assert campaign.signature_count == 0
    assert not OutgoingMail.objects.exists()
    browser.post(my_link(signature), {"show_name": "on", "updates": "on"})
    signature.refresh_from_db()
    assert signature.is_withdrawn
    assert not signature.wants_updates


def test_this_was_not_me_erases_a_signature_that_was_never_confirmed(browser):
    signature = factories.sign(factories.campaign())

    assert browser.get(my_link(signature)).status_code == 200
    browser.post(my_link(signature, "withdraw/"))
    browser.post(confirm_link(signature))

    assert Signature.objects.get().is_withdrawn


def test_a_signature_opens_nobody_elses_page(browser):
    campaign = factories.campaign()
    ann = factories.confirmed(campaign, "ann@example.org", name="Ann Example")
    bob = factories.confirmed(campaign, "bob@example.org", name="Bob Other")

    html = browser.get(my_link(ann)).content.decode()

    assert "Bob Other" not in html
    assert browser.get(f"/en/my/{bob.id}/").status_code == 404
    assert browser.get(f"/en/my/{tokens.for_signature(tokens.CONFIRM, bob.id)}/").status_code == 404
