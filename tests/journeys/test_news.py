"""News from the first word to the reader who has had enough of it."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from campaign.mail.models import OutgoingMail
from campaign.pages.models import Campaign
from campaign.signatures.models import Signature
from tests.journeys.steps import come_to, heading, mail_to, mails_to, organiser_of, reload_until
from tests.journeys.test_accessibility import in_every_look
from tests.mail.mail_server import MailServer, wait_until
from tests.signatures.news import follower

NewCampaign = Callable[..., Campaign]
Visitor = Callable[..., BrowserContext]


@pytest.fixture
def campaign(new_campaign: NewCampaign) -> Campaign:
    """Three people want to hear of it."""
    made = new_campaign()
    organiser_of(made.organisation)
    for name in ("ann", "bo", "cy"):
        follower(made, f"{name}.{made.slug}")
    OutgoingMail.objects.all().delete()  # their confirmations
    return made


def write(page: Page, campaign: Campaign) -> None:
    page.goto(f"/organiser/{campaign.slug}/news/")
    page.get_by_role("link", name="Write news").click()
    page.get_by_label("Title").fill("The minister answered")
    page.get_by_label("Text").fill("She **will** come.")
    page.get_by_role("button", name="Save and preview").click()
    expect(heading(page)).to_have_text("A draft")


def test_news_is_written_published_tried_sent_and_stopped_by_a_reader(
    page: Page, visitor: Visitor, campaign: Campaign, worker: object, mail_sink: MailServer
) -> None:
    slug = campaign.slug
    organiser = campaign.organisation.members.get().email
    come_to(page, campaign)

    write(page, campaign)
    in_the_mail = page.frame_locator("iframe").locator("strong")
    expect(in_the_mail).to_have_text("will")
    page.get_by_role("button", name="Publish it on the page").click()
    public = visitor().new_page()
    public.goto(f"/en/c/{slug}/")
    reload_until(public, public.get_by_role("link", name="The minister answered"))

    page.get_by_role("link", name="Mail it…").click()
    page.get_by_role("button", name=re.compile("Send a test mail")).click()
    assert mail_to(mail_sink, organiser).message["Subject"] == "[Test] The minister answered"

    expect(page.get_by_role("heading", name="It goes to 3 people")).to_be_visible()
    page.get_by_label(re.compile("Type 3")).fill("3")
    page.get_by_role("button", name="Send to 3 people").click()
    # Whoever signed in a while ago proves first that it is really them (tests/organiser). The page
    # follows the mailing to its end by itself.
    expect(heading(page)).to_have_text("Mailing")
    expect(page.locator(".mailing .standing")).to_have_text("Sent", timeout=30_000)
    expect(page.locator("#words")).to_have_text("3 of 3 people are done.")
    readers = [f"{name}.{slug}@example.org" for name in ("ann", "bo", "cy")]
    assert [len(mails_to(mail_sink, reader)) for reader in readers] == [1, 1, 1]

    link = mail_to(mail_sink, readers[0]).message["List-Unsubscribe"].strip(" <>")
    answer = public.request.post(link, form={"List-Unsubscribe": "One-Click"})
    assert answer.ok
    wanting = Signature.objects.filter(campaign=campaign, wants_updates=True)
    wait_until(lambda: wanting.count() == 2)
    page.reload()
    row = page.get_by_role("row", name=re.compile("Want no more news"))
    expect(row.get_by_role("cell").first).to_have_text("1")


def test_axe_finds_nothing_where_news_is_written_and_read(
    visitor: Visitor, campaign: Campaign
) -> None:
    page = visitor(bypass_csp=True, reduced_motion="reduce").new_page()
    found = []
    come_to(page, campaign)
    page.goto(f"/organiser/{campaign.slug}/news/")
    found += in_every_look(page, "no news yet")
    write(page, campaign)
    found += in_every_look(page, "preview")
    number = re.search(r"/news/(\d+)/", page.url)[1]
    desk = f"/organiser/{campaign.slug}/news/{number}"
    page.get_by_role("button", name="Publish it on the page").click()

    for name, path in {
        "list": f"/organiser/{campaign.slug}/news/",
        "editor": f"{desk}/",
        "taking down": f"{desk}/take-down/",
        "mailing": f"{desk}/mail/",
        "public": f"/en/c/{campaign.slug}/news/{number}/",
        "public list": f"/en/c/{campaign.slug}/news/",
    }.items():
        page.goto(path)
        found += in_every_look(page, name)

    assert found == []
