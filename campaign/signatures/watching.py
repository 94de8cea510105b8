"""Is our mail reaching people who want it?

Somebody who types in other people's addresses makes us write to strangers. It shows: strangers do
not confirm. Then the campaign's mail is held, not lost, until an organiser has looked.
"""

import logging
from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet

from campaign.accounts.auditing import Action, record
from campaign.accounts.models import Membership, User
from campaign.accounts.roles import people_with
from campaign.accounts.telling import tell
from campaign.lib.weeks import week_of
from campaign.mail.models import OutgoingMail
from campaign.pages.models import Campaign
from campaign.signatures import rules
from campaign.signatures.mailing_models import Mailing, MailingCopy
from campaign.signatures.models import Signature

logger = logging.getLogger(__name__)


def confirm_ratio(campaign: Campaign, *, now: datetime) -> float | None:
    """The share confirmed of the last signatures mailed, or None while there are too few to say."""
    mailed = Signature.objects.filter(
        campaign=campaign,
        created_at__lt=now - rules.CONFIRM_RATIO_PATIENCE,
        paper_batch=None,
    )
    if campaign.mail_released_at:  # what an organiser has looked at is not held against them again
        released = campaign.mail_released_at
        later = Q(created_at__gt=released)
        if campaign.rules.knows_weeks_only:  # of those counted since, only the week is known
            later |= Q(counted_at__gte=week_of(released))
        mailed = mailed.filter(later)
    states = list(
        mailed.exclude(state=Signature.State.WITHDRAWN)
        .order_by("-id")  # their ids are in order of time
        .values_list("state", flat=True)[: rules.CONFIRM_RATIO_OVER]
    )
    if len(states) < rules.CONFIRM_RATIO_OVER:
        return None
    return states.count(Signature.State.CONFIRMED) / len(states)


def hold_mail_if_unconfirmed(campaign: Campaign, *, now: datetime) -> bool:
    """Hold the campaign's mail and tell its organisers where too few confirm; was it held?"""
    ratio = confirm_ratio(campaign, now=now)
    if ratio is None or ratio >= rules.CONFIRM_RATIO_MINIMUM:
        return False
    with transaction.atomic():
        if not Campaign.objects.filter(id=campaign.id, mail_held_at=None).update(mail_held_at=now):
            return False  # another worker was first
        _mail_of(campaign).update(is_held=True)
        _tell_organisers(campaign, now=now)
        percent = round(ratio * 100)
        record(Action.MAIL_HELD, actor=None, now=now, campaign=campaign, percent=percent)
    logger.error("Mail of %s is held: %d %% confirmed", campaign.slug, round(ratio * 100))
    return True


def held_mail(campaign: Campaign) -> int:
    """How many mails wait for an organiser to look."""
    return _mail_of(campaign).filter(is_held=True).count()


def release_mail(campaign: Campaign, *, by: User | None, now: datetime) -> None:
    """An organiser has looked: send what was held, and go on. Twice is once."""
    with transaction.atomic():
        held = Campaign.objects.filter(id=campaign.id, mail_held_at__isnull=False)
        if held.update(mail_held_at=None, mail_released_at=now):
            paused = MailingCopy.objects.filter(
                mailing__campaign=campaign,
                mailing__state=Mailing.State.PAUSED,
                state=MailingCopy.State.QUEUED,
            )
            waiting = _mail_of(campaign).exclude(id__in=paused.values("id"))
            released = waiting.update(is_held=False, due_at=now)
            record(Action.MAIL_RELEASED, actor=by, now=now, campaign=campaign, mails=released)


def _mail_of(campaign: Campaign) -> QuerySet[OutgoingMail]:
    return OutgoingMail.objects.filter(
        about__in=Signature.objects.filter(campaign=campaign).values("id"), failed_at=None
    )


def _tell_organisers(campaign: Campaign, *, now: datetime) -> None:
    roles = set(Membership.Role) - {Membership.Role.VIEWER}
    people = people_with(roles, organisation=campaign.organisation_id)
    tell(people, "mail_held", {}, language=campaign.main_language, due_at=now)
