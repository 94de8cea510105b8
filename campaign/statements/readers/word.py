"""Word documents (.docx). Sizes are checked inside the archive before anything is unpacked."""

import io
import zipfile

import docx
from django.utils.translation import gettext as _
from docx.document import Document
from docx.opc.exceptions import PackageNotFoundError
from docx.text.paragraph import Paragraph

from campaign.statements.errors import StatementError

LARGEST_UNPACKED = 50 * 1024 * 1024
LARGEST_TEXT_PART = 12 * 1024 * 1024
MOST_FILES = 2000
OLD_WORD_OR_ENCRYPTED = b"\xd0\xcf\x11\xe0"


def read(content: bytes) -> str:
    """Text with light marks from a document's paragraphs, lists, headings and tables."""
    _refuse_what_cannot_be_word(content)
    try:
        document = docx.Document(io.BytesIO(content))
        lines = [line for block in _blocks(document) for line in block]
    except (PackageNotFoundError, KeyError, ValueError, zipfile.BadZipFile, SyntaxError) as error:
        raise StatementError(
            _("This Word document is damaged. Open it in Word and save it as .docx again.")
        ) from error
    return "\n".join(lines)


def _refuse_what_cannot_be_word(content: bytes) -> None:
    if content.startswith(OLD_WORD_OR_ENCRYPTED):
        raise StatementError(
            _(
                "This is an old or password-protected Word file. Save it as .docx without a "
                "password."
            )
        )
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError) as error:
        raise StatementError(
            _("This is not a Word document, though its name ends in .docx.")
        ) from error
    if any(part.flag_bits & 1 for part in parts):
        raise StatementError(_("This document is encrypted. Save it without a password."))
    texts = [part for part in parts if part.filename.endswith((".xml", ".rels"))]
    unpacked = sum(part.file_size for part in parts)
    if len(parts) > MOST_FILES or unpacked > LARGEST_UNPACKED:
        raise StatementError(
            _("This document is far larger inside than a statement. Paste its text.")
        )
    if any(part.file_size > LARGEST_TEXT_PART for part in texts):
        raise StatementError(
            _("This document is far larger inside than a statement. Paste its text.")
        )


def _blocks(document: Document) -> list[list[str]]:
    blocks: list[list[str]] = []
    for item in document.iter_inner_content():
        if isinstance(item, Paragraph):
            blocks.append(_paragraph(item))
        else:
            for row in item.rows:
                cells = list(dict.fromkeys(cell.text.strip() for cell in row.cells))
                blocks.append([" ".join(filter(None, cells)), ""])
    return blocks


def _paragraph(paragraph: Paragraph) -> list[str]:
    text = paragraph.text.strip()
    if not text:
        return [""]
    style = (paragraph.style.name or "").lower() if paragraph.style is not None else ""
    if style in ("title", "heading 1"):
        return ["", f"# {' '.join(text.split())}", ""]
    if style == "subtitle" or style.startswith("heading"):
        return ["", f"## {' '.join(text.split())}", ""]
    properties = paragraph._p.pPr
    if style.startswith("list") or (properties is not None and properties.numPr is not None):
        return [f"• {' '.join(text.split())}"]
    if "quote" in style:
        return ["", f"> {' '.join(text.split())}", ""]
    # Line breaks inside a paragraph (contact blocks, addresses) stay lines of one chunk.
    return ["", *[line.strip() for line in text.split("\n") if line.strip()], ""]
