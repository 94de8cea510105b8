"""Mail that came back: what its report (RFC 3464) says, by the standard library's parser.

Nothing of the report is kept: it repeats the address, and often the whole message.
"""

import email
import email.policy
import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message
from email.utils import getaddresses

from campaign.lib.return_paths import subject_of

logger = logging.getLogger(__name__)

# Where a mail server or its pipe notes whom a message was really for.
ADDRESSED_IN = ("X-Original-To", "Delivered-To", "Envelope-To", "X-Envelope-To", "To")
_STATUS = re.compile(r"[245]\.\d{1,3}\.\d{1,3}")

# Nobody reads mail there, and nobody will: no such mailbox, domain or host, moved away, disabled.
HARD = re.compile(r"5\.(1\.\d+|2\.1|4\.4)")
# Refused without more than a number, in answer to the address itself.
HARD_CODES = {"550", "551", "553"}


@dataclass(frozen=True, slots=True)
class Report:
    """A message of ours came back. `purpose` and `subject`: of its return path."""

    purpose: str
    subject: bytes
    is_hard: bool


def is_hard(code: str) -> bool:
    """Does this answer, "550" or "550 5.1.1", mean that the address is of no use?"""
    number, _space, status = code.partition(" ")
    return bool(HARD.fullmatch(status)) if status else number in HARD_CODES


def read_report(content: bytes, *, to: str = "") -> Report | None:
    """What this message reports of one of ours; None where it is no final report, or forged.

    to: whom it was for, where the mail server says so rather than its headers

    Anybody can write to our bounce address, and the standard library's parser stumbles over some
    of what they can write: a thousand parts in each other, a zero byte in a parameter. That is no
    report, whatever it raises, and it must not keep those behind it waiting for ever.
    """
    try:
        return _read(email.message_from_bytes(content, policy=email.policy.compat32), to)
    except Exception as error:
        logger.info("A message to the bounce address cannot be read: %s", type(error).__name__)
        return None


def _read(message: Message, to: str) -> Report | None:
    found = next(filter(None, map(subject_of, _addressed(message, to))), None)
    statuses = list(_failures(message))
    if found is None or not statuses:
        return None
    return Report(*found, is_hard=any(HARD.fullmatch(status) for status in statuses))


def _addressed(message: Message, to: str) -> Iterator[str]:
    yield to
    for header in ADDRESSED_IN:
        for _name, address in getaddresses([str(value) for value in message.get_all(header, [])]):
            yield address


def _failures(message: Message) -> Iterator[str]:
    """The status of each recipient for whom the server has given up, say "5.1.1"."""
    for part in message.walk():
        if part.get_content_type() != "message/delivery-status":
            continue
        blocks = part.get_payload()
        for block in blocks if isinstance(blocks, list) else []:
            status = _STATUS.search(str(block.get("Status", "")))
            if str(block.get("Action", "")).strip().lower() == "failed" and status:
                yield status[0]
