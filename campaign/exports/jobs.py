"""Exports: asked for here, built by a worker (building.py), opened once, destroyed.

Where the organisation wants two people behind each, one waits for the second before that
(approving.py); a schedule (scheduling.py), which was approved itself, asks for its own.

Once every two seconds a worker looks for one that waits (campaign/lib/leases.py). Its file lies
encrypted, with a key in its row (campaign/lib/kept_files.py).
"""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from itertools import chain
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.dispatch import receiver
from django.utils.translation import gettext as _

from campaign.accounts import two_people
from campaign.accounts.auditing import Action, record
from campaign.accounts.models import User
from campaign.exports import rows
from campaign.exports.choosing import (
    Filters,
    Format,
    NameDisplay,
    Preset,
    check_whole,
    file_ending,
    settled,
)
from campaign.exports.emails import tell_entrusted, tell_owners
from campaign.exports.models import ExportJob
from campaign.exports.schedule_models import ExportSchedule
from campaign.lib import leases
from campaign.lib.kept_files import Folder, NewFile
from campaign.lib.leases import while_claimed
from campaign.pages.models import Campaign
from campaign.signatures.models import Signature
from campaign.signatures.signals import names_out_of_reach

ONE_AT_A_TIME = 0x756E6578  # among advisory locks, a number of our own


class CannotExport(Exception):
    """Its text is a sentence for whoever asks, in their language."""


class AlreadyGone(Exception):
    """It was downloaded before, or its time is over."""


def matching(
    *,
    campaign: Campaign,
    format: str,
    preset: str,
    columns: Sequence[str] = (),
    name_display: str,
    filters: Filters,
    now: datetime,
) -> QuerySet[Signature]:
    """Whose rows such an export would hold. Raises Contradiction, CannotExport.

    columns: of Preset.OWN, in any order
    """
    columns, filters = settled(
        format=format,
        preset=preset,
        columns=columns,
        name_display=name_display,
        filters=filters,
    )
    check_whole(campaign.rules, filters)
    wanted = rows.signatures_for(campaign, filters, as_of=now)
    if format == Format.SEALED:
        return wanted
    if rows.needs_opening(columns, name_display) and rows.offline(wanted):
        raise CannotExport(
            _(
                "The names of this campaign are sealed so that this site cannot read them again: "
                "only your organisation’s own key opens them. Choose a sealed bundle, or "
                "statistics, which need no key."
            )
        )
    return wanted


@transaction.atomic
def request_export(
    *,
    campaign: Campaign,
    format: str,
    preset: str,
    columns: Sequence[str] = (),
    name_display: str = NameDisplay.AS_SIGNED,
    filters: Filters,
    with_mark: bool = True,
    purpose: str,
    handed_to: str = "",
    by: User | None,
    now: datetime,
    schedule: ExportSchedule | None = None,
    slot: datetime | None = None,
) -> ExportJob:
    """Ask for one; where the same is being written already, that one. Its row, its event and the
    mails to the owners are stored together; where it needs a second person, all who could be that
    are written to. Raises Contradiction, CannotExport.

    schedule, slot: who asks in place of a person, and for which of its times; what a second person
    said of the schedule is said of each of its exports
    """
    Campaign.objects.select_for_update(no_key=True).get(id=campaign.id)  # two clicks are one
    wanted = {
        "format": format,
        "preset": preset,
        "columns": columns,
        "name_display": name_display,
        "filters": filters,
    }
    count = matching(campaign=campaign, **wanted, now=now).count()
    if not count:
        raise CannotExport(_("There is nobody to export: no signature is as you ask."))
    columns, filters = settled(**wanted)
    same = {
        "campaign": campaign,
        "format": format,
        "preset": preset,
        "columns": [*columns],
        "name_display": name_display,
        "filters": filters.as_json(),
        "with_mark": with_mark,
        "purpose": purpose,
        "handed_to": handed_to,
        "requested_by": by,
        "schedule": schedule,
        "slot": slot,
    }
    if unfinished := ExportJob.objects.unfinished().filter(**same).first():
        return unfinished
    needs_two = two_people.rule_of(campaign.organisation_id) is not None
    waits = needs_two and schedule is None
    job = ExportJob.objects.create(
        **same,
        state=ExportJob.State.APPROVAL if waits else ExportJob.State.WAITING,
        requested_at=now,
        rows_total=count,
        decided_by=schedule.decided_by if schedule and needs_two else None,
        decided_at=schedule.decided_at if schedule and needs_two else None,
    )
    record_about(Action.EXPORT_REQUESTED, job, by=by, now=now)
    tell = tell_entrusted if waits else tell_owners
    tell(job, Action.EXPORT_REQUESTED, by=by, now=now)
    return job


@transaction.atomic
def cancel(job: ExportJob, *, by: User, now: datetime) -> None:
    """Nobody needs it any more. One that is ready stays: `destroy` it."""
    unfinished = ExportJob.objects.unfinished().filter(id=job.id)
    if unfinished.update(state=ExportJob.State.CANCELLED, claimed_until=None, finished_at=now):
        record_about(Action.EXPORT_CANCELLED, job, by=by, now=now)


def record_about(
    action: Action, job: ExportJob, *, by: User | None, now: datetime, **more: str
) -> None:
    record(
        action,
        actor=by,
        now=now,
        campaign=job.campaign,
        format=job.format,
        preset=job.preset,
        columns=", ".join(job.all_columns),
        rows=job.rows_total,
        purpose=job.purpose,
        **more,
    )


# --- For the worker that builds -------------------------------------------------------------


