"""Letters and hand-over files, set by Typst: data in, PDF or pictures out.

    to_pdf("letter.typ", {"language": "en", "paragraphs": ["Your Excellency,", …]}) -> bytes

Templates are ours and live in templates/typst/, each opening with a comment on the data it takes.
What people wrote enters as data (one JSON text), never as a template: Typst sees `#read("…")` in a
letter as nine letters to print. Templates name no package, and the compiler sees no file outside
their folder, no font of the machine and no clock, so that equal data gives equal bytes anywhere.

Fonts are Typst's own for Latin letters and those in var/assets/fonts for other scripts
(config/assets.py). Typst breaks lines of Burmese, Khmer, Lao, Thai and Chinese by dictionary.

Threads may call this at once; Typst lets other threads run while it works. A process forked from
one that has called it must not: Typst's own threads stay behind in a fork, and it would wait for
them for ever, so that is refused. Celery's pool is safe: its parent sets nothing.
"""

import functools
import json
import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

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
_PLACE = re.compile(r"([\w-]+\.typ:\d+:\d+)")
_MISSING_KEY = re.compile(r'dictionary does not contain key "\w+"')


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


def missing_fonts() -> set[str]:
    """The font families of ours that are not here: without them letters in their script fail to
    show. Empty when config/assets.py could do its work."""
    return FAMILIES - set(_fonts().families())


def _compile(template: str, data: Mapping[str, Any], **how: Any) -> Any:
    global _begun_in  # noqa: PLW0603 - of this process as a whole, as Typst's threads are
    if _begun_in not in {None, os.getpid()}:
        raise CannotTypeset(f"{template}: this process was forked from one that used Typst")
    _begun_in = os.getpid()
    folder = str(_templates())
    try:
        return typst.compile(
            f"{folder}/{template}",
            root=folder,
            font_paths=_fonts(),
            sys_inputs={"data": json.dumps(_clean(data))},
            timestamp=TIMESTAMP,
            **how,
        )
    except typst.TypstError as error:
        # Typst quotes the values it stumbles over, all but where a key is missing.
        place = _PLACE.search(error.diagnostic)
        missing = _MISSING_KEY.fullmatch(error.message)
        said = [template, place and place[1], missing and missing[0]]
        raise CannotTypeset(": ".join(word for word in said if word)) from None


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
        return _UNBROKEN.sub(rf"\g<0>{_MAY_BREAK}", text.visible(value))
    if isinstance(value, Mapping):
        return {key: _clean(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_clean(each) for each in value]
    return value
