"""The load: a few connections that are kept, each asking again as soon as it has its answer.

One thread, bytes built beforehand, and no more read of an answer than its status and length: on a
small machine a client that works hard takes the server's time. It only ever talks to 127.0.0.1,
and it is bounded by a number of requests and by seconds.
"""

import re
import selectors
import socket
import time
from collections import Counter
from dataclasses import dataclass, field

CONNECTIONS = 8
MOST = 100_000
PATIENCE = 20  # seconds for the last answers
_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)


@dataclass(frozen=True)
class Load:
    port: int
    requests: list[bytes]  # whole requests, sent in this order
    seconds: float
    over_again: bool = False  # from the first one when they are used up


@dataclass
class Answers:
    statuses: Counter[int] = field(default_factory=Counter)
    numbers: list[tuple[int, int]] = field(default_factory=list)  # (request, status), in order
    seconds: float = 0  # from the first request to the last answer
    cpu: float = 0  # seconds of processor this client took
    errors: list[str] = field(default_factory=list)
    bytes_an_answer: int = 0

    @property
    def rate(self) -> float:
        return len(self.numbers) / self.seconds if self.seconds else 0


class _Connection:
    """One kept connection and the answer that it is waiting for."""

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=PATIENCE)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.number = -1
        self._head = b""
        self.status = 0
        self._missing = 0
        self.size = 0

    def ask(self, number: int, request: bytes) -> None:
        self.number, self.status, self._head, self.size = number, 0, b"", 0
        self.socket.sendall(request)

    def take(self) -> bool:
        """Read what is there; whether the answer is whole. Raises OSError or ValueError."""
        arrived = self.socket.recv(1 << 18)
        if not arrived:
            raise ConnectionError("the server closed a connection")
        self.size += len(arrived)
        if self.status:
            self._missing -= len(arrived)
        else:
            self._head += arrived
            end = self._head.find(b"\r\n\r\n")
            if end < 0:
                return False
            self.status = int(self._head[9:12])
            length = _LENGTH.search(self._head, 0, end)
            if length is None and self.status not in {204, 304}:
                raise ValueError(f"an answer {self.status} of unknown length")
            self._missing = (int(length[1]) if length else 0) - (len(self._head) - end - 4)
        return self._missing <= 0


def run(load: Load) -> Answers:
    """Ask until the time or the requests are up, then wait for the last answers."""
    answers = Answers()
    most = MOST if load.over_again else min(MOST, len(load.requests))
    connections = [_Connection(load.port) for _ in range(min(CONNECTIONS, most))]
    # `select` and not one thread a connection: threads would spend their time on each other.
    with selectors.DefaultSelector() as selector:
        for connection in connections:
            selector.register(connection.socket, selectors.EVENT_READ, connection)
        cpu, begun = time.process_time(), time.perf_counter()
        end = begun + load.seconds
        asked = 0
        for connection in connections:
            connection.ask(asked, load.requests[asked % len(load.requests)])
            asked += 1
        waiting = len(connections)
        while waiting:
            ready = selector.select(PATIENCE)
            if not ready:
                answers.errors.append(f"no answer to {waiting} requests in {PATIENCE} seconds")
                break
            for key, _events in ready:
                connection = key.data
                try:
                    if not connection.take():
                        continue
                except (OSError, ValueError) as error:
                    answers.errors.append(f"{type(error).__name__}: {error}")
                    selector.unregister(connection.socket)
                    waiting -= 1
                    continue
                answers.numbers.append((connection.number, connection.status))
                answers.bytes_an_answer = connection.size
                if asked < most and time.perf_counter() < end:
                    connection.ask(asked, load.requests[asked % len(load.requests)])
                    asked += 1
                else:
                    waiting -= 1
        answers.seconds = time.perf_counter() - begun
        answers.cpu = time.process_time() - cpu
    for connection in connections:
        connection.socket.close()
    answers.statuses.update(status for _number, status in answers.numbers)
    return answers
