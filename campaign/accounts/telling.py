"""Mails to those of an organisation who have to know: one message to each, whatever it says."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from campaign.accounts.models import User
from campaign.mail.models import OutgoingMail


def tell(
    people: Iterable[User],
    message: str,
    words: Mapping[str, str | int],
    *,
    language: str,
    due_at: datetime,
) -> None:
    """In the transaction of what they are told about. words: what composing `message` will need"""
    OutgoingMail.objects.bulk_create(
        OutgoingMail.to(
            person.email, message=message, language=language, due_at=due_at, words=words
        )
        for person in people
    )
