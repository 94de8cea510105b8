"""The campaign page: the same bytes for everybody."""

import gzip
import json
from datetime import UTC, date, datetime, timedelta

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from campaign.pages.lifecycle import State
from campaign.pages.models import (
    Campaign,
    CampaignText,
    Demand,
    KeyFact,
    Quote,
    TimelineEntry,
)
from campaign.public import kept as kept_module
from campaign.public.kept import forget_pages
from tests import factories

pytestmark = pytest.mark.django_db


def full_page(parts: int = 2, slug: str = "river") -> Campaign:
    campaign = factories.campaign(slug, statement_url="https://example.org/statement")
    text = campaign.texts.get()
    text.body = "## Why\n\nBecause *rivers*."
    text.changed_since, text.changed_since_on = "A dam was planned.", date(2026, 11, 1)
    text.save()
    for number in range(parts):
        Demand.objects.create(text=text, position=number, sentence=f"Stop dam {number}.")
        Quote.objects.create(
            text=text, position=number, words=f"We live here {number}", speaker="U Ba"
        )
        KeyFact.objects.create(text=text, position=number, figure=f"{number} km", sentence="Long.")
        TimelineEntry.objects.create(
            text=text, position=number, when="2024", sentence=f"Begun {number}"
        )
        factories.confirmed(campaign, f"{number}@example.org", name=f"Ann {number}", show_name=True)
    return campaign


def get(path: str = "/en/c/river/", **headers: str):
    forget_pages()
    return Client().get(path, headers=headers)


def test_the_page_shows_every_part():
    full_page()

    html = get().content.decode()

    for part in (
        *("Keep the river free", "It feeds a million people.", "<em>rivers</em>", "Stop dam 1."),
        *("We live here 1", "U Ba", "1 km", "Begun 1", "A dam was planned.", "Ann 1"),
        *("https://example.org/statement", "River Watch", 'name="email"'),
    ):
        assert part in html
    assert '<html lang="en"' in html


def test_the_page_sets_no_cookie_and_may_be_cached_by_anybody():
    full_page()

    response = get()

    assert response.status_code == 200
    assert "Set-Cookie" not in response.headers
    assert not response.cookies
    assert response.headers["Vary"] == "Accept-Encoding"
    assert response.headers["Cache-Control"].startswith("public, max-age=")


