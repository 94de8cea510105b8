"""From the page to being counted, and away again: as people do it, with everything real."""

from collections.abc import Callable
from datetime import timedelta
from urllib.parse import unquote

import pytest
from django.utils import timezone
from playwright.sync_api import BrowserContext, Page, expect

from campaign.pages.models import Campaign
from campaign.signatures import rules
from campaign.signatures.models import Signature
from tests import factories
from tests.journeys.steps import (
    DESK,
    PHONE,
    confirm,
    count_of,
    fill_in,
    heading,
    link_in,
    mail_to,
    mails_to,
    press_sign,
    reload_until,
    sign,
    tab_to,
    wait_for_count,
)
from tests.mail.mail_server import MailServer, wait_until

NewCampaign = Callable[..., Campaign]
Visitor = Callable[..., BrowserContext]

pytestmark = pytest.mark.usefixtures("worker")
# A desk without JavaScript would show nothing new: its layout is that of a desk with, and its pages
# are those of a phone without.
in_each_way = pytest.mark.parametrize(
    ("size", "javascript"),
    [(PHONE, True), (PHONE, False), (DESK, True)],
    ids=["phone-javascript", "phone-no javascript", "desk-javascript"],
)


@in_each_way
def test_sign_confirm_be_counted_share_hide_and_withdraw(
    visitor: Visitor,
    mail_sink: MailServer,
    new_campaign: NewCampaign,
    site: str,
    size: dict[str, int],
    javascript: bool,
) -> None:
    slug = new_campaign(title="Keep the river free", body="It feeds us.\n\n" * 60).slug
    address = f"ann.{slug}@example.org"
    phone = {"is_mobile": True, "has_touch": True} if size == PHONE else {}
    person = visitor(viewport=size, java_script_enabled=javascript, **phone)
    page = person.new_page()

    # Sign.
    page.goto(f"/en/c/{slug}/")
    expect(heading(page)).to_have_text("Keep the river free")
    if size == PHONE:  # read to the end, and back to the form by the bar that is always there
        page.locator("footer").scroll_into_view_if_needed()
        page.locator(".sign-bar").get_by_role("link", name="Sign").tap()
        expect(page.get_by_label("Your name")).to_be_in_viewport()
    fill_in(page, name="Ann Example", email=address)
    page.get_by_text("Add your organisation or a comment").click()
    page.get_by_label("Comment").fill("It runs past my door.")
    page.get_by_label("Show my name publicly").check()
    press_sign(page)
    expect(heading(page)).to_have_text("One step left: check your mail")
    expect(page).to_have_url(f"{site}/en/c/{slug}/check-your-mail/")

    # Read the mail.
    mail = mail_to(mail_sink, address)
    assert mail.message["Subject"] == "One step left: please confirm"
    assert "Keep the river free" in mail.text
    assert "Keep the river free" in mail.html
    assert "Ann" not in mail.text + mail.html  # nobody puts words into somebody else's mail
    assert link_in(mail, "unsubscribe") in mail.message["List-Unsubscribe"]
    assert mail.message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"

    # Confirm, and be counted.
    page.goto(link_in(mail, "confirm"))
    expect(heading(page)).to_have_text("Confirm your signature")
    assert count_of(page, slug) == 0
    page.get_by_role("button", name="Confirm my signature").click()
    expect(heading(page)).to_have_text("Thank you: your signature counts")
    wait_for_count(page, slug, 1)

    # Share.
    page_url = f"{site}/en/c/{slug}/"
    assert shared_by(page) == {
        "WhatsApp": f"https://wa.me/?text=Keep the river free {page_url}?s=whatsapp",
        "Telegram": f"https://t.me/share/url?url={page_url}?s=telegram&text=Keep the river free",
        "Facebook": f"https://www.facebook.com/sharer/sharer.php?u={page_url}?s=facebook",
        "E-mail": "mailto:?subject=Keep the river free"
        f"&body=Keep the river free\r\n\r\n{page_url}?s=email",
        "Bluesky": f"https://bsky.app/intent/compose?text=Keep the river free {page_url}?s=bluesky",
        "Mastodon": "https://share.joinmastodon.org/"
        f"#text=Keep the river free {page_url}?s=mastodon",
        "X": f"https://x.com/intent/post?text=Keep the river free&url={page_url}?s=x",
        "Text message": f"sms:?&body=Keep the river free {page_url}?s=sms",
    }
    expect(page.get_by_label("Link to this campaign")).to_have_value(page_url)
    copy = page.get_by_role("button", name="Copy link")
    if javascript:
        person.grant_permissions(["clipboard-read", "clipboard-write"], origin=site)
        copy.click()
        expect(page.get_by_role("status")).to_have_text("The link is copied.")
        assert page.evaluate("navigator.clipboard.readText()") == f"{page_url}?s=copy"
    else:
        expect(copy).to_be_hidden()

    # Be seen on the page.
    public = person.new_page()
    public.goto(page_url)
    reload_until(public, public.get_by_text("1 person has signed"))
    expect(public.locator(".names")).to_contain_text("Ann Example")
    expect(public.locator(".names")).to_contain_text("Thailand")
    assert address not in public.content()

    # Hide the name, and stay counted.
    page.get_by_role("link", name="My signature").click()
    expect(heading(page)).to_have_text("My signature")
    expect(page.locator("bdi", has_text="It runs past my door.")).to_be_visible()
    page.get_by_label("Show my name publicly").uncheck()
    page.get_by_role("button", name="Save my choices").click()
    expect(page.get_by_text("At present your name is not shown to the public.")).to_be_visible()
    expect(page.locator("bdi", has_text="It runs past my door.")).to_have_count(0)
    reload_until(public, public.get_by_text("Nobody has chosen to show their name yet."))
    assert "Ann Example" not in public.content()
    assert count_of(page, slug) == 1

    # Withdraw, for good.
    page.get_by_role("link", name="Withdraw my signature").click()
    page.get_by_role("button", name="Withdraw my signature").click()
    expect(heading(page)).to_have_text("Your signature is withdrawn")
    wait_for_count(page, slug, 0)
    page.goto(link_in(mail, "my"))
    expect(heading(page)).to_have_text("Your signature is withdrawn")
    page.goto(link_in(mail, "confirm"))
    expect(heading(page)).to_have_text("This link cannot be used")
    assert count_of(page, slug) == 0


