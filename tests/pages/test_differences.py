"""What differs between two sets of words, word by word and never inside a letter."""

import time

import pytest

from campaign.pages.content import blank
from campaign.pages.differences import GONE, NEW, SAME, differences, pieces


def test_nothing_differs_from_itself():
    assert differences(blank(), blank()) == []
    assert differences(None, blank()) == []


def test_parts_stand_in_the_order_of_a_page_and_items_that_stayed_are_left_out():
    before = blank() | {"demands": [{"sentence": "One."}, {"sentence": "Two of them."}]}
    after = before | {
        "demands": [{"sentence": "One."}, {"sentence": "Two of us."}, {"sentence": "Three."}],
        "title": "A title",
    }

    title, demands = differences(before, after)

    assert (title.name, title.items) == ("title", [[(NEW, "A title")]])
    assert demands.items == [
        [(SAME, "Two of "), (GONE, "them"), (NEW, "us"), (SAME, ".")],
        [(NEW, "Three.")],
    ]


def test_the_database_may_keep_the_fields_of_a_part_in_another_order():
    quote = {"words": "We wait.", "speaker": "Ann", "role": "fisher", "source_url": ""}
    stored = dict(sorted(quote.items()))

    assert differences(blank() | {"quotes": [stored]}, blank() | {"quotes": [quote]}) == []


def test_a_sentence_that_goes_on_keeps_its_last_word():
    before, after = blank() | {"title": "Keep it free"}, blank() | {"title": "Keep it free, too"}

    [title] = differences(before, after)

    assert title.items == [[(SAME, "Keep it free"), (NEW, ", too")]]


def test_what_has_little_in_common_is_one_gone_and_one_come():
    [title] = differences(blank() | {"title": "abc def ghi"}, blank() | {"title": "x y z"})

    assert title.items == [[(GONE, "abc def ghi")], [(NEW, "x y z")]]


@pytest.mark.parametrize(
    "words",
    ["မြန်မာနိုင်ငံ", "ประเทศไทย", "ປະເທດລາວ", "កម្ពុជា", "இந்தியா", "“Hello” — world…", "中文"],
)
def test_pieces_put_together_are_the_text_and_none_begins_with_a_mark(words):
    import unicodedata

    found = pieces(words)

    assert "".join(found) == words
    assert not [each for each in found if unicodedata.category(each[0]).startswith("M")]


def test_burmese_is_compared_by_cluster():
    before, after = "မြစ်ကိုကာကွယ်ပါ", "မြစ်ကိုကာကွယ်မည်"

    [title] = differences(blank() | {"title": before}, blank() | {"title": after})

    assert title.items == [[(SAME, "မြစ်ကိုကာကွယ်"), (GONE, "ပါ"), (NEW, "မည်")]]


def test_two_long_texts_are_compared_in_no_time():
    before = "\n\n".join(f"word {number} " * 700 for number in range(30))
    after = "\n\n".join(f"other {number} " * 700 for number in range(30))
    began = time.monotonic()

    [body] = differences(blank() | {"body": before}, blank() | {"body": after})

    assert time.monotonic() - began < 5
    assert len(body.items) == 60
