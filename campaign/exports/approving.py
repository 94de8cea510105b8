"""The second person behind an export, where the organisation wants one (accounts/two_people.py).

What is approved is the export as it was asked for: its row is never changed, and whoever wants
another one asks anew. An approval counts as long as whoever gave it is entrusted: an export whose
second person leaves before it is written waits again, and one that lies ready is destroyed.
"""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from campaign.accounts import two_people
from campaign.accounts.auditing import Action
from campaign.accounts.models import User
from campaign.accounts.two_people import CannotDecide
from campaign.exports import jobs
from campaign.exports.emails import tell_entrusted
from campaign.exports.models import ExportJob

ANSWERED_WITHIN = timedelta(days=3)

State = ExportJob.State


@transaction.atomic
def approve(job: ExportJob, *, by: User, now: datetime) -> None:
    """A worker may write it. Raises CannotDecide."""
    _check(job, by=by, now=now)
    _decide(job, State.WAITING, Action.EXPORT_APPROVED, by=by, now=now)


@transaction.atomic
def refuse(job: ExportJob, *, reason: str, by: User, now: datetime) -> None:
    """It is not written. reason: for whoever asked, and for the record. Raises CannotDecide."""
    _check(job, by=by, now=now)
    _decide(job, State.REFUSED, Action.EXPORT_REFUSED, by=by, now=now, reason=reason)


def _check(job: ExportJob, *, by: User, now: datetime) -> None:
    organisation = job.campaign.organisation_id
    two_people.hold_members(organisation)
    asked = job.requested_by_id
    two_people.check_second_person(organisation=organisation, asked=asked, by=by, now=now)
    if over_at(job) <= now:
        raise CannotDecide(_("Nobody answered for three days, so it is over."))


def _decide(
    job: ExportJob, state: str, action: Action, *, by: User, now: datetime, reason: str = ""
) -> None:
    """Of two who answer at once, one has. Raises CannotDecide."""
    there = ExportJob.objects.filter(id=job.id, state=State.APPROVAL)
    changed = {"state": state, "decided_by": by, "decided_at": now, "reason": reason}
    if state == State.REFUSED:
        changed["finished_at"] = now
    if not there.update(**changed):
        raise CannotDecide(_("It was answered or cancelled meanwhile."))
    for name, value in changed.items():
        setattr(job, name, value)
    jobs.record_about(action, job, by=by, now=now, **({"reason": reason} if reason else {}))
    tell_entrusted(job, action, by=by, now=now)


def over_at(job: ExportJob) -> datetime:
    """Until when it waits: since it was asked for, or since an approval was lost."""
    return (job.decided_at or job.requested_at) + ANSWERED_WITHIN


def expire_unanswered(*, now: datetime) -> int:
    """Those that nobody answered in time; how many there were."""
    before = now - ANSWERED_WITHIN
    waiting = ExportJob.objects.filter(state=State.APPROVAL, requested_at__lte=before)
    over = 0
    for job in waiting.select_related("campaign__organisation"):
        over += over_at(job) <= now and _expire(job, now=now)
    return over


@transaction.atomic
def _expire(job: ExportJob, *, now: datetime) -> bool:
    there = ExportJob.objects.filter(id=job.id, state=State.APPROVAL)
    if not there.update(state=State.UNANSWERED, finished_at=now):
        return False
    jobs.record_about(Action.EXPORT_UNANSWERED, job, by=None, now=now)
    tell_entrusted(job, Action.EXPORT_UNANSWERED, by=None, now=now)
    return True


def withdraw_lost(*, now: datetime) -> int:
    """Approvals of those who are entrusted no more; how many there were. What was not written yet
    waits for somebody else; what lies ready is destroyed."""
    lost = ExportJob.objects.unapproved().select_related("campaign__organisation")
    count = 0
    for job in lost.filter(state__in=[State.WAITING, State.BUILDING, State.READY]):
        count += _withdraw(job, now=now)
    return count


def _withdraw(job: ExportJob, *, now: datetime) -> bool:
    if job.is_ready:
        jobs.forget(job, Action.EXPORT_UNAPPROVED, by=None, now=now)
        return True
    with transaction.atomic():
        there = ExportJob.objects.unapproved().filter(id=job.id)
        begun = there.filter(state__in=[State.WAITING, State.BUILDING])
        if not begun.update(
            state=State.APPROVAL, decided_by=None, decided_at=now, claimed_until=None, rows_done=0
        ):
            return False
        jobs.record_about(Action.EXPORT_UNAPPROVED, job, by=None, now=now)
        tell_entrusted(job, Action.EXPORT_UNAPPROVED, by=None, now=now)
    return True
