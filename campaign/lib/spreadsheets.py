"""Tables that spreadsheets open, with nothing in them that a spreadsheet would run."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.http import StreamingHttpResponse

# A field that begins so is a formula to a spreadsheet, and formulas reach files and the network.
# The last four are the same signs as East Asian keyboards write them.
FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def begins_a_formula(words: str) -> bool:
    return words.lstrip(" \u00a0\ufeff").startswith(FORMULA_SIGNS)


def inert(value: Any) -> Any:
    """Words as words, whatever they begin with; numbers as they are."""
    return f"'{value}" if isinstance(value, str) and begins_a_formula(value) else value


def csv_lines(rows: Iterable[Sequence[Any]], *, with_mark: bool = True) -> Iterator[str]:
    """RFC 4180, one line a row, begun with the mark by which spreadsheets know UTF-8."""
    writer = csv.writer(_Passing())
    if with_mark:
        yield "\ufeff"
    for row in rows:
        yield writer.writerow([inert(value) for value in row])


class _Passing:
    """A file that gives each line back instead of keeping it."""

    def write(self, line: str) -> str:
        return line


def csv_response(rows: Iterable[Sequence[Any]], *, name: str) -> StreamingHttpResponse:
    """A download that is sent as it is read, however long."""
    response = StreamingHttpResponse(csv_lines(rows), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
