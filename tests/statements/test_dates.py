"""Dates: as written always, as ISO only where the text leaves no doubt."""

# ruff: noqa: E501 - a sentence under test stays on one line

import pytest

from campaign.statements import draft_from
from campaign.statements.dates import dates_in

WRITTEN = [
    ("on 5 November 2026 they", [("5 November 2026", "2026-11-05")]),
    ("on Thursday, 5 November 2026, they", [("Thursday, 5 November 2026", "2026-11-05")]),
    ("on November 5th, 2026 they", [("November 5th, 2026", "2026-11-05")]),
    ("since the Feb. 1, 2021 coup", [("Feb. 1, 2021", "2021-02-01")]),
    ("before July 2027", [("July 2027", "2027-07")]),
    ("until 2027", [("2027", "2027")]),
    ("version of 2026-11-05", [("2026-11-05", "2026-11-05")]),
    (
        "Between 1 January and 31 October 2026",
        [("1 January", "2026-01-01"), ("31 October 2026", "2026-10-31")],
    ),
    (
        "from 28 December to 3 January 2027",
        [("28 December", "2026-12-28"), ("3 January 2027", "2027-01-03")],
    ),
    (
        "the night of 17 to 18 January 2026",
        [("17 to 18 January 2026", "2026-01-17/2026-01-18")],
    ),
    ("on 25/10/2026", [("25/10/2026", "2026-10-25")]),
    ("on 05/10/2026", [("05/10/2026", None)]),
    ("on Monday 05/10/2026", [("Monday 05/10/2026", "2026-10-05")]),
    ("on September 2", [("September 2", None)]),
    ("on 31 February 2026", [("31 February 2026", None)]),
    ("the third of May 2026", [("the third of May 2026", "2026-05-03")]),
    ("since mid-2024", [("mid-2024", "2024")]),
    ("They marched last Thursday and on Sunday.", []),
    (
        "They met on March 2–4, 2026, and on June 7-8.",
        [("March 2–4, 2026", "2026-03-02/2026-03-04"), ("June 7-8", None)],
    ),
    ("၂၀၂၅ ခုနှစ်၊ ဇွန်လ ၄ ရက်", [("၂၀၂၅ ခုနှစ်၊ ဇွန်လ ၄ ရက်", "2025-06-04")]),
    ("2019 people may march on 64,210 houses", []),
    ("Article 19 and Section 2015 of version 1.2.26", []),
]


@pytest.mark.parametrize(("text", "expected"), WRITTEN)
def test_a_date_is_read_as_written(text, expected):
    found = dates_in(text)

    assert [(date.as_written, date.iso) for date in found] == expected


def test_an_ambiguous_release_date_is_asked_not_guessed():
    draft = draft_from(
        "Press release\n05/10/2026\n\nThe pier is closed\n\nThe pier was closed at noon."
    )

    assert draft.date is None
    assert any("05/10/2026" in note for note in draft.notes)


def test_a_date_that_stands_only_in_the_source_address_is_a_question():
    text = "Source: https://example.org/2020/04/03/pier/\n\nThe pier is closed\n\nIt was closed at noon."

    draft = draft_from(text)

    assert draft.date is None
    assert any("2020-04-03" in note for note in draft.notes)
    assert not any("example.org" in paragraph for paragraph in draft.paragraphs)


def test_a_dateline_dates_the_statement_and_leaves_the_text():
    draft = draft_from(
        "The pier is closed\n\nPORT ALTO (3 May 2026) – The pier was closed at noon."
    )

    assert draft.date == "2026-05-03"
    assert draft.paragraphs == ("The pier was closed at noon.",)
    assert draft.dates == ()


def test_a_wrong_weekday_is_mentioned():
    draft = draft_from(
        "Monday, 5 November 2026\n\nThe pier is closed\n\nThe pier was closed at noon."
    )

    assert draft.date == "2026-11-05"
    assert any("weekday" in note for note in draft.notes)
