"""A page's words as one value: read, checked, shown without being written, published."""

from datetime import UTC, datetime

import pytest
from django.core.exceptions import ValidationError
from django.template.loader import render_to_string

from campaign.accounts.models import AuditEvent
from campaign.pages.content import as_text, content_of, on_page, problems, write_content
from campaign.pages.editing import publish_words, rewrite, unpublished
from campaign.pages.models import Campaign, CampaignText
from campaign.pages.working_copies import WorkingCopy
from tests.organiser.people import account

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)

WORDS = {
    "title": "Let the river run",
    "summary": "It feeds a million people.",
    "body": "## Why\n\nBecause it *runs*.",
    "changed_since": "The dam was licensed.",
    "changed_since_on": "2026-11-23",
    "demands": [{"sentence": "Stop the dam."}, {"sentence": "Publish the licence."}],
    "quotes": [{"words": "It runs.", "speaker": "A", "role": "b", "source_url": ""}],
    "facts": [
        {
            "figure": "1 million",
            "sentence": "people eat from it",
            "source_name": "A count",
            "source_url": "https://example.org/count",
        }
    ],
    "timeline": [
        {
            "when": "July 2024",
            "iso": "2024-07",
            "sentence": "A licence.",
            "source_name": "",
            "source_url": "",
        }
    ],
    "source": {
        "title": "Statement",
        "publisher": "River Watch",
        "date": "2024-07",
        "url": "https://example.org/statement",
    },
}


def text_of(campaign: Campaign, language: str = "en") -> CampaignText:
    return CampaignText.objects.get(campaign=campaign, language=language)


def test_what_is_written_is_what_is_read(campaign):
    write_content(text_of(campaign), WORDS)

    assert content_of(text_of(campaign)) == WORDS


def test_writing_again_replaces_the_parts(campaign):
    write_content(text_of(campaign), WORDS)

    write_content(text_of(campaign), WORDS | {"demands": [{"sentence": "Only this."}]})

    assert [each.sentence for each in text_of(campaign).demands.all()] == ["Only this."]


def test_what_is_left_out_is_not_written_and_what_is_of_the_desk_neither(campaign):
    parts = [
        {"id": "a", "decision": "", "sentence": "Stays."},
        {"id": "b", "decision": "dropped", "sentence": "Goes."},
        {"id": "c", "decision": "offered", "sentence": "Waits."},
        {"id": "d", "decision": "accepted", "at": [1, 2], "sentence": "Stays too."},
    ]

    write_content(text_of(campaign), WORDS | {"demands": parts, "questions": [{"id": "q"}]})

    assert content_of(text_of(campaign))["demands"] == [
        {"sentence": "Stays."},
        {"sentence": "Stays too."},
    ]


@pytest.mark.parametrize(
    ("change", "where"),
    [
        ({"title": ""}, "title"),
        ({"title": "x" * 151}, "title"),
        ({"summary": "x" * 601}, "summary"),
        ({"body": "x" * 200_001}, "body"),
        ({"changed_since_on": ""}, "changed_since_on"),
        ({"changed_since_on": "yesterday"}, "changed_since_on"),
        ({"demands": [{"sentence": " \x00 "}]}, "demands.0.sentence"),
        ({"demands": [{"id": "ab", "sentence": "x" * 601}]}, "demands.ab.sentence"),
        ({"demands": [{"sentence": "x"}] * 51}, "demands"),
        ({"quotes": [{"words": "x", "source_url": "javascript:x"}]}, "quotes.0.source_url"),
        ({"facts": [{"figure": "1", "sentence": "x", "source_url": "//e"}]}, "facts.0.source_url"),
        ({"timeline": [{"when": "x", "iso": "soon", "sentence": "x"}]}, "timeline.0.iso"),
        ({"source": {"url": "ftp://example.org/"}}, "source.url"),
        ({"source": {"date": "2024-13"}}, "source.date"),
    ],
)
def test_what_a_page_cannot_hold_is_named_and_nothing_is_written(campaign, change, where):
    write_content(text_of(campaign), WORDS)
    campaign.refresh_from_db()

    with pytest.raises(ValidationError) as refused:
        write_content(text_of(campaign), WORDS | change)

    assert list(refused.value.message_dict) == [where]
    assert list(problems(WORDS | change)) == [where]
    assert content_of(text_of(campaign)) == WORDS


def test_control_and_reordering_characters_do_not_come_onto_the_page():
    words = on_page(
        WORDS | {"title": "Let\x00 the \u202eriver\nrun", "body": "one\r\ntwo\x07\n\n\n"}
    )

    assert words["title"] == "Let the river run"
    assert words["body"] == "one\ntwo"


def test_unsaved_words_are_shown_by_the_public_components_and_nothing_is_asked_or_written(
    campaign, django_assert_num_queries
):
    words = WORDS | {"facts": [WORDS["facts"][0] | {"source_url": "javascript:alert(1)"}]}

    with django_assert_num_queries(0):
        text = as_text(campaign, "my", words)
        shown = "".join(
            [
                render_to_string("components/demands.html", {"demands": text.demands.all()}),
                render_to_string("components/timeline.html", {"timeline": text.timeline.all()}),
                *(
                    render_to_string("components/fact.html", {"fact": fact})
                    for fact in text.facts.all()
                ),
            ]
        )

    assert "Publish the licence." in shown
    assert 'datetime="2024-07"' in shown
    assert "1 million" in shown
    assert "javascript" not in shown
    assert str(text.changed_since_on) == "2026-11-23"
    assert text.campaign.statement_publisher == "River Watch"
    assert campaign.statement_publisher == ""


# --- Working copies -------------------------------------------------------------------------


def test_a_working_copy_begins_with_what_is_published_and_says_nothing_new(campaign):
    write_content(text_of(campaign), WORDS)
    campaign.refresh_from_db()

    copy = WorkingCopy.objects.for_language(campaign, "en")

    assert on_page(copy.content) == WORDS
    assert unpublished(campaign) == []
    assert WorkingCopy.objects.for_language(campaign, "en") == copy


def test_a_working_copy_of_a_new_language_is_empty_and_not_published(campaign):
    copy = WorkingCopy.objects.for_language(campaign, "my")

    assert copy.content["title"] == ""
    assert unpublished(campaign) == ["my"]


@pytest.fixture
def owner(campaign):
    return account("owner", campaign.organisation)


def test_publishing_makes_the_words_public_and_is_recorded_once(campaign, owner):
    rewrite(campaign, "en", WORDS, by=owner, now=NOW)
    assert text_of(campaign).title == "Keep the river free"

    assert publish_words(campaign, by=owner, now=NOW) == ["en"]
    assert publish_words(campaign, by=owner, now=NOW) == []

    assert content_of(text_of(campaign)) == WORDS
    assert campaign.statement_publisher == "River Watch"
    [event] = AuditEvent.objects.all()
    assert (event.action, event.actor, event.details) == (
        "words-changed",
        owner,
        {"languages": "en"},
    )


def test_all_languages_are_published_or_none(campaign, owner):
    rewrite(campaign, "en", WORDS, by=owner, now=NOW)
    words = {name: WORDS[name] for name in WORDS if name != "source"}
    rewrite(campaign, "my", words | {"title": ""}, by=owner, now=NOW)

    with pytest.raises(ValidationError) as refused:
        publish_words(campaign, by=owner, now=NOW)

    assert list(refused.value.message_dict) == ["my.title"]
    assert text_of(campaign).title == "Keep the river free"
    assert AuditEvent.objects.count() == 0
