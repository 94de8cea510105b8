"""How many lines a name takes is known before it is printed."""

import pytest

from campaign.exports.handover import fitting
from campaign.exports.handover.fitting import (
    ROOM,
    TEMPLATE,
    Entry,
    Fitting,
    MissingFonts,
    breakable,
    surely_fits,
)
from campaign.lib import typesetting
from tests.lib.test_typesetting import needs_fonts

SHARED = {
    "language": "en",
    "title": "Keep the river free",
    "organisation": "River Watch",
    "labels": {"page_of": "Page {page} of {pages}", "running": "", "list": ""},
    "volume": "",
    "first_page": 1,
    "pages": 1,
}
LETTERS = (
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789.,'’()-"
    "ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÐÑÒÓÔÕÖØÙÚÛÜÝÞßàáâãäåæçèéêëìíîïðñòóôõöøùúûüýþÿĐđĞğİıŁłŃńŒœŚśŠšŻżŽžƠơƯư"
    "ẠạẢảẤấẦầẨẩẪẫẬậẮắẰằẲẳẴẵẶặẸẹẺẻẼẽẾếỀềỂểỄễỆệỈỉỊịỌọỎỏỐốỒồỔổỖỗỘộỚớỜờỞởỠỡỢợỤụỦủỨứỪừỬửỮữỰựỲỳỴỵỶỷỸỹ"
)


def lines_of(kind: str, texts: list[str], layout: str = "places") -> list[int]:
    """As Typst sets them."""
    data = {"part": "measure", "layout": layout, "texts": [[kind, each] for each in texts]}
    return [int(n) for n in typesetting.ask(TEMPLATE, SHARED | data, "lines")]


@pytest.mark.parametrize(
    ("kind", "layout"),
    [("name", "places"), ("name", "names"), ("more", "places"), ("country", "places")],
)
def test_what_is_thought_to_fit_on_a_line_does_whatever_its_letters(kind, layout):
    longest = []
    for letter in LETTERS:
        words = letter
        while surely_fits(words + letter, kind):
            words += letter
        longest.append(words)

    assert set(lines_of(kind, longest, layout)) == {1}
    assert all(len(words) >= ROOM[kind] - 1 for words in longest)


@needs_fonts
def test_others_are_measured_in_their_own_script():
    long_thai = "กรุงเทพมหานครอมรรัตนโกสินทร์มหินทรายุธยา"
    some = [
        Entry("1", "Ann Example", "", "Thailand"),
        Entry("2", "အောင်ဆန်းဥက္ကာ", "", "Myanmar"),
        Entry("3", long_thai, "", "Thailand"),
        Entry("4", "Ann Example", "Faculty of Law and International Relations", "Laos"),
        Entry("5", "Ann", "", "South Georgia & South Sandwich Islands"),
        Entry("6", "W" * 100, "", ""),
    ]

    fitted = Fitting(SHARED | {"layout": "places"}).fitted(some)

    assert [each.lines for each in fitted[:5]] == [1, 1, 2, 3, 2]
    assert fitted[5].lines >= 9
    assert [each.name.replace("\u200b", "") for each in fitted] == [each.name for each in some]


def test_a_word_wider_than_its_column_may_break_between_letters_and_no_other():
    assert breakable("W" * 20, "name") == "\u200b".join(["W" * 8, "W" * 8, "W" * 4])
    assert breakable("Nguyễn Thị Hoàng Kim Anh", "name") == "Nguyễn Thị Hoàng Kim Anh"
    assert breakable("i" * 20, "name") == "i" * 20
    letters = breakable("க்ஷி" * 20, "name").split("\u200b")
    assert "".join(letters) == "க்ஷி" * 20
    assert not any(letter.startswith(("்", "ி")) for letter in letters)


def test_names_in_a_script_whose_font_was_not_fetched_are_refused_by_its_name(monkeypatch):
    monkeypatch.setattr(typesetting, "missing_fonts", lambda: {"Noto Sans Myanmar"})

    with pytest.raises(MissingFonts, match="Noto Sans Myanmar"):
        Fitting(SHARED).fitted([Entry("1", "ကိုကို", "", "")])
    assert Fitting(SHARED).fitted([Entry("1", "Ann", "", "")])[0].lines == 1


def test_every_font_that_is_fetched_has_its_script():
    assert set(fitting.SCRIPTS) == typesetting.FAMILIES


def test_letters_that_nothing_here_can_print_are_counted_by_row():
    fits = Fitting(SHARED | {"layout": "places"})

    fits.fitted(
        [Entry("1", "박지민", "", ""), Entry("2", "أحمد", "", ""), Entry("3", "Ann 陳", "", "")]
    )

    assert fits.without_font == 2
