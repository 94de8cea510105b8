"""`make run` as a newcomer meets it: it comes up, it works, one Ctrl-C ends all of it."""

import contextlib
import http.client
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import psutil
import pytest

from config import folders
from tests.conftest import unused_port

# What a start makes of its environment is its own; the tests' settings stay out of it.
OURS = ("DJANGO_", "SECRET_KEY", "SEALING_KEY", "MAIL_KEY", "DATABASE_", "REDIS_", "EMAIL_")
OURS += ("SITE_URL", "ALLOWED_HOSTS", "DEBUG", "LIMITS", "PYTEST_")

# Each of the four servers in turn has 10 or 20 seconds before it is ended (config/run.py,
# config/services.py). Two seconds are enough where nothing else runs.
STOPPED_WITHIN = 90
# A bound for what must end some day, not a measure: the first start takes ten on such a machine.
UP_WITHIN = 300


@dataclass
class Start:
    process: subprocess.Popen[bytes]
    output: Path
    port: int
    var: Path

    @property
    def said(self) -> str:
        return self.output.read_text()

    def wait_until_up(self) -> None:
        """Until a page is served."""
        began = time.monotonic()
        while "Ctrl-C stops everything." not in self.said:
            assert self.process.poll() is None, self.said
            assert time.monotonic() - began < UP_WITHIN, self.said
            time.sleep(0.02)
        assert self.get("/en/c/asean-russia-coordinator/") == 200

    def get(self, path: str) -> int:
        web = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            web.request("GET", path)
            return web.getresponse().status
        finally:
            web.close()

    def processor_seconds(self) -> float:
        """Of all that runs, and of what has prepared the database and is over."""
        everyone = [psutil.Process(self.process.pid), *self.family()]
        times = [each.cpu_times() for each in everyone]
        return sum(t.user + t.system + t.children_user + t.children_system for t in times)

    def family(self) -> list[psutil.Process]:
        return psutil.Process(self.process.pid).children(recursive=True)


def still_running(family: list[psutil.Process], *, within: float = 1) -> list[psutil.Process]:
    """Who does not end in time. The dead whom nobody has buried yet (that is for the machine's
    first process, as their own parent is dead) do not run."""
    _, left = psutil.wait_procs(family, timeout=within)
    return [each for each in left if each.is_running() and each.status() != psutil.STATUS_ZOMBIE]


@contextlib.contextmanager
def starting(folder: Path) -> Iterator[Callable[..., Start]]:
    """Starts what `make run` starts, with a var/ in this folder, in a path too long for sockets."""
    var = folder / ("a-folder-with-a-long-name" * 4) / "var"
    kept = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
    started: list[Start] = []

    def begin(port: int | None = None, **environment: str) -> Start:
        port = port or unused_port()
        output = folder / f"output-{len(started)}"
        # Whoever runs the tests under nohup would have the site outlive its terminal.
        before = signal.signal(signal.SIGHUP, signal.SIG_DFL)
        with output.open("wb") as file:
            process = subprocess.Popen(
                [sys.executable, "-m", "config.run"],
                cwd=folders.BASE_DIR,
                env=kept | {"PORT": str(port), "UNDERSIGNED_VAR": str(var)} | environment,
                stdout=file,
                stderr=file,
                start_new_session=True,  # a terminal's foreground group, as Ctrl-C meets it
            )
        signal.signal(signal.SIGHUP, before)
        started.append(Start(process=process, output=output, port=port, var=var))
        return started[-1]

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("UNDERSIGNED_VAR", str(var))
        try:
            yield begin
        finally:
            for each in started:
                if each.process.poll() is None:
                    each.process.terminate()
                    each.process.wait(STOPPED_WITHIN)


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[..., Start]]:
    """In a folder that is new."""
    with starting(tmp_path) as begin:
        yield begin


@dataclass
class First:
    """The first start of all, and how Ctrl-C ended it."""

    run: Start
    keys: str
    family: list[psutil.Process]
    status: int
    left: list[psutil.Process]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("make-run")


