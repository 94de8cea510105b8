"""An organiser builds a dossier, hands it over, and records what became of it."""

from collections.abc import Callable
from datetime import timedelta

import pypdfium2
import pytest
from playwright.sync_api import BrowserContext, Page, expect

from campaign.accounts.models import Membership, User
from campaign.letters import actions
from campaign.letters.models import Dossier, RecordEntry, Register
from campaign.letters.register_file import read_register
from campaign.letters.registering import load
from campaign.pages.models import Campaign
from config.services import Server
from tests import factories
from tests.journeys.steps import come_in, heading, mails_to
from tests.journeys.test_accessibility import in_every_look
from tests.letters.carried import carry
from tests.letters.register import raw
from tests.mail.mail_server import MailServer, wait_until

Visitor = Callable[..., BrowserContext]


@pytest.fixture
def campaign(new_campaign: Callable[..., Campaign]) -> Campaign:
    if not Register.objects.exists():
        load(read_register(raw(), name="test"))
    made = new_campaign()
    actions.address_register(made, Register.objects.get())
    return made


def letters(campaign: Campaign, *names: str) -> None:
    for name in names:
        signature = factories.confirmed(
            campaign, f"{name}-{campaign.slug}@example.org", wants_updates=True
        )
        carry(signature, name=f"{name.title()} Example", now=signature.confirmed_at)


def desk_of(campaign: Campaign, visitor: Visitor, **options: object) -> Page:
    """An owner's browser, signed in."""
    owner = User.objects.create_user(f"owner-{campaign.slug}@example.org")
    Membership.objects.create(
        user=owner, organisation=campaign.organisation, role=Membership.Role.OWNER
    )
    page = visitor(**options).new_page()
    come_in(page, owner)
    return page


def build_letters(page: Page, campaign: Campaign) -> None:
    page.goto(f"/organiser/{campaign.slug}/letters/dossiers/")
    page.get_by_role("row", name="Thailand").get_by_role("button", name="the letters").click()


def downloaded(page: Page) -> str:
    with page.expect_download() as download:
        page.get_by_role("link", name="Download the PDF").click()
    assert download.value.suggested_filename.startswith("dossier-tha-")
    with pypdfium2.PdfDocument(download.value.path()) as pdf:
        return " ".join(part.get_textpage().get_text_range() for part in pdf)


def test_from_the_letters_to_an_answer_that_followers_hear_of(
    campaign: Campaign, visitor: Visitor, worker: Server, mail_sink: MailServer
) -> None:
    letters(campaign, "ann", "ben", "cho")
    page = desk_of(campaign, visitor)

    build_letters(page, campaign)
    expect(page.get_by_role("progressbar")).to_be_visible()
    expect(page.get_by_role("link", name="Download the PDF")).to_be_visible(timeout=60_000)
    text = downloaded(page)
    assert all(f"{name} Example" in text for name in ("Ann", "Ben", "Cho"))

    page.get_by_role("link", name="Record that it was handed over").click()
    expect(page.get_by_label("What happened")).to_have_value("handed_over")
    page.get_by_label("Show it to everybody").check()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Thailand: Handed over")).to_be_visible()

    page.get_by_role("link", name="Record something").click()
    page.get_by_label("Recipient").select_option("tha")
    page.get_by_label("What happened").select_option("answered")
    page.get_by_label("Note").fill("The Minister will raise it.")
    page.get_by_label("Show it to everybody").check()
    page.get_by_label("Tell the 3 people who asked for news").check()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Thailand: Answered")).to_be_visible()
    published = RecordEntry.objects.published().filter(campaign=campaign)
    assert set(published.values_list("event", flat=True)) == {"handed_over", "answered"}
    for name in ("ann", "ben", "cho"):
        address = f"{name}-{campaign.slug}@example.org"
        wait_until(
            lambda address=address: any(
                mail.message["Subject"] == "Thailand has answered"
                for mail in mails_to(mail_sink, address)
            )
        )


def test_the_same_without_javascript(campaign: Campaign, visitor: Visitor, worker: Server) -> None:
    letters(campaign, "ann")
    page = desk_of(campaign, visitor, java_script_enabled=False)

    build_letters(page, campaign)
    expect(page.get_by_text("Reload this page to see how far it is.")).to_be_visible()
    wait_until(lambda: Dossier.objects.get(campaign=campaign).is_ready, patience=60)
    page.reload()

    assert "Ann Example" in downloaded(page)
    page.goto(f"/organiser/{campaign.slug}/letters/record/new/")
    page.get_by_label("On which day").fill("2031-01-01")
    page.get_by_label("Note").fill("Kept as typed.")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("#id_on_error")).to_have_text("This day is still to come.")
    expect(page.get_by_label("Note")).to_have_value("Kept as typed.")


def test_axe_finds_nothing_on_dossiers_and_record(campaign: Campaign, visitor: Visitor) -> None:
    page = desk_of(campaign, visitor, bypass_csp=True, reduced_motion="reduce")
    desk, found = f"/organiser/{campaign.slug}/letters/", []
    for name in ("dossiers/", "record/", "record/new/"):
        page.goto(desk + name)
        found += in_every_look(page, f"empty {name}")

    letters(campaign, "ann")
    page.goto(f"{desk}record/new/")
    page.get_by_label("How many letters").fill("-1")
    page.get_by_label("Tell the 1 person who asked for news").check()
    page.get_by_role("button", name="Save").click()
    expect(page.locator(".error-summary")).to_be_visible()
    found += in_every_look(page, "errors")
    page.get_by_label("Recipient").select_option("tha")
    page.get_by_label("What happened").select_option("handed_over")
    page.get_by_label("How many letters").fill("")
    page.get_by_label("Tell the 1 person who asked for news").uncheck()
    page.get_by_role("button", name="Save").click()
    expect(heading(page)).to_have_text("Record")
    found += in_every_look(page, "record")
    page.goto(f"{desk}dossiers/")
    found += in_every_look(page, "dossiers")
    for state in ("building", "ready", "failed", "expired"):
        dossier = _dossier(campaign, state)
        page.reload()
        found += in_every_look(page, f"dossier {state}")
        dossier.delete()  # else a worker would wait for whoever seems to be building it

    assert found == []


def _dossier(campaign: Campaign, state: str) -> Dossier:
    """In someone else's hands, so that a worker which is there for other tests leaves it alone."""
    entry = RecordEntry.objects.get(campaign=campaign)
    return Dossier.objects.create(
        campaign=campaign,
        recipient=entry.recipient,
        language="en",
        state=state,
        requested_at=entry.recorded_at,
        claimed_until=entry.recorded_at + timedelta(hours=1),
        items_total=3,
        pages=6,
        sha256="0123456789abcdef" * 4,
        finished_at=entry.recorded_at,
        expires_at=entry.recorded_at,
        failure="Something broke on our side." if state == "failed" else "",
    )
