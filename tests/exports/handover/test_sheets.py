"""Entries on sheets: none lost, none twice, none across two columns."""

import pytest

from campaign.exports.handover.fitting import Entry
from campaign.exports.handover.sheets import HEADING, LINES, NOT_WORTH_IT, Sheet, sheets


def entries(*lines: int) -> list[Entry]:
    return [Entry(str(n), f"Signer {n}", "", "", each) for n, each in enumerate(lines, 1)]


def numbers(laid: list[Sheet]) -> list[str]:
    return [entry.number for sheet in laid for entry in sheet.entries]


def heights(sheet: Sheet) -> list[int]:
    return [sum(entry.lines for entry in column) for column in sheet.columns]


@pytest.mark.parametrize("across", [2, 3])
@pytest.mark.parametrize("many", [1, 24, 25, 60, 105, 106, 110, 111, 500])
def test_everybody_stands_once_and_in_order_and_no_column_is_too_long(across, many):
    laid = [*sheets(entries(*[1 + n % 3 for n in range(many)]), across=across)]

    assert numbers(laid) == [str(n) for n in range(1, many + 1)]
    for place, sheet in enumerate(laid):
        assert sheet.begins == (HEADING if place == 0 else 0)
        assert len(sheet.columns) <= across
        assert max(heights(sheet)) <= LINES - sheet.begins


def test_nobody_is_no_sheet():
    assert [*sheets([], across=2)] == []


def test_a_full_sheet_is_filled_to_its_last_line():
    first, second = sheets(entries(*[1] * (2 * (LINES - HEADING) + 30)), across=2)

    assert heights(first) == [LINES - HEADING] * 2
    assert heights(second) == [15, 15]


def test_a_few_stay_in_one_column_and_more_are_shared_out():
    (few,) = sheets(entries(*[1] * NOT_WORTH_IT), across=2)
    (more,) = sheets(entries(*[1] * (NOT_WORTH_IT + 1)), across=3)

    assert heights(few) == [NOT_WORTH_IT]
    assert heights(more) == [9, 9, 7]


def test_a_name_that_is_longer_than_a_column_is_given_a_column():
    laid = [*sheets(entries(1, 500, 1), across=2)]

    assert numbers(laid) == ["1", "2", "3"]
    assert all(max(heights(sheet)) <= LINES - sheet.begins for sheet in laid)