def claim(*, now: datetime) -> ExportJob | None:
    """The one that has waited longest, for nobody else to touch until its lease is over; None
    where none waits or one is being written, or whoever approved it is entrusted no more."""
    there = ExportJob.objects.approved().select_related("campaign__organisation")
    return leases.claim(there, lock=ONE_AT_A_TIME, now=now, started_at=now, rows_done=0)


def go_on(job: ExportJob, *, done: int, now: datetime) -> None:
    """Say how far it is, and prolong the lease. Raises LostClaim."""
    leases.go_on(job, now=now, rows_done=done)


@transaction.atomic
def finish(job: ExportJob, file: NewFile, *, done: int, now: datetime) -> None:
    """Its file is written: file and row change together. Raises LostClaim."""
    while_claimed(
        job,
        state=ExportJob.State.READY,
        claimed_until=None,
        **file.told,
        rows_done=done,
        rows_total=done,
        finished_at=now,
        expires_at=now + timedelta(hours=settings.EXPORT_HOURS),
    )
    record_about(Action.EXPORT_BUILT, job, by=None, now=now)
    if job.schedule_id:  # nobody waits before the screen
        tell_entrusted(job, Action.EXPORT_BUILT, by=None, now=now)
    file.keep()


# --- Files ----------------------------------------------------------------------------------


def folder() -> Folder:
    return Folder(settings.EXPORT_DIR, "export")


def open_once(job: ExportJob, *, by: User, now: datetime) -> Iterator[bytes]:
    """What is in it, piece by piece, for the first who asks before its time is over.

    Key and file are gone before the first piece is sent: what follows is read from the file that
    is open already. Raises AlreadyGone; CannotOpen or OSError where its file is damaged or not
    here, which is no download: it stays as it is.
    """
    if not job.is_ready or job.expires_at <= now:
        raise AlreadyGone
    pieces = folder().content_of(job)
    first = next(pieces, b"")  # is it there, does it open?
    _take(job, by=by, now=now)
    return chain([first], pieces)


@transaction.atomic
def _take(job: ExportJob, *, by: User, now: datetime) -> None:
    """Of two who press at once, one has it. Raises AlreadyGone."""
    ready = ExportJob.objects.approved().filter(state=ExportJob.State.READY, expires_at__gt=now)
    downloaded = {
        "state": ExportJob.State.DOWNLOADED,
        "downloaded_at": now,
        "downloaded_by": by,
    }
    if not folder().forget(job.id, ready, **downloaded):
        raise AlreadyGone
    record_about(Action.EXPORT_DOWNLOADED, job, by=by, now=now)
    tell_owners(job, Action.EXPORT_DOWNLOADED, by=by, now=now)


def destroy(job: ExportJob, *, by: User | None, now: datetime) -> None:
    """Forget one that is ready: its key, then its file."""
    forget(job, Action.EXPORT_DESTROYED, by=by, now=now)


@transaction.atomic
def forget(job: ExportJob, action: Action, *, by: User | None, now: datetime) -> None:
    ready = ExportJob.objects.filter(state=ExportJob.State.READY)
    if not folder().forget(job.id, ready, state=ExportJob.State.EXPIRED):
        return
    record_about(action, job, by=by, now=now)
    if action != Action.EXPORT_DESTROYED:
        tell_owners(job, action, by=by, now=now)


def ready_of(some: QuerySet[ExportJob]) -> QuerySet[ExportJob]:
    """Those of them that are ready, held until this transaction is over."""
    ready = some.filter(state=ExportJob.State.READY).select_related("campaign__organisation")
    return ready.select_for_update(of=("self",))


@receiver(names_out_of_reach)
def destroy_opened(organisation_id: int, now: datetime, **_kwargs: Any) -> None:
    """This server opens no name of theirs any more, so it keeps no list that it has opened
    before."""
    theirs = ExportJob.objects.filter(campaign__organisation=organisation_id)
    for job in ready_of(theirs.exclude(format=Format.SEALED)):
        if rows.needs_opening(job.all_columns, job.name_display):
            destroy(job, by=None, now=now)


def destroy_expired(*, now: datetime) -> int:
    """Those whose time is over; how many there were."""
    over = ExportJob.objects.filter(state=ExportJob.State.READY, expires_at__lte=now)
    expired = list(over.select_related("campaign__organisation"))
    for job in expired:
        forget(job, Action.EXPORT_EXPIRED, by=None, now=now)
    return len(expired)


def remove_orphans(*, now: datetime) -> int:
    """Files that nobody can open any more; how many there were."""
    ready = ExportJob.objects.filter(state=ExportJob.State.READY)
    return folder().remove_orphans(ready.values_list("id", flat=True), now=now)


@transaction.atomic
def record_written(job: ExportJob, *, now: datetime) -> None:
    """On the server's command line, into a file of its own: owners hear of that, too."""
    job.state, job.finished_at = ExportJob.State.WRITTEN, now
    job.save()
    record_about(Action.EXPORT_WRITTEN, job, by=None, now=now)
    tell_owners(job, Action.EXPORT_WRITTEN, by=None, now=now)


def gone_since(job: ExportJob) -> int:
    """How many of those in it have withdrawn since, or would not be in it for another reason."""
    if job.preset == Preset.STATISTICS:
        return 0
    now_there = rows.signatures_for(job.campaign, job.wanted, as_of=job.requested_at).count()
    return max(job.rows_total - now_there, 0)


def file_name(job: ExportJob) -> str:
    """What it is, and the day it was written where the campaign is; nobody's name."""
    day = job.campaign.today(job.finished_at)
    name = f"{job.campaign.slug}-{job.preset}-{day.isoformat()}"
    return f"{name}.{file_ending(job.format, job.rows_total)}"
