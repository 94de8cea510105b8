"""Before a list is handed over: staff look, leave out by keyboard, and undo."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, expect

from campaign.pages.models import Campaign
from tests.journeys.steps import come_to, count_of, organiser_of, wait_for_count
from tests.journeys.test_accessibility import in_every_look
from tests.signatures.weeding.people import sign

Visitor = Callable[..., BrowserContext]


@pytest.mark.usefixtures("worker")
def test_a_joke_is_found_left_out_by_key_and_brought_back(
    visitor: Visitor, new_campaign: Callable[..., Campaign]
) -> None:
    campaign = new_campaign()
    organiser_of(campaign.organisation)
    sign(campaign, "Mickey Mouse", "Ann Example", "Ann Example")
    # axe is put into the page from outside, which our own policy rightly forbids.
    page = visitor(bypass_csp=True, reduced_motion="reduce").new_page()
    come_to(page, campaign)
    wait_for_count(page, campaign.slug, 3)
    desk = f"/staff/{campaign.slug}/weeding/"

    page.goto(desk)
    page.get_by_role("button", name="Look through the signatures").click()
    expect(page.get_by_text("3 signatures were looked at.")).to_be_visible(timeout=30_000)
    found = in_every_look(page, "overview")
    page.get_by_role("link", name="A figure from a story").click()
    expect(page.get_by_text("Ticked: 0")).to_be_visible()  # the script that hears keys is there
    page.keyboard.press("j")
    page.keyboard.press("h")
    expect(page.get_by_role("status")).to_have_text("1 left out.")
    wait_for_count(page, campaign.slug, 2)
    page.keyboard.press("u")
    expect(page.get_by_role("status")).to_have_text("Undone: 1 waits again.")
    wait_for_count(page, campaign.slug, 3)
    page.goto(f"{desk}for/same-name/")
    found += in_every_look(page, "one name")
    page.get_by_role("button", name="Leave out all but the first").click()
    wait_for_count(page, campaign.slug, 2)

    assert count_of(page, campaign.slug) == 2
    assert found == []
