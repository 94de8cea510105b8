"""A file to rows, in the process of its own that reading.py starts; it knows none of our keys.

On its standard input comes the file, on its standard output go lines of JSON:

    {"total": 1000}                   about how many rows there are
    [7, ["Ann Example", "TH"], null]  the row that begins on line 7
    [8, [], "open-quote"]             one that cannot be read, and why
    [9, ["Ann"], {"1": "formula"}]    one of whose cells are what nobody wrote
    {"refused": "password"}           the whole file cannot be read
    {"end": true}                     it was read to its end: nothing was left out
"""

import contextlib
import csv
import io
import json
import re
import sys
import zipfile
from collections import deque
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Any

import python_calamine
from lxml import etree

SECONDS = 240  # of the processor
MEMORY = 1024 * 1024 * 1024  # bytes of addresses, the interpreter's own among them
UNPACKED = 400 * 1024 * 1024  # bytes of an XLSX
KEPT = 1_001  # characters of a cell: what is longer is refused, however much longer
MOST_CELLS = 60  # of a row: what is wider is refused, however much wider
MOST_LINES = 20  # that one row may go over
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # older spreadsheets, and newer ones with a password
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_ERRORS = frozenset({"#REF!", "#NAME?", "#VALUE!", "#DIV/0!", "#N/A", "#NULL!", "#NUM!"})
_SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_LETTERS = re.compile(r"[A-Z]+")


class Refused(Exception):
    """The file as a whole; its text is a code of reading.REFUSALS."""


Row = tuple[int, list[str], Any]


def main(form: str, encoding: str, delimiter: str) -> None:
    with contextlib.suppress(ImportError, ValueError):  # not on Windows; not all on a Mac
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    content = sys.stdin.buffer.read()
    try:
        for said in told(content, form, encoding, delimiter):
            _say(said)
        _say({"end": True})
    except Refused as error:
        _say({"refused": str(error)})
    except BrokenPipeError:  # who asked has seen enough
        sys.stderr.close()


def told(content: bytes, form: str, encoding: str, delimiter: str) -> Iterator[Any]:
    """Raises Refused."""
    if content.startswith(OLE):
        raise Refused("password" if _ENCRYPTED in content else "old-excel")
    if form == "xlsx":
        yield from _of_workbook(content)
    else:
        yield {"total": content.count(b"\n") or content.count(b"\r") or 1}
        yield from of_text(content, encoding, delimiter)


def _say(said: Any) -> None:
    sys.stdout.buffer.write(json.dumps(said).encode() + b"\n")


def _cells(row: Iterable[Any]) -> list[str]:
    return [_words(cell)[:KEPT] for cell in row]


# --- CSV --------------------------------------------------------------------------------------


def of_text(content: bytes, encoding: str, delimiter: str) -> Iterator[Row]:
    csv.field_size_limit(2**31 - 1)  # one cell of a megabyte spoils its row and no other
    # Two bytes each cannot be kept as what they are.
    errors = "replace" if encoding == "utf-16" else "surrogateescape"
    file = io.TextIOWrapper(io.BytesIO(content), encoding=encoding, errors=errors, newline="")
    lines, width = Lines(file), 0
    while (first := next(lines, None)) is not None:
        number = lines.number
        row, reason = _row_from(first, lines, delimiter, width)
        width = width or len(row)
        if reason or any(cell.strip() for cell in row):
            yield number, _cells(row[:MOST_CELLS]), reason


class Lines:
    """Lines as an editor numbers them, which can be given back."""

    def __init__(self, file: Iterable[str]) -> None:
        self._file = iter(file)
        self._again: deque[str] = deque()
        self.number = 0

    def __next__(self) -> str:
        line = self._again.popleft() if self._again else next(self._file)
        self.number += 1
        return line

    def __iter__(self) -> Iterator[str]:
        return self

    def give_back(self, lines: list[str]) -> None:
        self._again.extendleft(reversed(lines))
        self.number -= len(lines)


