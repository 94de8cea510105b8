"""`make run` as a newcomer meets it: it comes up, it works, one Ctrl-C ends all of it."""

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


@dataclass
class Start:
    process: subprocess.Popen[bytes]
    output: Path
    port: int
    var: Path

    @property
    def said(self) -> str:
        return self.output.read_text()

    def wait_until_up(self) -> float:
        """Seconds until a page is served."""
        began = time.monotonic()
        while "Ctrl-C stops everything." not in self.said:
            assert self.process.poll() is None, self.said
            assert time.monotonic() - began < 90, self.said
            time.sleep(0.02)
        assert self.get("/en/c/asean-russia-coordinator/") == 200
        return time.monotonic() - began

    def get(self, path: str) -> int:
        web = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            web.request("GET", path)
            return web.getresponse().status
        finally:
            web.close()

    def family(self) -> list[psutil.Process]:
        return psutil.Process(self.process.pid).children(recursive=True)


@pytest.fixture
def start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Start]]:
    """Starts what `make run` starts, in a var/ of its own with a path too long for sockets."""
    var = tmp_path / ("a-folder-with-a-long-name" * 4) / "var"
    monkeypatch.setenv("UNDERSIGNED_VAR", str(var))
    kept = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
    started: list[Start] = []

    def begin(port: int | None = None, **environment: str) -> Start:
        port = port or unused_port()
        output = tmp_path / f"output-{len(started)}"
        with output.open("wb") as file:
            process = subprocess.Popen(
                [sys.executable, "-m", "config.run"],
                cwd=folders.BASE_DIR,
                env=kept | {"PORT": str(port)} | environment,
                stdout=file,
                stderr=file,
                start_new_session=True,  # a terminal's foreground group, as Ctrl-C meets it
            )
        started.append(Start(process=process, output=output, port=port, var=var))
        return started[-1]

    yield begin

    for each in started:
        if each.process.poll() is None:
            each.process.terminate()
            each.process.wait(60)


def test_the_first_start_the_second_and_one_key_to_stop(start: Callable[..., Start]) -> None:
    first = start()
    first.wait_until_up()
    family = first.family()
    keys = (first.var / "keys.env").read_text()
    os.killpg(first.process.pid, signal.SIGINT)
    status = first.process.wait(30)
    _, left = psutil.wait_procs(family, timeout=1)

    assert len(family) >= 4  # PostgreSQL, Redis, worker, web server, and what those start
    assert re.search(r"Password: \S{12,}", first.said)
    assert f"http://localhost:{first.port}/en/c/asean-russia-coordinator/" in first.said
    assert status == 0
    assert left == []
    assert "Traceback" not in first.said
    assert first.said.endswith("Stopped. Everything is kept in var/ for the next time.\n")
    assert (first.var / "keys.env").stat().st_mode & 0o777 == 0o600

    second = start()
    seconds = second.wait_until_up()
    second.process.send_signal(signal.SIGTERM)
    second.process.wait(30)

    # Under 5 s on a machine that does nothing else; here the other tests have half of it.
    assert seconds < 20
    assert "Password:" not in second.said
    assert "organiser@example.org" in second.said
    assert (first.var / "keys.env").read_text() == keys


def test_nothing_outlives_a_kill_and_the_next_start_recovers(start: Callable[..., Start]) -> None:
    killed = start()
    killed.wait_until_up()
    family = killed.family()
    killed.process.kill()
    killed.process.wait(10)
    _, left = psutil.wait_procs(family, timeout=20)

    if sys.platform == "linux":
        assert left == []

    again = start(port=killed.port)
    again.wait_until_up()
    os.killpg(again.process.pid, signal.SIGHUP)  # the terminal's window is closed
    assert again.process.wait(30) == 0


def test_half_a_site_is_stopped_and_says_why(start: Callable[..., Start]) -> None:
    running = start()
    running.wait_until_up()
    family = running.family()
    [redis] = [process for process in family if process.name().startswith("valkey")]
    redis.kill()

    assert running.process.wait(60) == 1
    assert "Redis ended by itself (status -9), so everything stops." in running.said
    assert psutil.wait_procs(family, timeout=1)[1] == []


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
