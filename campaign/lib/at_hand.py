"""Answers that a crowd asks for, kept in each process for seconds.

Not in Redis: there is nothing to hang on when that does, and nothing to forget when something
changes. It shows some seconds later; whatever writes must look for itself.
"""

from collections.abc import Callable, Hashable
from datetime import datetime
from functools import lru_cache
from typing import Generic, TypeVar

Asked = TypeVar("Asked", bound=Hashable)
Answer = TypeVar("Answer")


class AtHand(Generic[Asked, Answer]):
    """A function of one thing, asked with the moment: `signing_terms(slug, now)`."""

    def __init__(self, read: Callable[[Asked], Answer], *, seconds: int, most: int) -> None:
        self.__doc__ = read.__doc__
        self._seconds = seconds
        self._slot = 0
        self._kept = lru_cache(maxsize=most)(lambda asked, _while: read(asked))

    def __call__(self, asked: Asked, now: datetime) -> Answer:
        slot = int(now.timestamp()) // self._seconds
        if slot != self._slot:  # what is out of date may be a secret: do not keep it
            self._kept.cache_clear()
            self._slot = slot
        return self._kept(asked, slot)

    def forget(self) -> None:
        """Read anew what is asked next."""
        self._kept.cache_clear()


def kept_for(
    seconds: int, *, most: int = 500
) -> Callable[[Callable[[Asked], Answer]], AtHand[Asked, Answer]]:
    """Keep what a function says, up to `most` answers. All threads share them: to read only."""
    return lambda read: AtHand(read, seconds=seconds, most=most)
