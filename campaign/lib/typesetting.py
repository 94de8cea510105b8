"""Letters and hand-over files, set by Typst: data in, PDF or pictures out.

    to_pdf("letter.typ", {"language": "en", "paragraphs": ["Your Excellency,", …]}) -> bytes

Templates are ours and live in templates/typst/, each opening with a comment on the data it takes.
What people wrote enters as data (one JSON text), never as a template: to Typst, `#read("…")` in a
letter is something to print. Templates name no package, and the compiler sees no file outside their
folder, no font of the machine and no clock, so that equal data gives equal bytes anywhere.

Fonts are Typst's own for Latin letters and those in var/assets/fonts for other scripts
(config/assets.py). Typst breaks lines of Burmese, Khmer, Lao, Thai and Chinese by dictionary.

Threads may call this at once; Typst lets other threads run while it works. A process forked from
one that has called it must not: Typst's own threads stay behind in a fork, and it would wait for
them for ever, so that is refused. Celery's pool is safe: its parent sets nothing.
"""

import functools
import hashlib
import json
import os
import re
import threading
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

import pypdfium2
import typst
from django.conf import settings

from campaign.lib import text

# 1980-01-01: a document says its own date in words. A clock would make every copy different.
TIMESTAMP = 315532800
# What templates/typst/common.typ asks for beyond Typst's own.
FAMILIES = {
    "Noto Sans Khmer",
    "Noto Sans Lao",
    "Noto Sans Myanmar",
    "Noto Sans Tamil",
    "Noto Sans Thai Looped",
    "Noto Serif SC",
}
# A "word" so long that it would run off the paper may break here; 40 W are a line. Lines break at a
# slash or hyphen by themselves, so addresses stay whole. Alphabets only: Tamil's words are shorter,
# and what comes after Tamil in Unicode breaks by dictionary.
_UNBROKEN = re.compile(r"[!-,.0-\u0dff]{40}(?=\w|[!-~])")
_MAY_BREAK = "\u200b"
_END_OF_LINE = re.compile(r"\r\n?|\u2028|\u2029")
# But a checksum is for copying: templates give it the room that it takes.
_SHA_256 = re.compile(r"[0-9a-f]{64}")
_PLACE = re.compile(r"([\w-]+\.typ:\d+:\d+)")
_MISSING_KEY = re.compile(r'dictionary does not contain key "\w+"')

_LONGEST_TRAILER = 1024  # bytes, of which pdfium takes some 200
_DRAWN_BY_LOT = re.compile(rb"/ID\s*\[.{0,200}?<([0-9A-Fa-f]{32})>\]\s*>>\s*startxref", re.DOTALL)

# pdfium is not made for threads, Typst is.
_one_at_a_time = threading.Lock()
_begun_in: int | None = None


class CannotTypeset(Exception):
    """The message names the template and the place in it, never anything from the data."""


def to_pdf(template: str, data: Mapping[str, Any], *, tagged: bool = True) -> bytes:
    """`data`, set by templates/typst/`template`, as a PDF.

    Data is whatever JSON can say. Control and reordering characters are dropped, white space
    stays. `tagged` adds the structure that screen readers follow, at some cost in size: leave it
    out for parts that are joined, which would lose it.

    Raises CannotTypeset.
    """
    return _compile(template, data, format="pdf", pdf_tags=tagged)


def to_png(template: str, data: Mapping[str, Any], *, ppi: float = 144) -> list[bytes]:
    """`data`, set by `template`, as one PNG picture a page. Raises CannotTypeset."""
    pages = _compile(template, data, format="png", ppi=ppi)
    return [pages] if isinstance(pages, bytes) else pages


def ask(template: str, data: Mapping[str, Any], label: str) -> Any:
    """What `template` found out about `data`: the value of the metadata that it has under `label`,
    laying out what that takes and printing nothing. Raises CannotTypeset."""
    with _in_words(template) as folder:
        found = typst.query(
            f"{folder}/{template}",
            f"<{label}>",
            field="value",
            one=True,
            root=folder,
            font_paths=_fonts(),
            sys_inputs=_said(data),
        )
    return json.loads(found)


def page_count(pdf: bytes) -> int:
    with _one_at_a_time, pypdfium2.PdfDocument(pdf) as document:
        return len(document)


