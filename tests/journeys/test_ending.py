"""An owner ends a campaign: closed, closed for good, all names erased."""

from collections.abc import Callable

from playwright.sync_api import BrowserContext, expect

from campaign.pages.models import Campaign
from campaign.signatures.models import Signature
from config.services import Server
from tests import factories
from tests.journeys.steps import DESK
from tests.journeys.test_accessibility import in_every_look
from tests.journeys.test_handover import desk_of

Visitor = Callable[..., BrowserContext]


def test_from_closing_to_the_last_name(
    new_campaign: Callable[..., Campaign], visitor: Visitor, worker: Server
) -> None:
    campaign = new_campaign()
    for name in ("ann", "ben"):
        factories.confirmed(campaign, f"{name}-{campaign.slug}@example.org")
    page = desk_of(campaign, visitor, bypass_csp=True, reduced_motion="reduce")

    page.goto(f"/staff/{campaign.slug}/keeping/")
    found = in_every_look(page, "keeping")
    page.set_viewport_size(DESK)
    page.get_by_label("90 days").check()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("at the latest 90 days after the campaign closes")).to_be_visible()

    page.get_by_role("link", name="To where signing is closed").click()
    page.get_by_role("button", name="Close signing now").click()
    page.goto(f"/staff/{campaign.slug}/keeping/")
    page.get_by_role("link", name="Close for good…").click()
    page.get_by_label("To be sure").fill("something else")
    page.get_by_role("button", name="Close for good").click()
    expect(page.locator(".error-summary")).to_be_focused()
    found += in_every_look(page, "closing, with an error")
    page.set_viewport_size(DESK)
    page.get_by_label("To be sure").fill(campaign.slug)
    page.get_by_role("button", name="Close for good").click()
    expect(page.get_by_text("The campaign is closed for good.")).to_be_visible()

    page.get_by_role("link", name="Erase a signer").click()
    expect(page.get_by_role("heading", name="Not looked in")).to_be_visible()
    found += in_every_look(page, "erasing one")
    page.set_viewport_size(DESK)
    page.get_by_role("link", name="How long it is kept").click()
    page.get_by_role("link", name="Erase all names now").click()
    page.get_by_label("To be sure").fill(campaign.slug)
    page.get_by_role("button", name="Erase all names").click()
    expect(page.get_by_text("2 rows are erased")).to_be_visible(timeout=60_000)
    found += in_every_look(page, "erased")

    assert found == []
    assert not Signature.objects.filter(campaign=campaign).exists()
    campaign.refresh_from_db()
    assert (campaign.state, campaign.signature_count) == ("archived", 2)
