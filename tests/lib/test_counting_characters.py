"""How long a text is, as people and networks count."""

import pytest

from campaign.lib.counting_characters import graphemes, text_messages, weight_on_x

FAMILY = "👩\u200d👩\u200d👧"


@pytest.mark.parametrize(
    ("text", "characters"),
    [("river", 5), (FAMILY, 1), ("e\u0301", 1), ("ကျွန်ုပ်", 3), ("ខ្មែរ", 2), ("🇲🇲", 1), ("", 0)],
)
def test_a_character_is_what_a_reader_takes_for_one(text, characters):
    assert len(graphemes(text)) == characters


@pytest.mark.parametrize(
    ("text", "weight"),
    [
        ("river", 5),
        ("မြန်မာ", 6),  # below U+10FF: each code point once
        ("ខ្មែរ", 10),  # above it: twice
        ("缅甸", 4),
        (FAMILY, 2),
        ("🇲🇲", 2),
        ("“so”", 4),
    ],
)
def test_x_counts_some_scripts_twice(text, weight):
    assert weight_on_x(text) == weight


@pytest.mark.parametrize(
    ("text", "messages"),
    [("a" * 160, 1), ("a" * 161, 2), ("a" * 307, 3), ("က" * 70, 1), ("က" * 71, 2), ("😀" * 36, 2)],
)
def test_one_letter_outside_the_short_alphabet_makes_a_text_message_short(text, messages):
    assert text_messages(text) == messages
