"""Signing when something goes wrong: a slip, a double press, a bad connection."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from campaign.pages.models import Campaign
from campaign.signatures.models import Signature
from tests.journeys.steps import PHONE, fill_in, heading, press_sign, sign_button

# A form that leaves and never arrives. (Playwright itself cannot act while a page is on its way.)
LOSE_WHAT_IS_SENT = """() => {
  window.lost = 0;
  document.querySelector("form").addEventListener("submit", (event) => {
    if (event.defaultPrevented || window.arrives) return;
    event.preventDefault();
    window.lost += 1;
  });
}"""

NewCampaign = Callable[..., Campaign]
Visitor = Callable[..., BrowserContext]

with_and_without_javascript = pytest.mark.parametrize(
    "javascript", [True, False], ids=["javascript", "no javascript"]
)


def come_back_with_errors(page: Page, slug: str) -> None:
    """Two slips that no browser notices, and much else that was typed well."""
    page.goto(f"/en/c/{slug}/")
    fill_in(page, name="12345", email="ann@localhost")
    page.get_by_text("Add your organisation or a comment").click()
    page.get_by_label("Comment").fill("It runs past\nmy door.")
    page.get_by_label("Show my name publicly").check()
    press_sign(page)
    expect(page).to_have_title("Please look again · Sign: Keep the river free · Undersigned")


def expect_what_was_typed(page: Page) -> None:
    expect(page.get_by_label("Your name")).to_have_value("12345")
    expect(page.get_by_label("E-mail address")).to_have_value("ann@localhost")
    expect(page.get_by_label("Country you live in")).to_have_value("TH")
    expect(page.get_by_label("Comment")).to_have_value("It runs past\nmy door.")
    expect(page.get_by_label("Show my name publicly")).to_be_checked()
    expect(page.get_by_label("Send me news of this campaign")).not_to_be_checked()


@with_and_without_javascript
def test_a_slip_is_named_on_top_and_beside_its_field_and_nothing_typed_is_lost(
    visitor: Visitor, new_campaign: NewCampaign, javascript: bool
) -> None:
    slug = new_campaign().slug
    page = visitor(viewport=PHONE, java_script_enabled=javascript).new_page()

    come_back_with_errors(page, slug)

    summary = page.get_by_role("group", name="Please look at 2 things again")
    expect(summary).to_be_in_viewport()
    assert page.locator("form [data-focus] ~ .field").count() >= 3  # it stands before the fields
    if javascript:
        expect(summary).to_be_focused()
    for field, words in {
        "Your name": "Please give your name.",
        "E-mail address": "This does not look like an e-mail address",
    }.items():
        expect(page.get_by_label(field)).to_have_attribute("aria-invalid", "true")
        expect(page.get_by_label(field)).to_have_accessible_description(re.compile(words))
    expect_what_was_typed(page)
    summary.get_by_role("link", name="Please give your name.").click()
    expect(page.get_by_label("Your name")).to_be_focused()
    expect(page.get_by_label("Your name")).to_be_in_viewport()


@with_and_without_javascript
def test_a_slip_put_right_is_signed(
    visitor: Visitor, new_campaign: NewCampaign, javascript: bool
) -> None:
    campaign = new_campaign()
    page = visitor(java_script_enabled=javascript).new_page()
    come_back_with_errors(page, campaign.slug)

    fill_in(page, name="Ann Example", email="ann@example.org")
    press_sign(page)

    expect(heading(page)).to_have_text("One step left: check your mail")
    signature = Signature.objects.get(campaign=campaign)
    assert (signature.public_name, signature.comment) == ("Ann Example", "It runs past\nmy door.")


@with_and_without_javascript
def test_the_back_button_finds_the_form_as_it_was_left(
    visitor: Visitor, new_campaign: NewCampaign, javascript: bool
) -> None:
    slug = new_campaign().slug
    page = visitor(java_script_enabled=javascript).new_page()
    come_back_with_errors(page, slug)

    page.go_back()

    expect_what_was_typed(page)
    expect(sign_button(page)).to_have_text("Sign")
    fill_in(page, name="Ann Example", email="ann@example.org")
    press_sign(page)
    expect(heading(page)).to_have_text("One step left: check your mail")
    page.go_back()
    expect(page.get_by_label("Your name")).to_have_value("Ann Example")
    expect(sign_button(page)).to_have_text("Sign")
    expect(sign_button(page)).not_to_have_attribute("aria-disabled", "true")


@with_and_without_javascript
def test_a_double_click_signs_once(
    visitor: Visitor, new_campaign: NewCampaign, javascript: bool
) -> None:
    campaign = new_campaign()
    page = visitor(java_script_enabled=javascript).new_page()
    page.goto(f"/en/c/{campaign.slug}/")
    fill_in(page, name="Ann Example", email="ann@example.org")

    page.get_by_role("button", name="Sign", exact=True).dblclick()

    expect(heading(page)).to_have_text("One step left: check your mail")
    [signature] = Signature.objects.filter(campaign=campaign)
    assert len(signature.mailed_at) == 1


@with_and_without_javascript
def test_a_connection_that_broke_can_be_tried_again(
    visitor: Visitor, new_campaign: NewCampaign, javascript: bool
) -> None:
    campaign = new_campaign()
    context = visitor(java_script_enabled=javascript)
    page = context.new_page()
    page.goto(f"/en/c/{campaign.slug}/")
    fill_in(page, name="Ann Example", email="ann@example.org")
    context.route("**/sign/", lambda route: route.abort("connectionreset"), times=1)

    press_sign(page)
    expect(page.locator("body.neterror")).to_be_attached()  # the browser's own page
    page.go_back()
    expect(page.get_by_label("Your name")).to_have_value("Ann Example")
    press_sign(page)

    expect(heading(page)).to_have_text("One step left: check your mail")
    assert Signature.objects.filter(campaign=campaign).count() == 1


def test_a_slow_connection_is_shown_and_can_be_tried_again_after_a_while(
    page: Page, new_campaign: NewCampaign
) -> None:
    campaign = new_campaign()
    page.clock.install()
    page.goto(f"/en/c/{campaign.slug}/")
    fill_in(page, name="Ann Example", email="ann@example.org")
    page.evaluate(LOSE_WHAT_IS_SENT)

    press_sign(page)
    expect(sign_button(page)).to_have_text("Sending…")
    expect(sign_button(page)).to_have_attribute("aria-disabled", "true")
    sign_button(page).click(force=True)  # in vain
    assert page.evaluate("window.lost") == 1
    page.clock.fast_forward(10_000)
    expect(sign_button(page)).to_have_text("Sign")
    press_sign(page)
    assert page.evaluate("window.lost") == 2

    page.evaluate("window.arrives = true")
    page.clock.fast_forward(10_000)
    press_sign(page)
    expect(heading(page)).to_have_text("One step left: check your mail")
    assert Signature.objects.filter(campaign=campaign).count() == 1
