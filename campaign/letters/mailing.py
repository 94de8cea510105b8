"""Carried letters by e-mail, one by one, from the organisation's own address.

Only where the organiser switched it on, to an address that staff have checked, while the office is
open, and no more in an hour than it can be asked to read. The writer's address is nowhere in it:
answers come to the organisation.
"""

import logging
from datetime import datetime, timedelta
from math import ceil
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F

from campaign.letters.models import Addressee, CarriedLetter, Recipient, RecordEntry
from campaign.lib.addresses import Address
from campaign.lib.office_hours import is_office_time, zone_of
from campaign.mail.models import OutgoingMail
from campaign.pages.lifecycle import State

logger = logging.getLogger(__name__)

HOUR = timedelta(hours=1)
ROUNDS_AN_HOUR = 60  # a worker comes by every minute (config/settings.py)


def mail_letters(*, now: datetime) -> int:
    """Queue the letters whose turn it is, wherever it is office time; how many."""
    return sum(
        _mail_letters_to(addressee, now=now)
        for addressee in _mailed_addressees()
        if is_office_time(now, _zone_of(addressee))
    )


def _mailed_addressees() -> list[Addressee]:
    return list(
        Addressee.objects.addressed()
        .with_facts()
        .select_related("campaign__organisation")
        .filter(
            is_mailed=True,
            campaign__state__in=[State.OPEN, State.CLOSED],
            campaign__paused_at=None,
            campaign__mail_held_at=None,
        )
        .exclude(campaign__organisation__letters_from="")
    )


def _zone_of(addressee: Addressee) -> ZoneInfo:
    """The recipient's; a body of several states is taken to keep the campaign's hours."""
    return zone_of(addressee.recipient.country) or ZoneInfo(addressee.campaign.time_zone)


@transaction.atomic
def _mail_letters_to(addressee: Addressee, *, now: datetime) -> int:
    """Mail, mark and record together. Whoever else is at this recipient is left to it."""
    address = _sending_address(addressee)
    recipients = Recipient.objects.select_for_update(no_key=True, skip_locked=True)
    if not address or not recipients.filter(id=addressee.recipient_id).first():
        return 0
    turn = (
        CarriedLetter.objects.standing()
        .select_for_update(of=("self",), skip_locked=True)
        .filter(
            campaign=addressee.campaign_id,
            recipient=addressee.recipient_id,
            mailed_at=None,
        )
        .order_by("id")
    )
    letters = list(turn[: _how_many(addressee, now)])
    if letters:
        CarriedLetter.objects.filter(id__in=[letter.id for letter in letters]).update(mailed_at=now)
        OutgoingMail.objects.bulk_create(_mail(letter, address, now) for letter in letters)
        _record_sent(addressee, len(letters), now=now)
    return len(letters)


def _sending_address(addressee: Addressee) -> str:
    """Checked by staff and readable as an address, or none."""
    address = addressee.desk.sending_address
    try:
        return address and Address.parse(address).typed
    except ValidationError:
        logger.error("What is on file for %s is no address", addressee.recipient.slug)
        return ""


def _how_many(addressee: Addressee, now: datetime) -> int:
    """As many as the hour has room for, spread over its minutes. What other campaigns send there
    counts: it is one office."""
    within_the_hour = CarriedLetter.objects.filter(
        recipient=addressee.recipient_id, mailed_at__gt=now - HOUR
    ).count()
    room = max(addressee.mails_an_hour - within_the_hour, 0)
    return min(room, ceil(addressee.mails_an_hour / ROUNDS_AN_HOUR))


def _mail(letter: CarriedLetter, address: str, now: datetime) -> OutgoingMail:
    """The letter itself stays where it is, sealed; it is opened when it goes out (emails.py)."""
    return OutgoingMail.to(
        address, message="carried_letter", language=letter.language, about=letter.id, due_at=now
    )


def _record_sent(addressee: Addressee, letters: int, *, now: datetime) -> None:
    """One entry a day, by the calendar of the recipient, that says how many went.

    Public from the start: it is the campaign's own doing and names nobody. An organiser who
    thinks otherwise takes it off the page, and it stays off.
    """
    today = {
        "campaign": addressee.campaign,
        "recipient": addressee.recipient,
        "on": now.astimezone(_zone_of(addressee)).date(),
    }
    # More than one where whoever recorded another has no account any more.
    entry = RecordEntry.objects.by_this_site().filter(**today).order_by(
        "id"
    ).first() or RecordEntry.objects.create(
        **today,
        event=RecordEntry.Event.SENT,
        how=RecordEntry.How.EMAIL,
        is_published=True,
        letters=0,
        recorded_at=now,
    )
    RecordEntry.objects.filter(id=entry.id).update(letters=F("letters") + letters)
