"""News for everybody: on the page, by itself, as a feed; and no more of it by mail."""

import re
from xml.etree import ElementTree

import pytest
from django.test import Client

from campaign.lib import tokens
from campaign.mail.models import OutgoingMail, Suppression
from campaign.pages.lifecycle import State
from campaign.pages.news import Words
from campaign.public.kept import forget_pages
from campaign.signatures.models import Signature
from tests import factories
from tests.mail.outbox import deliver
from tests.signatures.news import follower, news_item, start

pytestmark = pytest.mark.django_db

ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
def campaign():
    forget_pages()
    return factories.campaign()


def content(path: str) -> str:
    forget_pages()
    return Client().get(path).content.decode()


def test_the_page_of_a_campaign_shows_its_latest_news(campaign):
    assert "All news" not in content("/en/c/river/")
    for number in range(4):
        news_item(campaign, en=Words(f"News number {number}", "Words."))
    news_item(campaign, published=False, en=Words("Not yet", "Words."))

    page = content("/en/c/river/")

    assert re.findall(r"News number \d", page) == [
        "News number 3",
        "News number 2",
        "News number 1",
    ]
    assert "Not yet" not in page
    assert "Not yet" not in content("/en/c/river/news/")


def test_each_has_an_address_of_its_own_in_each_language(campaign):
    item = news_item(campaign, en=Words("It rains!", "**Hard**."), my=Words("မိုး", "ရွာ"))

    answer = Client().get(f"/en/c/river/news/{item.id}/")
    assert answer.headers["Location"] == f"/en/c/river/news/{item.id}-it-rains/"
    page = Client().get(answer.headers["Location"])

    assert page.status_code == 200
    assert "<strong>Hard</strong>" in page.content.decode()
    assert not page.cookies
    assert page.headers["Vary"] == "Accept-Encoding"
    assert "public" in page.headers["Cache-Control"]
    assert page.headers["ETag"]
    # A title in another script has no words for an address, and needs none.
    assert "မိုး" in content(f"/my/c/river/news/{item.id}/")
    # A language it is not written in shows the main one.
    assert "It rains!" in content(f"/th/c/river/news/{item.id}-it-rains/")


def test_a_link_made_up_or_of_another_campaign_leads_nowhere(campaign):
    item = news_item(campaign)
    draft = news_item(campaign, published=False)
    other = factories.campaign("forest", organisation=factories.organisation("Forest"))
    hidden = factories.campaign("hid", organisation=other.organisation, state=State.DRAFT)
    secret = news_item(hidden)

    for path in (
        f"/en/c/forest/news/{item.id}/",
        f"/en/c/river/news/{draft.id}/",
        f"/en/c/hid/news/{secret.id}/",
        "/en/c/hid/news/",
        "/en/c/hid/news/feed.atom",
        "/en/c/river/news/99999999999999999999/",
    ):
        assert (path, Client().get(path).status_code) == (path, 404)


def test_a_feed_has_it_too(campaign):
    news_item(campaign, en=Words("It rains & pours", "<b>Hard</b> *words*."))

    answer = Client().get("/en/c/river/news/feed.atom")

    assert answer.headers["Content-Type"] == "application/atom+xml; charset=utf-8"
    feed = ElementTree.fromstring(answer.content)
    [entry] = feed.findall(f"{ATOM}entry")
    assert entry.findtext(f"{ATOM}title") == "It rains & pours"
    assert "<em>words</em>" in entry.findtext(f"{ATOM}summary")
    assert "<b>" not in entry.findtext(f"{ATOM}summary")


def test_pages_with_news_cost_the_same_queries_for_one_and_for_three(
    campaign, django_assert_num_queries
):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    news_item(campaign)
    paths = ("/en/c/river/", "/en/c/river/news/", "/en/c/river/news/feed.atom")
    counts = {}
    for path in paths:
        forget_pages()
        with CaptureQueriesContext(connection) as queries:
            Client().get(path)
        counts[path] = len(queries)
    for _number in range(2):
        news_item(campaign)

    for path in paths:
        forget_pages()
        with django_assert_num_queries(counts[path]):
            Client().get(path)


