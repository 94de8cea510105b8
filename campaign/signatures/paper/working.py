"""What a worker does for a file: read and check it all, take in what was looked at, or undo it."""

import logging
from collections.abc import Iterator
from itertools import islice
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop

from campaign.lib import leases
from campaign.lib.leases import GivenUp, LostClaim
from campaign.lib.sealing import CannotOpen
from campaign.signatures.paper import imports, reading, undoing
from campaign.signatures.paper.lines import Line, Wrong, check, country_codes
from campaign.signatures.paper.models import Fault, PaperBatch
from campaign.signatures.paper.staging import CannotTakePaper, Stage, find_doubles, put_faults
from campaign.signatures.paper.taking_in import KeyChanged

logger = logging.getLogger(__name__)

AT_ONCE = 1_000  # rows

GAVE_UP = gettext_noop("Reading it was broken off again and again.")
NOT_TAKEN = gettext_noop("The campaign takes no signatures on paper: it has no key, or is over.")
KEY_CHANGED = gettext_noop("Your organisation’s key was changed meanwhile. Import the file again.")
CANNOT_OPEN = gettext_noop("What you uploaded cannot be opened any more. Import it again.")


def work_on_next() -> bool:
    """Do what the file that has waited longest waits for; whether there was one."""
    sentences = {
        CannotTakePaper: NOT_TAKEN,
        KeyChanged: KEY_CHANGED,
        CannotOpen: CANNOT_OPEN,
        OSError: CANNOT_OPEN,
        Exception: leases.OUR_MISTAKE,  # the text of any error may quote a line
    }
    claimed = imports.claim(now=timezone.now())
    return leases.work_or_fail(claimed, _work_on, sentences=sentences, fail=imports.fail)


def _work_on(batch: PaperBatch) -> None:
    """Raises LostClaim, GivenUp and whatever may happen."""
    if batch.is_being_undone:
        _undo(batch)
        return
    leases.check_age(batch.requested_at, GAVE_UP)
    if batch.is_taking:
        imports.finish_taking(batch, now=timezone.now())
        return
    try:
        _check(batch)
    except reading.CannotRead as error:
        raise GivenUp(reading.REFUSALS[str(error)]) from error


def _undo(batch: PaperBatch) -> None:
    """Raises LostClaim."""
    try:
        undoing.go_on(batch)
    except LostClaim:
        raise
    except Exception as error:
        logger.error("Undoing paper %s failed: %s", batch.id, type(error).__name__)
        undoing.break_off(batch)


def _check(batch: PaperBatch) -> None:
    stage = Stage(batch)
    imports.begin_anew(batch, key_id=stage.key_id)
    checking = Checking(batch)
    with reading.rows(imports.content_of(batch), imports.how_to_read(batch)) as rows:
        there = rows.each()
        while some := list(islice(there, AT_ONCE)):
            good, wrong = checking.sorted(some)
            leases.go_on(batch, now=timezone.now(), rows_total=rows.total)
            with transaction.atomic():
                leases.while_claimed(batch, rows_done=checking.rows)
                stage.put(good)
                put_faults(batch, wrong)
    leases.go_on(batch, now=timezone.now())
    with transaction.atomic():
        find_doubles(batch)
        imports.finish_check(batch, rows=checking.rows, bad=checking.bad, now=timezone.now())


class Checking:
    """Rows of one file become good lines and faults; how many of each there were."""

    def __init__(self, batch: PaperBatch) -> None:
        self._columns: dict[str, int] = batch.columns
        self._country = batch.country
        self._names = country_codes()
        self._heading_is_next = batch.has_headings
        self._width = 0  # of the headings; 0: none
        self.rows = 0
        self.bad = 0

    def sorted(
        self, rows: list[reading.Row]
    ) -> tuple[list[tuple[int, Line]], list[tuple[int, Wrong]]]:
        good: list[tuple[int, Line]] = []
        bad: list[tuple[int, Wrong]] = []
        for number, cells, reason in rows:
            if self._heading_is_next:
                self._heading_is_next, self._width = False, len(cells)
                continue
            self.rows += 1
            wrong = list(self._of_the_row(cells, reason))
            if not wrong:
                checked = self._checked(cells)
                wrong = checked.wrong
                if checked.line:
                    good.append((number, checked.line))
            if wrong:
                self.bad += 1
                bad += [(number, each) for each in wrong]
        return good, bad

    def _of_the_row(self, cells: list[str], reason: Any) -> Iterator[Wrong]:
        if isinstance(reason, str):
            yield Wrong("", Fault(reason))
        elif len(cells) <= max(self._columns.values()):
            yield Wrong("", Fault.FEW_CELLS)
        elif self._width and any(map(str.strip, cells[self._width :])):
            yield Wrong("", Fault.MANY_CELLS)
        elif reason:
            for column, place in self._columns.items():
                if code := reason.get(str(place)):
                    yield Wrong(column, Fault(code))

    def _checked(self, cells: list[str]) -> Any:
        said = {column: cells[place] for column, place in self._columns.items()}
        return check(said, names=self._names, country=self._country)
