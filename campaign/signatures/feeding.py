"""What a worker does for a mailing: take down who gets it, feed the outbox, fold the numbers.

Who gets it is one INSERT of numbers, whatever the size: nothing is opened. Addresses are opened a
few hundred at a time, when the outbox has nothing else to do, so that a mailing to a million holds
no more memory, and no more addresses in the mail queue, than one to a thousand. Each copy is
claimed and queued in one transaction; what the outbox does with it is in campaign/mail/delivery.py.
"""

import logging
from datetime import datetime, timedelta
from math import ceil
from uuid import UUID

from django.db import connection, transaction

from campaign.accounts import auditing
from campaign.accounts.auditing import Action
from campaign.lib import sealing
from campaign.mail.hooks import Settled, feeds, settles
from campaign.mail.models import OutgoingMail
from campaign.mail.reports import is_hard
from campaign.signatures import bouncing, rules
from campaign.signatures.followers import followers, followers_by_language
from campaign.signatures.mailing_models import BounceTally, Mailing, MailingCopy, Undeliverable

logger = logging.getLogger(__name__)

MESSAGE = "news"
AT_ONCE = 500
# With a mail server that puts everything off, no more than this waits in the outbox.
WAITING_AT_MOST = 2_000
# How evenly a throttled mailing goes: so often a few.
STEP = timedelta(seconds=10)

Copy = MailingCopy.State


# --- Who gets it ----------------------------------------------------------------------------


def prepare_due(*, now: datetime) -> None:
    """Take down who gets each mailing that has just been started."""
    for mailing_id in Mailing.objects.filter(state=Mailing.State.PREPARING).values_list(
        "id", flat=True
    ):
        prepare(mailing_id)


@transaction.atomic
def prepare(mailing_id: int) -> None:
    """One copy for each follower, and off it goes. Wholly or not at all; twice is once."""
    mailing = (
        Mailing.objects.select_for_update(of=("self",), skip_locked=True, no_key=True)
        .filter(id=mailing_id, state=Mailing.State.PREPARING)
        .select_related("campaign")
        .first()
    )
    if mailing is None:
        return
    who, params = followers(mailing.campaign).values("id").query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(TAKE_DOWN.format(who=who), [mailing.id, *params])
        mailing.recipients = cursor.rowcount
    mailing.languages = followers_by_language(mailing.campaign)
    mailing.state = Mailing.State.RUNNING
    mailing.save(update_fields=["recipients", "languages", "state"])


TAKE_DOWN = """
INSERT INTO campaign_mailingcopy (id, mailing_id, signature_id, state, code, is_counted)
SELECT gen_random_uuid(), %s::bigint, follower.id, 'waiting', '', false
FROM ({who}) AS follower (id)
ON CONFLICT (mailing_id, signature_id) DO NOTHING
"""


# --- Into the outbox ------------------------------------------------------------------------


@feeds
def feed(now: datetime) -> int:
    """Queue the next copies of the mailings that may send now; how many."""
    due = list(Mailing.objects.due(now).order_by("next_at").values_list("id", flat=True))
    if not due:
        return 0
    waiting = OutgoingMail.objects.filter(is_bulk=True, is_held=False, failed_at=None).count()
    room = min(WAITING_AT_MOST - waiting, AT_ONCE)
    share = max(ceil(room / len(due)), 1)
    return sum(_feed_one(mailing_id, share, now=now) for mailing_id in due) if room > 0 else 0


@transaction.atomic
def _feed_one(mailing_id: int, most: int, *, now: datetime) -> int:
    """The next copies of one mailing; one that somebody else has at hand is left to them."""
    mailing = (
        Mailing.objects.due(now)
        .select_for_update(of=("self",), skip_locked=True, no_key=True)
        .filter(id=mailing_id)
        .first()
    )
    if mailing is None:
        return 0
    if mailing.per_hour:
        most = min(most, ceil(mailing.per_hour * STEP / timedelta(hours=1)))
    # Locked with their signatures, so that whoever withdraws now finds their mail, and takes it.
    copies = list(
        mailing.copies.waiting()
        .filter(signature__campaign=mailing.campaign_id)
        .select_related("signature__sealing_key")
        .select_for_update(of=("self", "signature"), skip_locked=True, no_key=True)[:most]
    )
    mails, dropped, broken = _opened(copies, now=now)
    OutgoingMail.objects.bulk_create(mails)
    _settle([mail.id for mail in mails], Copy.QUEUED, None)
    _settle(dropped, Copy.DROPPED, now)
    _settle(broken, Copy.REFUSED, now, code="cannot be opened")
    if mailing.per_hour and mails:
        pause = timedelta(hours=1) * len(mails) / mailing.per_hour
        # From when it might have gone, so that a worker that comes by late does not slow it down.
        since = max(mailing.next_at, now - STEP)
        Mailing.objects.filter(id=mailing.id).update(next_at=since + pause)
    return len(copies)


