"""How often a page was opened, without knowing by whom."""

import pytest
from django.db import DatabaseError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from campaign.public import kept, seen
from campaign.signatures import noting
from campaign.signatures.counted_models import Figure
from tests import factories

pytestmark = pytest.mark.django_db

PHONE = "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 Chrome/130.0 Mobile Safari/537.36"
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1.15 Safari/604.1"
IN_APP = f"{PHONE} [FB_IAB/FB4A;FBAV/440.0;]"


@pytest.fixture(autouse=True)
def _nobody_was_here():
    seen.forget()


def come(path: str = "/en/c/river/", *, user_agent: str = PHONE, **headers: str) -> int:
    return Client(headers={"User-Agent": user_agent, **headers}).get(path).status_code


def times_seen(slug: str = "river") -> int:
    kept.forget_pages()
    come(f"/en/c/{slug}/", user_agent="curl/8")  # who is not counted, but has it rendered
    seen_ever = Figure.objects.filter(campaign__slug=slug, about="seen", span="ever")
    return sum(seen_ever.values_list("number", flat=True))


def test_everybody_who_opens_the_page_counts_in_whatever_language():
    factories.campaign()

    for path in ("/en/c/river/", "/en/c/river/?s=line", "/my/c/river/", "/en/c/river/"):
        assert come(path) == 200
    come(user_agent=IPHONE)
    come(user_agent=IN_APP)

    assert times_seen() == 6


def test_each_campaign_has_a_number_of_its_own():
    factories.campaign("river")
    factories.campaign("forest")

    come("/en/c/river/")
    come("/en/c/forest/")
    come("/en/c/forest/")

    assert (times_seen("river"), times_seen("forest")) == (1, 2)


@pytest.mark.parametrize(
    "machine",
    [
        "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
        "Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; bingbot/2.0) Chrome/130",
        "facebookexternalhit/1.1",
        "WhatsApp/2.23.20.0",
        "TelegramBot (like TwitterBot)",
        "Mozilla/5.0 (X11; Linux x86_64) HeadlessChrome/130.0",
        "python-requests/2.32",
        "",
    ],
)
def test_what_is_no_person_at_a_browser_does_not_count(machine):
    factories.campaign()

    come(user_agent=machine)
    come(user_agent=machine)

    assert times_seen() == 0


def test_neither_counts_what_is_fetched_in_advance_nor_what_is_only_asked_about():
    factories.campaign()

    come(**{"Sec-Purpose": "prefetch;prerender"})
    Client(headers={"User-Agent": PHONE}).head("/en/c/river/")

    assert times_seen() == 0


def test_a_kept_page_is_counted_without_asking_the_database(django_assert_num_queries):
    factories.campaign()
    come()

    with django_assert_num_queries(0):
        come()
    with CaptureQueriesContext(connection) as queries:
        times = times_seen()

    assert times == 2
    assert sum("INSERT" in query["sql"] for query in queries) == 1


def test_what_does_not_exist_is_not_counted():
    assert come("/en/c/atlantis/") == 404
    factories.campaign()

    assert times_seen() == 0
    assert not seen._times


def test_the_page_is_shown_when_it_cannot_be_counted(monkeypatch, caplog):
    factories.campaign()

    def is_away(times: dict[str, int], **_when: object) -> None:
        raise DatabaseError("away")

    monkeypatch.setattr(noting, "count_seen", is_away)

    assert come() == 200
    assert "1 page views were not counted" in caplog.text
