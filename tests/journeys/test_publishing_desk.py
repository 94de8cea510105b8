"""An organiser makes a campaign public, and stays in charge of what the public sees."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from campaign.pages.lifecycle import State
from campaign.pages.models import Campaign, CampaignText, Demand
from tests.journeys.payloads import PAYLOADS
from tests.journeys.steps import DESK, come_to, heading, organiser_of, reload_until
from tests.journeys.test_accessibility import in_every_look
from tests.journeys.test_security import TELL_VIOLATIONS
from tests.lib.test_redrawing import picture
from tests.pages.writing import write

NewCampaign = Callable[..., Campaign]
Visitor = Callable[..., BrowserContext]


@pytest.fixture
def draft(new_campaign: NewCampaign) -> Campaign:
    made = new_campaign(state=State.DRAFT, time_zone="Asia/Yangon")
    Demand.objects.create(text=made.texts.get(), sentence="Stop the dam.")
    organiser_of(made.organisation)
    return made


def test_set_show_preview_publish_change_put_back_pause_and_close(
    visitor: Visitor, draft: Campaign, tmp_path: Path
) -> None:
    photograph = tmp_path / "river.jpg"
    photograph.write_bytes(picture("JPEG", size=(900, 600), color="teal"))
    page = visitor(viewport=DESK).new_page()
    public = visitor(viewport=DESK).new_page()
    come_to(page, draft)
    page.goto(f"/organiser/{draft.slug}/settings/")

    page.get_by_label("Forest").check()
    page.get_by_label("Goal").fill("5000")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Saved.")).to_be_visible()

    page.get_by_role("link", name="Page", exact=True).click()
    page.get_by_role("link", name="Picture").click()
    page.get_by_label("Picture", exact=True).set_input_files(photograph)
    page.get_by_label("English").fill("A boat on the river.")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("The picture is on the page.")).to_be_visible()

    page.get_by_role("link", name="Preview").click()
    phone = page.frame_locator("iframe[title='The page on a phone']")
    expect(phone.get_by_role("heading", name="Keep the river free")).to_be_visible()
    expect(phone.get_by_text("Preview: nothing can be signed here.")).to_be_visible()
    phone.locator("form").get_by_role("button", name="Sign", exact=True).click()
    expect(phone.get_by_role("heading", name="Keep the river free")).to_be_visible()  # still there

    page.get_by_role("link", name="Go on to publishing").click()
    expect(page.get_by_role("heading", name="Ready when you are")).to_be_visible()
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_text("Your campaign is public.")).to_be_visible()
    public.goto(f"/en/c/{draft.slug}/")
    expect(public.get_by_alt_text("A boat on the river.")).to_be_visible()
    expect(public.get_by_role("button", name="Sign", exact=True)).to_be_visible()

    write(Campaign.objects.get(id=draft.id), title="Keep the river wild")
    page.reload()
    expect(page.get_by_role("insertion")).to_have_text("wild")
    page.get_by_role("button", name="Publish these changes").click()
    expect(page.get_by_text("The changes are public.")).to_be_visible()
    reload_until(public, public.get_by_role("heading", name="Keep the river wild"))

    page.get_by_role("link", name="History").click()
    page.get_by_role("row", name="As first published").filter(has_text="Words").get_by_role(
        "link"
    ).click()
    page.get_by_role("button", name="Put these words back").click()
    expect(page.get_by_text("These words are on the page again.")).to_be_visible()
    reload_until(public, public.get_by_role("heading", name="Keep the river free"))

    page.get_by_role("link", name="Settings").click()
    page.get_by_role("link", name="Pause, banner, close").click()
    page.get_by_role("button", name="Pause signing").click()
    reload_until(public, public.get_by_role("heading", name="Signing is paused"))
    page.get_by_role("button", name="Resume signing").click()
    page.get_by_role("group", name="Closing message").get_by_label("English").fill("Handed over.")
    page.get_by_role("button", name="Close signing now").click()
    expect(page.get_by_text("Signing is closed.")).to_be_visible()
    reload_until(public, public.get_by_text("Handed over."))
    expect(public.get_by_role("button", name="Sign", exact=True)).to_have_count(0)


def every_page(campaign: Campaign) -> dict[str, str]:
    desk = f"/organiser/{campaign.slug}/"
    newest = campaign.history.order_by("-id").first()
    paths = ("settings/", "settings/picture/", "preview/", "publish/", "history/", "signing/")
    return {path: desk + path for path in (*paths, f"history/{newest.id}/", "preview/en/")}


def filled_with(campaign: Campaign, words: str) -> None:
    """`words` wherever these pages let an organiser write."""
    campaign.refresh_from_db()
    text = CampaignText.objects.get(campaign=campaign)
    text.title, text.summary = words[:150], words[:600]
    text.save()
    campaign.state = State.OPEN
    campaign.statement_title = campaign.statement_publisher = words[:200]
    campaign.banner, campaign.final_words = {"en": words[:200]}, {"en": words[:600]}
    campaign.save()
    write(campaign, title=f"{words[:100]} again")
    campaign.history.create(
        kind="words",
        language="en",
        changed=["title"],
        content={"title": words[:150], "summary": words, "body": words},
        at=campaign.created_at,
    )


def test_script_in_every_field_never_runs(visitor: Visitor, draft: Campaign) -> None:
    page = visitor(viewport=DESK).new_page()
    page.add_init_script(TELL_VIOLATIONS)
    dialogs: list[str] = []
    page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    come_to(page, draft)

    for words in (" ".join(PAYLOADS[number::5]) for number in range(5)):
        filled_with(draft, words)
        for path in every_page(draft).values():
            page.goto(path)
            seen = page.evaluate("[window.violations, window.ran]")
            assert (path, seen) == (path, [[], None])

    assert dialogs == []


def test_axe_finds_nothing(visitor: Visitor, draft: Campaign) -> None:
    # axe is put into the page from outside, which our own policy rightly forbids.
    page: Page = visitor(bypass_csp=True, reduced_motion="reduce").new_page()
    come_to(page, draft)
    found: list[str] = []
    page.goto(f"/organiser/{draft.slug}/publish/")
    found += in_every_look(page, "publish a draft")
    page.goto(f"/organiser/{draft.slug}/settings/")
    page.get_by_label("Address of the page").fill("")
    page.get_by_label("Goal").fill("-1")
    page.get_by_role("button", name="Save").click()
    expect(heading(page)).to_have_text("Settings")
    found += in_every_look(page, "settings, refused")

    filled_with(draft, "Keep the river free and wild for everybody who lives on it. " * 3)
    for name, path in every_page(draft).items():
        page.goto(path)
        found += in_every_look(page, name)

    assert found == []
