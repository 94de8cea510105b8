"""Plain text: UTF-8, or UTF-16 where a byte order mark says so. Nothing is guessed."""

import codecs

from django.utils.translation import gettext as _

from campaign.statements.errors import StatementError

# Formats that people rename by accident, by the bytes they begin with.
BINARY_STARTS = (
    b"%PDF",
    b"PK\x03\x04",
    b"\xd0\xcf\x11\xe0",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"{\\rtf",
    b"\x7fELF",
    b"MZ",
)


def read(content: bytes) -> str:
    """The decoded text; refuses binary content and other encodings."""
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encoding = "utf-16"
    else:
        encoding = "utf-8-sig"
        if content.startswith(BINARY_STARTS) or b"\x00" in content:
            raise StatementError(
                _("This file is not plain text. Save it as .txt, .docx or .pdf with that ending.")
            )
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        raise StatementError(
            _("This file is not UTF-8 text. Save it again with the encoding UTF-8.")
        ) from error
