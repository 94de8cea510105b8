"""How a room lends its words to the outbox.

The outbox knows addresses and times; what a message says is known to the room that queued it.
That room registers one function per message with `composes`, and the outbox calls it at the moment
of sending, so that a message whose reason has gone (withdrawn meanwhile) is never sent.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from email.utils import formataddr
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import pgettext

from campaign.lib import sealing, tokens
from campaign.lib.addresses import Address
from campaign.lib.text import one_line
from campaign.mail.models import OutgoingMail


@dataclass(frozen=True, slots=True)
class OwnWords:
    """A message that somebody else wrote and has us send: plain text and no word of ours, from a
    sender of its own, who also gets the answers."""

    subject: str
    body: str
    sender_name: str
    sender_address: str


# From some due messages of one language, which is active then, to what each that is still wanted
# says: the context of its templates, or its own words.
Words = dict[str, Any] | OwnWords
Composer = Callable[[list[OutgoingMail]], Mapping[UUID, Words]]

_composers: dict[str, Composer] = {}


def composes(message: str) -> Callable[[Composer], Composer]:
    """This function knows what templates/email/<message>/ needs, or what a message of other
    people's words says."""

    def register(composer: Composer) -> Composer:
        _composers[message] = composer
        return composer

    return register


def words(batch: Iterable[OutgoingMail]) -> dict[UUID, Words]:
    """What every message in `batch` that is still wanted says."""
    alike = defaultdict(list)
    for mail in batch:
        alike[mail.message, mail.language].append(mail)
    wanted: dict[UUID, Words] = {}
    for (message, language), mails in alike.items():
        with translation.override(language):  # so that links lead to pages in it
            wanted |= _composers[message](mails)
    return wanted


def composed(mail: OutgoingMail, to: Address, words: Words) -> EmailMessage:
    """The message as it goes out."""
    return _passed_on(mail, to, words) if isinstance(words, OwnWords) else _ours(mail, to, words)


def _passed_on(mail: OutgoingMail, to: Address, words: OwnWords) -> EmailMessage:
    """A header is one line, whatever its words bring: Django refuses a line break in one."""
    from_address = Address.parse(words.sender_address).reachable
    sender = formataddr((one_line(words.sender_name), from_address))
    return EmailMessage(
        subject=one_line(words.subject),
        body=words.body.strip() + "\n",
        from_email=sender,
        to=[to.reachable],
        reply_to=[sender],
        headers={"Message-ID": _message_id(mail), "Content-Language": mail.language},
    )


def _ours(mail: OutgoingMail, to: Address, context: dict[str, Any]) -> EmailMultiAlternatives:
    """Rendered in its language: text first, HTML second."""
    with translation.override(mail.language):
        unsubscribe_url = absolute(
            "unsubscribe",
            token=tokens.make(tokens.UNSUBSCRIBE, sealing.address_hash(to.normalised)),
        )
        context = {
            "SITE_NAME": settings.SITE_NAME,
            "SITE_URL": settings.SITE_URL,
            "unsubscribe_url": unsubscribe_url,
            **context,
        }
        folder = f"email/{mail.message}"
        message = EmailMultiAlternatives(
            subject=" ".join(render_to_string(f"{folder}/subject.txt", context).split()),
            body=render_to_string(f"{folder}/body.txt", context).strip() + "\n",
            to=[to.reachable],
            headers={
                "Message-ID": _message_id(mail),
                "Auto-Submitted": "auto-generated",
                "Content-Language": pgettext("BCP 47 tag of the language of these words", "en"),
                "List-Unsubscribe": f"<{unsubscribe_url}>",
                "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
            },
        )
        message.attach_alternative(render_to_string(f"{folder}/body.html", context), "text/html")
    return message


def absolute(view: str, **kwargs: Any) -> str:
    """A link for a mail: it starts with SITE_URL, whatever host a request may have claimed."""
    return settings.SITE_URL + reverse(view, kwargs=kwargs)


def _message_id(mail: OutgoingMail) -> str:
    """The same for every attempt: who gets it twice sees it once."""
    return f"<{mail.id.hex}@{settings.SITE_HOST}>"