def _opened(
    copies: list[MailingCopy], *, now: datetime
) -> tuple[list[OutgoingMail], list[UUID], list[UUID]]:
    """(mails, copies no longer wanted, copies whose signature does not open)"""
    out_of_reach = set(
        Undeliverable.objects.filter(
            signature__in=[copy.signature_id for copy in copies], stopped_at__isnull=False
        ).values_list("signature_id", flat=True)
    )
    mails, dropped, broken = [], [], []
    for copy in copies:
        signature = copy.signature
        wants = signature.is_confirmed and signature.wants_updates
        if not wants or signature.id in out_of_reach:
            dropped.append(copy.id)
            continue
        try:
            fields = signature.opened()
        except sealing.CannotOpen:
            logger.error("Signature %s does not open: it gets no news", signature.id)
            fields = None
        if fields is None:
            broken.append(copy.id)
            continue
        mails.append(
            OutgoingMail.to(
                fields["email"],
                message=MESSAGE,
                language=signature.language,
                about=signature.id,
                due_at=now,
                is_bulk=True,
                mail_id=copy.id,
            )
        )
    return mails, dropped, broken


def _settle(copy_ids: list[UUID], state: Copy, at: datetime | None, *, code: str = "") -> None:
    if copy_ids:
        MailingCopy.objects.filter(id__in=copy_ids).update(state=state, settled_at=at, code=code)


# --- What became of it ----------------------------------------------------------------------

BECAME = {
    Settled.SENT: Copy.SENT,
    Settled.REFUSED: Copy.REFUSED,
    Settled.DROPPED: Copy.DROPPED,
    Settled.UNCLEAR: Copy.UNCLEAR,
}


@settles(MESSAGE)
def note(mail: OutgoingMail, how: Settled, code: str, now: datetime) -> None:
    """In the transaction in which the outbox lets go of it."""
    queued = MailingCopy.objects.filter(id=mail.id, state=Copy.QUEUED)
    noted = queued.update(state=BECAME[how], code=code[:20], settled_at=now)
    if noted and how is Settled.REFUSED and is_hard(code):
        bouncing.note_trouble(mail.about, message=BounceTally.Message.NEWS, is_hard=True, now=now)


def fold_due(*, now: datetime) -> None:
    """Bring the numbers of every mailing up to date, and finish those that are done."""
    lately = now - rules.MAILING_SETTLES_WITHIN
    for mailing in Mailing.objects.unfinished() | Mailing.objects.filter(finished_at__gt=lately):
        fold(mailing.id, now=now)


@transaction.atomic
def fold(mailing_id: int, *, now: datetime) -> None:
    """Count each settled copy once, and finish the mailing when none is left."""
    mailing = (
        Mailing.objects.select_for_update(of=("self",), skip_locked=True, no_key=True)
        .filter(id=mailing_id)
        .select_related("campaign")
        .first()
    )
    if mailing is None:
        return
    with connection.cursor() as cursor:
        cursor.execute(FOLD, {"mailing": mailing_id})
    if mailing.state != Mailing.State.RUNNING or mailing.copies.open().exists():
        return
    Mailing.objects.filter(id=mailing_id).update(state=Mailing.State.FINISHED, finished_at=now)
    auditing.record(
        Action.MAILING_FINISHED,
        actor=None,
        now=now,
        campaign=mailing.campaign,
        news=mailing.news_id,
        recipients=mailing.recipients,
    )


FOLD = """
WITH settled AS (
    UPDATE campaign_mailingcopy SET is_counted = true
    WHERE mailing_id = %(mailing)s AND NOT is_counted AND state NOT IN ('waiting', 'queued')
    RETURNING state
), counted AS (
    SELECT count(*) FILTER (WHERE state = 'sent') AS sent,
           count(*) FILTER (WHERE state = 'refused') AS refused,
           count(*) FILTER (WHERE state = 'dropped') AS dropped,
           count(*) FILTER (WHERE state = 'unclear') AS unclear
    FROM settled
)
UPDATE campaign_mailing AS m
SET sent = m.sent + counted.sent, refused = m.refused + counted.refused,
    dropped = m.dropped + counted.dropped, unclear = m.unclear + counted.unclear
FROM counted
WHERE m.id = %(mailing)s
"""


def forget_old(*, now: datetime) -> None:
    """Of mailings that are long over only the numbers stay: not who got them."""
    old = Mailing.objects.filter(finished_at__lt=now - rules.MAILING_COPIES_KEPT, forgotten_at=None)
    for mailing in old:
        fold(mailing.id, now=now)
        with transaction.atomic():
            mailing.copies.all().delete()
            Mailing.objects.filter(id=mailing.id).update(forgotten_at=now)
