"""Tables as files that people open in a spreadsheet."""

import csv
import io
from collections.abc import Iterable, Iterator

# A cell that begins so is a formula to a spreadsheet, whatever somebody typed it for.
STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "%")
# Excel reads UTF-8 as such only where a file begins with this.
BYTE_ORDER_MARK = "\ufeff"


def inert(cell: str | int | float) -> str | int | float:
    """A text as text: with an apostrophe ahead where it could be a formula. Numbers as they are."""
    if isinstance(cell, str) and cell.lstrip(" ").startswith(STARTS_A_FORMULA):
        return f"'{cell}"
    return cell


def csv_lines(rows: Iterable[Iterable[str | int | float]]) -> Iterator[bytes]:
    """One line after the other, in UTF-8, so that a file of any length takes no memory."""
    line = io.StringIO()
    writer = csv.writer(line)
    yield BYTE_ORDER_MARK.encode()
    for row in rows:
        writer.writerow([inert(cell) for cell in row])
        yield line.getvalue().encode()
        line.seek(0)
        line.truncate()
