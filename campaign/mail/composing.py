"""How a room lends its words to the outbox.

The outbox knows addresses and times; what a message says is known to the room that queued it.
That room registers one function per message with `composes`, and the outbox calls it at the moment
of sending, so that a message whose reason has gone (withdrawn meanwhile) is never sent.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import pgettext

from campaign.lib import sealing, tokens
from campaign.lib.addresses import Address
from campaign.mail.models import OutgoingMail

# From some due messages of one language, which is active then, to the template context of each that
# is still wanted.
Composer = Callable[[list[OutgoingMail]], dict[UUID, dict[str, Any]]]

_composers: dict[str, Composer] = {}


def composes(message: str) -> Callable[[Composer], Composer]:
    """This function knows what templates/email/<message>/ needs."""

    def register(composer: Composer) -> Composer:
        _composers[message] = composer
        return composer

    return register


def contexts(batch: Iterable[OutgoingMail]) -> dict[UUID, dict[str, Any]]:
    """The template context of every message in `batch` that is still wanted."""
    alike = defaultdict(list)
    for mail in batch:
        alike[mail.message, mail.language].append(mail)
    wanted: dict[UUID, dict[str, Any]] = {}
    for (message, language), mails in alike.items():
        with translation.override(language):  # so that links lead to pages in it
            wanted |= _composers[message](mails)
    return wanted


def composed(mail: OutgoingMail, to: Address, context: dict[str, Any]) -> EmailMultiAlternatives:
    """The message, rendered in its language: text first, HTML second."""
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
            to=[_reachable(to)],
            headers={
                # The same for every attempt: who gets it twice sees it once.
                "Message-ID": f"<{mail.id.hex}@{settings.SITE_HOST}>",
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


def _reachable(address: Address) -> str:
    """As typed, a Unicode domain in the punycode of today's standard.

    Left to itself Django follows that of 2003: it takes some domains for others (straße.de for
    strasse.de, whose owner is somebody else) and stumbles over more.
    """
    if address.typed.isascii():
        return address.typed
    local, domain = address.typed.rpartition("@")[0], address.normalised.rpartition("@")[2]
    return f"{local}@{domain}"
