"""What a worker does to write an export (see jobs.py for who asks and who waits).

The signatures of the moment at which it was asked for: whoever signs later is not in it, nor is who
has withdrawn before their turn comes. Nothing of them touches a disk but encrypted, and no file is
left behind but a whole one.
"""

import logging
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from django.utils import timezone, translation
from django.utils.translation import gettext_noop

from campaign.exports import bundles, jobs, rows, writing
from campaign.exports.choosing import Format, headings
from campaign.exports.handover import printing
from campaign.exports.handover.fitting import MissingFonts
from campaign.exports.models import ExportJob
from campaign.lib import leases
from campaign.lib.sealing import CannotOpen
from campaign.lib.typesetting import CannotTypeset

logger = logging.getLogger(__name__)

TELL_EVERY = 1.0  # seconds

GAVE_UP = gettext_noop("Writing it was broken off again and again.")
CANNOT_OPEN = gettext_noop("A signature could not be opened: is SEALING_KEY the right one?")
CANNOT_WRITE = gettext_noop("Its file could not be written: is the disk full?")
CANNOT_TYPESET = gettext_noop("A page could not be set.")
NO_FONTS = gettext_noop(
    "Fonts for the script of some names are missing here. Tell this site’s host."
)


def build_next() -> bool:
    """Write the export that has waited longest; whether there was one."""
    sentences = {
        CannotOpen: CANNOT_OPEN,
        MissingFonts: NO_FONTS,
        CannotTypeset: CANNOT_TYPESET,
        OSError: CANNOT_WRITE,
    }
    return leases.work_or_fail(jobs.claim(now=timezone.now()), _build, sentences=sentences)


def _build(job: ExportJob) -> None:
    """Raises LostClaim, GivenUp and whatever may happen."""
    leases.check_age(max(job.requested_at, job.decided_at or job.requested_at), GAVE_UP)
    told = Told(lambda done: jobs.go_on(job, done=done, now=timezone.now()))
    with jobs.folder().new_file(job.id) as file:
        with file.writing() as sink:
            _write(sink, job, told)
        jobs.finish(job, file, done=told.done, now=timezone.now())


def _write(sink: Any, job: ExportJob, told: "Told") -> None:
    """The log says what is missing here, or wrong in a template, to whoever runs this site."""
    try:
        write_to(sink, job, tell=told)
    except MissingFonts as error:
        logger.error("Fonts are missing: %s (python -m config.assets)", error)
        raise
    except CannotTypeset as error:
        logger.error("Export %s: %s", job.id, error)
        raise


def write_to(sink: Any, job: ExportJob, *, tell: "Told") -> None:
    """All of it, as it will be read. `job` needs no row in the database."""
    campaign = job.campaign
    if job.format == Format.SEALED:
        bundles.write(job, sink, tell.each)
        return
    with translation.override(campaign.main_language):
        there = rows.rows(
            campaign,
            columns=job.all_columns,
            name_display=job.name_display,
            filters=job.wanted,
            as_of=job.requested_at,
        )
        if job.format == Format.PDF:
            printing.write(job, there, sink, tell=tell.so_far)
            return
        writing.write(
            tell.each(there),
            sink,
            format=job.format,
            columns=job.all_columns,
            headings=headings(job.all_columns),
            title=campaign.slug,
            with_mark=job.with_mark,
        )


class Told:
    """Counts what goes through it, and says how far it is once a second."""

    def __init__(self, say: Callable[[int], None]) -> None:
        self._say = say
        self._next_at = time.monotonic() + TELL_EVERY
        self.done = 0

    def each(self, there: Iterable[Sequence[Any]]) -> Iterator[Sequence[Any]]:
        for number, row in enumerate(there, 1):
            self.done = number
            yield row
            if number % 500 == 0:
                self.so_far(number)

    def so_far(self, done: int) -> None:
        """For what counts by itself. Nothing done yet is nothing to tell a rate of."""
        self.done = done
        if done and time.monotonic() >= self._next_at:
            self._say(done)
            self._next_at = time.monotonic() + TELL_EVERY
