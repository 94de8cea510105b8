"""Where the site keeps what it makes: var/, the two sockets in it, and whose they are.

Nothing here starts anything. config/settings.py reads the addresses wherever DATABASE_URL or
REDIS_URL is not set; config/services.py runs the servers that answer at them.
"""

import contextlib
import fcntl
import hashlib
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, quote, urlsplit

BASE_DIR = Path(__file__).resolve().parent.parent
DATABASE = "undersigned"
# A unix socket's whole path has 104 bytes on macOS and 108 on Linux, and PostgreSQL adds a lock
# file's `.lock`. What goes behind the folder is at most `/.s.PGSQL.5432.lock`, 19 bytes.
LONGEST_SOCKET_FOLDER = 80


class ServiceError(Exception):
    """A server could not start; the message tells a person why and what to do."""


def var_dir() -> Path:
    """Where everything lives that the site makes while it runs; UNDERSIGNED_VAR moves it."""
    return Path(os.environ.get("UNDERSIGNED_VAR") or BASE_DIR / "var").resolve()


def socket_dir() -> Path:
    """The folder of both sockets: var/run, or a short one of this user's where that is too long.

    Always /tmp, whatever TMPDIR says: every process of this clone must come to the same answer.
    """
    inside = var_dir() / "run"
    if len(os.fsencode(inside)) <= LONGEST_SOCKET_FOLDER:
        return inside
    clone = hashlib.sha256(os.fsencode(var_dir())).hexdigest()[:12]
    # Its owner and mode are checked before use: prepare_folders.
    return Path("/tmp") / f"undersigned-{os.getuid()}-{clone}"  # noqa: S108


def postgres_url(database: str = DATABASE) -> str:
    return f"postgresql://{DATABASE}@{quote(str(socket_dir()), safe='')}/{database}"


def redis_url(database: int = 0) -> str:
    return f"unix://{quote(str(socket_dir() / 'redis.sock'))}?db={database}"


def broker_url(url: str) -> str:
    """The same Redis, as Celery writes it: it has a scheme of its own for unix sockets."""
    parts = urlsplit(url)
    if parts.scheme != "unix":
        return url
    database = parse_qs(parts.query).get("db", ["0"])[0]
    return f"redis+socket://{parts.path}?virtual_host={database}"


# --- Folders, and one owner at a time -------------------------------------------------------


def prepare_folders() -> None:
    """Make var/ and the sockets' folder, and refuse a folder that is somebody else's."""
    var, sockets = var_dir(), socket_dir()
    try:
        var.mkdir(parents=True, exist_ok=True)
        (var / "redis").mkdir(mode=0o700, exist_ok=True)
        with contextlib.suppress(FileExistsError):
            sockets.mkdir(mode=0o700)
        probe = var / ".writable"
        probe.write_bytes(b"x" * 4096)
        probe.unlink()
    except OSError as error:
        folder = sockets if error.filename == str(sockets) else var
        raise ServiceError(
            f"Cannot write in {folder}: {error.strerror}.\n"
            "Everything that the site makes goes there. Make it writable, free some space, or name "
            "another folder:\n    UNDERSIGNED_VAR=/path/to/folder make run"
        ) from error
    # In /tmp anybody may have made a folder of that name first. lstat: nor is a link accepted.
    status = sockets.lstat()
    if not sockets.is_dir() or sockets.is_symlink() or status.st_uid != os.geteuid():
        raise ServiceError(f"{sockets} belongs to another user: remove it, then start again.")
    sockets.chmod(0o700)


@contextlib.contextmanager
def owning_var() -> Iterator[None]:
    """Hold var/ for this process. The kernel lets go when it ends, however it ends."""
    prepare_folders()
    with (var_dir() / "lock").open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            lock.seek(0)
            holder = lock.read().strip() or "another process"
            raise ServiceError(
                f"Already running here: process {holder} holds {var_dir()}.\n"
                "Stop that one first (Ctrl-C where it runs)."
            ) from error
        lock.truncate(0)
        lock.write(str(os.getpid()))
        lock.flush()
        try:
            yield
        finally:
            if socket_dir().parent != var_dir():  # leave nothing in /tmp
                shutil.rmtree(socket_dir(), ignore_errors=True)
