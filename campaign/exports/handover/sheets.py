"""Entries to columns to sheets of paper, on a grid of lines.

An entry stands whole in one column. The last sheet's columns are of one height, as long as that
makes them longer than a glance.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from campaign.exports.handover.fitting import Entry

LINES = 57  # of a column: templates/typst/handover.typ
HEADING = 4  # lines that the list's heading takes on its first sheet
NOT_WORTH_IT = 24  # lines: fewer stay in one column


@dataclass(slots=True)
class Sheet:
    begins: int = 0  # lines that its heading takes
    columns: list[list[Entry]] = field(default_factory=list)

    @property
    def entries(self) -> list[Entry]:
        return [entry for column in self.columns for entry in column]

    @property
    def first(self) -> str:
        return self.columns[0][0].number

    @property
    def last(self) -> str:
        return self.columns[-1][-1].number


def sheets(entries: Iterable[Entry], *, across: int) -> Iterator[Sheet]:
    """across: the number of columns of a sheet."""
    sheet, left = Sheet(begins=HEADING), 0
    for entry in entries:
        lines = min(entry.lines, LINES - HEADING)
        if lines > left:
            if len(sheet.columns) == across:
                yield sheet
                sheet = Sheet()
            sheet.columns.append([])
            left = LINES - sheet.begins
        sheet.columns[-1].append(entry._replace(lines=lines))
        left -= lines
    if sheet.columns:
        sheet.columns = _even(sheet.entries, across=across, room=LINES - sheet.begins)
        yield sheet


def _even(entries: list[Entry], *, across: int, room: int) -> list[list[Entry]]:
    """In columns of one height, or nearly."""
    lines = sum(entry.lines for entry in entries)
    height = room if lines <= NOT_WORTH_IT else -(-lines // across)
    while True:
        columns = _filled(entries, height)
        if len(columns) <= across:
            return columns
        height += 1


def _filled(entries: list[Entry], height: int) -> list[list[Entry]]:
    columns: list[list[Entry]] = [[]]
    left = height
    for entry in entries:
        if entry.lines > left and columns[-1]:
            columns.append([])
            left = height
        columns[-1].append(entry)
        left -= entry.lines
    return columns
