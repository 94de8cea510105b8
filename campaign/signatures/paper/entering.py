"""A sheet that somebody types in: all its lines at once, or none."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from campaign.accounts.models import User
from campaign.pages.models import Campaign
from campaign.signatures.paper.lines import Line
from campaign.signatures.paper.models import PaperBatch, PaperFault
from campaign.signatures.paper.staging import Stage, find_doubles, record_compared
from campaign.signatures.paper.taking_in import take_in


class WorthALook(Exception):
    """Some have signed already, or are called alike: `faults`, none of them stored. Nothing was
    taken in; `is_all`: nothing would be left to take in."""

    def __init__(self, batch: PaperBatch, faults: list[PaperFault], *, is_all: bool) -> None:
        super().__init__()
        self.batch, self.faults, self.is_all = batch, faults, is_all


def enter(*, by: User, now: datetime, **sheet: Any) -> PaperBatch:
    """Take the lines of a sheet in, as `_take_in` says. Where they are worth a look nothing of it
    stays but that somebody was told. Raises what it raises."""
    try:
        return _take_in(by=by, now=now, **sheet)
    except WorthALook as worth:
        addresses = sum(line.email is not None for line in sheet["lines"].values())
        record_compared(worth.batch, addresses, by=by, now=now)
        raise


@transaction.atomic
def _take_in(
    *,
    batch_id: UUID,
    campaign: Campaign,
    lines: Mapping[int, Line],
    mark: str,
    language: str,
    anyway: bool,
    by: User,
    now: datetime,
) -> PaperBatch:
    """Take these lines in, by their numbers on the sheet. A batch of this id that is there already
    is the same sheet, sent twice.

    anyway: leave out whoever has signed already, and take in namesakes

    Raises WorthALook, CannotTakePaper; CannotOpen where SEALING_KEY is another one.
    """
    Campaign.objects.select_for_update(no_key=True).get(id=campaign.id)  # two clicks are one
    if there := PaperBatch.objects.filter(id=batch_id, campaign=campaign).first():
        return there
    batch = PaperBatch(
        id=batch_id,
        campaign=campaign,
        kind=PaperBatch.Kind.SHEET,
        mark=mark,
        language=language,
        state=PaperBatch.State.TAKEN,
        requested_by=by,
        requested_at=now,
        finished_at=now,
        good=len(lines),
    )
    stage = Stage(batch)
    batch.sealing_key_id = stage.key_id
    batch.save(force_insert=True)
    stage.put(lines.items())
    find_doubles(batch)
    faults = list(batch.faults.all())
    is_all = not batch.entries.exists()
    if is_all or (faults and not anyway):
        raise WorthALook(batch, faults, is_all=is_all)
    batch.count = take_in(batch, by=by, now=now)
    batch.doubles = len(lines) - batch.count
    batch.save(update_fields=["count", "doubles"])
    return batch
