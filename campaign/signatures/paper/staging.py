"""Good lines become sealed entries that nobody counts yet, and the doubles among them are found.

Nothing of a line is stored but sealed. That two are the same is seen from keyed hashes: of the
address as for every signature, and of name and country by a secret that ends with the reading.

Whoever is told which lines have signed can find out with a file of addresses who did. Where this
site opens names for staff anyway, that is recorded as reading them is. Where it cannot, nobody is
told: who has signed is left out in silence (taking_in.py), and numbers are those of the lines.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

import uuid_utils.compat
from django.db import connection
from django.utils import timezone

from campaign.accounts.auditing import Action, record
from campaign.accounts.models import User
from campaign.lib import sealing
from campaign.lib.weeks import id_in_week_of
from campaign.pages.lifecycle import CONFIRMABLE_STATES
from campaign.pages.models import Campaign
from campaign.signatures.paper.lines import Line, Wrong
from campaign.signatures.paper.models import PaperBatch, PaperFault, Reason

Kind = PaperFault.Kind


ENTRY = (
    *("batch_id", "line", "signature", "sealed", "fingerprint", "likeness", "country"),
    "wants_updates",
)
COPY = f"COPY campaign_paperentry ({', '.join(ENTRY)}) FROM STDIN"


class CannotTakePaper(Exception):
    """The campaign has no key, or is a draft, or over for good."""


def check_paper_is_taken(campaign: Campaign) -> None:
    """Paper comes late: a closed campaign takes it until its list is handed over. Raises
    CannotTakePaper."""
    key = campaign.sealing_key
    can = (
        campaign.state in CONFIRMABLE_STATES
        and key is not None
        and key.is_active
        and campaign.wrapped_fingerprint_secret is not None
    )
    if not can:
        raise CannotTakePaper


def tells_who_signed(campaign: Campaign) -> bool:
    """May staff learn that an address has signed? Where they could as well read it."""
    return campaign.sealing_key is not None and not campaign.sealing_key.is_offline


class Stage:
    """Where the good lines of one batch are put, sealed to its campaign's key of this moment."""

    def __init__(self, batch: PaperBatch) -> None:
        """Raises CannotTakePaper, and CannotOpen where SEALING_KEY is another one."""
        campaign = batch.campaign
        check_paper_is_taken(campaign)
        self.batch = batch
        self.key_id = campaign.sealing_key_id
        self._public_key = bytes(campaign.sealing_key.public_key)
        self._secret = campaign.fingerprint_secret()
        self._alike = sealing.new_secret()
        self._rules = campaign.rules

    def put(self, lines: Iterable[tuple[int, Line]]) -> None:
        """Each with its number. By COPY: an INSERT of so many took twice as long to put together
        as all the rest."""
        with connection.cursor() as cursor, cursor.copy(COPY) as copy:
            for number, line in lines:
                copy.write_row(self._entry(number, line))

    def _entry(self, number: int, line: Line) -> tuple[Any, ...]:
        """In the order of ENTRY."""
        signature = self._new_id()
        email = line.email
        sealed = sealing.seal(
            self._public_key,
            campaign=self.batch.campaign_id,
            signature=signature,
            fields={
                "name": line.name,
                "email": email.typed if email else "",
                "affiliation": "",
            },
        )
        return (
            self.batch.id,
            number,
            signature,
            sealed,
            sealing.fingerprint(self._secret, email.normalised) if email else None,
            sealing.fingerprint(self._alike, f"{line.name.casefold()}\n{line.country}"),
            line.country,
            line.wants_updates and self._rules.has_followers,
        )

    def _new_id(self) -> UUID:
        if self._rules.knows_weeks_only:
            return id_in_week_of(timezone.now())
        return uuid_utils.compat.uuid7()


def put_faults(batch: PaperBatch, faults: Iterable[tuple[int, Wrong]]) -> None:
    PaperFault.objects.bulk_create(
        PaperFault(batch=batch, kind=Kind.BAD, line=line, column=wrong.column, reason=wrong.reason)
        for line, wrong in faults
    )


def find_doubles(batch: PaperBatch) -> None:
    """Take out of the entries whose address has signed, or stands in an earlier line; remark on
    those who are called like somebody in an earlier line. Each is named among the faults."""
    values = {"batch": batch.id, "campaign": batch.campaign_id}
    compared = [SAME_AS_SIGNED] if tells_who_signed(batch.campaign) else []
    with connection.cursor() as cursor:
        for statement in (SAME_IN_FILE, *compared, SAME_NAME):
            cursor.execute(statement, values)


def record_compared(batch: PaperBatch, addresses: int, *, by: User | None, now: datetime) -> None:
    """That somebody is told which of so many addresses have signed."""
    if addresses and tells_who_signed(batch.campaign):
        campaign, mark = batch.campaign, batch.mark
        record(
            Action.PAPER_COMPARED,
            actor=by,
            now=now,
            campaign=campaign,
            addresses=addresses,
            mark=mark,
        )


_LATER = """
SELECT id, line, first_value(line) OVER same AS first
FROM campaign_paperentry WHERE batch_id = %(batch)s AND {which}
WINDOW same AS (PARTITION BY {alike} ORDER BY line, id)
"""
_FAULT = """
INSERT INTO campaign_paperfault (batch_id, kind, line, "column", reason, other)
"""
SAME_IN_FILE = f"""
WITH later AS ({_LATER.format(which="fingerprint IS NOT NULL", alike="fingerprint")}),
gone AS (
    DELETE FROM campaign_paperentry AS e USING later WHERE e.id = later.id AND later.line > first
    RETURNING e.line, first
)
{_FAULT}
SELECT %(batch)s, 'double', line, 'email', '{Reason.SAME_IN_FILE.value}', first FROM gone
"""
# Who has begun to sign online and not confirmed has not signed: their paper counts (taking_in.py).
SAME_AS_SIGNED = f"""
WITH gone AS (
    DELETE FROM campaign_paperentry AS e USING campaign_signature AS s
    WHERE e.batch_id = %(batch)s AND s.campaign_id = %(campaign)s
      AND s.fingerprint = e.fingerprint AND s.state = 'confirmed'
    RETURNING e.line, s.paper_batch_id
)
{_FAULT}
SELECT %(batch)s, 'double', line, 'email',
       CASE WHEN paper_batch_id IS NULL THEN '{Reason.SAME_ONLINE.value}'
            ELSE '{Reason.SAME_ON_PAPER.value}' END, NULL
FROM gone
"""
SAME_NAME = f"""
{_FAULT}
SELECT %(batch)s, 'remark', line, 'name', '{Reason.SAME_NAME.value}', first
FROM ({_LATER.format(which="true", alike="likeness")}) AS alike WHERE line > first
"""
