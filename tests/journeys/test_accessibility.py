"""Every public page, in light and dark, on a phone and at a desk: axe-core finds nothing."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import axe_playwright_python
import pytest
from playwright.sync_api import BrowserContext, Page, expect

from campaign.pages.models import Accent
from tests.journeys.steps import DESK, PHONE, fill_in, heading, press_sign

Visitor = Callable[..., BrowserContext]

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
NOT_THERE = {"link unusable", "not found"}
# Every rule that axe has, its advice on good practice too. In the dark only colours differ.
EVERY_RULE = {"resultTypes": ["violations"], "selectors": False}
COLOURS = EVERY_RULE | {"runOnly": ["color-contrast"]}
CHECK = "options => axe.run(document, options).then(found => found.violations)"


@pytest.fixture
def page(visitor: Visitor) -> Page:
    # axe is put into the page from outside, which our own policy rightly forbids.
    return visitor(bypass_csp=True, reduced_motion="reduce").new_page()


def violations(page: Page, options: dict[str, Any] = EVERY_RULE) -> list[str]:
    return [
        f"{found['id']}: {found['help']}: {node['html']} {node['failureSummary']}"
        for found in page.evaluate(CHECK, options)
        for node in found["nodes"]
    ]


def in_every_look(page: Page, name: str) -> list[str]:
    """What axe finds on the page that is open, in four looks."""
    page.evaluate(AXE)
    found = []
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        for size in (PHONE, DESK):
            page.set_viewport_size(size)
            options = EVERY_RULE if scheme == "light" else COLOURS
            look = f"{name}, {scheme}, {size['width']} px"
            found += [f"{look}: {violation}" for violation in violations(page, options)]
    return found


def test_axe_finds_nothing_on_any_public_page(page: Page, pages: dict[str, str]) -> None:
    found = []

    for name, path in {**pages, "sign in": "/accounts/login/"}.items():
        page.goto(path)
        found += in_every_look(page, name)

    assert found == []


def test_axe_would_find_something(page: Page, pages: dict[str, str]) -> None:
    """Else its silence would say nothing."""
    page.goto(pages["the form by itself"])
    page.evaluate("document.querySelector('label').remove()")
    page.evaluate("document.querySelector('.hint').style.color = '#777'")

    found = in_every_look(page, "spoilt")

    for rule, look in [
        ("label", "spoilt, light, 390 px"),
        ("color-contrast", "spoilt, light, 1280 px"),
        ("color-contrast", "spoilt, dark, 390 px"),
    ]:
        assert any(one.startswith(f"{look}: {rule}:") for one in found), (rule, look, found)


def test_axe_finds_nothing_on_what_comes_after_a_form_was_sent(
    page: Page, pages: dict[str, str]
) -> None:
    found = []

    page.goto(pages["the form by itself"])
    fill_in(page, name="12345", email="ann@localhost")
    press_sign(page)
    expect(page.get_by_role("group", name="Please look at 2 things again")).to_be_visible()
    found += in_every_look(page, "errors")
    page.goto(pages["check your mail"])
    page.get_by_label("The e-mail address you signed with").fill("ann@localhost")
    page.get_by_role("button", name="Send it again").click()
    expect(page.get_by_role("group", name="Please look at one thing again")).to_be_visible()
    found += in_every_look(page, "errors on sending again")
    page.goto(pages["unsubscribe"])
    page.get_by_role("button", name="Never write to me again").click()
    expect(heading(page)).to_have_text("We will not write to you again")
    found += in_every_look(page, "unsubscribed")
    page.goto(pages["without a signature"])
    page.locator("summary", has_text="Add your organisation").click()
    found += in_every_look(page, "all of the form")

    assert found == []


def test_axe_finds_nothing_on_letters_as_they_are_written_changed_and_sent(
    page: Page, pages: dict[str, str]
) -> None:
    found = []

    page.goto(pages["letters"])
    page.get_by_text("The same as a table").click()
    page.get_by_label("Your name").fill("  ")
    page.get_by_role("button", name="Show me the letters").click()
    expect(page.get_by_role("group", name="Please look at 2 things again")).to_be_visible()
    found += in_every_look(page, "letters, errors")
    page.get_by_label("Your name").fill("Ann Example")
    for name in ("Indonesia", "Viet Nam"):
        page.get_by_label(name).check()
    found += in_every_look(page, "letters, chosen")
    page.get_by_role("button", name="Show me the letters").click()
    expect(heading(page)).to_have_text("Your 2 letters")
    found += in_every_look(page, "letters, written")
    page.get_by_role("button", name="I have sent it").first.click()
    expect(page.get_by_text("Thank you. This one is on its way.").first).to_be_visible()
    found += in_every_look(page, "letters, one sent")
    page.get_by_label("Letter", exact=True).first.fill("မြန်မာစစ်အုပ်စု" * 500)
    page.get_by_role("button", name="I have sent it").first.click()
    expect(page.get_by_role("group", name="Please look again")).to_be_visible()
    found += in_every_look(page, "letters, one too long")
    page.set_viewport_size({"width": 320, "height": 568})
    assert page.evaluate("document.documentElement.scrollWidth") == 320
    page.goto(pages["a signer's letters"])
    page.get_by_role("button", name="Write to all of them").click()
    expect(page.get_by_text("We carry a letter of yours to this recipient.")).to_be_visible()
    found += in_every_look(page, "a signer's letters, written")

    assert found == []


def test_every_accent_can_be_read_in_light_and_dark(page: Page, pages: dict[str, str]) -> None:
    page.goto(pages["open"])
    page.evaluate(AXE)
    found = []

    for accent in Accent.values:
        page.evaluate("accent => document.documentElement.dataset.accent = accent", accent)
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            found += [f"{accent}, {scheme}: {one}" for one in violations(page, COLOURS)]

    assert found == []


def test_every_page_has_a_title_a_language_one_heading_and_fits_the_narrowest_phone(
    page: Page, pages: dict[str, str]
) -> None:
    page.set_viewport_size({"width": 320, "height": 568})

    for name, path in pages.items():
        answer = page.goto(path)
        assert (name, answer.status) == (name, 404 if name in NOT_THERE else 200)
        facts = page.evaluate(
            """() => ({
              headings: document.querySelectorAll("h1").length,
              language: document.documentElement.lang,
              words: document.title.split(" · ")[0].length > 3,
              wider_by: document.documentElement.scrollWidth - document.documentElement.clientWidth,
            })"""
        )
        expected = {"headings": 1, "language": "en", "words": True, "wider_by": 0}
        if path.startswith("/my/"):
            facts.pop("language")  # Burmese once there is a catalogue, else English
            expected.pop("language")
        assert (name, facts) == (name, expected)
