"""What people type, made safe to store and to show, and otherwise left as they wrote it."""

import re
import unicodedata

# Marks that reorder or hide the text around them (Unicode TR 36), and the byte-order mark. The
# zero-width joiner and non-joiner stay: Burmese, Khmer and Persian words need them.
REORDERING = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff"
# And what XML cannot hold, so that no feed and no spreadsheet is broken by a name.
_DROP = re.compile(f"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff{REORDERING}]")
_SPACES = re.compile(r"\s+")
_BLANK_LINES = re.compile(r"\n{3,}")


def visible(typed: str) -> str:
    """Without control and reordering characters, NFC; white space as it was written."""
    return _DROP.sub("", unicodedata.normalize("NFC", typed))


def one_line(typed: str) -> str:
    """As `visible`, with runs of white space as one space."""
    return _SPACES.sub(" ", visible(typed)).strip()


def paragraphs(typed: str) -> str:
    """As `one_line`, but lines and paragraphs stay."""
    text = visible(typed.replace("\r\n", "\n"))
    lines = (_SPACES.sub(" ", line).strip() for line in text.replace("\r", "\n").split("\n"))
    return _BLANK_LINES.sub("\n\n", "\n".join(lines)).strip()