@pytest.fixture(scope="module")
def first(folder: Path) -> First:
    """Once: making a database takes longer than everything that happens to it here."""
    with starting(folder) as begin:
        run = begin()
        run.wait_until_up()
        family = run.family()
        keys = (run.var / "keys.env").read_text()
        os.killpg(run.process.pid, signal.SIGINT)
        status = run.process.wait(STOPPED_WITHIN)
        left = still_running(family)
        return First(run=run, keys=keys, family=family, status=status, left=left)


@pytest.fixture
def start_again(first: First, folder: Path) -> Iterator[Callable[..., Start]]:
    """Upon what the first start left."""
    with starting(folder) as begin:
        yield begin


def test_the_first_start_the_second_and_one_key_to_stop(
    first: First, start_again: Callable[..., Start]
) -> None:
    said = first.run.said

    assert len(first.family) >= 4  # PostgreSQL, Redis, worker, web server, and what those start
    assert re.search(r"Password: \S{12,}", said)
    assert f"http://localhost:{first.run.port}/en/c/asean-russia-coordinator/" in said
    assert first.status == 0
    assert first.left == []
    assert "Traceback" not in said
    assert said.endswith("Stopped. Everything is kept in var/ for the next time.\n")
    assert (first.run.var / "keys.env").stat().st_mode & 0o777 == 0o600

    second = start_again()
    second.wait_until_up()
    seconds = second.processor_seconds()
    second.process.send_signal(signal.SIGTERM)
    second.process.wait(STOPPED_WITHIN)

    # Three or four. The clock would tell what else runs here: it takes 5 s, and beside others 25.
    assert seconds < 10
    assert "Password:" not in second.said
    assert "organiser@example.org" in second.said
    assert (second.var / "keys.env").read_text() == first.keys


def test_nothing_outlives_a_kill_and_the_next_start_recovers(
    start_again: Callable[..., Start],
) -> None:
    killed = start_again()
    killed.wait_until_up()
    family = killed.family()
    killed.process.kill()
    killed.process.wait(10)
    left = still_running(family, within=20)

    if sys.platform == "linux":
        assert left == []

    again = start_again(port=killed.port)
    again.wait_until_up()
    os.killpg(again.process.pid, signal.SIGHUP)  # the terminal's window is closed
    assert again.process.wait(STOPPED_WITHIN) == 0


def test_half_a_site_is_stopped_and_says_why(start_again: Callable[..., Start]) -> None:
    running = start_again()
    running.wait_until_up()
    family = running.family()
    [redis] = [process for process in family if process.name().startswith("valkey")]
    redis.kill()

    assert running.process.wait(STOPPED_WITHIN) == 1
    assert "Redis ended by itself (status -9), so everything stops." in running.said
    assert still_running(family) == []


def test_a_port_in_use_is_named_with_one_to_try(start: Callable[..., Start]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        refused = start(port=port)
        status = refused.process.wait(30)

    assert status == 1
    assert refused.said == (
        f"\nPort {port} is in use by another program. Take another one:\n"
        f"    PORT={port + 1} make run\n\n"
    )


def test_a_port_that_is_none_is_named(start: Callable[..., Start]) -> None:
    refused = start(PORT="eighty")

    assert refused.process.wait(30) == 1
    assert refused.said == (
        "\nPORT=eighty is not a port: a number from 1 to 65535, as PORT=8001.\n\n"
    )


def test_a_second_start_beside_the_first_says_so(start: Callable[..., Start]) -> None:
    with folders.owning_var():
        refused = start()
        status = refused.process.wait(30)

    assert status == 1
    assert f"Already running here: process {os.getpid()} holds " in refused.said


def test_lost_keys_stop_the_start_before_anything_is_overwritten(
    start: Callable[..., Start],
) -> None:
    data = folders.var_dir() / "postgres"
    data.mkdir(parents=True)

    refused = start()

    assert refused.process.wait(30) == 1
    assert "keys.env is gone" in refused.said
    assert not (folders.var_dir() / "keys.env").exists()
    assert list(data.iterdir()) == []
