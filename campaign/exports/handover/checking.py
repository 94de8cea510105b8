"""The text that the manifest's SHA-256 is of, so that a print and a data file can be compared.

One line for each signature, in the order of the list: what is printed of it (its name, say, and its
country), with a tab between them and a line feed after it, in UTF-8. Within a value any run of
white space is one space and letters are as Unicode's NFC has them: as they are printed.
"""

import hashlib
from collections.abc import Sequence
from typing import Any

from campaign.lib import text


def values_of(row: Sequence[Any]) -> tuple[str, ...]:
    """As they are printed, and as they are checked."""
    return tuple(text.one_line(str(value)) for value in row)


def line_of(values: Sequence[str]) -> bytes:
    return "\t".join(values).encode() + b"\n"


class Checked:
    """The SHA-256 of the rows so far, and their number."""

    def __init__(self) -> None:
        self._sha256 = hashlib.sha256()
        self.rows = 0

    def add(self, values: Sequence[str]) -> None:
        self._sha256.update(line_of(values))
        self.rows += 1

    @property
    def sha256(self) -> str:
        return self._sha256.hexdigest()
