"""What a first visit to the whole demonstration campaign costs; it needs no JavaScript."""

from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from django.utils import timezone
from playwright.sync_api import BrowserContext, expect

from campaign.letters.demo import load_demo_letters
from campaign.pages.demo import load_demo
from config.run import DEMO
from tests.journeys.steps import PHONE

Visitor = Callable[..., BrowserContext]

PAGE = f"/en/c/{DEMO}/"
# The promise is 60 kB; this is where we stand, so that growth is somebody's decision.
BYTES, REQUESTS = 45_000, 12


@pytest.fixture(autouse=True)
def _demo(site: str) -> None:
    demo, _is_new = load_demo(timezone.now())
    load_demo_letters(demo, now=timezone.now())


def test_a_first_visit_is_light(visitor: Visitor, site: str) -> None:
    context = visitor(viewport=PHONE)
    page = context.new_page()
    wire = context.new_cdp_session(page)
    asked: list[str] = []
    sizes: list[int] = []
    wire.on("Network.requestWillBeSent", lambda event: asked.append(event["request"]["url"]))
    wire.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
    wire.send("Network.enable")

    page.goto(PAGE, wait_until="networkidle")

    assert {urlsplit(url).netloc for url in asked} == {urlsplit(site).netloc}
    assert len(asked) <= REQUESTS
    assert len(sizes) == len(asked)
    assert sum(sizes) <= BYTES


def test_everything_is_there_without_javascript(visitor: Visitor) -> None:
    page = visitor(viewport=PHONE, java_script_enabled=False).new_page()

    page.goto(PAGE)

    sections = ["What we ask", "Write to them", "What has changed since", "The facts", "Voices"]
    sections += ["What happened when", "Names", "Pass it on", "The statement"]
    for section in sections:
        expect(page.get_by_role("heading", name=section, exact=True)).to_be_visible()
    expect(page.get_by_role("button", name="Sign", exact=True)).to_be_visible()
    expect(page.get_by_label("Your name")).to_be_visible()