def _row_from(first: str, lines: Lines, delimiter: str, width: int) -> tuple[list[str], str | None]:
    """A row may go over several lines within quotation marks. One whose mark is never closed would
    swallow those that follow, to the next mark or to the end: they are given back, and only it is
    bad. width: of the first row"""
    taken = [first]
    while True:
        try:
            row = next(csv.reader(taken, delimiter=delimiter, strict=True), [])
            if len(taken) > 1 and _has_swallowed_rows(row, delimiter, width):
                lines.give_back(taken[1:])
                return [], "open-quote"
            return row, None
        except csv.Error as error:
            if "unexpected end" not in str(error):
                lines.give_back(taken[1:])
                return [], "open-quote" if taken[1:] else "quotes"
            following = next(lines, None) if len(taken) < MOST_LINES else None
            if following is None:
                lines.give_back(taken[1:])
                return [], "open-quote"
            taken.append(following)


def _has_swallowed_rows(row: list[str], delimiter: str, width: int) -> bool:
    """Does a line within one of its cells look like a row of its own?"""
    fewest = max(width - 1, 1)
    return any(
        line.count(delimiter) >= fewest
        for cell in row
        if "\n" in cell or "\r" in cell
        for line in cell.splitlines()
    )


# --- XLSX -------------------------------------------------------------------------------------


def _of_workbook(content: bytes) -> Iterator[Any]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            if sum(part.file_size for part in package.infolist()) > UNPACKED:
                raise Refused("too-much")
            formulas = _formulas(package)
        book = python_calamine.load_workbook(io.BytesIO(content))
        visible = [
            sheet.name
            for sheet in book.sheets_metadata
            if sheet.typ == python_calamine.SheetTypeEnum.WorkSheet
        ]
        sheet = book.get_sheet_by_name(visible[0])
    except python_calamine.PasswordError:
        raise Refused("password") from None
    except (zipfile.BadZipFile, python_calamine.CalamineError, etree.XMLSyntaxError):
        raise Refused("damaged") from None
    except (KeyError, IndexError, NotImplementedError, OSError, RuntimeError):
        raise Refused("damaged") from None
    except (MemoryError, zipfile.LargeZipFile):
        raise Refused("too-much") from None
    yield {"total": sheet.height}
    for number, cells in enumerate(sheet.iter_rows(), 1):
        wide = cells[:MOST_CELLS]
        marked = dict.fromkeys(formulas.get(number, ()), "formula")
        marked |= {p: "error-value" for p, cell in enumerate(wide) if cell in _ERRORS}
        row = _cells(wide)
        if marked or any(row):
            yield number, row, {str(place): code for place, code in marked.items()} or None


def _formulas(package: zipfile.ZipFile) -> dict[int, set[int]]:
    """Which cells of the first sheet are formulas: {row: {place}}. What they last came to is what
    the library reads, as if somebody had typed it."""
    found: dict[int, set[int]] = {}
    with package.open(_first_sheet(package)) as sheet:
        for _event, cell in etree.iterparse(sheet, tag=f"{_SHEET}c"):
            if cell.find(f"{_SHEET}f") is not None and (where := cell.get("r", "")):
                letters = _LETTERS.match(where)
                if letters:
                    row = int(where[letters.end() :] or 0)
                    found.setdefault(row, set()).add(_place(letters[0]))
            parent = cell.getparent()
            cell.clear()
            while parent is not None and cell.getprevious() is not None:
                del parent[0]
            above = parent.getparent() if parent is not None else None
            while above is not None and parent.getprevious() is not None:
                del above[0]
    return found


def _first_sheet(package: zipfile.ZipFile) -> str:
    """The part that holds it."""
    book = etree.fromstring(package.read("xl/workbook.xml"))
    links = etree.fromstring(package.read("xl/_rels/workbook.xml.rels"))
    target = {each.get("Id"): each.get("Target", "") for each in links}
    relation = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
    first = next(book.iter(f"{_SHEET}sheet")).get(relation)
    path = target[first]
    return path.lstrip("/") if path.startswith("/") else f"xl/{path}"


def _place(letters: str) -> int:
    """A is 0, AB is 27."""
    place = 0
    for letter in letters[:3]:
        place = place * 26 + ord(letter) - ord("A") + 1
    return place - 1


def _words(cell: Any) -> str:
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime | date):
        return cell.isoformat()
    return str(cell)
