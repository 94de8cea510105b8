"""Files that are kept encrypted for a while: names and letters, on their way to whoever asked.

A file is named for the row that knows it and opens with a key that stands, wrapped, in that row.
Forgetting the key makes noise of the file, wherever copies of it may lie; so forget it first.
"""

import hashlib
import secrets
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from campaign.lib.encrypted_files import Encrypting, decrypted

UNFINISHED = ".part"
# A file that no row knows is younger than this while its worker is about to write the row.
ORPHANED_AFTER = timedelta(hours=1)


class Measured:
    """Passes on what is written to it, and knows how much that was and its SHA-256."""

    def __init__(self, to: Any) -> None:
        self._to = to
        self._sha256 = hashlib.sha256()
        self.size = 0  # bytes

    @property
    def sha256(self) -> str:
        return self._sha256.hexdigest()

    def write(self, content: bytes) -> int:
        self._sha256.update(content)
        self.size += len(content)
        return self._to.write(content)

    def flush(self) -> None:
        """What writes to a file may ask for this; whole pieces go on by themselves."""


@dataclass(frozen=True, slots=True)
class Folder:
    """Where web servers and workers are several machines they share it."""

    path: Path
    ending: str

    def path_of(self, row: UUID) -> Path:
        return self.path / f"{row.hex}{self.ending}"

    @contextmanager
    def unfinished(self, row: UUID) -> Iterator[Path]:
        """Where to write it; gone afterwards, however that ended, unless it became `path_of`."""
        self.path.mkdir(parents=True, exist_ok=True, mode=0o700)
        path = self.path_of(row).with_suffix(f".{secrets.token_hex(4)}{UNFINISHED}")
        try:
            yield path
        finally:
            path.unlink(missing_ok=True)

    def remove_orphans(self, known: Collection[UUID], *, now: datetime) -> int:
        """Files that nobody can open any more: a worker died over them, or their row is gone. How
        many there were.

        known: rows that have a file, read after the moment from which it counts as old
        """
        before = (now - ORPHANED_AFTER).timestamp()
        kept = {self.path_of(row) for row in known}
        there = [*self.path.glob(f"*{self.ending}"), *self.path.glob(f"*{UNFINISHED}")]
        orphans = [path for path in there if path not in kept and _is_older(path, before)]
        for path in orphans:
            path.unlink(missing_ok=True)
        return len(orphans)


@contextmanager
def written(path: Path, key: bytes) -> Iterator[Measured]:
    """What is written to it lies in `path`, encrypted; whole once the block ended well."""
    with path.open("xb") as file, Encrypting(file, key) as sealed:
        yield Measured(sealed)


def read(path: Path, key: bytes) -> Iterator[bytes]:
    """What `written` put there, piece by piece. Raises CannotOpen, and OSError where it is not."""
    with path.open("rb") as file:
        yield from decrypted(file, key)


def _is_older(path: Path, before: float) -> bool:
    try:
        return path.stat().st_mtime < before
    except FileNotFoundError:
        return False
