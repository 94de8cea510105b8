"""Mailing news to those who asked for it: what people cause. What a worker does: feeding.

Promises: one piece of news is mailed once, to each signer once, whoever presses what how often;
it can be held up at any moment and goes on where it was. Refuses what would tire signers: more
than a few mailings a day.
"""

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import F, QuerySet
from django.dispatch import receiver
from django.utils.translation import gettext as _

from campaign.accounts import auditing
from campaign.accounts.auditing import Action
from campaign.accounts.models import User
from campaign.mail.models import OutgoingMail
from campaign.pages.models import Campaign
from campaign.pages.news_models import NewsItem
from campaign.signatures.followers import can_be_mailed, followers
from campaign.signatures.mailing_models import Mailing, MailingCopy
from campaign.signatures.models import Signature
from campaign.signatures.signals import erasing, withdrawing

State = Mailing.State
DAY = timedelta(days=1)
PACES = (500, 2_000, 10_000, 50_000)  # an hour; or none: as fast as the mail server takes it


class CannotMail(Exception):
    """Its text is a sentence for the organiser, in their language."""


def begun_lately(campaign: Campaign, now: datetime) -> QuerySet[Mailing]:
    """The mailings of the last day, which readers still remember; the latest first."""
    return campaign.mailings.filter(started_at__gt=now - DAY).order_by("-started_at")


def why_not(item: NewsItem, *, now: datetime) -> str:
    """The reason why this news cannot be mailed at `now`, as a sentence; "" where it can."""
    campaign = item.campaign
    if not campaign.rules.has_followers:
        return _("A high-risk campaign mails nobody: it has no list of those who want news.")
    if campaign.is_closed_for_good:
        return _("This campaign was closed for good: its signers are not written to any more.")
    if not can_be_mailed(campaign):
        return _(
            "The addresses of this campaign are sealed so that this site cannot read them again. "
            "So it cannot mail anybody: your organisation alone can open the list."
        )
    if not item.is_published:
        return _("Publish it first: the mail leads to the page.")
    if campaign.mail_held_at:
        return _("Mail of this campaign is on hold. Look at it under “Campaigns” first.")
    if begun_lately(campaign, now).count() >= settings.MAILINGS_A_DAY:
        return _("This campaign has mailed its signers enough for one day. Please wait a day.")
    return ""


@transaction.atomic
def start(
    *, item: NewsItem, per_hour: int | None, is_neutral: bool, by: User, now: datetime
) -> Mailing:
    """Mail it to everybody who follows the campaign, from the next moment on. Raises CannotMail.

    Twice is once: of news that is being mailed, or was, that mailing comes back. Who gets it is
    taken down by a worker a moment later (feeding.prepare).
    """
    # Locked, so that two who press at once are counted one after the other.
    campaign = (
        Campaign.objects.select_for_update(of=("self",), no_key=True)
        .select_related("sealing_key")
        .get(id=item.campaign_id)
    )
    if mailing := Mailing.objects.filter(news=item).first():
        return mailing
    item.campaign = campaign
    if reason := why_not(item, now=now):
        raise CannotMail(reason)
    count = followers(campaign).count()
    if not count:
        raise CannotMail(_("Nobody has asked for news yet."))
    mailing = Mailing.objects.create(
        campaign=campaign,
        news=item,
        per_hour=per_hour,
        is_neutral=is_neutral,
        started_by=by,
        started_at=now,
        next_at=now,
        recipients=count,
    )
    auditing.record(
        Action.MAILING_STARTED,
        actor=by,
        now=now,
        campaign=campaign,
        news=item.id,
        recipients=count,
    )
    return mailing


@transaction.atomic
def pause(*, mailing: Mailing, by: User, now: datetime) -> None:
    """Send nothing more of it for now, what already waits in the outbox included."""
    if _turn(mailing, (State.PREPARING, State.RUNNING), State.PAUSED):
        _in_outbox(mailing).update(is_held=True)
        _record(Action.MAILING_PAUSED, mailing, by, now)


@transaction.atomic
def resume(*, mailing: Mailing, by: User, now: datetime) -> None:
    """Go on where it was held up."""
    prepared = mailing.copies.exists()
    if _turn(mailing, (State.PAUSED,), State.RUNNING if prepared else State.PREPARING):
        Mailing.objects.filter(id=mailing.id).update(next_at=now)
        if not mailing.campaign.mail_held_at:
            _in_outbox(mailing).update(is_held=False, due_at=now)
        _record(Action.MAILING_RESUMED, mailing, by, now)


@transaction.atomic
def cancel(*, mailing: Mailing, by: User | None, now: datetime) -> None:
    """Stop it for good. Whoever has not had it does not get it, and is not kept on its list."""
    if _turn(mailing, Mailing.UNFINISHED, State.CANCELLED):
        _in_outbox(mailing).filter(handed_over_at=None).delete()
        mailing.copies.waiting().delete()
        Mailing.objects.filter(id=mailing.id).update(finished_at=now)
        _record(Action.MAILING_CANCELLED, mailing, by, now)


@transaction.atomic
def stop_news(*, signature_id: UUID) -> None:
    """This signer wants no more news of the campaign. Twice is once."""
    wanting = Signature.objects.filter(id=signature_id, wants_updates=True)
    if wanting.update(wants_updates=False):
        count_unsubscribed(signature_id)


def count_unsubscribed(signature_id: UUID) -> None:
    """Laid to the mailing that they had last."""
    last = (
        MailingCopy.objects.filter(signature_id=signature_id, state=MailingCopy.State.SENT)
        .order_by("-settled_at")
        .first()
    )
    if last:
        Mailing.objects.filter(id=last.mailing_id).update(unsubscribed=F("unsubscribed") + 1)


@receiver(withdrawing)
def forget_copies(signature_id: UUID, **_kwargs: Any) -> None:
    """Whoever withdraws gets no more of it, and no mailing knows any more that they did."""
    forget_copies_of_many(signature_ids=[signature_id])


@receiver(erasing)
def forget_copies_of_many(signature_ids: Collection[UUID], **_kwargs: Any) -> None:
    copies = MailingCopy.objects.filter(signature_id__in=signature_ids)
    OutgoingMail.objects.filter(id__in=list(copies.values_list("id", flat=True))).delete()
    copies.open().update(state=MailingCopy.State.DROPPED)
    copies.update(signature=None)


def _turn(mailing: Mailing, before: Iterable[State], after: State) -> bool:
    """Its new state, where it had one of those; waits for a worker that has it at hand."""
    turned = Mailing.objects.filter(id=mailing.id, state__in=before).update(state=after)
    mailing.refresh_from_db(fields=["state"])
    return bool(turned)


def _in_outbox(mailing: Mailing) -> QuerySet[OutgoingMail]:
    queued = mailing.copies.filter(state=MailingCopy.State.QUEUED).values("id")
    return OutgoingMail.objects.filter(id__in=queued, failed_at=None)


def _record(action: Action, mailing: Mailing, by: User | None, now: datetime) -> None:
    auditing.record(action, actor=by, now=now, campaign=mailing.campaign, news=mailing.news_id)