def shared_by(page: Page) -> dict[str, str]:
    """Where each link to pass the page on leads, in readable words."""
    links = page.locator(".share a").all()
    assert {link.get_attribute("rel") for link in links} == {"noopener nofollow"}
    return {link.text_content(): unquote(link.get_attribute("href")) for link in links}


def test_by_keyboard_alone(
    visitor: Visitor, mail_sink: MailServer, new_campaign: NewCampaign
) -> None:
    slug = new_campaign(body="It feeds us. [More](https://river.example/)\n\n" * 20).slug
    address = f"kim.{slug}@example.org"
    page = visitor(viewport={"width": 1280, "height": 720}, reduced_motion="reduce").new_page()
    keys = page.keyboard

    page.goto(f"/en/c/{slug}/")
    keys.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    tab_to(page, page.get_by_label("Your name"))
    keys.type("Kim Example")
    tab_to(page, page.get_by_label("E-mail address"))
    keys.type(address)
    tab_to(page, page.get_by_label("Country you live in"))
    keys.type("Thai")
    tab_to(page, page.locator("summary", has_text="Add your organisation"))
    keys.press("Enter")
    tab_to(page, page.get_by_label("Organisation or profession"))
    keys.type("Fisher")
    tab_to(page, page.get_by_label("Show my name publicly"))
    keys.press("Space")
    tab_to(page, page.get_by_role("button", name="Sign", exact=True))
    keys.press("Enter")
    expect(heading(page)).to_have_text("One step left: check your mail")

    page.goto(link_in(mail_to(mail_sink, address), "confirm"))
    tab_to(page, page.get_by_role("button", name="Confirm my signature"))
    keys.press("Space")
    expect(heading(page)).to_have_text("Thank you: your signature counts")
    wait_for_count(page, slug, 1)

    tab_to(page, page.get_by_role("button", name="Copy link"))
    tab_to(page, page.get_by_role("link", name="My signature"))
    keys.press("Enter")
    expect(page.get_by_text("Fisher")).to_be_visible()
    tab_to(page, page.get_by_label("Show my name publicly"))
    keys.press("Space")
    keys.press("Enter")  # in a form, on any field but a button or a box of text: sends it
    expect(page.get_by_text("At present your name is not shown to the public.")).to_be_visible()
    tab_to(page, page.get_by_role("link", name="Withdraw my signature"))
    keys.press("Enter")
    expect(heading(page)).to_have_text("Withdraw your signature?")
    tab_to(page, page.get_by_role("button", name="Withdraw my signature"))
    keys.press("Enter")
    expect(heading(page)).to_have_text("Your signature is withdrawn")
    wait_for_count(page, slug, 0)


