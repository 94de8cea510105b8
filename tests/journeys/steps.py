"""What people do on the site, in the words of a journey."""

import re
from typing import Any
from urllib.parse import urljoin

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.utils import timezone
from playwright.sync_api import Locator, Page, expect

from campaign.accounts.actions import create_organiser
from campaign.accounts.models import Organisation, User
from campaign.pages.models import Campaign
from tests.mail.mail_server import MailServer, Received, wait_until
from tests.organiser.people import at_the_desk, code_of

PHONE = {"width": 390, "height": 844}
DESK = {"width": 1280, "height": 900}

# The element that has the focus, and whether an eye can tell and see it.
FOCUS = """() => {
  const here = document.activeElement;
  if (!here || here === document.body) return null;
  const style = getComputedStyle(here);
  const box = here.getBoundingClientRect();
  const x = box.left + box.width / 2, y = box.top + box.height / 2;
  const top = document.elementFromPoint(x, y);
  return {
    what: here.outerHTML.slice(0, 120),
    outlined: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2,
    on_top: !!top && (here.contains(top) || top.contains(here)),
  };
}"""


PASSWORD = "a password for tests"


def organiser_of(organisation: Organisation, name: str = "organiser") -> User:
    """An owner, with PASSWORD and no second factor yet."""
    user = create_organiser(
        email=f"{name}.{organisation.slug}@example.org",
        password="replaced below",
        organisation=organisation,
        now=timezone.now(),
    )
    user.name = name.title()
    give_password(user, PASSWORD)
    return user


def come_in(page: Page, user: User) -> None:
    """To the desk, signed in already. How people sign in is in test_accounts.py."""
    # This page names its icon. A browser that has to seek one finds none, and complains.
    page.goto("/en/")
    name = settings.SESSION_COOKIE_NAME
    value = at_the_desk(user).cookies[name].value
    page.context.add_cookies([{"name": name, "value": value, "url": urljoin(page.url, "/")}])
    page.goto("/organiser/")
    expect(heading(page)).to_have_text("Your campaigns")


def come_to(page: Page, campaign: Campaign) -> None:
    """As the one member of its organisation (see `organiser_of`)."""
    come_in(page, campaign.organisation.members.get())


def give_password(user: User, password: str) -> None:
    """Tests hash passwords in a way that the site, which is a process of its own, does not know."""
    user.password = PBKDF2PasswordHasher().encode(password, "salt", iterations=1)
    user.save()


def sign_in(page: Page, email: str, password: str, app: Authenticator) -> None:
    """On the login page that is open, with the account's authenticator app."""
    password_in(page, email, password)
    page.get_by_label("Code").fill(code_of(app))
    page.get_by_role("button", name="Sign in", exact=True).click()


def password_in(page: Page, email: str, password: str) -> None:
    page.get_by_label("Email").fill(email)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in", exact=True).click()


def fill_in(page: Page, *, name: str, email: str, country: str = "TH") -> None:
    page.get_by_label("Your name").fill(name)
    page.get_by_label("E-mail address").fill(email)
    page.get_by_label("Country you live in").select_option(country)


def sign_button(page: Page) -> Locator:
    return page.locator("form[data-send-once]").get_by_role("button")


def press_sign(page: Page) -> None:
    page.get_by_role("button", name="Sign", exact=True).click()


def sign(page: Page, slug: str, **typed: Any) -> None:
    page.goto(f"/en/c/{slug}/")
    fill_in(page, **typed)
    press_sign(page)
    expect(heading(page)).to_have_text("One step left: check your mail")


def confirm(page: Page, mail: Received) -> None:
    page.goto(link_in(mail, "confirm"))
    page.get_by_role("button", name="Confirm my signature").click()
    expect(heading(page)).to_have_text("Thank you: your signature counts")


def heading(page: Page) -> Locator:
    return page.locator("h1")


def mails_to(mail_sink: MailServer, address: str) -> list[Received]:
    return [received for received in mail_sink.received if received.to == address]


def mail_to(mail_sink: MailServer, address: str) -> Received:
    """The latest, once it is there."""
    wait_until(lambda: mails_to(mail_sink, address))
    return mails_to(mail_sink, address)[-1]


def link_in(mail: Received, kind: str) -> str:
    """The link of this kind (confirm, my, unsubscribe): the same in the text and in the HTML."""
    [in_text] = set(re.findall(rf"\S+/{kind}/\S+", mail.text))
    assert f'href="{in_text}"' in mail.html
    return in_text


def count_of(page: Page, slug: str) -> int:
    """As any other website can read it."""
    return page.request.get(f"/c/{slug}/count.json").json()["signatures"]


def wait_for_count(page: Page, slug: str, number: int) -> None:
    wait_until(lambda: count_of(page, slug) == number)


def reload_until(page: Page, seen: Locator) -> None:
    """Until a page that is kept for two seconds shows it."""

    def is_there() -> bool:
        if seen.count():
            return True
        page.wait_for_timeout(100)
        page.reload()
        return bool(seen.count())

    wait_until(is_there)


def tab_to(page: Page, goal: Locator) -> None:
    """Press Tab until `goal` has the focus. Every stop on the way can be seen."""
    for _step in range(80):
        page.keyboard.press("Tab")
        focus = page.evaluate(FOCUS)
        if focus is None:
            continue  # the browser's own controls, between the page's end and its beginning
        assert focus["outlined"], f"no visible focus: {focus['what']}"
        assert focus["on_top"], f"the focus is out of sight: {focus['what']}"
        if goal.evaluate("element => element === document.activeElement"):
            return
    raise AssertionError(f"the keyboard does not reach {goal}")
