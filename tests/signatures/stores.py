"""Every place in which the site keeps anything, read as whoever seized it would read it."""

import subprocess
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from django.db import connection

from config import folders, services
from tests.signatures.one_signer import in_files, in_redis, spellings

Stores = dict[str, bytes]  # by the name of the place
REACH = 200  # bytes on either side


class Places:
    """Folders of one test beside the real servers. `read()` is one look at all of it."""

    def __init__(self, folder: Path, redis: Any) -> None:
        self.folder = folder
        self.redis = redis
        self.log = folder / "site.log"
        self.begins_at = write_ahead_file()

    @property
    def folders(self) -> dict[str, Path]:
        return {name: self.folder / name for name in ("mail", "exports", "dossiers", "tmp")}

    def read(self) -> Stores:
        flush_to_disk(self.redis)
        stores = {name: in_files(path) for name, path in self.folders.items()}
        logs = [self.log, *folders.var_dir().glob("*.log")]
        stores["logs"] = b"\n".join(path.read_bytes() for path in logs if path.exists())
        stores["pg_dump"] = pg_dump()
        data = services.postgres_data()
        stores["tables on disk"] = in_files(data / "base" / str(database_number()))
        written = [path for path in (data / "pg_wal").iterdir() if self.is_ours(path.name)]
        stores["write-ahead log"] = b"\n".join(path.read_bytes() for path in written)
        stores["redis"] = in_redis(self.redis) + in_files(folders.var_dir() / "redis")
        return stores

    def is_ours(self, file: str) -> bool:
        """Written since this test began: what other tests wrote before is large, and not ours."""
        return self.begins_at <= file <= write_ahead_file()


def pg_dump() -> bytes:
    """As `pg_dump` writes it: text, one statement for each row."""
    command = [services.postgres_program("pg_dump"), "--inserts", "--no-sync"]
    url = folders.postgres_url(connection.settings_dict["NAME"])
    return subprocess.run([*command, url], check=True, capture_output=True).stdout


def database_number() -> int:
    """Of the folder in which PostgreSQL keeps this database."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT oid FROM pg_database WHERE datname = current_database()")
        return cursor.fetchone()[0]


def write_ahead_file() -> str:
    """The one that PostgreSQL writes to now; their names sort by time."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_walfile_name(pg_current_wal_lsn())")
        return cursor.fetchone()[0]


def flush_to_disk(redis: Any) -> None:
    """What is only in the servers' memory would be found there, and so on the disk a moment later.
    Not compressed, so that words can be found in it."""
    with connection.cursor() as cursor:
        cursor.execute("CHECKPOINT")
    redis.config_set("rdbcompression", "no")
    redis.save()


def rewritten() -> None:
    """Tables copied without their dead rows, which plain VACUUM only frees to be written over."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM FULL")
        cursor.execute("CHECKPOINT")


def near(mark: str, stores: Mapping[str, bytes]) -> Stores:
    """What stands around this mark, in whatever spelling: a thousandth of it all, to look for many
    words in that begin with it."""
    return {
        place: b"\n".join(content[max(at - REACH, 0) : at + REACH] for at in _all_of(mark, content))
        for place, content in stores.items()
    }


def _all_of(mark: str, content: bytes) -> Iterator[int]:
    for spelling in spellings(mark):
        at = content.find(spelling)
        while at >= 0:
            yield at
            at = content.find(spelling, at + 1)


def plain(word: str) -> set[bytes]:
    """For what has only one spelling, as a token."""
    return {word.encode(), word.encode().hex().encode(), word.encode("utf-16-le")}


def found(
    words: Iterable[str],
    stores: Mapping[str, bytes],
    spelled: Callable[[str], set[bytes]] = spellings,
) -> dict[str, set[str]]:
    """In which places each word lies, in whatever spelling; those that lie in none are left out."""
    places = {
        word: {
            place
            for place, content in stores.items()
            if any(spelling in content for spelling in spelled(word))
        }
        for word in words
    }
    return {word: where for word, where in places.items() if where}
