"""What rooms above the outbox lend it besides their words (see composing).

A room that sends to many keeps its own list: the outbox asks it for the next few whenever nothing
else is due, so that it is never full of them, and tells it what became of each.
"""

from collections.abc import Callable
from datetime import datetime
from enum import StrEnum

from campaign.mail.models import OutgoingMail


class Settled(StrEnum):
    """What became of a message."""

    SENT = "sent"
    REFUSED = "refused"  # by the mail server, for good; or given up
    DROPPED = "dropped"  # no longer wanted, by its reader or by us
    UNCLEAR = "unclear"  # bulk mail whose handing over broke off: never tried again


# Hears of one message, within the transaction in which the outbox lets go of it. `code`: the
# server's answer in digits ("550 5.1.1"), or what went wrong; never an address.
Settler = Callable[[OutgoingMail, Settled, str, datetime], None]
# Queues the next few messages; how many.
Feeder = Callable[[datetime], int]

_settlers: dict[str, Settler] = {}
_feeders: list[Feeder] = []


def settles(message: str) -> Callable[[Settler], Settler]:
    """This function wants to know what became of each `message`."""

    def register(settler: Settler) -> Settler:
        _settlers[message] = settler
        return settler

    return register


def feeds(feeder: Feeder) -> Feeder:
    """This function has more to send when nothing else is due."""
    _feeders.append(feeder)
    return feeder


def settler_of(message: str) -> Settler | None:
    return _settlers.get(message)


def feed(now: datetime) -> int:
    """Ask everybody for more; how many messages that brought."""
    return sum(feeder(now) for feeder in _feeders)