def join(parts: Iterable[bytes], to: BinaryIO) -> int:
    """Write `parts`, PDFs, as one to the sink `to`; the number of its pages.

    One part is held at a time, and what has been joined. Nothing is written before all parts are
    there. Title, author and language are the first one's, and there must be one. What the parts or
    the sink raise is passed on.
    """
    whole: pypdfium2.PdfDocument | None = None
    try:
        for part in parts:
            with _one_at_a_time:
                if whole is None:
                    whole = pypdfium2.PdfDocument(part)
                else:
                    with pypdfium2.PdfDocument(part) as more:
                        whole.import_pages(more)
        if whole is None:
            raise ValueError("no parts to join")
        sink = _Sink(to)
        with _one_at_a_time:
            whole.save(sink)
            pages = len(whole)
        sink.finish()
        return pages
    finally:
        if whole is not None:
            with _one_at_a_time:
                whole.close()


def forget() -> None:
    """Give back the memory in which Typst keeps what it laid out, for texts that come again.

    It lets go of what ten documents in a row had no use for. Where each is a new part of
    something long, call this after each: eleven empty documents take it some milliseconds.
    """
    for _ in range(11):
        typst.compile(b"", root=str(_templates()), font_paths=_fonts(), format="svg")


def missing_fonts() -> set[str]:
    """Our fonts that are not here, by name; text in their script cannot be shown without them.

    Empty where config/assets.py could do its work.
    """
    return FAMILIES - set(_fonts().families())


class _Sink:
    """Between pdfium and a sink: gathers its many small writes, keeps what it would swallow, and
    lets the same pages be the same bytes: what pdfium draws by lot, half of the file's ID, becomes
    the beginning of its SHA-256."""

    def __init__(self, to: BinaryIO) -> None:
        self.to = to
        self.waiting = bytearray()
        self.sha256 = hashlib.sha256()
        self.trouble: Exception | None = None

    def write(self, content: Any) -> None:
        """Called through C, where an exception would be lost: kept for `finish`."""
        self.waiting += content  # memory of pdfium's own, gone after this call
        if len(self.waiting) >= 2**20:
            self._pass_on(leave=_LONGEST_TRAILER)

    def finish(self) -> None:
        if drawn := _DRAWN_BY_LOT.search(self.waiting):
            self.sha256.update(self.waiting[: drawn.start(1)])
            name = self.sha256.hexdigest()[:32].upper()
            self.waiting[drawn.start(1) : drawn.end(1)] = name.encode()
        self._pass_on()
        if self.trouble:
            raise self.trouble

    def _pass_on(self, *, leave: int = 0) -> None:
        passed = bytes(self.waiting[: len(self.waiting) - leave])
        self.sha256.update(passed)
        try:
            if not self.trouble:
                self.to.write(passed)
        except Exception as error:
            self.trouble = error
        del self.waiting[: len(passed)]


def _compile(template: str, data: Mapping[str, Any], **how: Any) -> Any:
    with _in_words(template) as folder:
        return typst.compile(
            f"{folder}/{template}",
            root=folder,
            font_paths=_fonts(),
            sys_inputs=_said(data),
            timestamp=TIMESTAMP,
            **how,
        )


@contextmanager
def _in_words(template: str) -> Iterator[str]:
    """The templates' folder. What goes wrong with one of them is raised as CannotTypeset."""
    global _begun_in  # noqa: PLW0603 - of this process as a whole, as Typst's threads are
    if _begun_in not in {None, os.getpid()}:
        raise CannotTypeset(f"{template}: this process was forked from one that used Typst")
    _begun_in = os.getpid()
    try:
        yield str(_templates())
    except typst.TypstError as error:
        # Typst quotes the values it stumbles over, all but where a key is missing.
        place = _PLACE.search(error.diagnostic)
        missing = _MISSING_KEY.fullmatch(error.message)
        said = [template, place and place[1], missing and missing[0]]
        raise CannotTypeset(": ".join(word for word in said if word)) from None
    except RuntimeError:  # what `typst.query` raises, with the same words and no place
        raise CannotTypeset(template) from None


def _said(data: Mapping[str, Any]) -> dict[str, str]:
    return {"data": json.dumps(_clean(data), ensure_ascii=False)}


def _templates() -> Path:
    return settings.BASE_DIR / "templates" / "typst"


@functools.cache
def _fonts() -> typst.Fonts:
    """Looked for once a process: what config/assets.py fetches later is seen after a restart."""
    folder = settings.ASSETS_DIR / "fonts"
    return typst.Fonts(
        include_system_fonts=False, font_paths=[str(folder)] if folder.is_dir() else []
    )


def _clean(value: Any) -> Any:
    if isinstance(value, str):
        if _SHA_256.fullmatch(value):
            return value
        return _UNBROKEN.sub(rf"\g<0>{_MAY_BREAK}", text.visible(_END_OF_LINE.sub("\n", value)))
    if isinstance(value, Mapping):
        return {key: _clean(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_clean(each) for each in value]
    return value
