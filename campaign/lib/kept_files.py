"""Files that are kept encrypted for a while: names and letters, on their way to whoever asked.

A file is named for the row that knows it and opens with a key that stands, wrapped, in that row.
Forgetting the key makes noise of the file, wherever copies of it may lie; so forget it first.

A model of such rows has `id` (a UUID) and `wrapped_key` (NULL where there is no file).
"""

import hashlib
import secrets
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID

from django.db import models, transaction

from campaign.lib import sealing
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


class NewFile:
    """One on its way: written, told of in its row, and kept in the transaction that does so."""

    def __init__(self, unfinished: Path, kept: Path, purpose: str) -> None:
        self._unfinished, self._kept, self._purpose = unfinished, kept, purpose
        self._key = sealing.new_secret()
        self._sink: Measured

    @contextmanager
    def writing(self) -> Iterator[Measured]:
        """What is written to it lies there encrypted; whole once the block ended well."""
        with written(self._unfinished, self._key) as self._sink:
            yield self._sink

    @property
    def wrapped_key(self) -> bytes:
        return sealing.wrap(self._key, purpose=self._purpose)

    @property
    def told(self) -> dict[str, Any]:
        """For its row, once it is written."""
        return {
            "wrapped_key": self.wrapped_key,
            "sha256": self._sink.sha256,
            "size": self._sink.size,
        }

    def keep(self) -> None:
        self._unfinished.replace(self._kept)


@dataclass(frozen=True, slots=True)
class Folder:
    """Files of one kind of row. Where web servers and workers are several machines they share it.

    kind: what the files' names end in; their keys are wrapped for nothing else
    """

    path: Path
    kind: str

    def path_of(self, row: UUID) -> Path:
        return self.path / f"{row.hex}.{self.kind}"

    @contextmanager
    def new_file(self, row: UUID) -> Iterator[NewFile]:
        """Nothing is left of it, however the block ended, unless it was kept."""
        self.path.mkdir(parents=True, exist_ok=True, mode=0o700)
        path = self.path_of(row).with_suffix(f".{secrets.token_hex(4)}{UNFINISHED}")
        try:
            yield NewFile(path, self.path_of(row), self._purpose(row))
        finally:
            path.unlink(missing_ok=True)

    def content_of(self, row: Any) -> Iterator[bytes]:
        """Piece by piece. Raises CannotOpen, and OSError where its file is not here."""
        if row.wrapped_key is None:
            raise sealing.CannotOpen("its key is gone")
        key = sealing.unwrap(row.wrapped_key, purpose=self._purpose(row.id))
        with self.path_of(row.id).open("rb") as file:
            yield from decrypted(file, key)

    def forget(self, row: UUID, rows: models.QuerySet[Any], **changed: Any) -> bool:
        """Empty its key and change what else its row says; was it one of `rows`? The file goes
        after the transaction around this (or with the next `remove_orphans`)."""
        with transaction.atomic():
            there = rows.filter(id=row).update(wrapped_key=None, **changed)
            if there:
                transaction.on_commit(partial(self.path_of(row).unlink, missing_ok=True))
        return bool(there)

    def remove_orphans(self, known: Collection[UUID], *, now: datetime) -> int:
        """Files that nobody can open any more: a worker died over them, or their row is gone. How
        many there were.

        known: rows that have a file, read after the moment from which it counts as old
        """
        before = (now - ORPHANED_AFTER).timestamp()
        kept = {self.path_of(row) for row in known}
        there = [*self.path.glob(f"*.{self.kind}"), *self.path.glob(f"*{UNFINISHED}")]
        orphans = [path for path in there if path not in kept and _is_older(path, before)]
        for path in orphans:
            path.unlink(missing_ok=True)
        return len(orphans)

    def _purpose(self, row: UUID) -> str:
        return f"{self.kind}:{row.hex}"


@contextmanager
def written(path: Path, key: bytes) -> Iterator[Measured]:
    """What is written to it lies in `path`, encrypted; whole once the block ended well."""
    with path.open("xb") as file, Encrypting(file, key) as sealed:
        yield Measured(sealed)


def _is_older(path: Path, before: float) -> bool:
    try:
        return path.stat().st_mtime < before
    except FileNotFoundError:
        return False
