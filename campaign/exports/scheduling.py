"""Sealed lists of signers, written again and again: set up, approved, paused, ended, and run.

Only sealed bundles: what lies ready while nobody is waiting for it opens with the organisation's
key alone. Each of its times makes an export like any other, which waits for its download and is
destroyed when nobody comes.

Where the organisation wants two people behind each export, a schedule is approved once, for all of
its times, as it stands: whoever changes it has it approved anew. It ends by itself when its day or
its number is reached, when the campaign is archived or has no key any more, and when whoever set it
up is entrusted no more; and it waits for another second person when the one it had is not.

A time that passed while the site was down is run once, afterwards, however many there were.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from campaign.accounts import two_people
from campaign.accounts.auditing import Action, record
from campaign.accounts.models import Membership, User
from campaign.accounts.two_people import CannotDecide
from campaign.exports import jobs
from campaign.exports.choosing import Contradiction, Filters, Format, check_whole, settled
from campaign.exports.emails import tell_of_schedule
from campaign.exports.jobs import CannotExport
from campaign.exports.schedule_models import ExportSchedule
from campaign.pages.lifecycle import State as Lifecycle
from campaign.pages.models import Campaign

State = ExportSchedule.State

NO_MORE_TIMES = gettext_noop("It has run as often as it should.")
DAY_IS_OVER = gettext_noop("Its last day is over.")
ARCHIVED = gettext_noop("The campaign is archived.")
NO_KEY = gettext_noop("The campaign has no key any more.")
NOT_ENTRUSTED = gettext_noop("Whoever set it up is not among the owners and staff any more.")
BY_HAND = gettext_noop("Somebody ended it.")
REFUSED = gettext_noop("The second person refused it.")
REASONS = (NO_MORE_TIMES, DAY_IS_OVER, ARCHIVED, NO_KEY, NOT_ENTRUSTED, BY_HAND, REFUSED)


class CannotSchedule(Exception):
    """Its text is a sentence for whoever asks, in their language."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a schedule asks for, and when."""

    preset: str
    name_display: str
    filters: Filters
    purpose: str
    every: str
    day: int
    hour: int
    columns: Sequence[str] = ()  # of Preset.OWN, in any order
    ends_on: date | None = None
    times_left: int | None = None

    def fields(self) -> dict[str, Any]:
        """As the row has them. Raises Contradiction."""
        columns, filters = settled(
            format=Format.SEALED,
            preset=self.preset,
            columns=self.columns,
            name_display=self.name_display,
            filters=self.filters,
        )
        return {name: getattr(self, name) for name in self.__slots__} | {
            "columns": [*columns],
            "filters": filters.as_json(),
        }


@transaction.atomic
def make(*, campaign: Campaign, wanted: Wanted, by: User, now: datetime) -> ExportSchedule:
    """One that runs, or waits for the second person. Raises Contradiction, CannotSchedule."""
    _check_campaign(campaign)
    check_whole(campaign.rules, wanted.filters)
    schedule = ExportSchedule(campaign=campaign, created_by=by, created_at=now, **wanted.fields())
    _begin(schedule, now=now)
    _say(Action.SCHEDULE_MADE, schedule, by=by, now=now)
    return schedule


@transaction.atomic
def change(schedule: ExportSchedule, *, wanted: Wanted, by: User, now: datetime) -> None:
    """From its next time on; whoever changes it answers for it, and an approval is void. Raises
    Contradiction, CannotSchedule."""
    there = _held(schedule)
    _check_campaign(there.campaign)
    check_whole(there.campaign.rules, wanted.filters)
    fields = wanted.fields()
    if all(getattr(there, name) == value for name, value in fields.items()):
        return
    for name, value in fields.items():
        setattr(there, name, value)
    there.created_by, there.decided_by, there.decided_at = by, None, None
    if there.state == State.PAUSED:
        there.save()
    else:
        _begin(there, now=now)
    _say(Action.SCHEDULE_CHANGED, there, by=by, now=now)


