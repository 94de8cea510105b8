"""What the browser sees of the promises: no strangers' code, hosts, frames or cookies; no leaks."""

import http.server
import threading
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.utils import timezone
from playwright.sync_api import BrowserContext, Page, expect

from campaign.lib import tokens
from campaign.pages.models import Campaign
from campaign.signatures import actions
from campaign.signatures.models import Signature
from tests import factories
from tests.journeys.pages import token
from tests.journeys.payloads import PAYLOADS
from tests.journeys.steps import count_of, fill_in, heading, press_sign
from tests.mail.mail_server import wait_until

NewCampaign = Callable[..., Campaign]
Visitor = Callable[..., BrowserContext]

SHOWN_ON_A_PAGE = 8
TELL_VIOLATIONS = """
  window.violations = [];
  document.addEventListener("securitypolicyviolation", (event) => {
    window.violations.push(`${event.violatedDirective}: ${event.blockedURI} ${event.sample}`);
  });
"""


class Stranger(http.server.ThreadingHTTPServer):
    """Another website: it frames whatever `?frame=` says, and notes who sent its visitors."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), StrangersPage)
        self.referers: list[str | None] = []

    @property
    def address(self) -> str:
        return f"http://localhost:{self.server_port}"  # another site than 127.0.0.1


class StrangersPage(http.server.BaseHTTPRequestHandler):
    server: Stranger

    def do_GET(self) -> None:
        if self.path.startswith("/visit"):
            self.server.referers.append(self.headers["Referer"])
        _path, _mark, framed = self.path.partition("?frame=")
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(f"<title>x</title><iframe src='{framed}'></iframe>".encode())

    def log_message(self, *args: Any) -> None:
        pass


@pytest.fixture
def stranger() -> Iterator[Stranger]:
    with Stranger() as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


def test_no_page_breaks_its_policy_asks_another_host_or_leaves_anything_behind(
    context: BrowserContext, page: Page, pages: dict[str, str], site: str
) -> None:
    said: list[str] = []
    hosts: set[str] = set()
    context.on("console", lambda message: said.append(f"{page.url} {message.text}"))
    context.on("weberror", lambda error: said.append(f"{page.url} {error.error}"))
    context.on("request", lambda request: hosts.add(urlsplit(request.url).netloc))
    context.add_init_script(TELL_VIOLATIONS)

    for name, path in pages.items():
        page.goto(path)
        assert (name, page.evaluate("window.violations")) == (name, [])
    page.goto(pages["the form by itself"])
    fill_in(page, name="12345", email="ann@localhost")
    press_sign(page)
    expect(page.get_by_role("group", name="Please look at 2 things again")).to_be_focused()
    assert page.evaluate("window.violations") == []
    fill_in(page, name="Ann Example", email="ann@example.org")
    press_sign(page)
    expect(heading(page)).to_have_text("One step left: check your mail")
    page.goto(pages["one letter"])
    page.get_by_label("Your name").fill("Ann Example")
    page.get_by_role("button", name="Show me the letter").click()
    page.get_by_role("button", name="Copy the letter").click()
    page.get_by_role("button", name="I have sent it").click()
    expect(page.get_by_text("Thank you. Every letter is on its way.")).to_be_visible()
    assert page.evaluate("window.violations") == []

    assert [line for line in said if "status of 4" not in line] == []  # 404 and 422 are meant
    assert hosts == {urlsplit(site).netloc}
    assert page.evaluate("localStorage.length + sessionStorage.length") == 0
    assert context.cookies() == []


def test_the_policy_stops_what_would_get_in(page: Page, pages: dict[str, str]) -> None:
    """Else its silence would say nothing."""
    page.context.add_init_script(TELL_VIOLATIONS)
    page.goto(pages["open"])

    page.evaluate(
        """() => {
          const picture = document.body.appendChild(document.createElement("img"));
          const tries = [
            () => { picture.src = "http://localhost:9/x.png"; },
            () => picture.setAttribute("onerror", "window.ran = 1"),
            () => document.body.insertAdjacentHTML("beforeend", "<b id=got-in>x</b>"),
            () => { document.body.appendChild(document.createElement("script")).text = "ran = 1"; },
          ];
          for (const attempt of tries) try { attempt(); } catch {}
        }"""
    )

    stopped = [violation.partition(":")[0] for violation in page.evaluate("window.violations")]
    assert sorted(stopped) == ["img-src", *["require-trusted-types-for"] * 3]
    assert page.evaluate("window.ran") is None
    expect(page.locator("#got-in")).to_have_count(0)


def test_a_stranger_cannot_frame_any_page(
    page: Page, pages: dict[str, str], site: str, stranger: Stranger
) -> None:
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))

    for name in ("open", "the form by itself", "confirm", "my signature", "withdraw", "home"):
        said.clear()
        page.goto(f"{stranger.address}/?frame={site}{pages[name]}")
        assert (name, framed(page)) == (name, "chrome-error://chromewebdata/")
        assert "frame-ancestors 'none'" in " ".join(said)
    welcome = f"http://127.0.0.1:{stranger.server_port}/"
    page.goto(f"{stranger.address}/?frame={welcome}")
    assert framed(page) == welcome  # so that it was us who refused


def framed(page: Page) -> str:
    """The address in the frame, once something is there."""
    wait_until(lambda: page.wait_for_timeout(20) or page.frames[1].url)
    return page.frames[1].url


def test_a_link_that_is_somebodys_own_is_told_to_no_other_site(
    page: Page, pages: dict[str, str], stranger: Stranger
) -> None:
    own_pages = ("thank you", "my signature")

    for name in own_pages:
        page.goto(pages[name])
        page.evaluate(
            "href => { document.querySelector('.share a').href = href }",
            f"{stranger.address}/visit",
        )
        page.locator(".share a").first.click()
        page.wait_for_url(f"{stranger.address}/visit")

    assert stranger.referers == [None] * len(own_pages)


def test_opening_the_link_in_a_mail_confirms_nothing(
    visitor: Visitor, new_campaign: NewCampaign
) -> None:
    """Mail scanners follow links, some with a whole browser, and look around."""
    campaign = new_campaign()
    link = f"/en/confirm/{token(tokens.CONFIRM, factories.sign(campaign))}/"
    scanner = visitor().new_page()

    for _look in range(3):
        scanner.goto(link)
        scanner.mouse.move(100, 100)
        scanner.mouse.wheel(0, 2000)
        scanner.keyboard.press("End")
        scanner.request.head(link)
        scanner.reload()
    scanner.clock.install()
    scanner.goto(link)
    scanner.clock.fast_forward(24 * 3600 * 1000)

    person = visitor().new_page()
    person.goto(link)
    expect(heading(person)).to_have_text("Confirm your signature")
    assert count_of(person, campaign.slug) == 0
    person.get_by_role("button", name="Confirm my signature").click()
    expect(heading(person)).to_have_text("Thank you: your signature counts")


def test_nothing_that_a_signer_types_ever_runs(
    visitor: Visitor, new_campaign: NewCampaign, site: str
) -> None:
    """With our policy switched off, so that it hides no hole: no payload becomes an element."""
    campaigns = send_all_payloads(visitor().new_page(), new_campaign, site)
    context = visitor(bypass_csp=True)
    hosts: set[str] = set()
    context.on("request", lambda request: hosts.add(urlsplit(request.url).netloc))
    page = context.new_page()
    dialogs: list[str] = []
    page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))

    # Rules keep many of them from the page; here every one is approved, comments too.
    Signature.objects.update(name_standing="shown", comment_standing="shown")
    for campaign in campaigns:
        signatures = Signature.objects.filter(campaign=campaign)
        page.goto(f"/en/c/{campaign.slug}/")
        shown = page.locator(".names bdi").all_text_contents()
        assert sorted(shown) == sorted(one.public_name for one in signatures)
        assert_untouched(page)
        for signature in signatures[::3]:  # whose comment has the payloads of those between
            page.goto(f"/en/my/{token(tokens.MY, signature)}/", wait_until="domcontentloaded")
            assert page.locator("dd bdi").first.text_content() == signature.public_name
            assert_untouched(page)

    assert len(campaigns) * SHOWN_ON_A_PAGE >= len(PAYLOADS) > 100
    assert dialogs == []
    assert hosts == {urlsplit(site).netloc}


def test_what_was_typed_wrongly_comes_back_as_text(
    visitor: Visitor, new_campaign: NewCampaign
) -> None:
    slug = new_campaign().slug
    page = visitor(bypass_csp=True).new_page()
    dialogs: list[str] = []
    page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))

    for start in range(0, len(PAYLOADS), 20):
        typed = " ".join(PAYLOADS[start : start + 20])
        page.goto(f"/en/c/{slug}/sign/")
        page.evaluate(SEND_AS_IT_IS, typed)
        expect(page.locator(".error-summary")).to_be_visible()
        assert page.get_by_label("Comment").input_value() == typed
        assert_untouched(page)

    assert dialogs == []


SEND_AS_IT_IS = """typed => {
  const form = document.querySelector("form[data-send-once]");
  form.noValidate = true;
  for (const name of ["name", "email", "affiliation", "comment"]) form.elements[name].value = typed;
  form.requestSubmit();
}"""

STRANGE = """() => {
  const strange = "script:not([src]), iframe, object, embed, base, meta[http-equiv], img, video, " +
    "math, style, [autofocus], form:not([method=post]), [href^='//'], [href^='javascript' i]";
  const listens = (element) => [...element.attributes].some(({ name }) => name.startsWith("on"));
  const all = [...document.querySelectorAll("*")];
  return {
    ran: window.ran ?? 0,
    strange: [...document.querySelectorAll(strange)].map((element) => element.outerHTML),
    listening: all.filter(listens).map((element) => element.outerHTML),
  };
}"""


def assert_untouched(page: Page) -> None:
    assert page.evaluate(STRANGE) == {"ran": 0, "strange": [], "listening": []}


def send_all_payloads(page: Page, new_campaign: NewCampaign, site: str) -> list[Campaign]:
    """Signed and confirmed, as many to a campaign as its page shows."""
    campaigns = []
    for start in range(0, len(PAYLOADS), SHOWN_ON_A_PAGE):
        campaign = new_campaign()
        for number, payload in enumerate(PAYLOADS[start : start + SHOWN_ON_A_PAGE], start):
            others = PAYLOADS[number:] + PAYLOADS
            answer = page.request.post(
                f"/en/c/{campaign.slug}/sign/",
                form={
                    "name": payload,
                    "email": f"{number}@example.org",
                    "country": "TH",
                    "affiliation": " ".join(others[1:4])[:200],
                    "comment": "\n".join(others[:6])[:500],
                    "show_name": "on",
                },
                headers={"Origin": site, "Sec-Fetch-Site": "same-origin"},
                max_redirects=0,
            )
            assert (payload, answer.status) == (payload, 303)
        for signature in Signature.objects.filter(campaign=campaign):
            actions.confirm(signature_id=signature.id, now=timezone.now())
        campaigns.append(campaign)
    return campaigns
