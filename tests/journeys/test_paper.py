"""Somebody types a sheet of signatures in, with the keyboard alone."""

from collections.abc import Callable

from playwright.sync_api import BrowserContext, expect

from campaign.accounts.models import Membership, User
from campaign.pages.models import Campaign
from campaign.signatures.models import Signature
from tests.journeys.steps import come_in, heading
from tests.journeys.test_accessibility import in_every_look


def test_ten_lines_are_typed_in_with_the_keyboard_alone(
    campaign: Campaign, visitor: Callable[..., BrowserContext]
) -> None:
    staff = User.objects.create_user(f"staff-{campaign.slug}@example.org")
    Membership.objects.create(
        user=staff, organisation=campaign.organisation, role=Membership.Role.STAFF
    )
    page = visitor().new_page()
    come_in(page, staff)
    page.goto(f"/staff/{campaign.slug}/paper/")
    found = in_every_look(page, "paper")
    page.get_by_role("link", name="Enter a sheet").click()
    page.get_by_label("Mark").fill("12, Central Market")
    page.get_by_label("Country where a line has none").select_option("TH")
    page.get_by_role("textbox", name="1 Name", exact=True).focus()
    for number in range(1, 11):
        page.keyboard.type(f"Person {'ABCDEFGHIJ'[number - 1]}")
        page.keyboard.press("Tab")
        page.keyboard.type("Atlantis" if number == 4 else "")
        for _field in ("e-mail", "news", "the next line"):
            page.keyboard.press("Tab")
    page.get_by_role("textbox", name="10 Name").press("Enter")

    expect(page.get_by_role("link", name="Line 4: This is no country")).to_be_visible()
    found += in_every_look(page, "a sheet with an error")
    page.get_by_role("combobox", name="4 Country").fill("Laos")
    page.keyboard.press("Enter")

    expect(page.get_by_text("10 signatures are taken in. The next sheet:")).to_be_visible()
    expect(heading(page)).to_have_text("Enter a sheet")
    expect(page.get_by_label("Mark")).to_have_value("12, Central Market")
    assert Signature.objects.filter(campaign=campaign, source="paper").count() == 10
    assert found == []
