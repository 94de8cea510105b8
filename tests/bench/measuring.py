"""Several short times under load, one server after the other, so that all see the same weather."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from config.run import say
from config.services import Server
from tests.bench import load
from tests.bench.helper import Helper
from tests.bench.load import Load
from tests.bench.surroundings import processor_seconds, spent_since
from tests.bench.table import Measured, Round

WARM = 0.5  # seconds
BEGUN = time.monotonic()


def stage(what: str) -> None:
    """Tell whoever watches what is being done, and since when."""
    say(f"{time.monotonic() - BEGUN:4.0f} s  {what}…")


class WrongAnswer(Exception):
    """Something is broken, so that no figure would mean anything."""


@dataclass
class Candidate:
    """One thing to ask a server for, and what came of it."""

    what: str
    server: Server
    port: int
    requests: Callable[[int], Sequence[bytes]]  # by round; built before the clock starts
    expects: int = 200
    measured: Measured = field(default_factory=Measured)
    answered: list[tuple[int, int]] = field(default_factory=list)  # (round, request)


@dataclass
class Bench:
    client: Helper
    database: Server
    rounds: int
    seconds: float

    def alternate(self, *candidates: Candidate, rounds: int = 0, seconds: float = 0) -> None:
        """A B, B A, A B…: never two of them at once."""
        for number in range(rounds or self.rounds):
            for candidate in candidates if number % 2 == 0 else reversed(candidates):
                self._once(candidate, number, seconds or self.seconds)

    def warm(self, *candidates: Candidate) -> None:
        """Connections made, statements prepared, templates read; counted nowhere."""
        for candidate in candidates:
            self._once(candidate, -1, WARM)
            candidate.measured.rounds.clear()

    def _once(self, candidate: Candidate, number: int, seconds: float) -> None:
        requests = list(candidate.requests(number))
        web = processor_seconds(candidate.server)
        database = processor_seconds(self.database)
        answers = self.client.call(
            load.run,
            Load(candidate.port, requests, seconds, over_again=len(requests) == 1),
        )
        if answers.errors or set(answers.statuses) != {candidate.expects}:
            raise WrongAnswer(
                f"{candidate.what}: {dict(answers.statuses)} {answers.errors[:3]}, "
                f"where every answer should be {candidate.expects}"
            )
        candidate.answered += [(number, request) for request, _status in answers.numbers]
        count = len(answers.numbers)
        candidate.measured.rounds.append(
            Round(
                rate=answers.rate,
                web=spent_since(web, candidate.server) / count,
                database=spent_since(database, self.database) / count,
                client=answers.cpu / answers.seconds,
            )
        )
