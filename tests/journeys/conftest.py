"""A real browser (the machine's own Chromium, driven by Playwright), and a site to use it on.

Here a whole module shares one site, worker and mail server: starting them takes longer than most
journeys do. What a test writes is committed and stays until its module is over, so each test has a
campaign of its own, and looks for its own people's mail.
"""

import itertools
import os
import shutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connections
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from pytest_django import DjangoDbBlocker

from campaign.pages.models import Campaign, CampaignText
from config import services
from config.services import Server
from tests import factories
from tests.conftest import environment_with, serving, working
from tests.journeys.pages import every_public_page
from tests.mail.mail_server import MailServer

NAMES = ("chromium", "chromium-browser", "google-chrome")
# It talks to nobody but the site under test.
QUIET = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)


@pytest.fixture(scope="module")
def mail_sink() -> Iterator[MailServer]:
    with MailServer() as server:
        yield server


@pytest.fixture(scope="module")
def transactional_db(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """pytest-django's, for a module: rows are committed, and gone when it is over."""
    with django_db_blocker.unblock():
        yield
        call_command("flush", verbosity=0, interactive=False)
        # While Playwright's loop runs, Django keeps a second connection for this thread, which
        # nobody finds any more once the loop is gone; and a database in use cannot be dropped.
        connections.close_all()


@pytest.fixture(scope="module")
def live_environment(transactional_db: None, mail_sink: MailServer) -> dict[str, str]:
    return environment_with(mail_sink)


@pytest.fixture(scope="module")
def worker(live_environment: dict[str, str], redis: services.Redis) -> Iterator[Server]:
    with working(live_environment, redis) as server:
        yield server


@pytest.fixture(scope="module")
def site(live_environment: dict[str, str], collected_static: None) -> Iterator[str]:
    with serving(live_environment) as address:
        yield address


SLUGS = (f"river-{number}" for number in itertools.count(1))


@pytest.fixture
def new_campaign(site: str) -> Callable[..., Campaign]:
    """Makes a campaign that no other test has seen."""

    def make(*, body: str = "", **fields: Any) -> Campaign:
        slug = next(SLUGS)
        owner = factories.organisation(f"River Watch {slug}")
        campaign = factories.campaign(slug, organisation=owner, **fields)
        CampaignText.objects.filter(campaign=campaign).update(body=body)
        return campaign

    return make


@pytest.fixture
def campaign(new_campaign: Callable[..., Campaign]) -> Campaign:
    return new_campaign()


@pytest.fixture(scope="module")
def pages(site: str) -> dict[str, str]:
    return every_public_page()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    program = next(filter(None, map(shutil.which, NAMES)), None)
    if program is None:
        reason = "no Chromium on this machine (Debian: apt install chromium)"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    # Playwright keeps an event loop in this thread. Django takes the test for asynchronous code
    # then and refuses it the database; it is not, so the check goes.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    # Chromium's sandbox does not start as root, as in a container or in CI.
    as_root = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=program, args=[*QUIET, *as_root])
        yield chromium
        chromium.close()


@pytest.fixture
def visitor(browser: Browser, site: str) -> Iterator[Callable[..., BrowserContext]]:
    """Fresh visitors: no cookies, nothing cached. Paths are relative to the site."""
    contexts: list[BrowserContext] = []

    def come(**options: Any) -> BrowserContext:
        context = browser.new_context(base_url=site, locale="en-GB", **options)
        context.set_default_timeout(15_000)
        contexts.append(context)
        return context

    yield come
    for context in contexts:
        context.close()  # the site waits for open connections before it stops


@pytest.fixture
def context(visitor: Callable[..., BrowserContext]) -> BrowserContext:
    return visitor()


@pytest.fixture
def page(context: BrowserContext) -> Page:
    return context.new_page()
