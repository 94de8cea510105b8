"""Letters, as people write them: by mail program, on paper, carried; with everything real."""

from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import pypdfium2
import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from campaign.letters import actions, registering
from campaign.letters.models import LetterVersion, Recipient, RecordEntry, Register
from campaign.letters.register_file import read_register
from campaign.pages.models import Campaign
from tests.journeys.payloads import PAYLOADS
from tests.journeys.steps import (
    DESK,
    PHONE,
    confirm,
    heading,
    mail_to,
    reload_until,
    sign,
    tab_to,
)
from tests.letters.register import raw
from tests.mail.mail_server import MailServer, wait_until

NewCampaign = Callable[..., Campaign]
Visitor = Callable[..., BrowserContext]

pytestmark = pytest.mark.usefixtures("worker")
with_and_without_javascript = pytest.mark.parametrize(
    "javascript", [True, False], ids=["javascript", "no javascript"]
)
# A desk without JavaScript would show nothing new: its layout is that of a desk with, and its pages
# are those of a phone without.
in_each_way = pytest.mark.parametrize(
    ("size", "javascript"),
    [(PHONE, True), (PHONE, False), (DESK, True)],
    ids=["phone-javascript", "phone-no javascript", "desk-javascript"],
)
WORDS = "It runs past my door."
BODY = (
    "{{ salutation }},\n\n{{ personal_line }}\n\nPlease keep the river free, {{ state }}.\n\n"
    "{{ signer_name }}\n{{ signer_place }}"
)


@pytest.fixture
def slug(new_campaign: NewCampaign) -> str:
    """A campaign that writes to Thailand, Singapore and the Secretariat, and not to Myanmar."""
    if not Register.objects.exists():
        registering.load(read_register(raw(), name="test"))
    campaign = new_campaign()
    actions.address_register(campaign, Register.objects.get())
    LetterVersion.objects.create(campaign=campaign, name="Base", subject="The river", body=BODY)
    return campaign.slug


def fill_in(page: Page, *recipients: str, name: str = "Ann Example") -> None:
    page.get_by_label("In your own words").fill(WORDS)
    page.get_by_label("Your name").fill(name)
    page.get_by_label("Country or town").fill("Chiang Mai")
    for recipient in recipients:
        page.get_by_label(recipient).check()


def show(page: Page) -> None:
    page.get_by_role("button", name="Show me the letter").click()
    expect(heading(page)).to_contain_text("Your")


def letter_to(page: Page, name: str) -> Locator:
    return page.get_by_role("article", name=name)


def mail_of(letter: Locator) -> dict[str, str]:
    """What the mail program is told."""
    link = letter.get_by_role("link", name="Open in my mail program").get_attribute("href")
    asked = parse_qs(urlsplit(link).query)
    return {"to": urlsplit(link).path} | {name: values[0] for name, values in asked.items()}


def letters_by_channel(page: Page, slug: str) -> dict[str, dict[str, int]]:
    """As anybody can read it, of those who were written to."""
    record = page.request.get(f"/c/{slug}/record.json").json()
    return {one["id"]: one["by_channel"] for one in record["recipients"] if one.get("by_channel")}


