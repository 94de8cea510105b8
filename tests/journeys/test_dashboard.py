"""An organiser looks at how a campaign is going."""

from collections.abc import Callable

import pytest
from django.utils import timezone
from playwright.sync_api import BrowserContext, Page, expect

from campaign.pages.models import Campaign
from tests import factories
from tests.journeys.steps import PHONE, come_to, organiser_of
from tests.journeys.test_accessibility import in_every_look
from tests.journeys.test_security import TELL_VIOLATIONS

NewCampaign = Callable[..., Campaign]
Visitor = Callable[..., BrowserContext]


@pytest.fixture
def campaign(new_campaign: NewCampaign) -> Campaign:
    """Three have signed, in Myanmar, Thailand and Singapore."""
    made = new_campaign()
    organiser_of(made.organisation)
    for number, country in enumerate(["MM", "TH", "SG"]):
        factories.confirmed(made, f"{number}@example.org", country=country, source="line")
    return made


def test_a_signature_appears_on_the_open_page_by_itself(page: Page, campaign: Campaign) -> None:
    come_to(page, campaign)
    page.goto(f"/organiser/{campaign.slug}/?period=24h")
    expect(page.get_by_text("New figures appear by themselves.")).to_be_visible()
    expect(page.locator("#total")).to_have_text("3 signatures")
    page.evaluate("window.isTheSamePage = true")

    factories.confirmed(campaign, "viet@example.org", country="VN", source="telegram")

    # It asks every five seconds.
    expect(page.locator("#total")).to_have_text("4 signatures", timeout=20_000)
    expect(page.get_by_role("row", name="Vietnam 1 25%")).to_be_visible()
    expect(page.get_by_role("row", name="Telegram 1 25%")).to_be_visible()
    expect(page.locator("[data-live-said]")).to_have_text("4 signatures")
    chart = page.get_by_role("group", name="Chart: signatures over time")
    chart.press("End")
    expect(page.locator("[data-chart-says]")).to_contain_text("4 confirmed, 0 withdrawn")
    assert page.evaluate("window.isTheSamePage") is True


def test_a_lost_connection_is_said_and_found_again(
    page: Page, context: BrowserContext, campaign: Campaign
) -> None:
    come_to(page, campaign)
    page.clock.install()
    page.goto(f"/organiser/{campaign.slug}/")
    expect(page.get_by_text("New figures appear by themselves.")).to_be_visible()

    context.set_offline(True)
    page.clock.fast_forward(6_000)
    expect(page.get_by_text("No connection: these figures may be old.")).to_be_visible()
    context.set_offline(False)
    page.clock.fast_forward(20_000)

    expect(page.get_by_text("New figures appear by themselves.")).to_be_visible()


def test_who_is_signed_out_is_told_so(
    page: Page, context: BrowserContext, campaign: Campaign
) -> None:
    come_to(page, campaign)
    page.clock.install()
    page.goto(f"/organiser/{campaign.slug}/")
    expect(page.get_by_text("New figures appear by themselves.")).to_be_visible()

    context.clear_cookies()
    page.clock.fast_forward(6_000)

    expect(page.get_by_text("You are signed out")).to_be_visible()


def test_charts_and_map_are_drawn_and_speak(page: Page, campaign: Campaign) -> None:
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.add_init_script(TELL_VIOLATIONS)
    come_to(page, campaign)
    page.goto(f"/organiser/{campaign.slug}/")

    table = page.locator("#over-time-table")
    expect(page.locator(".chart canvas")).to_be_visible()
    expect(table).to_be_hidden()
    page.get_by_text("The same as a table").click()
    expect(table).to_be_visible()
    page.locator(".world").scroll_into_view_if_needed()
    page.locator("path.land[data-country='764']").click()
    expect(page.locator("[data-map-says]")).to_have_text("Thailand: 1 (33%)")
    page.get_by_role("button", name="The whole world").click()
    expect(page.locator("circle.land[data-country='702']")).to_be_visible()  # Singapore has a dot

    assert page.evaluate("window.violations") == []
    assert said == []


def test_without_javascript_the_tables_stand_there(visitor: Visitor, campaign: Campaign) -> None:
    page = visitor(java_script_enabled=False, viewport=PHONE).new_page()
    come_to(page, campaign)

    page.goto(f"/organiser/{campaign.slug}/")

    expect(page.get_by_role("table").first).to_be_visible()
    expect(page.get_by_text("Load the page again for new figures.")).to_be_visible()
    expect(page.locator(".chart, .world").first).to_be_hidden()
    expect(page.get_by_role("row", name="Singapore 1 33%")).to_be_visible()


def test_axe_finds_nothing_on_the_overview(visitor: Visitor, campaign: Campaign) -> None:
    page = visitor(bypass_csp=True, reduced_motion="reduce").new_page()
    come_to(page, campaign)
    Campaign.objects.filter(id=campaign.id).update(mail_held_at=timezone.now())
    found = []

    page.goto(f"/organiser/{campaign.slug}/?period=30d")
    expect(page.locator(".chart canvas")).to_be_visible()
    page.get_by_text("The same as a table").click()
    found += in_every_look(page, "overview")
    assert (
        page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        == 0
    )

    assert found == []
