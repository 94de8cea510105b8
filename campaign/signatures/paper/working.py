"""What a worker does for a file: read and check it all, take in what was looked at, or undo it."""

import logging
from collections.abc import Iterator
from datetime import timedelta
from itertools import islice
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop

from campaign.lib import leases, sealing
from campaign.lib.leases import LostClaim
from campaign.signatures.paper import imports, reading, undoing
from campaign.signatures.paper.lines import Line, Wrong, check, country_codes
from campaign.signatures.paper.models import Fault, PaperBatch
from campaign.signatures.paper.staging import CannotTakePaper, Stage, find_doubles, put_faults
from campaign.signatures.paper.taking_in import KeyChanged

logger = logging.getLogger(__name__)

AT_ONCE = 1_000  # rows
# What has killed its workers so long will kill the next one, too.
GIVE_UP_AFTER = timedelta(hours=6)

GAVE_UP = gettext_noop("Reading it was broken off again and again.")
NOT_TAKEN = gettext_noop("The campaign takes no signatures on paper: it has no key, or is over.")
KEY_CHANGED = gettext_noop("Your organisation’s key was changed meanwhile. Import the file again.")
CANNOT_OPEN = gettext_noop("What you uploaded cannot be opened any more. Import it again.")
OUR_MISTAKE = gettext_noop("Something broke on our side.")


def work_on_next() -> bool:
    """Do what the file that has waited longest waits for; whether there was one."""
    return leases.work_on(imports.claim(now=timezone.now()), _work_on)


def _work_on(batch: PaperBatch) -> None:
    """Raises LostClaim. Whatever else goes wrong ends as a sentence in the row."""
    if batch.is_being_undone:
        return _undo(batch)
    if batch.requested_at < timezone.now() - GIVE_UP_AFTER:
        return _fail(batch, GAVE_UP)
    try:
        if batch.is_taking:
            return imports.finish_taking(batch, now=timezone.now())
        return _check(batch)
    except LostClaim:
        raise
    except reading.CannotRead as error:
        return _fail(batch, reading.REFUSALS[str(error)], error)
    except CannotTakePaper as error:
        return _fail(batch, NOT_TAKEN, error)
    except KeyChanged as error:
        return _fail(batch, KEY_CHANGED, error)
    except (sealing.CannotOpen, OSError) as error:
        return _fail(batch, CANNOT_OPEN, error)
    except Exception as error:
        logger.error("Paper %s failed: %s", batch.id, type(error).__name__)
        return _fail(batch, OUR_MISTAKE, error)


def _undo(batch: PaperBatch) -> None:
    """Raises LostClaim."""
    try:
        undoing.go_on(batch)
    except LostClaim:
        raise
    except Exception as error:
        logger.error("Undoing paper %s failed: %s", batch.id, type(error).__name__)
        undoing.break_off(batch)


def _fail(batch: PaperBatch, sentence: str, error: Exception | None = None) -> None:
    logger.error("Paper %s failed: %s (%s)", batch.id, sentence, type(error).__name__)
    imports.fail(batch, sentence, now=timezone.now())


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
