"""No text breaks the importer, slows it down, or makes it say what the text does not."""

# ruff: noqa: E501 - a sentence under test stays on one line

import contextlib
import re
import sys
from time import thread_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from campaign.statements import StatementError, draft_from
from campaign.statements.cleaning import clean
from campaign.statements.figures import figures_in
from campaign.statements.mentions import organisations_in

PIECES = st.sampled_from(
    [
        "“", "”", "‘", "’", '"', "'", "«", "»", "(", ")", "[1]", " ", "\n", "\n\n", "\r\n", "\u00ad", "\u200b",
        "• ", "1. ", "(a) ", "# ", "> ", "— ", "- ", "; and ", ": ", ", ", ". ", "!", "?", "…", "။", "<b>", "</b>",
        "<script>", "&quot;", "&amp;lt;", "=SUM(", "@", "+95 9 123 456 789", "12/ABC(N)123456", "a@example.org",
        "Ana Ruiz", "U Tin Maung Oo", "Open Harbour", "ASEAN", "the group", "she", "said", "told reporters",
        "according to", "director of", "spokesperson", "call on", "urges", "demand that", "the government", "to",
        "must", "should", "publish the ledger", "5 November 2026", "05/10/2026", "2027", "US$38.6 million", "73%",
        "ENDS", "Notes to editors", "Contact:", "FOR IMMEDIATE RELEASE", "Signed by:", "About Open Harbour:",
        "ကိုအောင်မင်း", "သတင်း", "the pier was closed at noon",
    ]
)  # fmt: skip
TEXTS = st.lists(PIECES | st.text(max_size=12), min_size=1, max_size=60).map("".join)
LARGEST_QUICK_TEXT = 200_000


def repeated(unit: str, length: int) -> str:
    return (unit * (length // len(unit) + 1))[:length]


def steps(text: str) -> int:
    """How many calls and returns drafting takes: work that no busy machine changes.

    What a pattern does inside itself is not counted. One that backtracks without end would keep
    the test from ending at all.
    """
    counted = 0

    def count(*_event: object) -> None:
        nonlocal counted
        counted += 1

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        with contextlib.suppress(StatementError):
            draft_from(text)
    finally:
        sys.setprofile(before)
    return counted


def test_a_word_without_end_is_no_name():
    """Thirty seconds before words of a name had an end; thread_time leaves other processes out."""
    began = thread_time()

    organisations_in(["The group " + repeated("A-", LARGEST_QUICK_TEXT)])

    assert thread_time() - began < 5


def test_figures_without_end_are_not_copied_for_each_of_them():
    began = thread_time()

    figures_in(repeated("1-2 ", LARGEST_QUICK_TEXT))

    assert thread_time() - began < 10


LINE_MARK = re.compile(r"(?m)^[ ]*(?:>[ ]?|(?:[•*+–-]|\d{1,2}[.)]|\([a-z0-9]{1,3}\))[ ]+(?=\S))+")


def squeezed(text: str) -> str:
    return "".join(text.split())


@settings(max_examples=400, deadline=None)
@given(TEXTS)
def test_a_draft_only_ever_copies_out_of_the_text(text):
    try:
        draft = draft_from(text)
    except StatementError:
        return

    # What runs on over several lines is copied without the marks that open list items and quotes.
    source = squeezed(clean(text)) + "\n" + squeezed(LINE_MARK.sub("", clean(text)))
    copied = [part for quote in draft.quotes for part in quote.parts]
    copied += [*draft.demands, *draft.paragraphs, *(figure.value for figure in draft.figures)]
    copied += [date.as_written for date in draft.dates]
    assert [words for words in copied if squeezed(words) not in source] == []
    assert not draft.title or squeezed(draft.title) in source
    assert squeezed(draft.summary) in source


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=400))
def test_no_text_at_all_breaks_the_importer(text):
    try:
        told = draft_from(text).as_json()
    except StatementError:
        return

    assert isinstance(told["notes"], list)


@settings(max_examples=300, deadline=None)
@given(TEXTS)
def test_cleaning_cleaned_text_changes_no_word(text):
    once = clean(text)

    assert "\u200b" not in once
    assert "\r" not in once
    assert "<script" not in once.lower()


@pytest.mark.parametrize(
    "unit",
    [
        '"', "“", "”", "‘", "'", "(", "[", "<", "&lt;", " ", "a", "1,", "“a ", "“a” ", "‘a ", "said ", "A said ",
        "“A,” said B. ", "Ana Ruiz, ", "call on the a to b ", "the government must ", "and to ", ". ", "1 May ",
        "05/10/2026 ", "a@", "(1) ", "— ", "=A(", "12/ABC(N)1 ", "who ", "according to ", "*a", "[a](", "<!--",
        "in 2020 ", "$1 ", "<script>", "and has ", ", the x said ", "to: ", "Signed by: ", "&",
        "1. The Council calls on the army to —\n(a) open it\n", "The a must open it, and ", "received one ",
        "he said that “x y z w”, and b that “c d e f”, ", '"A "b" c\n\n',
    ],
)  # fmt: skip
def test_the_work_grows_no_faster_than_a_text_of_one_thing(unit):
    short, long = repeated(unit, 15_000), repeated(unit, 60_000)

    assert steps(long) <= 5 * steps(short)


def test_the_work_of_a_long_statement_grows_with_its_length():
    paragraph = (
        "“The ledger is ours,” said Ana Ruiz, director of Open Harbour, on 5 May 2026. The union calls on "
        "the ministry to publish 1,148 pages of it. Nobody at the pier has seen it since 2019.\n\n"
    )
    short = "The pier is closed\n\n" + repeated(paragraph, LARGEST_QUICK_TEXT // 4)
    long = "The pier is closed\n\n" + repeated(paragraph, LARGEST_QUICK_TEXT)

    worked = steps(long)

    assert worked <= 5 * steps(short)
    # A second of a slow processor; the time itself is for a benchmark.
    assert worked <= 40 * len(long)