def test_the_page_has_a_strong_etag_for_each_encoding_and_says_when_nothing_changed():
    full_page()

    plain, zipped = get(), get(**{"Accept-Encoding": "gzip, br"})

    assert gzip.decompress(zipped.content) == plain.content
    assert plain.headers["ETag"].startswith('"')
    assert zipped.headers["ETag"] == plain.headers["ETag"].rstrip('"') + '-gzip"'
    again = get(**{"If-None-Match": plain.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["ETag"] == plain.headers["ETag"]


def test_the_page_does_not_depend_on_who_asks_or_by_which_link():
    full_page()

    pages = {
        get("/en/c/river/").content,
        get("/en/c/river/?s=telegram").content,
        get("/en/c/river/?s=<script>alert(1)</script>").content,
        get(**{"X-Forwarded-Host": "evil.example", "Cookie": "sessionid=1"}).content,
    }

    assert len(pages) == 1
    assert b"evil.example" not in pages.pop()


def test_a_kept_page_asks_the_database_nothing(django_assert_num_queries):
    full_page()
    Client().get("/en/c/river/")

    with django_assert_num_queries(0):
        assert Client().get("/en/c/river/").status_code == 200


def test_a_kept_page_is_served_to_our_own_host_only_and_never_as_an_answer_to_a_form(browser):
    full_page()
    kept = Client().get("/en/c/river/").content

    assert Client().get("/en/c/river/", headers={"Host": "evil.example"}).status_code == 400
    assert browser.post("/en/c/river/").status_code == 405
    assert Client().head("/en/c/river/").headers["Content-Length"] == str(len(kept))
    assert Client().get("/en/c/river/sign/").content != kept


def test_what_is_kept_does_not_grow_without_end(monkeypatch):
    monkeypatch.setattr("campaign.public.kept.MOST", 3)
    for number in range(5):
        factories.campaign(f"river-{number}")
        assert Client().get(f"/en/c/river-{number}/").status_code == 200

    assert len(kept_module._pages) <= 3


def test_the_page_costs_the_same_queries_with_one_of_each_part_and_with_three():
    counts = []
    for parts in (1, 3):
        full_page(parts, f"river-{parts}")
        with CaptureQueriesContext(connection) as queries:
            get(f"/en/c/river-{parts}/")
        counts.append(len(queries))

    assert counts[0] == counts[1] <= 13


def test_first_view_is_small():
    full_page(8)

    page = get(**{"Accept-Encoding": "gzip"}).content

    assert len(page) < 15_000


@pytest.mark.parametrize("path", ["/en/c/none/", "/en/c/draft/", "/en/nothing/", "/xx/c/river/"])
def test_what_is_not_there_and_what_is_not_public_look_the_same(path):
    factories.campaign("draft", state=State.DRAFT)

    response = get(path)

    assert response.status_code == 404
    assert b"Keep the river free" not in response.content
    assert b"<h1" in response.content


@pytest.mark.parametrize(
    ("fields", "takes_signatures"),
    [
        ({}, True),
        ({"state": State.CLOSED}, False),
        ({"state": State.ARCHIVED}, False),
        ({"paused_at": datetime(2026, 1, 1, tzinfo=UTC)}, False),
        ({"sealing_key": None}, False),
        ({"state": State.SCHEDULED, "opens_at": datetime(2099, 1, 1, tzinfo=UTC)}, False),
        ({"state": State.SCHEDULED, "opens_at": datetime(2026, 1, 1, tzinfo=UTC)}, True),
        ({"closes_at": datetime(2026, 1, 1, tzinfo=UTC)}, False),
    ],
)
def test_the_form_is_there_exactly_while_signing_is_possible(fields, takes_signatures):
    factories.campaign(**fields)

    html = get().content.decode()

    assert ('name="email"' in html) is takes_signatures
    assert "Keep the river free" in html


def test_a_page_in_another_language_says_which_words_are_in_which():
    campaign = factories.campaign()
    CampaignText.objects.create(campaign=campaign, language="th", title="แม่น้ำ", summary="สายน้ำ")

    thai, burmese = get("/th/c/river/").content.decode(), get("/my/c/river/").content.decode()

    assert '<html lang="en"' in thai  # these words have no Thai catalogue yet, and say so
    assert '<h1 lang="th"' in thai or '<div lang="th"' in thai
    assert "แม่น้ำ" in thai
    assert "Keep the river free" not in thai
    assert "Keep the river free" in burmese  # its main language, where there are no words in this
    assert 'lang="en"' in burmese


def test_script_in_every_text_of_a_campaign_stays_text():
    payload = '"><script>alert(1)</script><img src=x onerror=alert(1)>'
    campaign = factories.campaign(
        title=payload[:150], statement_title=payload, statement_publisher=payload
    )
    text = campaign.texts.get()
    text.summary = text.body = text.changed_since = payload
    text.changed_since_on = date(2026, 1, 1)
    text.save()
    Demand.objects.create(text=text, sentence=payload)
    Quote.objects.create(text=text, words=payload, speaker=payload, role=payload)
    KeyFact.objects.create(text=text, figure=payload[:60], sentence=payload, source_name=payload)
    TimelineEntry.objects.create(text=text, when=payload[:60], sentence=payload)
    factories.confirmed(campaign, name=payload, show_name=True, comment=payload)

    html = get().content.decode()

    assert "<script>alert" not in html
    assert "<img src=x" not in html


def test_the_count_is_json():
    campaign = factories.campaign(goal_set=50)
    factories.confirmed(campaign)

    response = Client().get("/c/river/count.json")

    assert json.loads(response.content) == {"signatures": 1, "goal": 50}
    assert "Set-Cookie" not in response.headers
    assert Client().get("/c/none/count.json").status_code == 404


def test_home_lists_open_campaigns_newest_first_and_nothing_else():
    now = timezone.now()
    factories.campaign("old", title="Older", opens_at=now - timedelta(days=2))
    factories.campaign("new", title="Newer", opens_at=now - timedelta(days=1))
    factories.campaign("draft", title="Hidden draft", state=State.DRAFT)
    factories.campaign("closed", title="Closed one", state=State.CLOSED)

    html = Client().get("/en/").content.decode()

    assert html.index("Newer") < html.index("Older")
    assert "Hidden draft" not in html
    assert "Closed one" not in html


def test_home_costs_the_same_queries_for_one_campaign_and_for_three(django_assert_num_queries):
    factories.campaign("a")
    with CaptureQueriesContext(connection) as one:
        Client().get("/en/")
    factories.campaign("b")
    factories.campaign("c")
    forget_pages()

    with django_assert_num_queries(len(one)):
        Client().get("/en/")


def test_home_without_a_campaign_is_no_dead_end():
    response = Client().get("/en/")

    assert response.status_code == 200
    assert b"<h1" in response.content


def test_the_root_leads_to_a_language():
    response = Client().get("/", headers={"Accept-Language": "th,en;q=0.5"})

    assert response.status_code == 302
    assert response.headers["Location"] == "/th/"


def test_an_address_that_names_its_language_is_in_it_whatever_the_browser_asks_for():
    response = Client().get("/th/no-such-page/", headers={"Accept-Language": "en"})

    assert response.headers["Content-Language"] == "th"
    assert "Accept-Language" not in response.headers.get("Vary", "")


def test_an_address_without_a_language_speaks_what_the_browser_asks_for():
    response = Client().get("/accounts/login/", headers={"Accept-Language": "th"})

    assert response.headers["Content-Language"] == "th"
    assert "Accept-Language" in response.headers["Vary"]


@pytest.mark.parametrize("language", [code for code, _name in settings.LANGUAGES])
def test_a_campaign_has_its_page_in_whatever_language_its_words_are(language):
    factories.campaign("in-its-own", main_language=language)

    for path in (f"/{language}/", f"/{language}/c/in-its-own/"):
        response = Client().get(path)
        assert (response.status_code, response.headers["Content-Language"]) == (200, language)


def test_a_language_we_do_not_speak_is_no_page():
    assert Client().get("/xx/").status_code == 404
