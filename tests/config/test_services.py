"""The embedded PostgreSQL and Redis: addresses, starting, and what a kill leaves behind."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import psycopg
import pytest

from config import folders, services

ALONE = """
import time
from config import folders, services
with folders.owning_var(), services.embedded():
    print("up", flush=True)
    time.sleep(600)
"""


@pytest.fixture
def var(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Another var/, in a folder whose path is far too long for a socket."""
    deep = tmp_path / ("a-folder-with-a-long-name" * 4) / ("and-another-one" * 5)
    monkeypatch.setenv("UNDERSIGNED_VAR", str(deep / "var"))
    return deep / "var"


@contextlib.contextmanager
def embedded(said: list[str] | None = None) -> Iterator[list[services.Server]]:
    say = (said if said is not None else []).append
    with folders.owning_var(), services.embedded(durable=False, say=say) as servers:
        yield servers


def rows_of(statement: str) -> list[tuple[object, ...]]:
    with psycopg.connect(folders.postgres_url()) as connection:
        return connection.execute(statement).fetchall()


def test_the_addresses_start_nothing_and_write_nothing(var: Path) -> None:
    folders.postgres_url()
    folders.redis_url()

    assert not var.exists()
    assert not folders.socket_dir().exists()


def test_a_short_path_keeps_its_sockets_inside(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("UNDERSIGNED_VAR", "/srv/Ours & theirs/var")

    assert folders.socket_dir() == Path("/srv/Ours & theirs/var/run")
    assert folders.postgres_url() == (
        "postgresql://undersigned@%2Fsrv%2FOurs%20%26%20theirs%2Fvar%2Frun/undersigned"
    )
    assert folders.redis_url(3) == "unix:///srv/Ours%20%26%20theirs/var/run/redis.sock?db=3"


def test_two_clones_and_two_users_share_no_socket(
    var: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = folders.socket_dir()
    monkeypatch.setenv("UNDERSIGNED_VAR", f"{var}-of-another-clone")
    second = folders.socket_dir()
    monkeypatch.setattr(os, "getuid", lambda: 4242)
    third = folders.socket_dir()

    assert len({first, second, third}) == 3
    assert all(len(str(folder)) < folders.LONGEST_SOCKET_FOLDER for folder in (first, second))


@pytest.mark.parametrize(
    ("url", "for_celery"),
    [
        ("unix:///srv/x/redis.sock?db=3", "redis+socket:///srv/x/redis.sock?virtual_host=3"),
        ("unix:///srv/x/redis.sock", "redis+socket:///srv/x/redis.sock?virtual_host=0"),
        ("rediss://:secret@redis.example:6380/2", "rediss://:secret@redis.example:6380/2"),
    ],
)
def test_celery_gets_the_same_redis(url: str, for_celery: str) -> None:
    assert folders.broker_url(url) == for_celery


def test_both_answer_listen_nowhere_else_and_are_gone_afterwards(var: Path) -> None:
    with embedded() as servers:
        version = rows_of("SHOW server_version_num")[0][0]
        locale = rows_of(
            "SELECT datlocprovider, datlocale, pg_encoding_to_char(encoding) "
            "FROM pg_database WHERE datname = 'undersigned'"
        )
        with services.redis_client() as client:
            client.set("kept", "yes")
        processes = [psutil.Process(server.process.pid) for server in servers]
        listening = [
            each
            for process in processes
            for each in process.net_connections("inet")
            if each.status == psutil.CONN_LISTEN
        ]

    assert str(version).startswith("18")
    assert locale == [("b", "C.UTF-8", "UTF8")]
    assert listening == []
    assert not any(process.is_running() for process in processes)
    assert not folders.socket_dir().exists()


def test_the_data_is_there_the_next_time(var: Path) -> None:
    with embedded(), psycopg.connect(folders.postgres_url()) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 'yes' AS answer")
        with services.redis_client() as client:
            client.set("kept", "yes")

    said: list[str] = []
    with embedded(said):
        answers = rows_of("SELECT answer FROM kept")
        with services.redis_client() as client:
            kept = client.get("kept")

    assert answers == [("yes",)]
    assert kept == b"yes"
    assert said == []


def test_nobody_else_may_enter_the_folder_of_the_sockets(var: Path) -> None:
    with folders.owning_var():
        mode = folders.socket_dir().stat().st_mode

    assert mode & 0o777 == 0o700


def test_a_folder_that_somebody_else_made_is_refused(var: Path, tmp_path: Path) -> None:
    (tmp_path / "theirs").mkdir()
    folders.socket_dir().symlink_to(tmp_path / "theirs")
    try:
        with pytest.raises(folders.ServiceError, match="belongs to another user"):
            folders.prepare_folders()
    finally:
        folders.socket_dir().unlink()


def test_a_second_start_says_who_runs_already(var: Path) -> None:
    with (
        folders.owning_var(),
        pytest.raises(folders.ServiceError, match=rf"Already running here: process {os.getpid()}"),
        folders.owning_var(),
    ):
        pass


def test_a_folder_that_cannot_be_written_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Root may write anywhere, so a file stands where the folder would have to be made.
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("UNDERSIGNED_VAR", str(tmp_path / "file" / "var"))

    with pytest.raises(folders.ServiceError) as refusal:
        folders.prepare_folders()

    assert str(refusal.value) == (
        f"Cannot write in {tmp_path}/file/var: Not a directory.\n"
        "Everything that the site makes goes there. Make it writable, free some space, or name "
        "another folder:\n    UNDERSIGNED_VAR=/path/to/folder make run"
    )


def test_data_of_another_major_version_is_left_alone(var: Path) -> None:
    data = services.postgres_data()
    data.mkdir(parents=True)
    (data / "PG_VERSION").write_text("17\n")

    with (
        pytest.raises(folders.ServiceError, match="made by PostgreSQL 17, this is 18"),
        embedded(),
    ):
        pass

    assert (data / "PG_VERSION").read_text() == "17\n"


def test_a_server_that_cannot_start_shows_its_own_words(var: Path) -> None:
    with embedded():
        pass
    (services.postgres_data() / "postgresql.conf").write_text("work_mem = lots\n")

    last_words = pytest.raises(folders.ServiceError, match=r'(?s)did not start.*"lots"')
    with last_words, embedded():
        pass


def test_an_interrupted_first_start_leaves_nothing_half_made(var: Path) -> None:
    unfinished = var / "postgres.unfinished"
    unfinished.mkdir(parents=True)
    (unfinished / "PG_VERSION").write_text("18\n")

    with embedded():
        assert rows_of("SELECT 1") == [(1,)]

    assert not unfinished.exists()


@pytest.mark.parametrize("everything", [False, True], ids=["the parent", "everything"])
def test_after_a_kill_nothing_lives_and_the_next_start_works(var: Path, everything: bool) -> None:
    alone = subprocess.Popen(
        [sys.executable, "-c", ALONE], cwd=folders.BASE_DIR, stdout=subprocess.PIPE, text=True
    )
    with alone:
        while alone.stdout.readline() not in {"up\n", ""}:
            pass
        children = psutil.Process(alone.pid).children(recursive=True)
        with psycopg.connect(folders.postgres_url()) as connection:
            connection.execute("CREATE TABLE kept AS SELECT 'yes' AS answer")
        for process in [*(children if everything else []), psutil.Process(alone.pid)]:
            with contextlib.suppress(psutil.NoSuchProcess):  # its parent took it along
                process.send_signal(signal.SIGKILL)
    _, alive = psutil.wait_procs(children, timeout=10)

    said: list[str] = []
    with embedded(said):
        answers = rows_of("SELECT answer FROM kept")

    if sys.platform == "linux":  # elsewhere no kernel ties them to their parent
        assert alive == []
    assert answers == [("yes",)]
    if everything:
        assert said == ["The last run was cut off: PostgreSQL puts its data right."]


def test_a_stale_number_that_is_another_programs_now_does_no_harm(var: Path) -> None:
    with embedded():
        pass
    lines = f"{os.getpid()}\n{services.postgres_data()}\n"
    (services.postgres_data() / "postmaster.pid").write_text(lines)

    said: list[str] = []
    with embedded(said):
        assert rows_of("SELECT 1") == [(1,)]

    assert said == ["The last run was cut off: PostgreSQL puts its data right."]


def test_a_stale_socket_is_no_server(var: Path) -> None:
    folders.prepare_folders()
    left = folders.socket_dir() / "redis.sock"
    with socket.socket(socket.AF_UNIX) as forgotten:
        forgotten.bind(str(left))

    with embedded():
        assert services.redis_answers()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root starts PostgreSQL as somebody else")
def test_as_root_no_folder_is_opened_and_no_user_added(var: Path, tmp_path: Path) -> None:
    private = tmp_path
    private.chmod(0o700)
    users = Path("/etc/passwd").read_text()

    with embedded() as servers:
        owner = psutil.Process(servers[0].process.pid).username()

    assert owner == "nobody"
    assert private.stat().st_mode & 0o777 == 0o700
    assert Path("/etc/passwd").read_text() == users
