"""A process of its own that calls functions for us, so that their work is not on our account.

It ends when we do: its standard input then closes. What it is asked to do is bounded by itself.
"""

import contextlib
import os
import pickle
import subprocess
import sys
import traceback
from collections.abc import Callable, Iterator
from typing import Any, ParamSpec, TypeVar

from config.folders import BASE_DIR

Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")


class HelperError(Exception):
    """What was called failed; the message is its traceback."""


class Helper:
    def __init__(self, env: dict[str, str]) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.bench.helper"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            cwd=BASE_DIR,
            env=env,
            start_new_session=True,
        )

    def call(
        self,
        function: Callable[Arguments, Result],
        *args: Arguments.args,
        **kwargs: Arguments.kwargs,
    ) -> Result:
        """What `function`, of some module, returns over there. One call at a time."""
        assert self.process.stdin and self.process.stdout
        pickle.dump((function, args, kwargs), self.process.stdin)
        self.process.stdin.flush()
        worked, result = pickle.load(self.process.stdout)
        if not worked:
            raise HelperError(result)
        return result

    def stop(self) -> None:
        self.process.terminate()
        with contextlib.suppress(BrokenPipeError):
            self.process.communicate()


@contextlib.contextmanager
def helping(env: dict[str, str]) -> Iterator[Helper]:
    helper = Helper(env)
    try:
        yield helper
    finally:
        helper.stop()


def serve() -> None:
    """Do what is asked for until nobody asks any more."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever prints must not end up among the answers
    while True:
        try:
            function, args, kwargs = pickle.load(sys.stdin.buffer)
        except EOFError:
            return
        answer: tuple[bool, Any]
        try:
            answer = True, function(*args, **kwargs)
        except Exception:
            answer = False, traceback.format_exc()
        pickle.dump(answer, answers)
        answers.flush()


if __name__ == "__main__":
    serve()