@transaction.atomic
def approve(schedule: ExportSchedule, *, seen: str, by: User, now: datetime) -> None:
    """For all of its times, as it stands. seen: its stamp, as the second person saw it. Raises
    CannotDecide."""
    there = _waiting(schedule, by=by, now=now)
    if there.stamp != seen:
        raise CannotDecide(_("It was changed while you looked. Please read it again."))
    there.decided_by, there.decided_at = by, now
    _run_on(there, now=now)
    _say(Action.SCHEDULE_APPROVED, there, by=by, now=now)


@transaction.atomic
def refuse(schedule: ExportSchedule, *, reason: str, by: User, now: datetime) -> None:
    """It ends. reason: for whoever asked, and for the record. Raises CannotDecide."""
    there = _waiting(schedule, by=by, now=now)
    there.decided_by, there.decided_at = by, now
    there.state, there.reason = State.ENDED, REFUSED
    there.save()
    _say(Action.SCHEDULE_REFUSED, there, by=by, now=now, reason=reason)


@transaction.atomic
def pause(schedule: ExportSchedule, *, by: User, now: datetime) -> None:
    """Twice is once."""
    there = ExportSchedule.objects.filter(id=schedule.id, state=State.RUNNING)
    if there.update(state=State.PAUSED, next_at=None):
        _say(Action.SCHEDULE_PAUSED, schedule, by=by, now=now)


@transaction.atomic
def resume(schedule: ExportSchedule, *, by: User, now: datetime) -> None:
    """From its next time on; what it missed meanwhile stays missed. Raises CannotSchedule."""
    there = _held(schedule)
    if there.state != State.PAUSED:
        return
    _check_campaign(there.campaign)
    _begin(there, now=now)
    _say(Action.SCHEDULE_RESUMED, there, by=by, now=now)


@transaction.atomic
def end(schedule: ExportSchedule, *, by: User, now: datetime) -> None:
    """For good; what it had written already stays until it is downloaded or expires."""
    there = ExportSchedule.objects.alive().filter(id=schedule.id)
    if there.update(state=State.ENDED, next_at=None, reason=BY_HAND):
        schedule.reason = BY_HAND
        _say(Action.SCHEDULE_ENDED, schedule, by=by, now=now)


# --- Its times ------------------------------------------------------------------------------


def run_due(*, now: datetime) -> int:
    """Make the export of each whose time has come; how many exports that were."""
    due = ExportSchedule.objects.due(now).order_by("next_at").values_list("id", flat=True)
    return sum(_run(each, now=now) for each in [*due])


@transaction.atomic
def _run(schedule: Any, *, now: datetime) -> bool:
    """Whoever comes second finds it taken, or its next time already written down."""
    due = ExportSchedule.objects.due(now).filter(id=schedule)
    due = due.select_for_update(skip_locked=True, of=("self",))
    there = due.select_related("campaign__organisation", "created_by", "decided_by").first()
    if there is None:
        return False
    if reason := _over(there):
        _end_by_itself(there, reason, now=now)
        return False
    if _lacks_second_person(there):
        _hold(there)
        _say(Action.SCHEDULE_HELD, there, by=None, now=now)
        return False
    has_run = _ask(there, now=now)
    if has_run and there.times_left:
        there.times_left -= 1
    if there.times_left == 0:
        there.times_left = None
        _end_by_itself(there, NO_MORE_TIMES, now=now)
    else:
        _run_on(there, now=now)
    return has_run


def _ask(schedule: ExportSchedule, *, now: datetime) -> bool:
    """Whether there was anybody to export."""
    try:
        with transaction.atomic():
            jobs.request_export(
                campaign=schedule.campaign,
                format=Format.SEALED,
                preset=schedule.preset,
                columns=schedule.columns,
                name_display=schedule.name_display,
                filters=schedule.wanted,
                purpose=schedule.purpose,
                by=schedule.created_by,
                schedule=schedule,
                slot=schedule.next_at,
                now=now,
            )
    except (CannotExport, Contradiction):
        _record(Action.SCHEDULE_SKIPPED, schedule, by=None, now=now)
        return False
    return True


