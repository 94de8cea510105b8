"""Processes of these tests' own, to be killed without hurting anybody else's."""

import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from config import run, services
from config.services import Server
from tests.conftest import running
from tests.faults.throwaway_redis import ThrowawayRedis

SEND_EVERYTHING = "from tests.mail.outbox import deliver; deliver()"


@pytest.fixture
def start_sender(
    live_environment: dict[str, str], tmp_path: Path
) -> Iterator[Callable[[], Server]]:
    """Starts processes that send what is due to `mail_sink` and then end."""
    command = [sys.executable, "manage.py", "shell", "-c", SEND_EVERYTHING]
    with ExitStack() as started:

        def start() -> Server:
            server = services.start(
                "sender",
                command,
                log=tmp_path / "sender.log",
                env=live_environment,
                stop_signal=signal.SIGTERM,
            )
            started.callback(server.stop, patience=5)
            return server

        yield start


@pytest.fixture
def start_worker(
    live_environment: dict[str, str], redis: services.Redis, tmp_path: Path
) -> Iterator[object]:
    redis.flushdb()

    def start(number: int):
        log, schedule = tmp_path / f"worker{number}.log", tmp_path / f"schedule{number}"
        return running(
            run.start_worker(live_environment, schedule=schedule, concurrency=2, log=log)
        )

    return start


@pytest.fixture
def redis_server() -> Iterator[ThrowawayRedis]:
    with ThrowawayRedis() as server:
        yield server
