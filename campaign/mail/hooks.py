"""How rooms above the outbox lend it more than words (see composing), and hear what became of
their mail, without it knowing them.

    @feeds          A room that sends to many keeps its own list: it is asked for the next few when
                    nothing else is due, so that the outbox is never full of them.
    @settles("…")   One message, in the very transaction in which its row goes: what the room writes
                    about it and the outbox can never disagree. For that each message costs two
                    statements more, and what fails undoes the settling.
    batch_done      A whole batch, after it happened: one statement for many, and what fails stops
                    nobody's mail. For that a batch may go unheard, which figures bear.
"""

from collections.abc import Callable
from datetime import datetime
from enum import StrEnum

from django.dispatch import Signal

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

# `sent`: the messages that the mail server took; `refused`: those it will never take; and `now`.
batch_done = Signal()

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
