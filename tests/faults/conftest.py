"""Processes of these tests' own, to be killed without hurting anybody else's."""

import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from config import services
from config.services import Server

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
