"""A Redis of one test's own, to be frozen and killed without hurting anybody else's."""

import contextlib
import shutil
import signal
import tempfile
from pathlib import Path
from typing import Self

from redis import Redis, RedisError

from config import services


class ThrowawayRedis:
    """A real server on a socket of its own; runs while a `with` block lasts."""

    def __init__(self) -> None:
        # Not tmp_path: the whole path of a unix socket has room for some hundred bytes only.
        self._folder = Path(tempfile.mkdtemp(prefix="undersigned-", dir="/tmp"))
        self._socket = self._folder / "redis.sock"
        self._running = contextlib.ExitStack()
        self.url = f"unix://{self._socket}?db=0"

    def __enter__(self) -> Self:
        self._running.callback(shutil.rmtree, self._folder)
        with contextlib.ExitStack() as unless_it_starts:
            unless_it_starts.callback(self._running.close)
            self.start()
            unless_it_starts.pop_all()
        return self

    def __exit__(self, *error: object) -> None:
        self._running.close()

    def start(self) -> None:
        settings = {"port": "0", "unixsocket": str(self._socket), "dir": str(self._folder)}
        command = [services.redis_program(), "--save", ""]
        for name, value in settings.items():
            command += [f"--{name}", value]
        log = self._folder / "redis.log"
        self._server = services.start("Redis", command, log=log, stop_signal=signal.SIGTERM)
        self._running.callback(self._server.stop, patience=5)
        self._running.callback(self.thaw)
        services.wait_for(self._server, self._answers)

    def freeze(self) -> None:
        """From now on it accepts connections (the kernel does) and never answers."""
        self._server.process.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        self._server.process.send_signal(signal.SIGCONT)

    def kill(self) -> None:
        """A power cut; nothing was saved."""
        self._server.process.kill()
        self._server.process.wait()

    def client(self) -> Redis:
        return Redis.from_url(self.url, socket_timeout=5)

    def _answers(self) -> bool:
        with contextlib.suppress(RedisError), self.client() as client:
            return bool(client.ping())
        return False
