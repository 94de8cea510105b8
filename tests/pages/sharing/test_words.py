"""The words that go with a shared link."""

from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from campaign.accounts.models import AuditEvent, User
from campaign.pages.models import CampaignText
from campaign.pages.sharing.models import ShareText
from campaign.pages.sharing.words import (
    WRITABLE,
    change_share_texts,
    fill,
    measured,
    passing_on,
    unknown_blanks,
)
from tests import factories
from tests.organiser.people import account

pytestmark = pytest.mark.django_db

PAGE = "https://sign.example.org/en/c/river/"


@pytest.fixture
def campaign():
    return factories.campaign(signature_count=12345)


def change(campaign, **words):
    by = User.objects.first() or account("editor", campaign.organisation)
    words = {channel: words.get(channel or "everywhere", "") for channel in ("", *WRITABLE)}
    return change_share_texts(
        campaign=campaign, language="en", words=words, now=timezone.now(), by=by
    )


def words_by_channel(campaign):
    text = campaign.texts.get(language="en")
    links = passing_on(campaign, text, page_url=PAGE, language="en").links
    return {link.channel: unquote(link.url) for link in links}


def test_without_words_of_ones_own_the_title_is_passed_on(campaign):
    shared = words_by_channel(campaign)

    assert shared["whatsapp"] == f"https://wa.me/?text=Keep the river free {PAGE}?s=whatsapp"
    assert "Keep the river free" in shared["bluesky"]


def test_words_for_everywhere_and_other_ones_for_a_channel(campaign):
    change(campaign, everywhere="{count} for it. {title}", x="Short: {goal}")

    shared = words_by_channel(campaign)

    assert "12,345 for it. Keep the river free" in shared["telegram"]
    assert "Short: 25,000" in shared["x"]
    assert "Short" not in shared["telegram"]


def test_markup_and_marks_are_words_like_others(campaign):
    change(campaign, everywhere="<b>&{title}?x=1#%20\n\n“မြန်မာ”")

    link = next(
        link
        for link in passing_on(campaign, campaign.texts.get(), page_url=PAGE, language="en").links
        if link.channel == "whatsapp"
    )

    [carried] = parse_qs(urlsplit(link.url).query)["text"]
    assert carried == f"<b>&Keep the river free?x=1#%20\n\n“မြန်မာ” {PAGE}?s=whatsapp"


def test_what_stands_in_a_title_is_not_filled_again(campaign):
    CampaignText.objects.update(title="{count} {goal}")

    assert fill("{ title }!", campaign, campaign.texts.get()) == "{count} {goal}!"


def test_a_blank_that_is_none_is_named():
    assert unknown_blanks("{title} {Name} { count } {} {x-y}") == ["{Name}", "{}", "{x-y}"]


def test_numbers_are_set_as_the_texts_language_sets_them(campaign):
    text = CampaignText.objects.create(campaign=campaign, language="id", title="x", summary="y")

    assert fill("{count}", campaign, text) == "12.345"


@pytest.mark.parametrize(
    ("channel", "words", "length", "most", "is_too_long"),
    [
        ("x", "a" * 256, 280, 280, False),
        ("x", "a" * 257, 281, 280, True),
        ("bluesky", "a" * (300 - 1 - len(PAGE)), 300, 300, False),
        ("bluesky", "ကျွန်ုပ်" * 50, 150 + 1 + len(PAGE), 300, False),
        ("mastodon", "a" * 477, 501, 500, True),
        ("whatsapp", "a" * 900, 900, 0, False),
    ],
)
def test_a_channel_that_counts_says_how_long_words_are(channel, words, length, most, is_too_long):
    found = measured(channel, words, PAGE)

    assert (found.length, found.most, found.is_too_long) == (length, most, is_too_long)


def test_a_text_message_says_how_many_it_is():
    assert measured("sms", "a", PAGE).messages == 1
    assert measured("sms", "က" * 60, PAGE).messages == 2


def test_an_empty_text_goes_and_the_record_says_what_changed(campaign):
    assert change(campaign, everywhere="One", x="Two") is True
    assert change(campaign, everywhere="One", x="Two") is False
    assert change(campaign, everywhere="Three") is True

    assert list(ShareText.objects.values_list("channel", "words")) == [("", "Three")]
    assert [event.details for event in AuditEvent.objects.order_by("id")] == [
        {"language": "en", "channels": "everywhere, x"},
        {"language": "en", "channels": "everywhere, x"},
    ]


def test_the_pages_cost_the_same_with_one_text_and_with_many(campaign):
    counts = []
    for words in ({"everywhere": "a"}, dict.fromkeys(WRITABLE, "b")):
        change(campaign, **words)
        fresh = type(campaign).objects.get(id=campaign.id)
        with CaptureQueriesContext(connection) as queries:
            words_by_channel(fresh)
        counts.append(len(queries))

    assert counts[0] == counts[1] == 3  # the text, the words, the organisation's name
