"""A comment waits, an organiser lets it through by keyboard, and takes another away again."""

from collections.abc import Callable

import pytest
from django.utils import timezone
from playwright.sync_api import BrowserContext, Page, expect

from campaign.accounts.models import User
from campaign.pages.models import Campaign
from campaign.signatures import moderation
from campaign.signatures.models import Reason
from tests.journeys.steps import (
    DESK,
    PHONE,
    come_in,
    confirm,
    fill_in,
    mail_to,
    organiser_of,
    press_sign,
    reload_until,
    wait_for_count,
)
from tests.journeys.test_accessibility import in_every_look
from tests.journeys.test_security import TELL_VIOLATIONS
from tests.mail.mail_server import MailServer
from tests.signatures.moderated import comment, commented, held

NewCampaign = Callable[..., Campaign]
Visitor = Callable[..., BrowserContext]


@pytest.fixture
def organiser(campaign: Campaign) -> User:
    return organiser_of(campaign.organisation)


def open_queue(page: Page, campaign: Campaign, organiser: User, show: str = "waiting") -> None:
    come_in(page, organiser)
    page.goto(f"/organiser/{campaign.slug}/signatures/?show={show}")
    expect(page.locator(".tabs [aria-current]")).to_be_visible()


@pytest.mark.usefixtures("worker")
def test_a_comment_waits_is_approved_by_key_and_another_is_hidden_and_put_back(
    visitor: Visitor, mail_sink: MailServer, campaign: Campaign, organiser: User
) -> None:
    signer = visitor(viewport=PHONE).new_page()
    signer.goto(f"/en/c/{campaign.slug}/")
    fill_in(signer, name="Ann Example", email=f"ann.{campaign.slug}@example.org")
    signer.get_by_text("Add your organisation or a comment").click()
    signer.get_by_label("Comment").fill("It runs past my door.")
    signer.get_by_label("Show my name publicly").check()
    press_sign(signer)
    mail = mail_to(mail_sink, f"ann.{campaign.slug}@example.org")
    confirm(signer, mail)
    wait_for_count(signer, campaign.slug, 1)
    signer.goto(f"/en/c/{campaign.slug}/")
    reload_until(signer, signer.locator(".names").get_by_text("Ann Example"))
    expect(signer.get_by_text("It runs past my door.")).to_have_count(0)
    commented(campaign, f"bob.{campaign.slug}@example.org", "Older words.", name="Bob Example")

    desk = visitor(viewport=DESK).new_page()
    violations: list[str] = []
    desk.on("console", lambda message: violations.append(message.text))
    desk.add_init_script(TELL_VIOLATIONS)
    open_queue(desk, campaign, organiser)
    desk.keyboard.press("j")
    desk.keyboard.press("j")
    expect(desk.get_by_label("Comment: It runs past my door.")).to_be_focused()
    desk.keyboard.press("a")
    expect(desk.get_by_role("status")).to_have_text("1 approved.")
    reload_until(signer, signer.locator(".names").get_by_text("It runs past my door."))

    # The list goes on where it was: the next one has the focus.
    expect(desk.get_by_label("Comment: Older words.")).to_be_focused()
    desk.keyboard.press("h")
    expect(desk.get_by_label("Spam")).to_be_focused()
    desk.keyboard.press("2")
    expect(desk.get_by_role("status")).to_have_text("1 hidden.")
    expect(desk.get_by_role("heading", name="Nothing waits for you")).to_be_visible()
    desk.keyboard.press("u")
    expect(desk.get_by_role("status")).to_have_text("Undone: it is as it was before.")
    expect(desk.get_by_label("Comment: Older words.")).to_be_visible()
    assert violations == []


def test_without_javascript_buttons_and_boxes_do_it(
    visitor: Visitor, campaign: Campaign, organiser: User
) -> None:
    commented(campaign, f"ann.{campaign.slug}@example.org", "Ring 0812345678", name="Ann Example")
    desk = visitor(viewport=PHONE, java_script_enabled=False).new_page()

    open_queue(desk, campaign, organiser)
    expect(desk.get_by_text("contains what looks like a phone number")).to_be_visible()
    desk.get_by_label("Comment: Ring 0812345678").check()
    desk.get_by_text("Hide…").click()
    desk.get_by_role("button", name="Hide", exact=True).click()
    expect(desk.get_by_role("link", name="Please choose a reason")).to_be_visible()
    desk.get_by_label("Personal data").check()
    desk.get_by_role("button", name="Hide", exact=True).click()
    expect(desk.get_by_role("status")).to_have_text("1 hidden.")

    desk.get_by_role("link", name="Hidden 1").click()
    desk.get_by_label("Comment: Ring 0812345678").check()
    desk.get_by_role("button", name="Put back on the page").click()
    expect(desk.get_by_role("status")).to_have_text("1 put back.")


def test_axe_finds_nothing_in_any_list(
    visitor: Visitor, campaign: Campaign, organiser: User
) -> None:
    # axe is put into the page from outside, which our own policy rightly forbids.
    page = visitor(bypass_csp=True, reduced_motion="reduce").new_page()
    signatures = [
        commented(campaign, f"{number}.{campaign.slug}@example.org", "At www.example.org")
        for number in range(3)
    ]
    press = {"campaign": campaign, "by": organiser, "now": timezone.now()}
    moderation.hide(words=comment(signatures[0]), reason=Reason.SPAM, note="Look", **press)
    held(campaign, f"bot.{campaign.slug}@example.org")
    out = held(campaign, f"out.{campaign.slug}@example.org")
    moderation.refuse(signature_ids=[out.id], reason=Reason.SPAM, **press)
    found: list[str] = []

    open_queue(page, campaign, organiser)
    page.keyboard.press("j")
    page.keyboard.press("h")
    found += in_every_look(page, "hiding")
    base = f"/organiser/{campaign.slug}/signatures/"
    for path in ("?show=shown", "?show=hidden", "?show=held", "?show=refused", "policy/"):
        page.goto(base + path)
        found += in_every_look(page, path)
    page.goto(f"/en/c/{campaign.slug}/what-is-shown/")
    found += in_every_look(page, "rules")

    assert found == []
