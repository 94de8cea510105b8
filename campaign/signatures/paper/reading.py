"""A file to rows, in flat memory here and in a process of its own that reads it.

Decoders are where files attack (campaign/statements/readers/apart.py says how). That process may
take so much memory and so many seconds; that it dies is an answer like another.
"""

import json
import subprocess
import sys
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from charset_normalizer import from_bytes
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from campaign.signatures.paper import reading_apart

UTF_8 = "utf-8-sig"
# What a person can choose from, those of the region's older computers among them.
ENCODINGS = {
    UTF_8: "UTF-8",
    "utf-16": "UTF-16",
    "cp1252": _("Western (Windows-1252)"),
    "cp874": _("Thai (Windows-874)"),
    "cp1258": _("Vietnamese (Windows-1258)"),
    "gb18030": _("Chinese, simplified (GB 18030)"),
    "big5": _("Chinese, traditional (Big5)"),
    "cp1251": _("Cyrillic (Windows-1251)"),
    "cp1250": _("Central European (Windows-1250)"),
}
DELIMITERS = {",": _("Comma"), ";": _("Semicolon"), "\t": _("Tab"), "|": _("Vertical bar")}
_SAMPLE = 256 * 1024  # bytes that are looked at to guess
_ALIKE = {"ascii": UTF_8, "utf_8": UTF_8, "latin_1": "cp1252", "iso8859_1": "cp1252"} | {
    "iso8859_15": "cp1252",
    "tis_620": "cp874",
    "iso8859_11": "cp874",
    "gbk": "gb18030",
    "gb2312": "gb18030",
}

REFUSALS = {  # translated where they are shown
    "password": gettext_noop("This file is protected by a password. Save it without one."),
    "old-excel": gettext_noop("This is an older Excel file. Save it as .xlsx or as CSV."),
    "damaged": gettext_noop("This is no spreadsheet that can be read, or it is damaged."),
    "too-much": gettext_noop("This file is far larger inside than a list of signatures."),
    "died": gettext_noop("Reading this file took too much memory or time."),
}


class CannotRead(Exception):
    """Its text is a key of REFUSALS."""


@dataclass(frozen=True, slots=True)
class Guess:
    form: str  # "csv" or "xlsx"
    encoding: str = ""
    delimiter: str = ""
    is_sure: bool = True


Row = tuple[int, list[str], Any]


def guess(content: bytes) -> Guess:
    """What it is, from what is in it: names of files lie."""
    if content.startswith((b"PK\x03\x04", reading_apart.OLE)):
        return Guess("xlsx")
    encoding, is_sure = _encoding(content)
    sample = content[:_SAMPLE].decode(encoding, "replace")
    return Guess("csv", encoding, _delimiter(sample), is_sure)


def _encoding(content: bytes) -> tuple[str, bool]:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16", True
    if content.startswith(b"\xef\xbb\xbf"):
        return UTF_8, True
    lines = [line for line in content.split(b"\n") if not line.isascii()]
    wrong = sum(not _is_utf_8(line) for line in lines)
    if wrong <= len(lines) // 10:  # a few damaged lines do not make another encoding of it
        return UTF_8, True
    best = from_bytes(b"\n".join(lines)[:_SAMPLE], enable_fallback=True).best()
    found = _ALIKE.get(best.encoding, best.encoding) if best else "cp1252"
    return (found if found in ENCODINGS else "cp1252"), False


def _is_utf_8(line: bytes) -> bool:
    try:
        line.decode()
    except UnicodeDecodeError:
        return False
    return True


def _delimiter(sample: str) -> str:
    """The one that its first lines have most evenly."""
    lines = [line for line in sample.splitlines()[:20] if line.strip()]
    counted = {each: [line.count(each) for line in lines] for each in DELIMITERS}
    return max(counted, key=lambda each: (min(counted[each], default=0), sum(counted[each])))


def first_rows(content: Iterable[bytes], how: Guess, most: int = 8) -> list[Row]:
    """The first rows of it, for a person to look at. Raises CannotRead."""
    with rows(content, how) as there:
        return list(islice(there.each(), most))


class Rows:
    """`total`: about how many there are, known once the first was read."""

    def __init__(self, lines: Iterable[bytes]) -> None:
        self._lines = iter(lines)
        self.total = 0

    def each(self) -> Iterator[Row]:
        """Raises CannotRead, also where the end never came."""
        for line in self._lines:
            said = json.loads(line)
            if isinstance(said, list):
                number, cells, reason = said
                yield number, cells, reason
            elif "total" in said:
                self.total = said["total"]
            elif "refused" in said:
                raise CannotRead(said["refused"])
            else:
                return
        raise CannotRead("died")


@contextmanager
def rows(content: Iterable[bytes], how: Guess) -> Iterator[Rows]:
    """content: the file, piece by piece. Ends the process however the block ends."""
    options = (how.form, how.encoding or UTF_8, how.delimiter or ",")
    process = subprocess.Popen(  # noqa: S603 (ourselves)
        [sys.executable, "-c", f"from {reading_apart.__name__} import main; main(*{options!r})"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd=Path(__file__).parents[3],
        env={},  # none of our keys
    )
    trouble: list[Exception] = []
    feeding = threading.Thread(target=_feed, args=(process, content, trouble), daemon=True)
    feeding.start()
    try:
        yield Rows(process.stdout)
        feeding.join()
        if trouble:
            raise trouble[0]
    finally:
        process.kill()
        process.stdout.close()
        process.wait()
        feeding.join()


def _feed(process: Any, content: Iterable[bytes], trouble: list[Exception]) -> None:
    with suppress(BrokenPipeError):
        try:
            for piece in content:
                process.stdin.write(piece)
        except BrokenPipeError:
            raise
        except Exception as error:  # damaged, or its key is another one
            trouble.append(error)
        process.stdin.close()
