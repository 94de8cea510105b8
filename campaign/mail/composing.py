"""How a room lends its words to the outbox.

The outbox knows addresses and times; what a message says is known to the room that queued it.
That room registers one function per message with `composes`, and the outbox calls it at the moment
of sending, so that a message whose reason has gone (withdrawn meanwhile) is never sent.
"""

import secrets
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from email.utils import formataddr, parseaddr
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


@dataclass(frozen=True, slots=True)
class Rendered:
    """A message of ours to many, rendered once for all of one language.

    UNSUBSCRIBE_URL stands in its words where each reader's own link goes.
    """

    subject: str
    text: str
    html: str
    sender_name: str = ""
    reply_to: str = ""
    stop_url: str = ""  # what one click in a mail program does; else: never write again
    return_path: str = ""
    list_id: str = ""


def place_for(link: str) -> str:
    """Stands in rendered words where each reader's own link goes.

    Nobody can guess it: whoever wrote it into a link of their own ("https://evil.example/?") would
    be told each reader's token by the readers who follow it.
    """
    return f"https://{link}-{secrets.token_hex(16)}.invalid/"


UNSUBSCRIBE_URL = place_for("unsubscribe")

# From some due messages of one language, which is active then, to what each that is still wanted
# says: the context of its templates, or its own words.
Words = dict[str, Any] | OwnWords | Rendered
Composer = Callable[[list[OutgoingMail]], Mapping[UUID, Words]]

_composers: dict[str, Composer] = {}
# Messages about somebody's own account, which nobody can unsubscribe from: a person who wants no
# mail about a signature must still hear that their password was changed.
_about_accounts: set[str] = set()


def composes(message: str, *, about_account: bool = False) -> Callable[[Composer], Composer]:
    """This function knows what templates/email/<message>/ needs, or what a message of other
    people's words says."""

    def register(composer: Composer) -> Composer:
        _composers[message] = composer
        if about_account:
            _about_accounts.add(message)
        return composer

    return register


def is_about_account(message: str) -> bool:
    return message in _about_accounts


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
    if isinstance(words, OwnWords):
        return _passed_on(mail, to, words)
    if isinstance(words, Rendered):
        return _to_many(mail, to, words)
    return _ours(mail, to, words)


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
    """Rendered in its language. In the context, where they differ: `return_path`, where it comes
    back to; `template`, the message whose templates say it; `sender`, in the place of ours;
    `stop_url`, which ends mail of this kind alone, for a mail program's own button."""
    template = context.get("template", mail.message)
    with translation.override(mail.language):
        unsubscribe_url = "" if is_about_account(mail.message) else _unsubscribe_url(to)
        subject, text, html = render(template, {"unsubscribe_url": unsubscribe_url, **context})
        headers = _headers(mail, context.get("stop_url", "") or unsubscribe_url)
    return _message(
        to,
        subject,
        text,
        html,
        headers,
        sender=context.get("sender", ""),
        return_path=context.get("return_path", ""),
    )


def _to_many(mail: OutgoingMail, to: Address, words: Rendered) -> EmailMultiAlternatives:
    with translation.override(mail.language):
        unsubscribe_url = _unsubscribe_url(to)
        headers = _headers(mail, words.stop_url or unsubscribe_url)
    if words.list_id:
        headers |= {"List-Id": f"<{words.list_id}>", "Precedence": "bulk"}
    return _message(
        to,
        words.subject,
        words.text.replace(UNSUBSCRIBE_URL, unsubscribe_url),
        words.html.replace(UNSUBSCRIBE_URL, unsubscribe_url),
        headers,
        sender_name=words.sender_name,
        reply_to=words.reply_to,
        return_path=words.return_path,
    )


def render(message: str, context: dict[str, Any]) -> tuple[str, str, str]:
    """Subject, text and HTML of templates/email/<message>/, in the language that is active."""
    context = {"SITE_NAME": settings.SITE_NAME, "SITE_URL": settings.SITE_URL, **context}
    folder = f"email/{message}"
    subject = " ".join(render_to_string(f"{folder}/subject.txt", context).split())
    text = render_to_string(f"{folder}/body.txt", context).strip() + "\n"
    return subject, text, render_to_string(f"{folder}/body.html", context)


def _message(
    to: Address,
    subject: str,
    text: str,
    html: str,
    headers: dict[str, str],
    *,
    sender: str = "",
    sender_name: str = "",
    reply_to: str = "",
    return_path: str = "",
) -> EmailMultiAlternatives:
    """Text first, HTML second. What it is sent from (`from_email`) is where it comes back to; who
    it is from stands in its header."""
    sender = sender or settings.DEFAULT_FROM_EMAIL
    if sender_name:
        sender = formataddr((one_line(sender_name), parseaddr(sender)[1]))
    message = EmailMultiAlternatives(
        subject=subject,
        body=text,
        from_email=return_path or sender,
        to=[to.reachable],
        reply_to=[reply_to] if reply_to else None,
        headers=headers | ({"From": sender} if return_path else {}),
    )
    message.attach_alternative(html, "text/html")
    return message


def _headers(mail: OutgoingMail, one_click_url: str) -> dict[str, str]:
    headers = {
        "Message-ID": _message_id(mail),
        "Auto-Submitted": "auto-generated",
        "Content-Language": pgettext("BCP 47 tag of the language of these words", "en"),
    }
    if one_click_url:
        headers["List-Unsubscribe"] = f"<{one_click_url}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    return headers


def _unsubscribe_url(to: Address) -> str:
    """Never to be written to again."""
    token = tokens.make(tokens.UNSUBSCRIBE, sealing.address_hash(to.normalised))
    return absolute("unsubscribe", token=token)


def absolute(view: str, **kwargs: Any) -> str:
    """A link for a mail: it starts with SITE_URL, whatever host a request may have claimed."""
    return settings.SITE_URL + reverse(view, kwargs=kwargs)


def _message_id(mail: OutgoingMail) -> str:
    """The same for every attempt: who gets it twice sees it once."""
    return f"<{mail.id.hex}@{settings.SITE_HOST}>"