def _over(schedule: ExportSchedule) -> str:
    """Why it must not run any more, if so."""
    if not _entrusted(schedule.campaign.organisation_id, schedule.created_by_id):
        return NOT_ENTRUSTED
    if schedule.campaign.state == Lifecycle.ARCHIVED:
        return ARCHIVED
    return "" if schedule.campaign.sealing_key_id else NO_KEY


def _lacks_second_person(schedule: ExportSchedule) -> bool:
    """The organisation wants one, and there is none who still counts."""
    organisation = schedule.campaign.organisation_id
    has_one = _entrusted(organisation, schedule.decided_by_id)
    return not has_one and two_people.rule_of(organisation) is not None


def _entrusted(organisation: int, user: int | None) -> bool:
    there = two_people.members_with(Membership.ENTRUSTED, organisation=organisation)
    return user is not None and there.filter(user=user).exists()


def _begin(schedule: ExportSchedule, *, now: datetime) -> None:
    """It runs on, or waits for its second person. Raises CannotSchedule where it never would."""
    if schedule.next_after(now) is None:
        raise CannotSchedule(_("Its last day is over before it would run."))
    if _lacks_second_person(schedule):
        _hold(schedule)
    else:
        _run_on(schedule, now=now)


def _hold(schedule: ExportSchedule) -> None:
    """Until a second person has seen it."""
    schedule.state, schedule.next_at = State.APPROVAL, None
    schedule.decided_by = schedule.decided_at = None
    schedule.save()


def _run_on(schedule: ExportSchedule, *, now: datetime) -> None:
    next_at = schedule.next_after(now)
    if next_at is None:
        return _end_by_itself(schedule, DAY_IS_OVER, now=now)
    schedule.state, schedule.next_at = State.RUNNING, next_at
    schedule.save()
    return None


def _end_by_itself(schedule: ExportSchedule, reason: str, *, now: datetime) -> None:
    schedule.state, schedule.next_at, schedule.reason = State.ENDED, None, reason
    schedule.save()
    _say(Action.SCHEDULE_ENDED, schedule, by=None, now=now)


def _check_campaign(campaign: Campaign) -> None:
    if campaign.state == Lifecycle.ARCHIVED:
        raise CannotSchedule(_("The campaign is archived: its list does not change any more."))
    if campaign.sealing_key_id is None:
        raise CannotSchedule(_("The campaign has no key that its list could be sealed with."))


def _held(schedule: ExportSchedule) -> ExportSchedule:
    """As it is now, for nobody else to change; one that has ended is not begun again. Raises
    CannotSchedule."""
    alive = ExportSchedule.objects.alive().select_related("campaign__organisation")
    there = alive.select_for_update(of=("self",)).filter(id=schedule.id).first()
    if there is None:
        raise CannotSchedule(_("It has ended."))
    return there


def _waiting(schedule: ExportSchedule, *, by: User, now: datetime) -> ExportSchedule:
    """The same, for its second person. Raises CannotDecide."""
    organisation = schedule.campaign.organisation_id
    two_people.hold_members(organisation)
    alive = ExportSchedule.objects.filter(state=State.APPROVAL).select_related("campaign")
    there = alive.select_for_update(of=("self",)).filter(id=schedule.id).first()
    if there is None:
        raise CannotDecide(_("It was answered or ended meanwhile."))
    asked = there.created_by_id
    two_people.check_second_person(organisation=organisation, asked=asked, by=by, now=now)
    return there


def _say(
    action: Action, schedule: ExportSchedule, *, by: User | None, now: datetime, reason: str = ""
) -> None:
    """In the record, and to all who are entrusted."""
    _record(action, schedule, by=by, now=now, reason=reason or schedule.reason)
    tell_of_schedule(schedule, action, by=by, now=now, reason=reason)


def _record(
    action: Action, schedule: ExportSchedule, *, by: User | None, now: datetime, reason: str = ""
) -> None:
    record(
        action,
        actor=by,
        now=now,
        campaign=schedule.campaign,
        preset=schedule.preset,
        columns=", ".join(schedule.columns),
        every=schedule.every,
        purpose=schedule.purpose,
        **({"reason": reason} if reason else {}),
    )
