"""What looks like a formula is words to a spreadsheet."""

import csv
import io

import pytest

from campaign.lib.spreadsheets import csv_lines, csv_response, inert


@pytest.mark.parametrize(
    "value",
    [
        *("=cmd|' /C calc'!A0", "+1", "-1+1", "@SUM(A1)", "\t=1", "\r=1", "\n=1"),
        *("＝1", "＋1", "－1", "＠A1", " =1", "\u00a0=1", "\ufeff=1"),
    ],
)
def test_what_a_spreadsheet_would_run_is_made_words(value):
    assert inert(value) == f"'{value}"


@pytest.mark.parametrize("value", ["Ann", "a=b", "", "မြန်မာ", -5, 0, None, "'=1"])
def test_everything_else_stays_as_it_is(value):
    assert inert(value) == value


def test_rows_come_back_as_they_went_in():
    rows = [["Who", "What"], ['a "quoted", one', "two\nlines"], ["ศรี", 3]]

    text = "".join(csv_lines(rows))

    assert text.startswith("\ufeffWho,What\r\n")
    assert list(csv.reader(io.StringIO(text[1:], newline=""))) == [
        ["Who", "What"],
        ['a "quoted", one', "two\nlines"],
        ["ศรี", "3"],
    ]


def test_nothing_is_read_before_it_is_asked_for():
    def rows():
        yield ["first"]
        raise AssertionError("read ahead")

    response = csv_response(rows(), name="x.csv")
    pieces = iter(response.streaming_content)

    assert next(pieces) + next(pieces) == "\ufefffirst\r\n".encode()
    assert response.headers["Content-Disposition"] == 'attachment; filename="x.csv"'