@in_each_way
def test_sign_and_write_to_three_by_mail_on_paper_and_carried(
    visitor: Visitor,
    mail_sink: MailServer,
    slug: str,
    tmp_path: Path,
    size: dict[str, int],
    javascript: bool,
) -> None:
    address = f"ann.{slug}@example.org"
    page = visitor(viewport=size, java_script_enabled=javascript).new_page()

    # Sign, confirm, and be asked for more than a number.
    sign(page, slug, name="Ann Example", email=address)
    confirm(page, mail_to(mail_sink, address))
    page.get_by_role("link", name="Write a letter").click()
    expect(heading(page)).to_have_text("Write to them")
    expect(page.get_by_label("Your name")).to_have_value("Ann Example")
    expect(page.get_by_text("It would be read as recognition.")).to_be_visible()
    fill_in(page, "Thailand", "Singapore", "Secretariat")
    show(page)
    expect(heading(page)).to_have_text("Your 3 letters")
    wanted = f"Your Excellency,\n\n{WORDS}\n\nPlease keep the river free, Thailand."

    # One by mail program, after a change.
    thailand = letter_to(page, "Thailand")
    expect(thailand.get_by_label("Letter")).to_have_value(f"{wanted}\n\nAnn Example\nChiang Mai")
    thailand.get_by_label("Letter").fill(f"{wanted} Today.\n\nAnn Example")
    if not javascript:
        thailand.get_by_role("button", name="Use my changes").click()
    assert mail_of(thailand) == {
        "to": "",
        "subject": "The river",
        "body": f"{wanted} Today.\n\nAnn Example".replace("\n", "\r\n"),
    }
    if javascript:
        thailand.get_by_role("link", name="Open in my mail program").click()
    else:
        thailand.get_by_role("button", name="I have sent it").click()
    thanks = "Thank you. This one is on its way."
    expect(thailand.get_by_text(thanks)).to_be_visible()
    for way in thailand.get_by_role("link", name="Singapore").all():  # above it and below
        expect(way).to_be_visible()

    # One on paper.
    singapore = letter_to(page, "Singapore")
    with page.expect_download() as download:
        singapore.get_by_role("button", name="PDF to print").click()
    assert download.value.suggested_filename == f"{slug}-sgp.pdf"
    download.value.save_as(tmp_path / "letter.pdf")
    words = text_of(tmp_path / "letter.pdf")
    for part in ("Minister of Foreign Affairs", WORDS, "keep the river free, Singapore."):
        assert part in words

    # One carried.
    secretariat = letter_to(page, "ASEAN Secretariat")
    secretariat.get_by_role("button", name="Ask the campaign to carry it").click()
    expect(secretariat.get_by_text("We carry a letter of yours to this recipient.")).to_be_visible()
    expect(thailand.get_by_label("Letter")).to_have_value(f"{wanted} Today.\n\nAnn Example")

    # All three are counted, and seen.
    channel = "mail_program" if javascript else "said"
    counted = {"tha": {channel: 1}, "sgp": {"pdf": 1}, "sec": {"carried": 1}}
    wait_until(lambda: letters_by_channel(page, slug) == counted)
    page.goto(f"/en/c/{slug}/")
    strip = page.get_by_role("region", name="Write to them")
    reload_until(page, strip.get_by_text("1 letter", exact=True).nth(2))
    expect(strip.get_by_role("listitem").filter(has_text="Written to today")).to_have_count(3)
    expect(strip.get_by_text("Not written to").first).to_be_visible()
    strip.get_by_text("The same as a table").click()
    row = strip.get_by_role("row", name="Singapore")
    expect(row).to_contain_text("1")
    expect(row).to_contain_text("Written to today")

    # An answer comes, and everybody sees it.
    RecordEntry.objects.create(
        campaign=Campaign.objects.get(slug=slug),
        recipient=Recipient.objects.get(slug="sgp"),
        event="answered",
        on="2026-11-25",
        note="We will look at it.",
        is_published=True,
        recorded_at="2026-11-25T00:00Z",
    )
    reload_until(page, strip.get_by_text("We will look at it."))
    expect(strip.get_by_role("listitem").filter(has_text="Singapore")).to_contain_text("Answered")

    # And the carried one is taken back.
    page.goto(link_to_my_letters(mail_sink, address))
    page.get_by_role("button", name="Take it back: ASEAN Secretariat").click()
    expect(page.get_by_text("Letters of yours that we carry")).to_have_count(0)
    wait_until(lambda: "sec" not in letters_by_channel(page, slug))


def link_to_my_letters(mail_sink: MailServer, address: str) -> str:
    token = mail_to(mail_sink, address).text.partition("/my/")[2].partition("/")[0]
    return f"/en/my/{token}/letters/"


def text_of(file: Path) -> str:
    with pypdfium2.PdfDocument(file) as pdf:
        return " ".join(" ".join(page.get_textpage().get_text_range() for page in pdf).split())


@with_and_without_javascript
def test_a_letter_too_long_for_a_link_is_copied_and_the_mail_opens_with_its_subject(
    visitor: Visitor, site: str, slug: str, javascript: bool
) -> None:
    LetterVersion.objects.update(body="{{ signer_name }} " + "ညှိနှိုင်းရေးမှူး " * 60)
    person = visitor(java_script_enabled=javascript)
    page = person.new_page()
    page.goto(f"/en/c/{slug}/letters/tha/")
    fill_in(page)
    show(page)
    letter = letter_to(page, "Thailand")

    expect(letter.get_by_text("This letter is longer than a link can carry")).to_be_visible()
    assert mail_of(letter) == {"to": "", "subject": "The river"}
    if javascript:
        person.grant_permissions(["clipboard-read", "clipboard-write"], origin=site)
        letter.get_by_role("link", name="Open in my mail program").click()
        expect(letter.get_by_text("The letter is copied.")).to_be_visible()
        copied = page.evaluate("navigator.clipboard.readText()")
        assert copied == letter.get_by_label("Letter").input_value().strip()
        letter.get_by_label("Letter").fill("Short.")
        expect(letter.get_by_text("This letter is longer than a link")).to_be_hidden()
        assert mail_of(letter)["body"] == "Short."
    else:
        expect(letter.get_by_role("button", name="Copy the letter")).to_be_hidden()
        with page.expect_download() as download:
            letter.get_by_role("button", name="Mail file (.eml)").click()
        assert b"X-Unsent: 1" in download.value.path().read_bytes()


