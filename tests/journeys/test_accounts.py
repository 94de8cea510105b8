"""Setting up a second factor and signing in with it, in a real browser, with and without keys."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import BrowserContext, Page, expect

from campaign.accounts.actions import create_organiser
from campaign.accounts.models import AuditEvent, User
from campaign.pages.models import Campaign
from tests.conftest import unused_port
from tests.journeys.steps import PHONE, give_password, heading, password_in
from tests.journeys.test_accessibility import in_every_look
from tests.journeys.test_security import TELL_VIOLATIONS
from tests.organiser.people import code_for

Visitor = Callable[..., BrowserContext]

PASSWORD = "a password for tests"


@pytest.fixture(scope="module")
def live_environment(live_environment: dict[str, str]) -> dict[str, str]:
    """Browsers know passkeys of names, not of numbers like 127.0.0.1."""
    return live_environment | {"SITE_URL": f"http://localhost:{unused_port()}"}


@pytest.fixture
def organiser(new_campaign: Callable[..., Campaign]) -> User:
    campaign = new_campaign()
    made = create_organiser(
        email=f"olga.{campaign.slug}@example.org",
        password="replaced below",
        organisation=campaign.organisation,
        now=timezone.now(),
    )
    give_password(made, PASSWORD)
    return made


@pytest.fixture
def violations(visitor: Visitor) -> Iterator[list[str]]:
    """What the Content-Security-Policy refused meanwhile: nothing."""
    told: list[str] = []
    yield told
    assert told == []


@pytest.fixture
def page(visitor: Visitor, violations: list[str]) -> Page:
    context = visitor(viewport=PHONE)
    context.add_init_script(TELL_VIOLATIONS)
    page = context.new_page()
    page.on("console", lambda said: violations.append(said.text) if said.type == "error" else None)
    return page


def give_key(page: Page, **kind: Any) -> None:
    """The browser has a device that knows its owner, and says yes at once."""
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    devices = page.context.new_cdp_session(page)
    devices.send("WebAuthn.enable")
    devices.send("WebAuthn.addVirtualAuthenticator", {"options": options | kind})


def keep_the_codes(page: Page) -> list[str]:
    expect(heading(page)).to_have_text("Your recovery codes")
    codes = [code.replace(" ", "") for code in page.locator(".codes code").all_text_contents()]
    assert len(codes) == 10
    page.get_by_label("I have kept these codes").check()
    page.get_by_role("button", name="Go on").click()
    return codes


def sign_out(page: Page) -> None:
    page.get_by_role("link", name="Sign out", exact=True).click()
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("link", name="Sign out", exact=True)).to_have_count(0)


@pytest.mark.parametrize("javascript", [True, False], ids=["javascript", "no javascript"])
def test_set_up_an_app_and_come_back_with_it(
    visitor: Visitor, organiser: User, javascript: bool
) -> None:
    page = visitor(viewport=PHONE, java_script_enabled=javascript).new_page()
    page.goto("/organiser/")
    password_in(page, organiser.email, PASSWORD)

    # The first time: what it is, which to choose, and where one was going afterwards.
    expect(heading(page)).to_have_text("One more lock on your account")
    page.get_by_role("link", name="Set up the app").click()
    page.get_by_text("No camera?").click()
    secret = page.locator(".secret").text_content().replace(" ", "")
    page.get_by_label("Six digits").fill(code_for(secret))
    page.get_by_role("button", name="Turn it on").click()
    with page.expect_download() as file:
        page.get_by_role("link", name="Download as a text file").click()
    kept = file.value.path().read_text().replace(" ", "")
    codes = keep_the_codes(page)
    assert all(code in kept for code in codes)
    expect(heading(page)).to_have_text("Your campaigns")

    # The next time: six digits, after a wrong try that says so.
    sign_out(page)
    page.goto("/organiser/")
    password_in(page, organiser.email, PASSWORD)
    page.get_by_label("Code").fill("12345")
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.locator("#error_code")).to_contain_text("That is not right")
    page.get_by_label("Code").fill(code_for(secret, later=1))
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(heading(page)).to_have_text("Your campaigns")

    # The phone is lost: a recovery code lets in once, and not twice.
    for is_first in (True, False):
        sign_out(page)
        page.goto("/organiser/")
        password_in(page, organiser.email, PASSWORD)
        page.get_by_label("Code").fill(codes[3])
        page.get_by_role("button", name="Sign in", exact=True).click()
        if is_first:
            expect(heading(page)).to_have_text("Your campaigns")
            page.goto("/accounts/")
            expect(page.get_by_text("9 codes left")).to_be_visible()
    expect(page.locator("#error_code")).to_contain_text("it was used already")


def test_make_a_passkey_and_sign_in_with_it_alone(page: Page, organiser: User) -> None:
    give_key(page)
    page.goto("/organiser/")
    password_in(page, organiser.email, PASSWORD)
    page.get_by_role("link", name="Make a passkey").click()
    page.get_by_label("What you call it").fill("My phone")
    page.get_by_role("button", name="Make the passkey").click()
    keep_the_codes(page)
    expect(heading(page)).to_have_text("Your campaigns")

    sign_out(page)
    page.goto("/organiser/")
    page.get_by_role("button", name="Sign in with a passkey").click()

    expect(heading(page)).to_have_text("Your campaigns")
    page.get_by_role("link", name="Your account").click()
    expect(page.get_by_text("My phone", exact=True)).to_be_visible()
    # The same device a second time is refused, in words.
    page.get_by_role("link", name="Make a passkey").click()
    page.get_by_role("button", name="Make the passkey").click()
    expect(page.get_by_role("alert")).to_have_text("This device is one of your keys already.")
    done = list(AuditEvent.objects.of_account(organiser).values_list("action", flat=True))
    assert done == ["signed-in", "signed-out", "factor-added", "signed-in"]


def test_a_key_after_the_password_and_removing_it_shuts_the_desk(
    page: Page, organiser: User
) -> None:
    give_key(page, transport="usb", hasResidentKey=False, hasUserVerification=False)
    page.goto("/organiser/")
    password_in(page, organiser.email, PASSWORD)
    page.get_by_role("link", name="Add the key").click()
    page.get_by_role("button", name="Add the key").click()
    keep_the_codes(page)
    sign_out(page)
    page.goto("/organiser/")
    password_in(page, organiser.email, PASSWORD)
    page.get_by_role("button", name="Use your passkey or security key").click()
    expect(heading(page)).to_have_text("Your campaigns")

    page.goto("/accounts/")
    page.get_by_role("link", name="Remove “Key 1”").click()
    expect(page.get_by_text("It is your only second factor.")).to_be_visible()
    page.get_by_role("button", name="Remove it").click()
    page.goto("/organiser/")

    expect(heading(page)).to_have_text("One more lock on your account")


def test_where_no_device_answers_it_says_so_and_offers_another_way(
    page: Page, organiser: User
) -> None:
    give_key(page, isUserVerified=False)
    page.goto("/organiser/")
    password_in(page, organiser.email, PASSWORD)
    page.get_by_role("link", name="Make a passkey").click()

    page.get_by_role("button", name="Make the passkey").click()

    expect(page.get_by_role("alert")).to_have_text(
        "Nothing was received. Please try again when you are ready."
    )
    expect(page.get_by_role("link", name="Use an authenticator app instead")).to_be_visible()


def test_axe_finds_nothing_on_any_page_of_an_account(visitor: Visitor, organiser: User) -> None:
    page = visitor(bypass_csp=True, reduced_motion="reduce").new_page()
    found = []

    def look(name: str, path: str = "") -> None:
        if path:
            page.goto(path)
        found.extend(in_every_look(page, name))

    look("sign in", "/accounts/login/")
    password_in(page, organiser.email, "wrong")
    look("wrong password")
    look("new password", "/accounts/password/reset/")
    page.goto("/organiser/")
    password_in(page, organiser.email, PASSWORD)
    look("second factor")
    look("passkey", "/accounts/2fa/webauthn/add/")
    look("app", "/accounts/2fa/totp/activate/")
    page.get_by_text("No camera?").click()
    secret = page.locator(".secret").text_content().replace(" ", "")
    page.get_by_label("Six digits").fill("1")
    page.get_by_role("button", name="Turn it on").click()
    look("wrong code")
    page.get_by_label("Six digits").fill(code_for(secret))
    page.get_by_role("button", name="Turn it on").click()
    look("codes")
    keep_the_codes(page)
    for path in (
        *("/accounts/", "/accounts/sessions/", "/accounts/email/", "/accounts/password/change/"),
        *("/accounts/2fa/totp/deactivate/", "/accounts/2fa/recovery-codes/generate/"),
        *("/accounts/2fa/reauthenticate/", "/accounts/logout/"),
    ):
        look(path, path)
    sign_out(page)
    page.goto("/organiser/")
    password_in(page, organiser.email, PASSWORD)
    look("authenticate")

    assert found == []
