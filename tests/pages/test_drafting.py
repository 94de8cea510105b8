"""From a statement to a working copy: nothing is invented, and everything has its place."""

import pytest
from django.conf import settings

from campaign.lib import text as plain
from campaign.pages.content import FIELDS, PARTS, on_page, problems
from campaign.pages.drafting import content_from
from campaign.pages.places import Places
from campaign.statements import draft_from

STATEMENT = """River groups call for an answer

MANDALAY — Twelve groups delivered 4,200 names on 3 March 2026. They must wait until May 2026.

“We have waited
long enough,” said Ann Example, chair of River Watch. “We want an answer.”

We call on the government to:

• stop the dam by 1 June 2026;
• publish the licence.
"""


@pytest.fixture
def content():
    return content_from(draft_from(STATEMENT), statement=STATEMENT)


def passage(content, part) -> str:
    start, end = part["at"]
    return plain.paragraphs(STATEMENT)[start:end]


def test_each_part_says_where_it_stands(content):
    [first, second] = content["demands"]

    assert passage(content, first) == "stop the dam by 1 June 2026"
    assert first["sentence"] == "Stop the dam by 1 June 2026"
    assert passage(content, second) == "publish the licence"
    [quote] = content["quotes"]
    assert passage(content, quote).startswith("We have waited\nlong enough")
    assert passage(content, quote).endswith("We want an answer")
    assert quote["speaker"] == "Ann Example"


def test_dates_are_offered_with_their_sentences_in_the_order_of_time_and_not_shown(content):
    assert [(part["iso"], part["decision"]) for part in content["timeline"]] == [
        ("2026-03-03", "offered"),
        ("2026-05", "offered"),
    ]
    assert content["timeline"][1]["sentence"] == "They must wait until May 2026."
    assert on_page(content)["timeline"] == []


def test_a_year_inside_a_date_is_no_event_of_its_own():
    said = "The dam was begun on 1 February 2021. It was stopped in 2024."

    content = content_from(draft_from(said), statement=said)

    assert [part["when"] for part in content["timeline"]] == ["1 February 2021", "2024"]


def test_questions_know_what_they_are_about():
    untitled = "The dam is being built. We want it stopped."

    content = content_from(draft_from(untitled), statement=untitled)

    about = {question["about"] for question in content["questions"]}
    assert {"title", "source.date", "source.publisher"} <= about
    assert not any(question["answered"] for question in content["questions"])


def test_more_than_a_page_can_show_is_offered():
    sentences = " ".join(f"In town {n} they counted {n}00 dead fish." for n in range(1, 12))
    content = content_from(draft_from(f"The river dies\n\n{sentences}"), statement=sentences)

    assert [part["decision"] for part in content["facts"]] == [""] * 6 + ["offered"] * 5


def test_what_is_not_in_the_statement_has_no_place():
    places = Places("The dam is being built.")

    assert places.of("dam, is BEING") == [4, 16]
    assert places.of("the bridge") is None
    assert places.of("…") is None


@pytest.mark.parametrize(
    "name", ["15-synthetic-immediate-release.txt", "00-asean-russia-coordinator.txt"]
)
def test_real_statements_give_a_page_that_can_be_published(name):
    path = settings.BASE_DIR.parent / "shared" / "statements" / name
    if not path.is_file():
        pytest.skip("the shared statements are not beside the checkout")
    statement = path.read_text()
    stored = plain.paragraphs(statement)

    content = content_from(draft_from(statement), statement=statement)

    assert problems(content) == {}
    letters = "".join(each for each in stored.lower() if each.isalnum())
    for kind in PARTS:
        for part in content[kind]:
            assert part["at"], part
            for field in set(FIELDS[kind]) & {"sentence", "figure", "when", "speaker"}:
                said = "".join(each for each in part[field].lower() if each.isalnum())
                assert said in letters, "it only copies out"