# --- No more of it --------------------------------------------------------------------------


@pytest.fixture
def mail(campaign, mailoutbox):
    """News as ann got it."""
    follower(campaign, "ann")
    OutgoingMail.objects.all().delete()
    start(news_item(campaign))
    deliver()
    return mailoutbox[0]


def stop_link(mail) -> str:
    return mail.extra_headers["List-Unsubscribe"].strip("<>").removeprefix("http://testserver")


def test_looking_at_the_link_changes_nothing(mail):
    for _number in range(5):
        assert Client().get(stop_link(mail)).status_code == 200
        assert Client().head(stop_link(mail)).status_code == 200

    assert Signature.objects.get().wants_updates


def test_one_click_in_a_mail_program_is_enough(mail):
    """RFC 8058: a POST without cookies, from no page of ours."""
    assert mail.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"

    for _twice in range(2):
        answer = Client().post(
            stop_link(mail),
            "List-Unsubscribe=One-Click",
            content_type="application/x-www-form-urlencoded",
        )
        assert answer.status_code == 200
        assert answer.headers["Cache-Control"] == "no-store"

    signature = Signature.objects.get()
    assert not signature.wants_updates
    assert signature.is_confirmed
    assert not Suppression.objects.exists()  # they can still sign, and be written to about that


def test_never_again_about_anything_is_offered_beside_it(mail):
    page = Client().get(stop_link(mail)).content.decode()

    [never] = re.findall(r'href="(/en/unsubscribe/[^"]+)"', page)
    Client().post(never)

    assert Suppression.objects.count() == 1
    assert never in mail.body


@pytest.mark.parametrize("purpose", [tokens.MY, tokens.CONFIRM, tokens.BOUNCE])
def test_a_link_made_for_something_else_stops_nothing(mail, purpose):
    token = tokens.for_signature(purpose, Signature.objects.get().id)

    for path in (f"/en/no-more-news/{token}/", "/en/no-more-news/nonsense/"):
        assert Client().post(path).status_code == 404

    assert Signature.objects.get().wants_updates


# --- The mail itself ------------------------------------------------------------------------


def test_the_mail_reads_well_and_follows_nobody(mail):
    signature = Signature.objects.get()
    my = f"http://testserver/en/my/{tokens.for_signature(tokens.MY, signature.id)}/"
    html, kind = mail.alternatives[0]

    assert mail.subject == "The minister answered"
    assert mail.from_email == "River Watch <no-reply@testserver>"
    assert mail.body.startswith("The minister answered\n20 November 2026 · River Watch\n")
    assert "She **will** come." in mail.body
    assert my in mail.body
    assert stop_link(mail) in mail.body
    assert kind == "text/html"
    assert "She <strong>will</strong> come." in html
    assert f'href="{my}"' in html
    for words in (mail.body, html):
        assert ".invalid" not in words
        assert "<img" not in words
        links = set(re.findall(r"https?://[^\s\"<>]+", words))
        assert all(link.startswith("http://testserver/") for link in links)


def test_answers_go_to_the_organisation_where_it_has_an_address(campaign, mailoutbox):
    organisation = campaign.organisation
    organisation.letters_from = "office@river.example"
    organisation.save()
    follower(campaign, "ann")
    OutgoingMail.objects.all().delete()

    start(news_item(campaign))
    deliver()

    assert mailoutbox[0].reply_to == ["office@river.example"]


def test_a_neutral_mail_names_neither_campaign_nor_organisation_outside(campaign, mailoutbox):
    follower(campaign, "ann")
    OutgoingMail.objects.all().delete()

    start(news_item(campaign), is_neutral=True)
    deliver()

    [mail] = mailoutbox
    message = mail.message()
    assert message["Subject"] == "News you asked for"
    outside = " ".join(f"{name}: {value}" for name, value in message.items())
    for word in ("river", "River", "minister"):
        assert word not in outside
