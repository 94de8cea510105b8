"""Readers: one small module per file format, each `read(content: bytes) -> str`.

What they return is text with light marks that `layout` understands: `# ` for headings, `• ` and
`1. ` for list items, `> ` for block quotes, a blank line between paragraphs.
"""

from functools import partial
from pathlib import Path

from django.utils.translation import gettext as _

from campaign.statements.errors import StatementError
from campaign.statements.readers import apart, plain

LARGEST_FILE = 10 * 1024 * 1024
READERS = {
    ".txt": plain.read,
    ".text": plain.read,
    ".md": partial(apart.read_by, "markdown"),
    ".markdown": partial(apart.read_by, "markdown"),
    ".html": partial(apart.read_by, "page"),
    ".htm": partial(apart.read_by, "page"),
    ".docx": partial(apart.read_by, "word"),
    ".pdf": partial(apart.read_by, "pdf"),
}


def read_statement(source: str | Path | bytes, name: str | None = None) -> str:
    """The text of a statement file, by the suffix of its name.

    `source` is a path, or the file's content with its `name`. Raises StatementError for what
    cannot be read; a path that does not exist raises FileNotFoundError as usual.
    """
    if isinstance(source, bytes):
        content, name = source, name or "statement.txt"
        size = len(content)
    else:
        path = Path(source)
        name, size = name or path.name, path.stat().st_size
        content = path.read_bytes() if size <= LARGEST_FILE else b""
    if size > LARGEST_FILE:
        raise StatementError(_("This file is larger than 10 MB. Save the statement's text alone."))
    if not content.strip():
        raise StatementError(_("This file is empty. Choose the file that holds the statement."))
    reader = READERS.get(Path(name).suffix.lower())
    if reader is None:
        raise StatementError(
            _("Statements can be read from .txt, .md, .html, .docx and .pdf files, not “%(name)s”.")
            % {"name": Path(name).suffix or Path(name).name}
        )
    text = reader(content)
    if not text.strip():
        raise StatementError(
            _("No text could be found in this file. If it is a scan, type or paste the text.")
        )
    return text
