"""A new organiser's first day, with nothing but the screen: from the invitation to the record."""

import re
from collections.abc import Callable

import pytest
from django.utils import timezone
from playwright.sync_api import BrowserContext, Page, expect

from campaign.accounts.invitations import invite
from campaign.accounts.models import Membership
from campaign.lib.addresses import Address
from tests import factories
from tests.journeys.steps import (
    DESK,
    PHONE,
    confirm,
    fill_in,
    heading,
    link_in,
    mail_to,
    organiser_of,
    press_sign,
    reload_until,
)
from tests.journeys.test_accounts import keep_the_codes
from tests.journeys.test_editor import STATEMENT
from tests.mail.mail_server import MailServer
from tests.organiser.people import code_for

Visitor = Callable[..., BrowserContext]

ORGANISER, SIGNER = "nilar@example.org", "ann@example.org"
PASSWORD = "long and not on any list"
TITLE = "Answer the petition before Port Alto"
COMMENT = "It runs past my door."


@pytest.mark.skipif(
    not STATEMENT.is_file(), reason="the shared statements are not beside the checkout"
)
@pytest.mark.usefixtures("worker")
def test_from_the_invitation_to_the_record(visitor: Visitor, mail_sink: MailServer) -> None:
    house = factories.organisation("First day")
    invite(
        organisation=house,
        address=Address.parse(ORGANISER),
        role=Membership.Role.OWNER,
        language="en",
        by=organiser_of(house, "founder"),
        now=timezone.now(),
    )
    said: list[str] = []
    desk, public = (listening(visitor(viewport=size).new_page(), said) for size in (DESK, PHONE))

    join(desk, link_in(mail_to(mail_sink, ORGANISER), "invitation"))
    clicks = from_statement_to_page(desk)
    assert clicks == 4  # New campaign, Make a draft, and Publish twice: it shows what is missing

    # Somebody signs, with a comment, and wants to hear more. The overview, left open, moves.
    address = desk.locator(".where").text_content()
    desk.get_by_role("link", name="Overview").click()
    expect(desk.get_by_text("New figures appear by themselves.")).to_be_visible()
    expect(desk.locator("#total")).to_have_text("0 signatures")
    sign(public, address, mail_sink)
    expect(desk.locator("#total")).to_have_text("1 signature", timeout=30_000)

    # What they wrote waits, and is let through.
    desk.get_by_role("link", name="Read what waits").click()
    expect(desk.get_by_text(COMMENT, exact=True)).to_be_visible()
    desk.get_by_role("button", name="Approve").first.click()
    expect(desk.get_by_role("status").filter(has_text="1 approved.")).to_be_visible()
    public.goto(address)
    reload_until(public, public.get_by_text(COMMENT))

    mail_news(desk)
    assert mail_to(mail_sink, SIGNER).message["Subject"] == "The minister answered"

    # The record has all of it.
    desk.get_by_role("link", name="Organisation").click()
    desk.get_by_role("link", name="Who did what").click()
    record = desk.locator("table")
    for what in (
        *("Accepted an invitation: Owner.", "Made a campaign", "Published the campaign"),
        *("Approved names or comments", "Published news", "Began to mail news to signers"),
    ):
        expect(record).to_contain_text(what)
    assert said == []


def listening(page: Page, said: list[str]) -> Page:
    """Whatever a browser complains of is noted."""
    page.on(
        "console",
        lambda message: (
            said.append(f"{page.url} {message.text}") if message.type == "error" else None
        ),
    )
    page.on("pageerror", lambda error: said.append(f"{page.url} {error}"))
    return page


def join(desk: Page, link: str) -> None:
    """As somebody who has no account yet, and gets one with an authenticator app."""
    desk.goto(link)
    expect(heading(desk)).to_have_text("Join First day")
    desk.get_by_label("Your name").fill("Nilar")
    desk.get_by_label("A password").fill(PASSWORD)
    desk.get_by_role("button", name="Make my account and join").click()
    expect(heading(desk)).to_have_text("One more lock on your account")
    desk.get_by_role("link", name="Set up the app").click()
    desk.get_by_text("No camera?").click()
    secret = desk.locator(".secret").text_content().replace(" ", "")
    desk.get_by_label("Six digits").fill(code_for(secret))
    desk.get_by_role("button", name="Turn it on").click()
    keep_the_codes(desk)
    expect(heading(desk)).to_have_text("Your campaigns")


def from_statement_to_page(desk: Page) -> int:
    """How many clicks that takes."""
    clicks = 0

    def click(role: str, name: str) -> None:
        nonlocal clicks
        clicks += 1
        desk.get_by_role(role, name=name, exact=True).click()

    click("link", "New campaign")
    desk.get_by_label("Paste the statement").fill(STATEMENT.read_text())
    click("button", "Make a draft")
    expect(desk.get_by_text("Here is your draft, saved.")).to_be_visible()
    desk.get_by_label("Title", exact=True).fill(TITLE)
    click("button", "Publish")
    expect(desk.get_by_role("heading", name="Ready when you are")).to_be_visible()
    click("button", "Publish")
    expect(desk.get_by_text("Your campaign is public.")).to_be_visible()
    return clicks


def sign(public: Page, address: str, mail_sink: MailServer) -> None:
    public.goto(address)
    expect(heading(public)).to_have_text(TITLE)
    fill_in(public, name="Ann Example", email=SIGNER)
    public.get_by_text("Add your organisation or a comment").click()
    public.get_by_label("Comment").fill(COMMENT)
    public.get_by_label("Show my name publicly").check()
    public.get_by_label("Send me news of this campaign").check()
    press_sign(public)
    confirm(public, mail_to(mail_sink, SIGNER))


def mail_news(desk: Page) -> None:
    desk.get_by_role("link", name="News", exact=True).click()
    desk.get_by_role("link", name="Write news").click()
    desk.get_by_label("Title").fill("The minister answered")
    desk.get_by_label("Text").fill("She **will** come.")
    desk.get_by_role("button", name="Save and preview").click()
    desk.get_by_role("button", name="Publish it on the page").click()
    desk.get_by_role("link", name="Mail it…").click()
    desk.get_by_label(re.compile("Type 1")).fill("1")
    desk.get_by_role("button", name="Send to 1 person").click()
    expect(desk.locator(".mailing .standing")).to_have_text("Sent", timeout=30_000)
