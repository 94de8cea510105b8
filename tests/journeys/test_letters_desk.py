"""An organiser at the letters' desk: whom to write to, what, and reading it before anybody does."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from campaign.letters import actions, registering
from campaign.letters.models import Addressee, Fact, Register
from campaign.letters.register_file import read_register
from campaign.pages.models import Campaign
from tests.journeys import steps
from tests.journeys.steps import DESK, PHONE, mails_to
from tests.journeys.test_accessibility import in_every_look
from tests.journeys.test_security import TELL_VIOLATIONS
from tests.letters.desk import names, version
from tests.letters.register import raw
from tests.mail.mail_server import MailServer, wait_until

NewCampaign = Callable[..., Campaign]
Visitor = Callable[..., BrowserContext]

# Both sizes, and both with and without: each meets what the other two would.
in_each_way = pytest.mark.parametrize(
    ("size", "javascript"),
    [(PHONE, False), (DESK, True)],
    ids=["phone-no javascript", "desk-javascript"],
)


@pytest.fixture
def campaign(new_campaign: NewCampaign) -> Campaign:
    """Nobody has decided on its recipients; it has a letter for everybody and one for Singapore."""
    registering.load(read_register(raw(), name="test"))
    made = new_campaign()
    version(made, "Base letter", position=1)
    version(made, "Singapore’s own", position=0, recipients=("sgp",), body="{{ state }} alone.")
    steps.organiser_of(made.organisation)
    return made


def of_singapore(page: Page) -> Locator:
    return page.get_by_role("region", name="Singapore")


@pytest.mark.usefixtures("worker")
@in_each_way
def test_choose_write_read_and_check(
    visitor: Visitor,
    mail_sink: MailServer,
    campaign: Campaign,
    size: dict[str, int],
    javascript: bool,
) -> None:
    page = visitor(viewport=size, java_script_enabled=javascript).new_page()
    steps.come_to(page, campaign)
    page.get_by_role("link", name="Letters").click()
    page.get_by_role("link", name="Choose recipients").click()

    # Whom to write to. Myanmar is left out by default; Singapore needs a reason first.
    expect(page.get_by_label("Write to Myanmar")).not_to_be_checked()
    of_singapore(page).get_by_label("Write to Singapore").uncheck()
    page.get_by_role("button", name="Save all of it").click()
    expect(page.get_by_role("group", name="Nothing was saved")).to_be_visible()
    expect(page.get_by_label("Write to Singapore")).not_to_be_checked()
    assert not Addressee.objects.filter(campaign=campaign).exists()
    page.get_by_label("Why Singapore is left out").fill("It has acted already.")
    page.get_by_role("button", name="Save all of it").click()
    expect(page.get_by_role("status")).to_contain_text("Saved.")

    # What they get. A blank that nobody can fill is refused; what was typed is still there.
    tabs = page.get_by_role("navigation", name="Letters of this campaign")
    tabs.get_by_role("link", name="Versions").click()
    expect(page.get_by_text("Its rule fits none of this campaign’s recipients")).to_be_visible()
    page.get_by_role("link", name="Base letter", exact=True).click()
    letter = page.get_by_label("Letter", exact=True)
    letter.fill("{{ slautation }},\n\nplease act.\n\n{{ signer_name }}")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("#error_body")).to_contain_text("no blank called “slautation”")
    expect(letter).to_have_value("{{ slautation }},\n\nplease act.\n\n{{ signer_name }}")
    letter.fill("{{ salutation }},\n\nplease act, {{ state }}.\n\n{{ signer_name }}")
    page.get_by_role("button", name="Preview").click()
    expect(page.locator("#preview")).to_contain_text("please act, Thailand.")
    expect(page.locator("#preview")).to_contain_text("It fits on one page of A4.")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("status")).to_contain_text("Saved: “Base letter”.")
    page.get_by_role("button", name="Move up “Base letter”").click()
    expect(page.get_by_role("button", name="Move down “Base letter”")).to_be_visible()
    assert names(campaign) == ["Base letter", "Singapore’s own"]

    # All of it, to be read: here and as mail.
    tabs.get_by_role("link", name="Read all letters").click()
    expect(page.get_by_role("article")).to_have_count(2)
    expect(page.get_by_role("article", name="Thailand")).to_contain_text("please act, Thailand.")
    page.get_by_role("button", name="Send them all to me").click()
    expect(page.get_by_role("status")).to_contain_text("2 letters are on their way")
    address = campaign.organisation.members.get().email
    wait_until(lambda: len(mails_to(mail_sink, address)) == 2)
    subjects = {mail.message["Subject"] for mail in mails_to(mail_sink, address)}
    assert subjects == {
        "Test, to Thailand: A request",
        "Test, to ASEAN Secretariat: A request",
    }
    assert all("please act" in mail.text for mail in mails_to(mail_sink, address))
    page.get_by_role("button", name="Send them all to me").click()
    expect(page.get_by_role("group", name="The last ones are still fresh")).to_be_visible()

    # The register: an address that somebody has looked up.
    tabs.get_by_role("link", name="Summary").click()
    page.get_by_role("link", name="The register of Test").click()
    page.get_by_role("link", name="E-mail address, Thailand, Foreign minister").click()
    page.get_by_label("E-mail address").fill("minister@localhost")
    page.get_by_label("Verified", exact=True).check()
    page.get_by_label("Where you looked").fill("https://mfa.example.org/contact")
    with_errors = page.get_by_role("group", name="Nothing was saved")
    page.get_by_role("button", name="I have checked this today").click()
    expect(with_errors).to_be_visible()
    page.get_by_label("E-mail address").fill(f"minister.{campaign.slug}@example.org")
    page.get_by_role("button", name="I have checked this today").click()
    expect(page.get_by_role("status")).to_contain_text("checked today")
    checked = Fact.objects.get(recipient__slug="tha", office__role="minister", name="email")
    assert checked.is_sendable

    # From now on carried letters may go there.
    page.goto(f"/organiser/{campaign.slug}/letters/recipients/")
    page.get_by_label("Send carried letters by e-mail, too").check()
    page.get_by_role("button", name="Save all of it").click()
    expect(page.get_by_role("status")).to_contain_text("Saved.")
    assert Addressee.objects.get(campaign=campaign, recipient__slug="tha").is_mailed


def test_a_blank_is_written_into_the_letter_with_one_press(page: Page, campaign: Campaign) -> None:
    steps.come_to(page, campaign)
    page.goto(f"/organiser/{campaign.slug}/letters/versions/new/")
    letter = page.get_by_label("Letter", exact=True)
    letter.fill("Dear ")
    letter.press("End")

    page.get_by_text("Blanks that fill themselves").click()
    page.get_by_role("button", name="Insert salutation").click()

    expect(letter).to_have_value("Dear {{ salutation }}")
    expect(letter).to_be_focused()


def pages_of(campaign: Campaign) -> list[str]:
    letters, singapore = (
        f"/organiser/{campaign.slug}/letters/",
        campaign.letter_versions.get(position=0),
    )
    return [
        *("/organiser/", letters, f"{letters}recipients/", f"{letters}versions/"),
        *(f"{letters}versions/new/", f"{letters}versions/{singapore.id}/"),
        *(f"{letters}versions/{singapore.id}/delete/", f"{letters}preview/"),
        *("/organiser/registers/test/", "/organiser/registers/test/?show=to-check"),
        "/organiser/registers/test/tha/minister/postal_address/",
        "/organiser/registers/test/tha/minister/incumbent/",
        "/organiser/registers/test/chair/2026/",
    ]


def test_no_page_of_the_desk_breaks_its_policy(page: Page, campaign: Campaign) -> None:
    said: list[str] = []
    page.on("console", lambda message: said.append(f"{page.url} {message.text}"))
    page.on("pageerror", lambda error: said.append(f"{page.url} {error}"))
    page.add_init_script(TELL_VIOLATIONS)
    actions.address_register(campaign, Register.objects.get())
    campaign.letter_versions.update(body="<img src=x onerror=window.ran=1> {{ signer_name }}")
    steps.come_to(page, campaign)

    for path in pages_of(campaign):
        page.goto(path)
        assert (path, page.evaluate("[window.violations, window.ran]")) == (path, [[], None])

    assert said == []


def test_axe_finds_nothing_at_the_desk(visitor: Visitor, campaign: Campaign) -> None:
    page = visitor(bypass_csp=True, reduced_motion="reduce").new_page()
    actions.address_register(campaign, Register.objects.get())
    steps.come_to(page, campaign)
    found = []

    for path in pages_of(campaign):
        page.goto(path)
        found += in_every_look(page, path)
        assert (
            page.evaluate(
                "document.documentElement.scrollWidth - document.documentElement.clientWidth"
            )
            == 0
        )

    letters = f"/organiser/{campaign.slug}/letters/"
    page.goto(f"{letters}recipients/")
    page.get_by_label("Write to Singapore").uncheck()
    page.get_by_role("button", name="Save all of it").click()
    found += in_every_look(page, "recipients, refused")
    page.goto(f"{letters}versions/new/")
    page.get_by_label("Name of this letter").fill("x")
    page.get_by_label("Subject").fill("x")
    page.get_by_label("Letter", exact=True).fill("{{ nobody }}")
    page.get_by_role("button", name="Save").click()
    found += in_every_look(page, "version, refused")
    page.goto("/organiser/registers/test/tha/minister/postal_address/")
    page.get_by_label("Where you looked").fill(" ")
    page.get_by_role("button", name="I have checked this today").click()
    found += in_every_look(page, "fact, refused")

    assert found == []
