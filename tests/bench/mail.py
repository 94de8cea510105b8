"""Mails per second: the site's own sender in one process, an SMTP server in another.

Both sides' functions run in helpers; they stay in the process for the next call.
"""

import time
from dataclasses import dataclass
from datetime import timedelta

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session


@dataclass(frozen=True)
class Sent:
    mails: int
    seconds: float
    cpu: float  # seconds of processor the sender took
    troubles: int  # put off, given up or dropped: none, where everything is well


class Sink:
    """Takes everything and keeps only whom it was for."""

    def __init__(self) -> None:
        self.addressees: list[str] = []

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        self.addressees += envelope.rcpt_tos
        return "250 OK"


_sinks: list[tuple[Sink, Controller]] = []


def open_sink(port: int) -> None:
    sink = Sink()
    controller = Controller(sink, hostname="127.0.0.1", port=port)
    controller.start()
    _sinks.append((sink, controller))


def received() -> tuple[int, int]:
    """Messages that arrived, and how many addresses they were for."""
    addressees = _sinks[0][0].addressees
    return len(addressees), len(set(addressees))


def send(seconds: float) -> Sent:
    """Send what is due, for so many seconds at most."""
    import django

    django.setup()

    from django.utils import timezone

    from campaign.mail.delivery import deliver_due

    begun, cpu = time.perf_counter(), time.process_time()
    outcome = deliver_due(until=timezone.now() + timedelta(seconds=seconds))
    return Sent(
        mails=outcome.sent,
        seconds=time.perf_counter() - begun,
        cpu=time.process_time() - cpu,
        troubles=outcome.deferred + outcome.failed + outcome.dropped,
    )
