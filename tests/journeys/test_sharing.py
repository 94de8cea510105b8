"""An organiser makes a link; whoever signs by it is counted for it."""

from collections.abc import Callable
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, Page, expect

from campaign.pages.models import Campaign
from campaign.signatures.models import Signature
from tests.journeys.steps import (
    PHONE,
    come_in,
    confirm,
    fill_in,
    heading,
    mail_to,
    press_sign,
    wait_for_count,
)
from tests.organiser.people import account

Visitor = Callable[..., BrowserContext]


def signed_in(context: BrowserContext, campaign: Campaign) -> Page:
    """An editor's browser."""
    page = context.new_page()
    come_in(page, account("editor", campaign.organisation))
    return page


def test_a_signature_is_counted_for_the_link_it_came_by(
    visitor: Visitor, new_campaign, worker, mail_sink
):
    campaign = new_campaign()
    desk = signed_in(visitor(), campaign)
    desk.goto(f"/organiser/{campaign.slug}/sharing/")

    desk.get_by_label("Name of the link").fill("Flyer Jakarta")
    expect(desk.get_by_label("Code")).to_have_attribute("placeholder", "flyer-jakarta")
    desk.get_by_role("button", name="Make the link").click()
    expect(heading(desk)).to_have_text("Flyer Jakarta")
    printed = desk.get_by_label("In the language of the reader’s own phone").input_value()

    # Somebody scans the code on the flyer.
    page = visitor(viewport=PHONE).new_page()
    page.goto(printed)
    assert urlsplit(page.url).path == f"/en/c/{campaign.slug}/"
    fill_in(page, name="Ann Example", email="ann-by-flyer@example.org")
    press_sign(page)
    confirm(page, mail_to(mail_sink, "ann-by-flyer@example.org"))
    wait_for_count(page, campaign.slug, 1)

    desk.reload()
    expect(desk.get_by_text("1 signature came by this link so far.")).to_be_visible()


def test_who_mistyped_their_address_has_still_come_by_the_link(visitor: Visitor, new_campaign):
    campaign = new_campaign()
    page = visitor().new_page()
    page.goto(f"/en/c/{campaign.slug}/?s=telegram")
    fill_in(page, name="Ann Example", email="ann-mistyped@example.org")
    press_sign(page)

    page.get_by_role("link", name="I mistyped my address: sign once more").click()
    fill_in(page, name="Ann Example", email="ann-corrected@example.org")
    press_sign(page)
    expect(heading(page)).to_have_text("One step left: check your mail")

    sources = Signature.objects.filter(campaign=campaign).values_list("source", flat=True)
    assert list(sources) == ["telegram", "telegram"]
