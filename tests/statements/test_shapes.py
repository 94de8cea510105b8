"""The shapes that texts never seen before come in: each line here was once misread."""

# ruff: noqa: E501 - a sentence under test stays on one line

import pytest

from campaign.statements import draft_from

BODY = "The pier of Port Alto was closed at noon on Monday without a word of warning to anybody."
SPOKEN = [
    ("“It leaks,” fumed Ana Ruiz, a plumber. “It always has.”", "Ana Ruiz"),
    ("“It leaks and it always has,” chimed in her grandfather, Bo Lind.", "Bo Lind"),
    ("“It leaks and it always has,” Mr Ruiz-Lind would say.", "Mr Ruiz-Lind"),
    ("Night sorter Cass Umber added: “It leaks and it always has.”", "Cass Umber"),
    (
        "For the city, harbour official Mira Voss denies it. “It never leaked”. She left.",
        "Mira Voss",
    ),
    ("A night guard, who gave no name, disputed it: “I was there. It leaked.”", "A night guard"),
    (
        "Ana Ruiz, a plumber, mended it. Her aunt, Edda Holm, paid.\n\n“I paid twice, and it leaks.”",
        "Edda Holm",
    ),
    (
        "A plumber, who asked to be called Old Tom, came. “It leaks and it always has,” he writes.",
        "Old Tom",
    ),
]
UNSPOKEN = [
    "The company’s brochure is less reserved: “Never leave money on the pier.”",
    "The charge, we are told, is “insulting the mood of the harbour”.",
    "Somebody had written it on a wall: “Give us back the night”.",
]
HEADERS = [
    ("PRESS STATEMENT | No. 2026/19 | The Harbour Observatory", None),
    ("NEWS from the Dockworkers of Port Alto County", None),
    ("Joint release – please use freely\n14.II.2026", "2026-02-14"),
    ("Circular to the press / Saturday, 29 August 2026", "2026-08-29"),
    ("Date of issue: 2 December 2025", "2025-12-02"),
    ("Communication of 12/06/2026 (agreed at the meeting of Friday, 12 June)", "2026-06-12"),
    ("Press release\n05/10/2026", None),
    ("Done at Port Alto, this 30th day of October 2026", "2026-10-30"),
]
LISTS = [
    (
        "The union will return when the county:\n\n- reopens the pier\n- pays the crew",
        ["reopens the pier", "pays the crew"],
    ),
    (
        "To the Governor:\n(a) withdraw the permit;\n(b) publish the study.",
        ["withdraw the permit", "publish the study"],
    ),
    (
        "We therefore call on:\n\nThe Council\n- to open the pier;\n- to pay the crew.",
        ["to open the pier", "to pay the crew"],
    ),
    ("What we ourselves do:\n\n- open our doors at night\n- pay the crew", []),
    ("They found that the owners:\n\n- opened the gate at night\n- paid nobody", []),
    ("From the Council we expect a ban on night dredging.", ["a ban on night dredging"]),
    ("We do not ask for pity.", []),
]


@pytest.mark.parametrize(("paragraphs", "speaker"), SPOKEN)
def test_a_speaker_is_found_whatever_the_verb(paragraphs, speaker):
    draft = draft_from(f"The pier is closed\n\n{BODY}\n\n{paragraphs}")

    assert [quote.speaker for quote in draft.quotes] == [speaker]


@pytest.mark.parametrize("paragraph", UNSPOKEN)
def test_printed_words_are_nobodys_quote(paragraph):
    draft = draft_from(f"The pier is closed\n\n{BODY}\n\n{paragraph}")

    assert draft.quotes == ()


@pytest.mark.parametrize(("header", "date"), HEADERS)
def test_a_line_of_machinery_is_never_the_title(header, date):
    draft = draft_from(f"{header}\n\nThe pier is closed until the count is over\n\n{BODY}")

    assert (draft.title, draft.date) == ("The pier is closed until the count is over", date)


@pytest.mark.parametrize(("paragraphs", "demands"), LISTS)
def test_a_list_asks_if_its_lead_or_its_address_says_so(paragraphs, demands):
    draft = draft_from(f"The pier is closed\n\n{BODY}\n\n{paragraphs}")

    assert list(draft.demands) == demands
