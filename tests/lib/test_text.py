"""What people type, made safe and left as they wrote it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaign.lib import text


@pytest.mark.parametrize(
    "name",
    [
        "ဒေါ်အောင်ဆန်းစုကြည်",
        "Nguyễn Thị Minh",
        "สมชาย ใจดี",
        "ສົມພອນ",
        "សុខា",
        "O’Brien-Müller",
        "李明",
        "தமிழ்",
    ],
)
def test_names_of_the_region_round_trip(name):
    assert text.one_line(name) == name


def test_joiners_that_words_need_stay_and_marks_that_reorder_go():
    assert text.one_line("က\u200dခ\u200cဂ") == "က\u200dခ\u200cဂ"
    assert text.one_line("Ann \u202eelpmaxE\u2066") == "Ann elpmaxE"


@pytest.mark.parametrize(
    "hidden", ["\x00", "\x1b", "\x9f", "\ud800", "\ufeff", "\u200f", "\ufffe", "\uffff"]
)
def test_what_cannot_be_seen_or_stored_goes(hidden):
    assert text.one_line(f"An{hidden}n") == "Ann"


def test_white_space_of_any_kind_is_one_space():
    assert text.one_line("\t Ann \u00a0\u3000 of\r\nKachin  ") == "Ann of Kachin"


def test_composed_and_decomposed_letters_are_stored_the_same():
    assert text.one_line("Müller") == text.one_line("Mu\u0308ller")


def test_paragraphs_keep_their_lines():
    assert text.paragraphs(" one \r\n two\r\rthree\n\n\n\n\nfour ") == "one\ntwo\n\nthree\n\nfour"


@given(st.text())
def test_cleaning_twice_is_cleaning_once(typed):
    once = text.one_line(typed)

    assert text.one_line(once) == once
    assert text.paragraphs(text.paragraphs(typed)) == text.paragraphs(typed)
    once.encode()  # no lone surrogate is left to break a database or a page
