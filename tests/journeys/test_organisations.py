"""An owner invites somebody, who joins, sees the desk, and is out as soon as the owner says so."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, expect

from campaign.accounts.models import User
from campaign.pages.models import Campaign
from tests.journeys.steps import PHONE, come_in, come_to, heading, link_in, mail_to, organiser_of
from tests.journeys.test_accessibility import in_every_look
from tests.mail.mail_server import MailServer

NewCampaign = Callable[..., Campaign]
Visitor = Callable[..., BrowserContext]


@pytest.fixture
def campaign(new_campaign: NewCampaign) -> Campaign:
    made = new_campaign()
    organiser_of(made.organisation, "owner")
    return made


@pytest.mark.usefixtures("worker")
def test_invite_join_and_remove(
    visitor: Visitor, mail_sink: MailServer, campaign: Campaign
) -> None:
    owner = visitor(bypass_csp=True).new_page()
    newcomer = visitor(viewport=PHONE, java_script_enabled=False).new_page()
    address = f"nilar.{campaign.slug}@example.org"
    found = []

    # The owner invites.
    come_to(owner, campaign)
    owner.get_by_role("link", name="Members").click()
    owner.get_by_role("button", name="Send the invitation").click()
    expect(owner.get_by_role("group", name="Please look at 2 things again")).to_be_focused()
    found += in_every_look(owner, "members, errors")
    owner.get_by_label("E-mail address").fill(address)
    owner.get_by_label("Editor").check()
    owner.get_by_role("button", name="Send the invitation").click()
    expect(owner.get_by_role("region", name="Invited, not here yet")).to_contain_text(address)
    found += in_every_look(owner, "members")

    # Whoever was invited reads the mail, joins, and sees the desk.
    link = link_in(mail_to(mail_sink, address), "invitation")
    newcomer.goto(link)
    expect(heading(newcomer)).to_have_text(f"Join {campaign.organisation.name}")
    newcomer.get_by_label("Your name").fill("နီလာ")
    newcomer.get_by_label("A password").fill("short")
    newcomer.get_by_role("button", name="Make my account and join").click()
    expect(newcomer.get_by_label("Your name")).to_have_value("နီလာ")
    newcomer.get_by_label("A password").fill("long and not on any list")
    newcomer.get_by_role("button", name="Make my account and join").click()
    expect(heading(newcomer)).to_have_text("One more lock on your account")
    come_in(newcomer, User.objects.get(email=address))  # how that is set up: test_accounts.py
    newcomer.get_by_role("link", name="Letters").click()
    letters = newcomer.url

    # The owner reads who did what, and removes them.
    owner.reload()
    owner.get_by_role("link", name="Who did what").click()
    expect(owner.locator("table")).to_contain_text(f"{address} Accepted an invitation: Editor.")
    found += in_every_look(owner, "who did what")
    owner.get_by_role("link", name="Organisation", exact=True).click()
    owner.get_by_role("link", name=re.compile("Remove.*နီလာ")).click()
    found += in_every_look(owner, "removing")
    owner.get_by_role("button", name="Remove them").click()
    expect(owner.get_by_role("status")).to_have_text("နီလာ is not a member any more.")

    # Their next click is refused, kindly.
    newcomer.goto(letters)
    expect(heading(newcomer)).to_have_text("Nothing here for you")
    newcomer.get_by_role("link", name="To your campaigns").click()
    expect(newcomer.get_by_text("You belong to no organisation here.")).to_be_visible()
    newcomer.goto(link)
    expect(heading(newcomer)).to_have_text("This invitation cannot be used")
    assert found == []
