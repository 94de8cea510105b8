"""When two names are the same one."""

import unicodedata

import pytest

from campaign.signatures.weeding.comparing import (
    exact,
    folded,
    same_name,
    shared_with_the_same_person,
)


@pytest.mark.parametrize(
    ("one", "other", "country"),
    [
        ("Ann Example", "ANN EXAMPLE", "TH"),
        ("Ann Example", "  Ann   Example ", "TH"),
        ("Ann-Marie Example", "Ann Marie Example", "TH"),
        ("Ann O'Example", "Ann O’Example", "TH"),
        ("José dos Santos", "Jose dos Santos", "TL"),
        ("Łucja Żak-Nowak", "Lucja Zak Nowak", "PL"),
        ("José dos Santos", unicodedata.normalize("NFD", "José dos Santos"), "TL"),
        ("Nguyễn Thị Hằng", unicodedata.normalize("NFD", "NGUYỄN THỊ HẰNG"), "VN"),
        ("ကိုအောင်မင်းထွန်း", "ကိုအောင်\u200bမင်းထွန်း", "MM"),
        ("Ａｎｎ Ｅｘａｍｐｌｅ", "Ann Example", "TH"),
    ],
)
def test_one_name_in_two_spellings(one, other, country):
    assert same_name(one, country) == same_name(other, country) != ""


@pytest.mark.parametrize(
    ("one", "other", "country"),
    [
        ("Nguyễn Thị Hằng", "Nguyễn Thị Hạng", "VN"),  # the marks are the name
        ("Nguyễn Thị Hằng", "Nguyễn Thị Hạng", "DE"),
        ("Aung Min Thein", "Thein Min Aung", "MM"),  # order is the name
        ("สมชาย ใจดีมาก", "สมชัย ใจดีมาก", "TH"),  # vowel signs are letters
        ("မောင်မောင်ကြီး", "မောင်မောင်ကြည်", "MM"),
        ("Anna Example", "Anne Example", "TH"),
    ],
)
def test_two_names_that_look_alike_are_two(one, other, country):
    assert same_name(one, country) != same_name(other, country)
    assert "" not in {same_name(one, country), same_name(other, country)}


@pytest.mark.parametrize(
    "name", ["Aye", "Su Su", "Aye Aye", "Sukarno", "王伟", "Li Wei", "U Aye", "นก"]
)
def test_a_name_that_very_many_share_is_not_compared_by_itself(name):
    assert same_name(name, "MM") == ""


def shared(name: str, email: str, affiliation: str = "", comment: str = "") -> set[str]:
    return {
        *shared_with_the_same_person(name, email=email, affiliation=affiliation, comment=comment)
    }


def test_the_same_person_at_two_providers_has_something_in_common():
    one = shared("Ann Example", "ann.example77@gmail.com")
    other = shared("Ann Example", "Ann_Example78@yahoo.com")

    assert one & other


def test_two_women_of_one_common_name_have_nothing_in_common():
    assert not shared("Aye", "aye@gmail.com", "Student") & shared("Aye", "aye@yahoo.com", "Student")
    assert not shared("Aye", "aye12345@gmail.com")  # made of the name itself
    assert shared("Aye", "rivergirl.yangon@gmail.com") & shared("Aye", "rivergirlyangon@yahoo.com")


def test_an_organisation_and_a_comment_count_where_the_name_is_rare_and_say_enough():
    assert shared("Ann Example", "a@x.org", "River Union") & shared(
        "Ann Example", "b@y.org", "RIVER  union"
    )
    long, short = "The river feeds all of us.", "Free!"
    assert shared("Ann Example", "a@x.org", "", long) & shared("Ann Example", "b@y.org", "", long)
    assert not shared("Ann Example", "a@x.org", "", short) & shared(
        "Ann Example", "b@y.org", "", short
    )


def test_accents_fold_on_latin_letters_only():
    assert folded("Đỗ Ánh") == "do anh"
    assert folded("သန်း") == exact("သန်း")
    assert folded("ใจดี") == exact("ใจดี")
