"""Where reports of undeliverable mail are read from: a Maildir, an mbox, a pipe.

What was read is deleted, understood or not: it repeats addresses, and often whole messages.
"""

import mailbox
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO

from campaign.signatures import bouncing

# Of a message; a report has its say long before. Servers often append the whole mail to it.
MOST_BYTES = 1_000_000


@dataclass
class Read:
    reports: int = 0  # of a message of ours that came back
    others: int = 0  # holiday notices, delays, advertising, forgeries

    def count(self, is_report: bool) -> None:
        self.reports += is_report
        self.others += not is_report


def read_pipe(pipe: BinaryIO, *, to: str, now: datetime) -> Read:
    """One message, as Postfix hands it to a command."""
    read = Read()
    read.count(bouncing.take_in(pipe.read(MOST_BYTES), to=to, now=now))
    return read


def read_maildir(folder: str, *, now: datetime) -> Read:
    with closing(mailbox.Maildir(folder, factory=None, create=False)) as box:
        return _read_box(box, now)


def read_mbox(path: str, *, now: datetime) -> Read:
    """Locked, so that nobody writes into it meanwhile."""
    with closing(mailbox.mbox(path, create=False)) as box:
        box.lock()
        return _read_box(box, now)


def _read_box(box: mailbox.Mailbox, now: datetime) -> Read:
    """Each message is gone as soon as it has been acted on; reading one twice counts once."""
    read = Read()
    for key in list(box.keys()):
        try:
            with box.get_file(key) as file:
                content = file.read(MOST_BYTES)
        except KeyError:  # another process was first
            continue
        read.count(bouncing.take_in(content, now=now))
        box.discard(key)
    box.flush()
    return read
