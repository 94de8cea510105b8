"""XLSX as other programs open it."""

import io
import zipfile

import pytest
from python_calamine import load_workbook

from campaign.exports import spreadsheet
from campaign.exports.spreadsheet import write_xlsx


class OnlyWritten:
    """As a pipe: it takes bytes, and can neither go back nor be read."""

    def __init__(self) -> None:
        self.content = b""

    def write(self, content: bytes) -> int:
        self.content += content
        return len(content)

    def flush(self) -> None:
        pass


def written(rows, headings=("Who", "What"), title="river") -> bytes:
    sink = OnlyWritten()
    write_xlsx(rows, sink, headings=headings, title=title)
    return sink.content


def sheet(content: bytes, number: int = 0) -> list[list]:
    book = load_workbook(io.BytesIO(content))
    return book.get_sheet_by_index(number).to_python(skip_empty_area=False)


def test_rows_come_back_as_they_went_in():
    rows = [["Ann", 3], ["မြန်မာ  နိုင်ငံ ", True], ['<b>&"two\nlines"', ""]]

    assert sheet(written(rows)) == [
        ["Who", "What"],
        ["Ann", 3],
        ["မြန်မာ  နိုင်ငံ ", True],
        ['<b>&"two\nlines"', ""],
    ]


def test_no_rows_are_a_sheet_with_its_headings():
    assert sheet(written([])) == [["Who", "What"]]


@pytest.mark.parametrize("value", ["=cmd|' /C calc'!A0", "+1", "@SUM(A1)", "\t=1", "＝1"])
def test_what_looks_like_a_formula_is_words_also_when_somebody_edits_the_cell(value):
    content = written([[value, "plain"]])

    assert sheet(content)[1] == [value, "plain"]
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        xml = package.read("xl/worksheets/sheet1.xml").decode()
        assert 'quotePrefix="1"' in package.read("xl/styles.xml").decode()
    assert "<f>" not in xml
    assert xml.count(f's="{spreadsheet._QUOTED}"') == 1


def test_what_xml_cannot_say_is_left_out_and_what_excel_would_read_otherwise_is_kept():
    assert sheet(written([["a\x00\x08\x1fb\ufffe", "_x0041_"]]))[1] == ["ab", "_x0041_"]


def test_a_cell_holds_no_more_than_excel_takes():
    assert len(sheet(written([["x" * 40_000, ""]]))[1][0]) == spreadsheet.LONGEST


def test_what_does_not_fit_on_one_sheet_goes_on_on_the_next(monkeypatch):
    monkeypatch.setattr(spreadsheet, "ROWS", 3)

    content = written([[str(n), n] for n in range(5)], title="a[b]/c")

    book = load_workbook(io.BytesIO(content))
    assert book.sheet_names == ["a b  c 1", "a b  c 2", "a b  c 3"]
    assert sheet(content, 0) == [["Who", "What"], ["0", 0], ["1", 1]]
    assert sheet(content, 2) == [["Who", "What"], ["4", 4]]


def test_exactly_one_full_sheet_is_one(monkeypatch):
    monkeypatch.setattr(spreadsheet, "ROWS", 3)

    assert len(load_workbook(io.BytesIO(written([["a", 1], ["b", 2]]))).sheet_names) == 1


def test_rows_are_passed_on_as_they_come():
    sink = OnlyWritten()
    sizes = []

    def rows():
        for n in range(40_000):
            if n % 10_000 == 0:
                sizes.append(len(sink.content))
            yield [f"name {n * 7919 % 40_009}", n]

    write_xlsx(rows(), sink, headings=["Who", "What"], title="river")

    assert sizes == sorted(set(sizes))
