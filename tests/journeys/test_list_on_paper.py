"""Staff choose what a list holds and take it out as a PDF, once."""

from collections.abc import Callable

import pypdfium2
import pytest
from playwright.sync_api import BrowserContext, Page, expect

from campaign.accounts.models import Membership, User
from campaign.pages.models import Campaign
from config.services import Server
from tests import factories
from tests.journeys.steps import come_in, heading
from tests.journeys.test_accessibility import in_every_look

Visitor = Callable[..., BrowserContext]


@pytest.fixture
def campaign(new_campaign: Callable[..., Campaign]) -> Campaign:
    made = new_campaign()
    for name in ("Ann", "Ben", "Cho"):
        factories.confirmed(made, f"{name}-{made.slug}@example.org", name=f"{name} Example")
    return made


def at_the_form(campaign: Campaign, visitor: Visitor, **options: object) -> Page:
    staff = User.objects.create_user(f"staff-{campaign.slug}@example.org")
    Membership.objects.create(
        user=staff, organisation=campaign.organisation, role=Membership.Role.STAFF
    )
    page = visitor(**options).new_page()
    come_in(page, staff)
    page.goto(f"/staff/{campaign.slug}/exports/new/")
    return page


def test_from_choosing_columns_to_the_pdf_in_hand(
    campaign: Campaign, visitor: Visitor, worker: Server
) -> None:
    page = at_the_form(campaign, visitor)

    expect(page.get_by_label("Affiliation")).to_be_hidden()
    expect(page.get_by_label("Handed to")).to_be_hidden()
    page.get_by_label("Columns of your own").check()
    page.get_by_label("Name", exact=True).check()
    page.get_by_label("PDF, to print and hand over").check()
    page.get_by_label("Handed to").fill("Ministry of Water")
    page.get_by_label("What for?").fill("Hand-over in Jakarta")
    page.get_by_role("button", name="Count the signatures").click()
    expect(page.get_by_text("That is 3 signatures.")).to_be_visible()
    page.get_by_role("button", name="Begin").click()
    download = page.get_by_role("link", name="Download (")
    expect(download).to_be_visible(timeout=60_000)
    download.click()
    with page.expect_download() as file:
        page.get_by_role("button", name="Download now").click()
    page.reload()

    expect(heading(page)).to_have_text("Not there any more")
    assert file.value.suggested_filename.endswith(".pdf")
    with pypdfium2.PdfDocument(file.value.path()) as pdf:
        text = " ".join(part.get_textpage().get_text_range() for part in pdf)
    assert "Ministry of Water" in text
    assert all(f"{name} Example" in text for name in ("Ann", "Ben", "Cho"))
    assert "By country" not in text


def test_axe_finds_nothing_on_the_form(campaign: Campaign, visitor: Visitor) -> None:
    page = at_the_form(campaign, visitor, bypass_csp=True, reduced_motion="reduce")

    found = in_every_look(page, "empty")
    page.get_by_label("Columns of your own").check()
    page.get_by_label("PDF, to print and hand over").check()
    page.get_by_role("button", name="Count the signatures").click()
    expect(page.get_by_role("group", name="look at 2 things again")).to_be_visible()
    found += in_every_look(page, "errors")

    assert found == []