def test_links_are_the_same_whether_the_page_or_the_script_makes_them(
    visitor: Visitor, slug: str
) -> None:
    """What the script does at the start must change nothing."""
    LetterVersion.objects.update(
        body=BODY + "\n\n50 % & more? #1 {{ campaign_title }} “é” 😀 'x' (y)*!"
    )
    links = []
    for javascript in (True, False):
        page = visitor(java_script_enabled=javascript).new_page()
        page.goto(f"/en/c/{slug}/letters/tha/")
        fill_in(page)
        show(page)
        found = letter_to(page, "Thailand").locator("a[data-link]").all()
        links.append([unquote(link.get_attribute("href") or "") for link in found])

    assert len(links[0]) == 4
    assert links[0] == links[1]
    assert "😀 'x' (y)*!" in links[0][0]


def test_copying_and_sharing_are_counted_once_a_letter(
    visitor: Visitor, site: str, slug: str
) -> None:
    person = visitor()
    person.grant_permissions(["clipboard-read", "clipboard-write"], origin=site)
    person.add_init_script("navigator.share = async (what) => { window.shared = what; };")
    page = person.new_page()
    page.goto(f"/en/c/{slug}/letters/")
    fill_in(page, "Thailand", "Singapore")
    show(page)

    letter_to(page, "Thailand").get_by_role("button", name="Share…").click()
    expect(letter_to(page, "Thailand").get_by_text("Thank you.")).to_be_visible()
    letter_to(page, "Thailand").get_by_role("button", name="Copy the letter").click()
    letter_to(page, "Singapore").get_by_role("button", name="Copy the letter").click()
    expect(letter_to(page, "Singapore").get_by_text("The letter is copied.")).to_be_visible()

    assert page.evaluate("window.shared.title") == "The river"
    assert WORDS in page.evaluate("window.shared.text")
    wait_until(lambda: letters_by_channel(page, slug) == {"tha": {"share": 1}, "sgp": {"copy": 1}})


def test_what_the_script_tells_the_site_has_nothing_of_the_letter_in_it(
    visitor: Visitor, slug: str
) -> None:
    page = visitor().new_page()
    page.goto(f"/en/c/{slug}/letters/tha/")
    fill_in(page)
    show(page)

    with page.expect_request(lambda request: "letters/tha/" in request.url) as sent:
        letter_to(page, "Thailand").get_by_role("link", name="Open in my mail program").click()

    said = sent.value.post_data or ""
    assert "mail_program" in said
    assert WORDS not in said
    assert "Please keep the river free" not in said
    assert "Chiang Mai" not in said
    assert "Ann Example" not in said


def test_what_is_wrong_is_said_and_kept_and_the_keyboard_is_enough(
    visitor: Visitor, slug: str
) -> None:
    page = visitor(viewport=DESK, reduced_motion="reduce").new_page()
    page.goto(f"/en/c/{slug}/letters/")

    tab_to(page, page.get_by_label("In your own words"))
    page.keyboard.type(WORDS)
    tab_to(page, page.get_by_label("Your name"))
    page.keyboard.type("  ")  # enough for the browser, and no name
    tab_to(page, page.get_by_label("Singapore"))
    page.keyboard.press("Space")
    tab_to(page, page.get_by_role("button", name="Show me the letters"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("group", name="Please look at one thing again")).to_be_focused()
    expect(page.get_by_label("In your own words")).to_have_value(WORDS)
    expect(page.get_by_label("Singapore")).to_be_checked()
    tab_to(page, page.get_by_role("link", name="A letter needs the name"))
    page.keyboard.press("Enter")
    expect(page.get_by_label("Your name")).to_be_focused()
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type("Ann Example")
    page.keyboard.press("Enter")

    expect(heading(page)).to_have_text("Your letter")
    tab_to(page, page.get_by_role("button", name="I have sent it"))
    page.keyboard.press("Enter")
    expect(page.get_by_text("Thank you. Every letter is on its way.")).to_be_visible()


def test_scripts_in_every_field_never_run(visitor: Visitor, slug: str) -> None:
    person = visitor()
    page = person.new_page()
    dialogs: list[Any] = []
    page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))

    for payload in PAYLOADS[::6]:
        page.goto(f"/en/c/{slug}/letters/tha/")
        page.get_by_label("In your own words").fill(payload)
        page.get_by_label("Your name").fill(payload)
        page.get_by_label("Country or town").fill(payload[:100])
        show(page)
        letter = letter_to(page, "Thailand")
        letter.get_by_label("Subject").fill(payload)
        letter.get_by_label("Letter").fill(f"{payload}\n\n{payload}")
        letter.get_by_role("button", name="I have sent it").click()
        expect(letter.get_by_text("Thank you. This one is on its way.")).to_be_visible()
        assert (payload, page.evaluate("window.ran")) == (payload, None)
        expect(letter.get_by_label("Subject")).to_have_value(payload)

    assert dialogs == []
    assert len(PAYLOADS[::6]) > 20
