"""Pages of a long list, each read from where the one before it ended: the thousandth costs what the
first does, and nobody counts the rows. Which rows follow a place, the list's QuerySet knows."""

from collections.abc import Sequence
from typing import TypeVar

Row = TypeVar("Row")


def one_page(rows: Sequence[Row], size: int) -> tuple[list[Row], bool]:
    """The first `size` of `rows` (a QuerySet, say), and whether more follow. One query."""
    found = list(rows[: size + 1])
    return found[:size], len(found) > size
