"""Drafts that are too long for a page, and words that Markdown would misread."""

import html
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaign.lib import markdown
from campaign.lib import text as plain
from campaign.pages.drafting import markdown_of
from campaign.pages.fitting import fitted, shorten
from campaign.statements import Draft, Figure, Quote


@pytest.mark.parametrize(
    ("words", "room", "expected"),
    [
        ("It fits.", 8, "It fits."),
        ("One sentence. And a second one.", 20, "One sentence."),
        ("He said: “No.” Then he left the room.", 20, "He said: “No.”"),
        ("A long clause, then another that goes on", 30, "A long clause…"),
        ("No pause in this at all to stop at", 20, "No pause in this at…"),
        ("It cost 1.3 million and 10,000 more", 20, "It cost 1.3 million…"),
        ("Unbreakableunbreakable", 10, "Unbreakab…"),
        ("ကျွန်ုပ်တို့ တောင်းဆိုသည်။ နောက်တစ်ခု", 30, "ကျွန်ုပ်တို့ တောင်းဆိုသည်။"),
    ],
)
def test_words_are_cut_where_a_reader_would_pause(words: str, room: int, expected: str) -> None:
    assert shorten(words, room) == expected


def test_a_cut_does_not_tear_a_vowel_sign_from_its_letter() -> None:
    assert shorten("ကို" * 10, 6) == "ကို…"


@given(st.text(), st.integers(min_value=2, max_value=80))
def test_what_is_shortened_always_fits(words: str, room: int) -> None:
    assert len(shorten(words, room)) <= room


LONG = "This is a sentence of a real statement, and it goes on. " * 60


def test_a_draft_that_fits_comes_back_as_it_was() -> None:
    draft = Draft(
        title="Free the press",
        organisation="Harbour Watch",
        summary="Two journalists are in prison.",
        demands=("Release them.",),
        quotes=(Quote("They reported.", "A speaker", "editor"),),
        figures=(Figure("2", "Two journalists are in prison."),),
        notes=("When was it issued?",),
    )

    assert fitted(draft) == draft


def test_every_long_part_is_shortened_and_named_in_one_note() -> None:
    draft = Draft(
        title=LONG,
        organisation="Harbour Watch",
        summary=LONG,
        demands=("Release them.", LONG),
        quotes=(Quote(LONG, "A speaker", LONG),),
        figures=(Figure("US$1", LONG),),
        notes=("When was it issued?",),
    )

    fit = fitted(draft)

    assert len(fit.title) <= 150
    assert len(fit.summary) <= 600
    assert fit.demands[0] == "Release them."
    assert len(fit.demands[1]) <= 600
    assert len(fit.quotes[0].text) <= 2000
    assert len(fit.quotes[0].role) <= 300
    assert len(fit.figures[0].sentence) <= 600
    assert fit.notes == (
        "When was it issued?",
        "Shortened to fit the page: the title, the summary, demand 2, quote 1, key fact 1. "
        "Do they still say what they should?",
    )


def test_key_facts_are_few_one_a_sentence_and_in_their_order() -> None:
    draft = Draft(
        figures=(
            Figure("2", "Two of 40 were let go."),
            Figure("40", "Two of 40 were let go."),
            *(Figure(str(number), f"It took {number} days.") for number in range(10, 20)),
        )
    )

    fit = fitted(draft)

    assert [figure.value for figure in fit.figures] == ["2", "10", "11", "12", "13", "14"]
    assert fit.notes == (
        "The text has figures in 11 sentences; the page shows the first 6. "
        "Are they the ones that matter?",
    )


def test_fitting_twice_is_fitting_once() -> None:
    fit = fitted(Draft(summary=LONG, figures=tuple(Figure("1", f"{n}.") for n in range(9))))

    assert fitted(fit) == fit
    assert fitted(replace(fit, title="Short")).notes == fit.notes


# --- Plain words as Markdown ----------------------------------------------------------------


def shown(paragraph: str) -> str:
    """What a reader sees of `paragraph` on the page."""
    rendered = markdown.to_html(markdown_of(paragraph)).strip()
    return html.unescape(rendered.removeprefix("<p>").removesuffix("</p>"))


@pytest.mark.parametrize(
    "paragraph",
    [
        "# Not a heading",
        "- Not a list",
        "+ Not a list",
        "2024. Not a list either",
        "3) Nor this",
        "> Not a quote",
        "***",
        "---",
        "===",
        "~~~",
        "```python",
        "a * b * c, _under_ and __double__",
        "[a link](https://example.org/)",
        "<script>alert(1)</script>",
        "<https://example.org/>",
        "Fish &amp; chips &copy; &#65;",
        "A backslash \\ and \\* another",
        "| not | a table |",
        "US$406 million, Feb. 1, 2021 (see p. 3) – state-owned!",
    ],
)
def test_words_that_look_like_markup_show_as_they_are(paragraph: str) -> None:
    assert shown(paragraph) == paragraph


def test_an_ordinary_paragraph_gets_no_backslashes() -> None:
    paragraph = "On Feb. 1, 2021 (a Monday) state-owned firms sold US$1.5m of goods & parts!"

    assert markdown_of(paragraph) == paragraph


@given(st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc", "Cn"]), min_size=1))
def test_any_words_show_as_they_are(paragraph: str) -> None:
    assert shown(paragraph) == plain.one_line(paragraph)


@given(st.lists(st.sampled_from('#*_-+>=~`|[]()<>!&;.1 \\"a'), max_size=30).map("".join))
def test_any_mix_of_marks_shows_as_it_is(paragraph: str) -> None:
    assert shown(paragraph) == plain.one_line(paragraph)