def test_the_whole_page_can_be_read_and_left_by_keyboard(
    visitor: Visitor, new_campaign: NewCampaign
) -> None:
    slug = new_campaign(body="It feeds us. [More](https://river.example/)\n\n" * 20).slug
    page = visitor(viewport=PHONE, reduced_motion="reduce").new_page()
    page.goto(f"/en/c/{slug}/")

    tab_to(page, page.get_by_role("link", name="For organisers"))


def test_signing_again_shows_the_same_page_and_sends_the_other_mail(
    page: Page, mail_sink: MailServer, new_campaign: NewCampaign
) -> None:
    campaign = new_campaign()
    slug, address = campaign.slug, f"ann.{campaign.slug}@example.org"
    sign(page, slug, name="Ann Example", email=address)
    first_answer = page.content()
    confirm(page, mail_to(mail_sink, address))

    sign(page, slug, name="Somebody Else", email=f"bob.{slug}@example.org")
    answer_to_another = page.content()
    sign(page, slug, name="Ann Example", email=address)
    answer_at_once = page.content()
    a_quarter_of_an_hour_passes(campaign)
    sign(page, slug, name="Ann Example", email=address)
    answer_later = page.content()

    wait_until(lambda: len(mails_to(mail_sink, address)) == 2)
    other_mail = mail_to(mail_sink, address)
    assert {first_answer, answer_to_another, answer_at_once, answer_later} == {first_answer}
    assert other_mail.message["Subject"] == "You have signed already"
    assert "/confirm/" not in other_mail.text + other_mail.html
    page.goto(link_in(other_mail, "my"))
    expect(heading(page)).to_have_text("My signature")
    wait_for_count(page, slug, 1)


def a_quarter_of_an_hour_passes(campaign: Campaign) -> None:
    earlier = timezone.now() - rules.MAIL_PAUSE - timedelta(seconds=1)
    Signature.objects.filter(campaign=campaign).update(mailed_at=[earlier])


def test_the_count_on_an_open_page_goes_up_by_itself(
    visitor: Visitor, new_campaign: NewCampaign
) -> None:
    campaign = new_campaign()
    factories.confirmed(campaign, "one@example.org")
    factories.confirmed(campaign, "two@example.org")
    page = visitor().new_page()
    page.clock.install()
    page.goto(f"/en/c/{campaign.slug}/")
    expect(page.get_by_text("2 people have signed")).to_be_visible()

    factories.confirmed(campaign, "three@example.org")
    page.clock.fast_forward(20_000)

    expect(page.get_by_text("3 people have signed")).to_be_visible()
