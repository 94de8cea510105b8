"""From a pasted statement to a finished draft, in a browser: quickly, saved, with a colleague."""

import time
from collections.abc import Callable

import pytest
from django.conf import settings
from playwright.sync_api import BrowserContext, Page, expect

from campaign.pages.content import FIELDS, PARTS
from campaign.pages.models import Campaign
from campaign.pages.working_copies import WorkingCopy
from tests import factories
from tests.journeys.payloads import PAYLOADS
from tests.journeys.steps import (
    DESK,
    PASSWORD,
    PHONE,
    come_in,
    heading,
    organiser_of,
    sign_in,
)
from tests.journeys.test_accessibility import in_every_look
from tests.journeys.test_security import TELL_VIOLATIONS
from tests.organiser.people import authenticator_app

NewCampaign = Callable[..., Campaign]
Visitor = Callable[..., BrowserContext]

STATEMENT = (
    settings.BASE_DIR.parent / "shared" / "statements" / "15-synthetic-immediate-release.txt"
)


def page_of(campaign: Campaign) -> str:
    return f"/organiser/{campaign.slug}/page/en/"


@pytest.mark.skipif(
    not STATEMENT.is_file(), reason="the shared statements are not beside the checkout"
)
@pytest.mark.parametrize(
    ("size", "javascript"), [(PHONE, True), (DESK, False)], ids=["phone", "desk, no javascript"]
)
def test_a_statement_is_a_finished_draft_in_two_minutes(
    visitor: Visitor, site: str, size: dict[str, int], javascript: bool
) -> None:
    ana = organiser_of(factories.organisation(f"Two minutes {javascript}"), "ana")
    page = visitor(viewport=size, java_script_enabled=javascript).new_page()
    clicks = 0

    def click(name: str, number: int = 0) -> None:
        nonlocal clicks
        clicks += 1
        page.get_by_role("button", name=name).nth(number).click()

    began = time.monotonic()
    come_in(page, ana)
    clicks += 1
    page.goto("/organiser/new/")
    page.get_by_label("Paste the statement").fill(STATEMENT.read_text())
    click("Make a draft")
    expect(heading(page)).to_have_text("The words of the page")
    page.get_by_label("Title", exact=True).fill("Answer the petition before Port Alto")
    click("Put it on the page")  # the first date that the statement mentions
    expect(page.get_by_role("group", name="Event 1")).to_be_visible()
    page.get_by_role("checkbox", name="Done").first.check()
    clicks += 1
    click("Save", -1)
    expect(page.get_by_role("status").filter(has_text="Saved").first).to_be_visible()

    assert clicks <= 5
    assert time.monotonic() - began < 120
    copy = WorkingCopy.objects.get(campaign__organisation__memberships__user=ana)
    assert copy.content["title"] == "Answer the petition before Port Alto"
    assert [each["decision"] for each in copy.content["timeline"]][0] == "accepted"
    assert all(each["answered"] for each in copy.content["questions"])
    assert len(copy.content["demands"]) == 3


def test_words_are_saved_as_they_are_written_and_survive_a_lost_connection(
    context: BrowserContext, page: Page, new_campaign: NewCampaign
) -> None:
    campaign = new_campaign()
    come_in(page, organiser_of(campaign.organisation, "ana"))
    page.goto(page_of(campaign))
    status = page.locator("[data-status]")

    page.get_by_label("Title", exact=True).fill("x" * 152)
    expect(status).to_contain_text("Saved ")
    expect(page.get_by_text("This is 2 characters too long.")).to_be_visible()
    context.set_offline(True)
    page.get_by_label("Title", exact=True).fill("Let it run")
    expect(status).to_contain_text("Not saved: no connection")
    context.set_offline(False)
    expect(status).to_contain_text("Saved ")

    assert WorkingCopy.objects.get(campaign=campaign).content["title"] == "Let it run"
    page.reload()
    expect(page.get_by_label("Title", exact=True)).to_have_value("Let it run")


def test_a_lost_session_loses_no_words(
    context: BrowserContext, page: Page, new_campaign: NewCampaign
) -> None:
    campaign = new_campaign()
    ana = organiser_of(campaign.organisation, "ana")
    come_in(page, ana)
    page.goto(page_of(campaign))

    context.clear_cookies()
    page.get_by_label("Title", exact=True).fill("Let it run")
    expect(page.locator("[data-status]")).to_contain_text("you have been signed out")
    with context.expect_page() as opened:
        page.get_by_role("link", name="Sign in again in another tab").click()
    sign_in(opened.value, ana.email, PASSWORD, authenticator_app(ana))
    expect(heading(opened.value)).to_have_text("The words of the page")

    expect(page.locator("[data-status]")).to_contain_text("Saved ", timeout=30_000)
    assert WorkingCopy.objects.get(campaign=campaign).content["title"] == "Let it run"


def test_what_was_not_saved_is_put_back_when_the_page_is_loaded_anew(
    context: BrowserContext, page: Page, new_campaign: NewCampaign
) -> None:
    campaign = new_campaign()
    come_in(page, organiser_of(campaign.organisation, "ana"))
    page.goto(page_of(campaign))
    page.on("dialog", lambda dialog: dialog.accept())  # "leave without saving?"
    status = page.locator("[data-status]")

    page.route("**/page/en/", lambda route: route.abort(), times=1)
    page.get_by_label("Title", exact=True).fill("Let it run")
    expect(status).to_contain_text("Not saved: no connection")
    page.reload()

    expect(page.get_by_label("Title", exact=True)).to_have_value("Let it run")
    expect(status).to_contain_text("Saved ")
    assert WorkingCopy.objects.get(campaign=campaign).content["title"] == "Let it run"


