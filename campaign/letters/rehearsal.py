"""Test mode: all of a campaign's letters, mailed to the organiser who asks, to be read at leisure.

Each goes out as one mail, composed at the moment of sending from what the letters say then. The
name and the words of no signer are in them.
"""

import uuid
from collections import defaultdict
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone, translation

from campaign.accounts.auditing import Action, record
from campaign.accounts.models import User
from campaign.letters.specimen import specimen
from campaign.letters.writing import Letters
from campaign.lib import sealing
from campaign.lib.addresses import Address
from campaign.mail.composing import absolute, composes
from campaign.mail.models import OutgoingMail, Suppression
from campaign.pages.models import Campaign

MESSAGE = "letter_test"
EVERY = timedelta(minutes=1)
_NAMESPACE = uuid.UUID("8a1f1f0e-5d0c-4d53-9a5e-0f1f6f4c9f1b")  # any; it sets these ids apart


class TooSoon(Exception):
    """The last ones were asked for less than a minute ago, or are still under way."""


class NeverWrite(Exception):
    """The organiser's own address has asked never to be written to."""


@transaction.atomic
def send_tests(
    *, campaign: Campaign, language: str, by: User, last_at: datetime | None, now: datetime
) -> int:
    """Queue one mail for each recipient, to `by`; how many. `last_at`: when they last asked.

    Raises TooSoon, NeverWrite.
    """
    list(User.objects.select_for_update(no_key=True).filter(id=by.id).values_list("id"))
    about = uuid.uuid5(_NAMESPACE, str(by.id))
    waiting = OutgoingMail.objects.filter(about=about, message=MESSAGE, failed_at=None)
    if (last_at and now - last_at < EVERY) or waiting.exists():
        raise TooSoon
    address = Address.parse(by.email)
    if Suppression.objects.filter(address_hash=sealing.address_hash(address.normalised)).exists():
        raise NeverWrite
    mails = [
        OutgoingMail.to(
            by.email,
            message=MESSAGE,
            language=translation.get_language(),
            about=about,
            due_at=now,
            words={
                "campaign": campaign.slug,
                "recipient": addressee.recipient.slug,
                "language": language,
            },
        )
        for addressee in Letters(campaign, today=campaign.today(now)).addressees
    ]
    OutgoingMail.objects.bulk_create(mails)
    record(Action.LETTERS_TESTED, actor=by, now=now, campaign=campaign, letters=len(mails))
    return len(mails)


@composes(MESSAGE)
def letter_test(mails: list[OutgoingMail]) -> dict[uuid.UUID, dict[str, Any]]:
    """To an organiser: one letter as its recipient would get it."""
    of_campaign = defaultdict(list)
    for mail in mails:
        words = mail.opened()
        of_campaign[words["campaign"]].append((mail, words))
    contexts = {}
    for campaign in Campaign.objects.filter(slug__in=of_campaign):
        letters = Letters(campaign, today=campaign.today(timezone.now()))
        for mail, words in of_campaign[campaign.slug]:
            addressee = letters.addressee(words["recipient"])
            if addressee is None:  # left out meanwhile
                continue
            letter = specimen(letters, addressee, language=words["language"])
            contexts[mail.id] = {
                "letter": letter,
                "recipient": addressee.recipient.name,
                "preview_url": absolute("organiser_preview", slug=campaign.slug),
            }
    return contexts
