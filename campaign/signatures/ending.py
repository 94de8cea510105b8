"""The end of a campaign's list of names: what decides it, and what goes at once.

Promises: owners are written to twice before names go; closing for good destroys, in one
transaction, the secret that recognises addresses, everything unconfirmed, and all mail and files
that wait; names go on the day that signers were told, whether or not anybody thinks of it. Refuses
to bring any of it back.

    names_kept_until - 14 days   first warning (plan)
                     -  3 days   last warning
    names_kept_until             closed for good, where nobody did that before; rows go (erasing.py)
"""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from campaign.accounts.auditing import Action, record
from campaign.accounts.models import User
from campaign.mail.models import OutgoingMail
from campaign.pages import signing
from campaign.pages.lifecycle import PUBLIC_STATES, State
from campaign.pages.models import Campaign
from campaign.signatures import mailings
from campaign.signatures.ending_emails import CLOSED, SOON, tell_owners
from campaign.signatures.ending_models import FIRST_WARNING, LAST_WARNING, Ending
from campaign.signatures.models import Signature
from campaign.signatures.signals import closing_for_good


@transaction.atomic
def close_for_good(campaign: Campaign, *, by: User, now: datetime) -> None:
    """Nobody can ever sign again, and from now on nobody can test whether an address did.

    Raises ValidationError where signing is not closed yet: that can be taken back, this cannot.
    Twice is once.
    """
    stored = _locked(campaign.id)
    if stored.is_closed_for_good:
        return
    if stored.state_at(now) is not State.CLOSED:
        raise ValidationError(_("Close signing first. That can still be taken back; this cannot."))
    ending, _new = Ending.objects.get_or_create(campaign=stored)
    _end(stored, ending, by=by, now=now)
    tell_owners(stored, CLOSED, now=now)


@transaction.atomic
def erase_now(campaign: Campaign, *, by: User, now: datetime) -> None:
    """Do not wait for the day: all names of a campaign that was closed for good go from the next
    moment on. Twice is once. Raises ValidationError where it was not."""
    stored = _locked(campaign.id)
    ending = Ending.objects.filter(campaign=stored).first()
    if not stored.is_closed_for_good or ending is None:
        raise ValidationError(_("Close it for good first."))
    if not ending.has_begun:
        _begin(stored, ending, by=by, now=now)


def erasing_of(campaign: Campaign) -> Ending | None:
    """Where the names of this campaign are erased, or on their way; None while they are there,
    which costs no query before it is closed for good."""
    if not campaign.is_closed_for_good:
        return None
    return Ending.objects.exclude(state=Ending.State.PLANNED).filter(campaign=campaign).first()


def plan(*, now: datetime) -> None:
    """Warn owners whose time is coming, and begin where it has come."""
    begun = Ending.objects.exclude(state=Ending.State.PLANNED).values("campaign")
    campaigns = Campaign.objects.filter(state__in=PUBLIC_STATES).exclude(id__in=begun)
    not_yet = []
    for campaign in campaigns.only("id", "keep_days", "opens_at", "closes_at", "created_at"):
        if campaign.names_kept_until - FIRST_WARNING <= now:
            _plan_one(campaign.id, now=now)
        else:
            not_yet.append(campaign.id)
    # Opened again since their owners were warned: they will be warned again in time.
    called_off = Ending.objects.filter(campaign__in=not_yet, state=Ending.State.PLANNED)
    called_off.exclude(warned_at=None).update(warned_at=None, warned_again_at=None)


@transaction.atomic
def _plan_one(campaign_id: int, *, now: datetime) -> None:
    campaign = _locked(campaign_id)
    ending, _new = Ending.objects.get_or_create(campaign=campaign)
    if ending.has_begun or campaign.names_kept_until - FIRST_WARNING > now:
        return
    if ending.warned_at is None:
        _warn(campaign, ending, "warned_at", now=now)
    elif ending.warned_again_at is None:
        if now >= ending.begins_at(campaign.names_kept_until) - LAST_WARNING:
            _warn(campaign, ending, "warned_again_at", now=now)
    elif now >= ending.begins_at(campaign.names_kept_until):
        _begin(campaign, ending, by=None, now=now)


def _warn(campaign: Campaign, ending: Ending, which: str, *, now: datetime) -> None:
    setattr(ending, which, now)
    ending.save(update_fields=[which])
    record(Action.ERASURE_ANNOUNCED, actor=None, now=now, campaign=campaign)
    tell_owners(campaign, SOON, now=now)


def _begin(campaign: Campaign, ending: Ending, *, by: User | None, now: datetime) -> None:
    """A worker erases from the next moment on."""
    if not campaign.is_closed_for_good:
        _end(campaign, ending, by=by, now=now)
    ending.state, ending.requested_at = Ending.State.WAITING, now
    ending.rows_total = Signature.objects.filter(campaign=campaign).count()
    ending.save(update_fields=["state", "requested_at", "rows_total"])
    record(Action.NAMES_ERASING, actor=by, now=now, campaign=campaign, rows=ending.rows_total)


def _end(campaign: Campaign, ending: Ending, *, by: User | None, now: datetime) -> None:
    """All that closing for good means, in the caller's transaction; its row is locked."""
    signing.archive(campaign, by=by, now=now)
    ending.closed_for_good_at = now
    ending.save(update_fields=["closed_for_good_at"])
    closing_for_good.send(Campaign, campaign=campaign, by=by, now=now)
    for mailing in campaign.mailings.unfinished():
        mailings.cancel(mailing=mailing, by=by, now=now)
    signatures = Signature.objects.filter(campaign=campaign)
    OutgoingMail.objects.filter(about__in=signatures.values("id")).delete()
    signatures.filter(state=Signature.State.PENDING).only("id").delete()


def _locked(campaign_id: int) -> Campaign:
    """First, for the reason given in counting.py."""
    return Campaign.objects.select_for_update(no_key=True).get(id=campaign_id)
