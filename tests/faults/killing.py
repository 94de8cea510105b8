"""Ends a sender, or a worker, as a power cut would."""

import os
import signal

import psutil

from campaign.mail.delivery import LEASE
from config.services import Server
from tests.mail.outbox import let_pass


def kill(sender: Server) -> None:
    """Hard, and let the lease on what it had claimed run out."""
    os.kill(sender.process.pid, signal.SIGKILL)
    assert sender.process.wait() == -signal.SIGKILL
    let_pass(LEASE)


def kill_all_of(worker: Server) -> None:
    """The pool's processes, too."""
    for process in [*psutil.Process(worker.process.pid).children(recursive=True), worker.process]:
        process.kill()
    worker.process.wait()
