"""The letters of those who signed: in their name, carried for them, taken back."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from campaign.letters import delivering
from campaign.letters.models import (
    Addressee,
    CarriedLetter,
)
from campaign.lib import tokens
from campaign.pages.at_hand import forget_campaigns
from campaign.pages.lifecycle import State
from campaign.pages.models import Campaign
from campaign.public.kept import forget_pages
from tests import factories
from tests.letters import carried
from tests.public.composing import (
    LETTERS,
    THAILAND,
    WRITER,
    campaign_with_letters,
    compose,
    composed,
    my_letters,
    value_of,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def campaign() -> Campaign:
    return campaign_with_letters()


def test_a_signers_name_is_there_already(campaign, browser):
    response = browser.get(my_letters(factories.confirmed(campaign, name="Daw Example")))

    page = response.content.decode()
    assert response.headers["Cache-Control"] == "no-store"
    assert value_of("name", page) == "Daw Example"
    assert value_of("place", page) == "Thailand"


def test_links_that_cannot_be_used_get_the_page_of_all_such_links(campaign, browser):
    unusable = browser.get("/en/my/nonsense/").content
    confirm = tokens.for_signature(tokens.CONFIRM, factories.confirmed(campaign).id)

    for token in ("nonsense", confirm, "A" * 43):
        for rest in ("letters/", "letters/tha/", "letters/nowhere/"):
            for answer in (
                browser.get(f"/en/my/{token}/{rest}"),
                browser.post(f"/en/my/{token}/{rest}", WRITER | {"do": "carry"}),
            ):
                assert (answer.status_code, answer.content) == (404, unusable)


def test_who_withdrew_writes_no_letters_in_this_name(campaign, browser):
    signature = factories.confirmed(campaign)
    browser.post(f"/en/my/{tokens.for_signature(tokens.MY, signature.id)}/withdraw/")

    answer = browser.post(my_letters(signature, "tha"), WRITER | {"do": "carry"})

    assert "withdrawn" in answer.content.decode()
    assert not CarriedLetter.objects.exists()


def test_a_signer_can_have_a_letter_carried_and_take_it_back(campaign, browser):
    signature = factories.confirmed(campaign)
    form = composed(browser, my_letters(signature)) | {"body-tha": "My own words"}

    page = compose(browser, my_letters(signature, "tha"), **form | {"do": "carry"})

    assert "We carry a letter of yours to this recipient." in page
    letter = CarriedLetter.objects.get()
    assert letter.opened(signature.sealing_key.private_key()) == {
        "name": "Ann Example",
        "place": "Yangon",
        "subject": "A request",
        "body": "My own words",
    }
    assert "Letters of yours that we carry" in browser.get(my_letters(signature)).content.decode()

    answer = browser.post(my_letters(signature, "tha"), {"do": "take_back"})

    assert answer.headers["Location"] == my_letters(signature)
    assert not CarriedLetter.objects.exists()
    assert "Letters of yours" not in browser.get(my_letters(signature)).content.decode()


def test_taking_one_back_among_the_letters_keeps_what_was_changed_in_the_others(campaign, browser):
    signature = factories.confirmed(campaign)
    carried.carry(signature)
    form = composed(browser, my_letters(signature)) | {
        "recipient": ["tha", "sgp"],
        "body-sgp": "My own words",
    }
    assert "Take it back" in compose(browser, my_letters(signature), **form)

    page = compose(browser, my_letters(signature, "tha"), **form | {"do": "take_back"})

    assert value_of("body-sgp", page) == "My own words"
    assert "Take it back" not in page
    assert not CarriedLetter.objects.exists()


def test_one_carried_and_taken_back_at_once_is_still_to_be_sent(campaign, browser):
    signature = factories.confirmed(campaign)
    form = composed(browser, my_letters(signature))
    page = compose(browser, my_letters(signature, "tha"), **form | {"do": "carry"})
    assert "Thank you. The campaign carries this one." in page
    assert "Thank you. Every letter is on its way." in page

    page = compose(
        browser, my_letters(signature, "tha"), **form | {"do": "take_back", "done": "tha"}
    )

    assert "Every letter is on its way." not in page
    assert 'name="done"' not in page


def test_all_can_be_carried_at_once(campaign, browser):
    signature = factories.confirmed(campaign)

    compose(browser, my_letters(signature), do="carry_all", recipient=["tha", "sec"])

    carried_to = CarriedLetter.objects.values_list("recipient__slug", flat=True)
    assert sorted(carried_to) == ["sec", "tha"]


def test_a_carried_letter_can_be_taken_back_after_the_campaign_has_ended(campaign, browser):
    signature = factories.confirmed(campaign)
    carried.carry(signature)
    Campaign.objects.update(state=State.ARCHIVED)
    assert "Take it back" in browser.get(my_letters(signature)).content.decode()

    browser.post(my_letters(signature, "tha"), {"do": "take_back"})

    assert not CarriedLetter.objects.exists()


def test_one_signer_cannot_take_back_anothers_letter(campaign, browser):
    carried.carry(factories.confirmed(campaign, "ann@example.org"))
    other = factories.confirmed(campaign, "kim@example.org")

    browser.post(my_letters(other, "tha"), {"do": "take_back"})
    assert browser.post(THAILAND, {"do": "take_back"}).status_code == 404

    assert CarriedLetter.objects.count() == 1


def test_who_has_not_confirmed_is_told_why_nothing_is_carried(campaign, browser):
    signature = factories.sign(campaign)

    page = compose(
        browser,
        my_letters(signature, "tha"),
        **composed(browser, my_letters(signature)) | {"do": "carry"},
    )

    assert "We carry letters of people whose signature is confirmed" in page
    assert not CarriedLetter.objects.exists()


def test_without_a_signers_link_the_page_says_how_to_have_a_letter_carried(campaign, browser):
    page = compose(browser, THAILAND, **composed(browser) | {"do": "carry"})

    assert "Have you? Then open “My signature”" in page
    assert not CarriedLetter.objects.exists()


def test_letters_are_linked_from_the_page_the_thanks_and_the_signers_own(campaign, browser):
    signature = factories.confirmed(campaign)
    token = tokens.for_signature(tokens.MY, signature.id)
    confirm = tokens.for_signature(tokens.CONFIRM, signature.id)

    assert f'href="{LETTERS}"' in browser.get("/en/c/river/").content.decode()
    for path in (f"/en/confirm/{confirm}/", f"/en/my/{token}/"):
        assert f'href="{my_letters(signature)}"' in browser.get(path).content.decode()

    Campaign.objects.update(state=State.CLOSED)
    forget_campaigns()
    for path in (f"/en/confirm/{confirm}/", f"/en/my/{token}/"):
        assert my_letters(signature) not in browser.get(path).content.decode()


def test_counted_letters_are_seen_on_the_strip(campaign, browser):
    browser.post(THAILAND, composed(browser) | {"do": "sent"})
    delivering.fold_deliveries(now=timezone.now())
    forget_pages()

    for path in (LETTERS, "/en/c/river/"):
        page = " ".join(browser.get(path).content.decode().split())
        assert "1 letter<" in page.replace(" <", "<")
        assert "Written to today" in page


def test_the_strip_costs_the_campaign_page_the_same_for_one_recipient_and_for_three(campaign):
    def cost() -> int:
        forget_pages()
        with CaptureQueriesContext(connection) as queries:
            Client().get("/en/c/river/")
        return len(queries)

    for_three = cost()
    Addressee.objects.exclude(recipient__slug="tha").delete()

    assert cost() == for_three <= 22


def test_ones_own_letters_cost_the_same_for_one_carried_and_for_three(campaign):
    signature = factories.confirmed(campaign)

    def cost() -> int:
        """With all at hand that is kept for two seconds: one time in three begins within them."""
        costs = []
        for _time in range(3):
            with CaptureQueriesContext(connection) as queries:
                Client().get(my_letters(signature))
            costs.append(len(queries))
        return min(costs)

    carried.carry(signature, "tha")
    for_one = cost()
    carried.carry(signature, "sgp")
    carried.carry(signature, "sec")

    assert cost() == for_one


def test_a_letter_is_taken_back_though_its_recipient_has_been_left_out_since(campaign, browser):
    signature = factories.confirmed(campaign)
    carried.carry(signature, "tha")
    Addressee.objects.filter(recipient__slug="tha").update(is_addressed=False, why_not="It moved.")

    response = browser.post(my_letters(signature, "tha"), {"do": "take_back"})

    assert (response.status_code, response["Location"]) == (303, my_letters(signature))
    assert not CarriedLetter.objects.exists()
