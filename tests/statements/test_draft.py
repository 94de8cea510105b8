"""The draft's shape, its working title, and what it refuses."""

# ruff: noqa: E501 - a sentence under test stays on one line

import pytest

from campaign.statements import Draft, StatementError, draft_from, working_title

KEYS = [
    "title",
    "subtitle",
    "organisation",
    "date",
    "summary",
    "paragraphs",
    "quotes",
    "figures",
    "dates",
    "demands",
    "addressees",
    "notes",
]


def test_the_draft_as_json_has_exactly_the_agreed_keys():
    draft = draft_from(
        "The pier is closed\n\n“We know nothing of it,” said Ana Ruiz on 3 May 2026."
    )

    told = draft.as_json()

    assert list(told) == KEYS
    assert list(told["quotes"][0]) == ["text", "speaker", "role"]
    assert list(told["dates"][0]) == ["as_written", "iso"]


def test_a_statement_that_says_little_gets_questions_instead_of_guesses():
    draft = draft_from("The pier was closed at noon and nobody at the pier could say why it was.")

    assert (draft.title, draft.date, draft.organisation) == (None, None, None)
    assert [note[:24] for note in draft.notes] == [
        "The text has no title. W",
        "The text does not clearl",
        "The text has no date of ",
        "The text makes no demand",
    ]


@pytest.mark.parametrize("text", ["", "  \n\t", "1234 ---", "<script>x</script>"])
def test_a_text_without_words_is_refused(text):
    with pytest.raises(StatementError, match="no text"):
        draft_from(text)


def test_more_than_a_million_characters_are_refused():
    with pytest.raises(StatementError, match="longer than a million"):
        draft_from("a " * 500_001)


def test_the_summary_is_cut_at_a_sentence():
    first = "The pier was closed at noon by men who did not say whom they worked for."
    draft = draft_from(f"The pier is closed\n\n{first} {'It was a long day. ' * 30}")

    assert draft.summary.startswith(first)
    assert draft.summary.endswith(".")
    assert len(draft.summary) <= 300


def test_a_working_title_is_the_first_sentence_cut_at_a_clause():
    draft = Draft(
        summary="The pier of Port Alto was closed at noon on Monday, and nobody who works there has been told why it was."
    )

    assert working_title(draft) == "The pier of Port Alto was closed at noon on Monday"


def test_a_working_title_is_the_title_where_there_is_one():
    assert (
        working_title(Draft(title="The pier is closed", summary="It was closed."))
        == "The pier is closed"
    )


@pytest.mark.parametrize(
    ("summary", "title"),
    [
        (
            "The envoy will coordinate every matter of trade and security that arises between Varland and the eight states of the union.",
            "The envoy will coordinate every matter of trade and security",
        ),
        (
            "The ministry has closed both of the harbours on the northern coast of the province of Upper Sarn.",
            "The ministry has closed both of the harbours on the northern coast of the province",
        ),
    ],
)
def test_a_working_title_does_not_end_in_the_middle_of_a_phrase(summary, title):
    assert working_title(Draft(summary=summary)) == title


def test_a_pasted_mail_gives_its_subject_and_its_date():
    text = (
        "From: Press Office, Open Harbour\n"
        "To: news desks\n"
        "Date: Mon, 9 Mar 2026 08:14:00 +0000\n"
        "Subject: [OH press] Fwd: Crews ask for the ledger\n\n"
        "The crews of nine ships asked for the ledger of arms cargo yesterday, and got a calendar.\n"
    )

    draft = draft_from(text)

    assert (draft.title, draft.date) == ("Crews ask for the ledger", "2026-03-09")


def test_an_embargo_line_with_stars_is_no_title():
    text = (
        "*** UNDER EMBARGO *** Not for broadcast before 06.00 CET on Wednesday, 18 March 2026\n\n"
        "CREWS ASK FOR THE LEDGER\n\n"
        "The crews of nine ships asked for the ledger of arms cargo yesterday, and got a calendar.\n"
    )

    assert draft_from(text).title == "CREWS ASK FOR THE LEDGER"