def test_two_editors_are_told_of_each_other_and_choose(
    visitor: Visitor, new_campaign: NewCampaign
) -> None:
    campaign = new_campaign()
    ana, ben = (visitor().new_page() for _each in range(2))
    come_in(ana, organiser_of(campaign.organisation, "ana"))
    come_in(ben, organiser_of(campaign.organisation, "ben"))
    ana.goto(page_of(campaign))
    ben.goto(page_of(campaign))

    expect(ben.locator("[data-others]")).to_contain_text("Ana is editing this too")
    ana.get_by_label("Title", exact=True).fill("Ana’s title")
    expect(ana.locator("[data-status]")).to_contain_text("Saved ")
    ben.get_by_label("Title", exact=True).fill("Ben’s title")
    expect(ben.locator("[data-status]")).to_contain_text("Ana changed the same words")
    ben.get_by_role("button", name="See both versions").click()
    expect(heading(ben)).to_have_text("Two of you changed the same words")
    ben.get_by_role("radio", name="By Ana").check()
    ben.get_by_role("button", name="Save what is chosen").click()

    expect(ben.get_by_label("Title", exact=True)).to_have_value("Ana’s title")


def test_a_part_shows_its_passage_on_the_left_and_in_place_on_a_phone(
    page: Page, new_campaign: NewCampaign
) -> None:
    campaign = new_campaign(statement="It feeds a million.\nStop the dam. We said so.")
    copy = WorkingCopy.objects.for_language(campaign, "en")
    part = {"id": "aaaaaaaa", "decision": "", "sentence": "Stop the dam", "at": [20, 32]}
    copy.content["demands"] = [part]
    copy.save()
    come_in(page, organiser_of(campaign.organisation, "ana"))

    page.set_viewport_size(DESK)
    page.goto(page_of(campaign))
    page.get_by_label("Sentence").first.focus()
    expect(page.locator(".source-text mark")).to_have_text("Stop the dam")
    page.get_by_role("button", name="Looks right (Demand 1)").click()
    expect(page.locator("#demands .accepted")).to_be_visible()
    expect(page.locator("[data-status]")).to_contain_text("Saved ")
    copy.refresh_from_db()
    assert copy.content["demands"][0]["decision"] == "accepted"
    page.set_viewport_size(PHONE)
    expect(page.locator(".source-text")).to_be_hidden()
    page.locator("#demands .passage-here summary").click()
    expect(page.locator("#demands blockquote mark")).to_have_text("Stop the dam")


def spoilt(campaign: Campaign) -> None:
    """Something in every field that must stay words, in all that a part can be."""
    copy = WorkingCopy.objects.for_language(campaign, "en")
    payloads = iter(PAYLOADS * 2)
    for kind in PARTS:
        copy.content[kind] = [
            {
                "id": f"{number:08x}",
                "decision": ("", "dropped", "offered")[number % 3],
                "at": [0, 9],
            }
            | {name: next(payloads)[:60] for name in FIELDS[kind]}
            for number in range(12)
        ]
    for name in ("title", "summary", "body", "changed_since"):
        copy.content[name] = next(payloads)
    copy.content["questions"] = [
        {"id": "q1", "text": next(payloads), "about": "title", "answered": False}
    ]
    copy.save()


def pages_of(campaign: Campaign) -> list[str]:
    page = f"/organiser/{campaign.slug}/page/"
    return [
        *("/organiser/new/", f"{page}en/", f"{page}my/", f"{page}languages/", f"{page}my/remove/"),
    ]


@pytest.fixture
def in_two_languages(new_campaign: NewCampaign) -> Campaign:
    campaign = new_campaign(statement="\n".join(PAYLOADS[:40]))
    spoilt(campaign)
    main = WorkingCopy.objects.get(campaign=campaign)
    WorkingCopy.objects.create(
        campaign=campaign, language="my", content=main.content, translated_from={"title": "old"}
    )
    return campaign


def test_nothing_that_is_written_runs_and_no_page_breaks_its_policy(
    page: Page, in_two_languages: Campaign
) -> None:
    said: list[str] = []
    page.on("console", lambda message: said.append(f"{page.url} {message.text}"))
    page.on("pageerror", lambda error: said.append(f"{page.url} {error}"))
    page.on("dialog", lambda dialog: said.append(f"{page.url} opened a dialog"))
    page.add_init_script(TELL_VIOLATIONS)
    come_in(page, organiser_of(in_two_languages.organisation, "ana"))

    for path in pages_of(in_two_languages):
        page.goto(path)
        assert (path, page.evaluate("[window.violations, window.ran]")) == (path, [[], None])
    page.goto(page_of(in_two_languages))
    page.get_by_role("button", name="Show how it will look").click()
    expect(page.locator("#shown-text")).to_be_visible()
    assert page.evaluate("[window.violations, window.ran]") == [[], None]

    assert said == []


def test_axe_finds_nothing_where_words_are_written(
    visitor: Visitor, in_two_languages: Campaign
) -> None:
    page = visitor(bypass_csp=True, reduced_motion="reduce").new_page()
    come_in(page, organiser_of(in_two_languages.organisation, "ana"))
    found = []

    for path in pages_of(in_two_languages):
        page.goto(path)
        page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
        found += in_every_look(page, path)
        assert (
            page.evaluate(
                "document.documentElement.scrollWidth - document.documentElement.clientWidth"
            )
            == 0
        )
    page.goto("/organiser/new/")
    page.get_by_role("button", name="Make a draft").click()
    expect(page.locator("#error_statement")).to_be_visible()
    found += in_every_look(page, "nothing pasted")

    assert found == []
