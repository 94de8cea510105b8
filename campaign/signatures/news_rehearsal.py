"""News as a test mail, to the organiser who asks, to be read where mail is read."""

import uuid
from datetime import datetime

from django.db import transaction

from campaign.accounts.models import User
from campaign.lib import sealing
from campaign.lib.addresses import Address
from campaign.mail.composing import Rendered, composes
from campaign.mail.models import OutgoingMail, Suppression
from campaign.pages.news_models import NewsItem
from campaign.signatures.news_emails import specimen

MESSAGE = "news_test"
_NAMESPACE = uuid.UUID("0f3f6a55-9ad1-4f0e-8f50-6f0d9b2f6f6e")  # any; it sets these ids apart


class TooSoon(Exception):
    """The last one is still under way."""


class NeverWrite(Exception):
    """The organiser's own address has asked never to be written to."""


@transaction.atomic
def send_test(*, item: NewsItem, language: str, is_neutral: bool, by: User, now: datetime) -> None:
    """Queue one mail to `by`, in `language`. Raises TooSoon, NeverWrite."""
    list(User.objects.select_for_update(no_key=True).filter(id=by.id).values_list("id"))
    about = uuid.uuid5(_NAMESPACE, str(by.id))
    if OutgoingMail.objects.filter(about=about, message=MESSAGE, failed_at=None).exists():
        raise TooSoon
    address = Address.parse(by.email)
    if Suppression.objects.filter(address_hash=sealing.address_hash(address.normalised)).exists():
        raise NeverWrite
    OutgoingMail.to(
        by.email,
        message=MESSAGE,
        language=language,
        about=about,
        due_at=now,
        words={"news": item.id, "neutral": int(is_neutral)},
    ).save(force_insert=True)


@composes(MESSAGE)
def news_test(mails: list[OutgoingMail]) -> dict[uuid.UUID, Rendered]:
    asked = {mail.id: mail.opened() for mail in mails}
    items = (
        NewsItem.objects.select_related("campaign__organisation")
        .prefetch_related("texts", "campaign__texts")
        .in_bulk({words["news"] for words in asked.values()})
    )
    return {
        mail_id: specimen(item, is_neutral=bool(words["neutral"]), is_test=True)
        for mail_id, words in asked.items()
        if (item := items.get(words["news"]))
    }
