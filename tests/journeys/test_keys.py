"""An owner makes a key in the browser, shows that it is saved, and a campaign uses it."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from campaign.accounts.models import Membership, SealingKey, User
from campaign.lib import key_files, sealing
from campaign.pages.lifecycle import State
from campaign.pages.models import Campaign
from campaign.signatures.models import Signature
from config.services import Server
from tests.journeys.steps import DESK, come_in, confirm, heading, mail_to, sign
from tests.journeys.test_accessibility import in_every_look
from tests.mail.mail_server import MailServer
from tests.signatures.custody.owners import own_key

Visitor = Callable[..., BrowserContext]


@pytest.fixture
def campaign(new_campaign: Callable[..., Campaign]) -> Campaign:
    return new_campaign(state=State.DRAFT)


def desk_of(campaign: Campaign, context: BrowserContext) -> Page:
    """An owner's browser, signed in."""
    owner = User.objects.create_user(f"owner-{campaign.slug}@example.org")
    Membership.objects.create(
        user=owner, organisation=campaign.organisation, role=Membership.Role.OWNER
    )
    page = context.new_page()
    come_in(page, owner)
    return page


def keys_of(campaign: Campaign) -> str:
    return f"/organiser/organisations/{campaign.organisation.slug}/keys/"


def key_file_in(page: Page, folder: Path) -> Path:
    """As the page saves it."""
    with page.expect_download() as download:
        page.get_by_role("link", name="Save the key file").click()
    file = folder / download.value.suggested_filename
    download.value.save_as(file)
    return file


def test_a_key_is_made_saved_shown_and_used(
    campaign: Campaign, visitor: Visitor, worker: Server, mail_sink: MailServer, tmp_path: Path
) -> None:
    context = visitor(viewport=DESK)
    page = desk_of(campaign, context)
    sent: list[str] = []
    page.on("request", lambda request: sent.append(f"{request.url} {request.post_data or ''}"))
    complaints: list[str] = []
    page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    page.goto(keys_of(campaign))
    page.get_by_role("link", name="Make a key of your own").click()

    # Neither too short nor twice the same: said beside the fields, nothing made.
    page.get_by_label("Passphrase", exact=True).fill("short")
    page.get_by_role("button", name="Make the key").click()
    expect(page.get_by_role("alert")).to_have_text("Too short: at least 16 characters.")
    page.get_by_role("button", name="Take these words").click()
    words = page.get_by_label("Passphrase", exact=True).input_value()
    assert re.fullmatch(r"([a-z]{4} ){6}[a-z]{4}", words)
    page.get_by_role("button", name="Make the key").click()
    expect(page.get_by_role("alert")).to_have_text("The two are not the same.")
    page.get_by_label("Once more").fill(words)
    page.get_by_role("button", name="Make the key").click()
    expect(page.get_by_text("The key is made")).to_be_visible(timeout=60_000)

    # Not past a file that was not saved.
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_text("Save the file first.")).to_be_visible()
    file = key_file_in(page, tmp_path)
    private = key_files.unprotected(file.read_bytes(), words)
    page.get_by_role("button", name="No printer").click()
    sheet = page.locator("[data-code]").inner_text()
    assert key_files.from_recovery_code(sheet) == private
    page.get_by_role("button", name="Go on").click()

    # The server has sealed a word to it; only the file and the passphrase open that.
    expect(heading(page)).to_have_text("Is it really saved?")
    assert not SealingKey.objects.filter(organisation=campaign.organisation, custody="offline")
    page.get_by_label("The key file that you saved").set_input_files(file)
    page.get_by_label("Its passphrase").fill("something else entirely")
    page.get_by_role("button", name="Open it").click()
    expect(page.get_by_role("alert")).to_have_text(
        "Wrong passphrase, or a damaged key file.", timeout=60_000
    )
    page.get_by_label("Its passphrase").fill(words)
    page.get_by_role("button", name="Open it").click()
    expect(heading(page)).to_have_text("Keys to the names", timeout=60_000)
    key = SealingKey.objects.get(organisation=campaign.organisation, custody="offline")
    assert bytes(key.public_key) == key_files.public_key_in(file.read_bytes())
    expect(page.get_by_text(key.fingerprint).last).to_be_visible()

    # Nothing secret was sent, and the page's policy was kept.
    secrets = [words.replace(" ", "+"), words, private.hex(), "".join(sheet.split())[:16]]
    assert [each for each in sent for secret in secrets if secret in each] == []
    assert complaints == []

    # A draft takes it at once.
    page.get_by_role("link", name="Choose which campaigns use it").click()
    page.get_by_label("Keep the river free").check()
    page.get_by_role("button", name="Propose it").click()
    expect(page.get_by_text("these campaigns are drafts")).to_be_visible()
    Campaign.objects.filter(id=campaign.id).update(state=State.OPEN)
    somebody = visitor().new_page()
    sign(somebody, campaign.slug, name="Ann Example", email="ann.key@example.org")
    confirm(somebody, mail_to(mail_sink, "ann.key@example.org"))
    signature = Signature.objects.get(campaign=campaign)
    assert (signature.is_confirmed, signature.opened()) == (True, None)
    fields = sealing.open_sealed(
        private, signature.sealed, campaign=campaign.id, signature=signature.id
    )
    assert fields["name"] == "Ann Example"


def test_without_the_program_or_javascript_the_page_says_how_else(
    campaign: Campaign, visitor: Visitor
) -> None:
    page = desk_of(campaign, visitor(java_script_enabled=False))

    page.goto(f"{keys_of(campaign)}new/")

    expect(page.get_by_text("For that it needs JavaScript")).to_be_visible()
    expect(page.get_by_role("button", name="Make the key")).not_to_be_visible()


def test_axe_finds_nothing_where_keys_are_made(campaign: Campaign, visitor: Visitor) -> None:
    context = visitor(bypass_csp=True, reduced_motion="reduce")
    page = desk_of(campaign, context)
    own_key(campaign.organisation)  # one to change to
    found = []
    for path in ("", "new/", "elsewhere/", "change/"):
        page.goto(keys_of(campaign) + path)
        found += in_every_look(page, path)
    page.goto(f"{keys_of(campaign)}elsewhere/")
    page.get_by_label("Public key").fill(key_files.public_line(sealing.new_keypair()[0]))
    page.get_by_role("button", name="Go on").click()
    found += in_every_look(page, "check/")

    assert found == []
