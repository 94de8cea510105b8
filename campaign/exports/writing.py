"""Rows become a file, one after another, in the format that was asked for."""

import json
from collections.abc import Iterable, Sequence
from typing import Any

from campaign.exports.choosing import Format
from campaign.exports.spreadsheet import write_xlsx
from campaign.lib.spreadsheets import csv_lines


def write(
    rows: Iterable[Sequence[Any]],
    sink: Any,
    *,
    format: str,
    columns: Sequence[str],
    headings: Sequence[str],
    title: str,
    with_mark: bool = True,
) -> None:
    """sink: takes bytes. columns: names for programs; headings: for people; title: of a sheet;
    with_mark: does CSV begin with the mark by which Excel knows UTF-8?"""
    if format == Format.XLSX:
        write_xlsx(rows, sink, headings=headings, title=title)
    elif format == Format.JSONL:
        for row in rows:
            sink.write(_json_line(dict(zip(columns, row, strict=True))))
    else:
        for line in csv_lines(_headed(headings, rows), with_mark=with_mark):
            sink.write(line.encode())


def _headed(headings: Sequence[str], rows: Iterable[Sequence[Any]]) -> Iterable[Sequence[Any]]:
    yield headings
    yield from rows


def _json_line(fields: dict[str, Any]) -> bytes:
    return json.dumps(fields, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
