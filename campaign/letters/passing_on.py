"""The ways a letter leaves its writer: a link that opens a mail program or webmail, a mail file, a
PDF. Each is made from the text as its writer left it; nothing is stored.

A link takes 2,000 characters: more, and some mail programs cut it off or do not open at all. What
is longer, as any letter in Thai or Burmese is once it is encoded, goes without its body, which
people then copy.
"""

from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP
from typing import Any
from urllib.parse import quote

from django.utils.translation import gettext as _
from django.utils.translation import override

from campaign.letters.writing import Letter
from campaign.lib import text
from campaign.lib.addresses import Address

LONGEST_LINK = 2000
LONGEST_FOOTER = 300

# Filled in percent-encoded, here and by static/js/letters.js.
MAIL_PROGRAM = "mailto:{to}?subject={subject}&body={body}"
WEBMAIL = {
    "gmail": (
        "Gmail",
        "https://mail.google.com/mail/?view=cm&fs=1&to={to}&su={subject}&body={body}",
    ),
    "outlook": (
        "Outlook",
        "https://outlook.live.com/mail/0/deeplink/compose?to={to}&subject={subject}&body={body}",
    ),
    "yahoo": ("Yahoo", "https://compose.mail.yahoo.com/?to={to}&subject={subject}&body={body}"),
}


@dataclass(frozen=True, slots=True)
class Link:
    name: str
    pattern: str  # `{to}`, `{subject}`, `{body}` are for filling in
    url: str
    has_body: bool


def mail_link(*, to: str, subject: str, body: str) -> Link:
    return _link("", MAIL_PROGRAM, to, subject, body)


def mail_link_length(*, to: str, subject: str, body: str) -> int:
    """Of the link with the whole letter in it, whether it may be so long or not."""
    return len(_filled(MAIL_PROGRAM, to, subject, body))


def webmail_links(*, to: str, subject: str, body: str) -> list[Link]:
    return [_link(name, pattern, to, subject, body) for name, pattern in WEBMAIL.values()]


def to_eml(*, to: str, subject: str, body: str) -> bytes:
    """A message that mail programs open as one that is yet to be sent (RFC 5322)."""
    message = EmailMessage(policy=SMTP.clone(cte_type="7bit"))
    message["X-Unsent"] = "1"  # Outlook and Thunderbird open it for writing
    if to:
        message["To"] = Address.parse(to).reachable
    message["Subject"] = text.one_line(subject)
    message.set_content(body)
    return message.as_bytes()


def for_typesetting(
    letter: Letter, *, name: str, place: str, subject: str, body: str
) -> dict[str, Any]:
    """What templates/typst/letter.typ takes."""
    with override(letter.language):
        page_of = _("Page {page} of {pages}")
    paragraphs, footer = _signed_and_below(body.split("\n\n"), name)
    return {
        "language": letter.language,
        "sender": [line for line in (name, place) if line],
        "address": letter.address,
        "date": letter.date,
        "subject": subject,
        "paragraphs": paragraphs,
        "footer": footer,
        "page_of": page_of,
        "author": name,
    }


def _signed_and_below(paragraphs: list[str], name: str) -> tuple[list[str], str]:
    """A letter on paper ends with its writer's name, where there is room to sign. A short note
    below it, such as where the statement can be read, goes to the foot of the page."""
    signed = [
        number for number, words in enumerate(paragraphs) if words.split("\n")[0].strip() == name
    ]
    below = "\n".join(paragraphs[signed[-1] + 1 :]) if name and signed else ""
    if below and len(below) <= LONGEST_FOOTER:
        return paragraphs[: signed[-1] + 1], below
    return paragraphs, ""


def _link(name: str, pattern: str, to: str, subject: str, body: str) -> Link:
    whole = _filled(pattern, to, subject, body)
    if len(whole) <= LONGEST_LINK:
        return Link(name, pattern, whole, has_body=True)
    return Link(name, pattern, _filled(without_body(pattern), to, subject, ""), has_body=False)


def without_body(pattern: str) -> str:
    return pattern.removesuffix("&body={body}")


def _filled(pattern: str, to: str, subject: str, body: str) -> str:
    return (
        pattern.replace("{to}", quote(to, safe="@"))
        .replace("{subject}", quote(subject, safe=""))
        .replace("{body}", quote(body.replace("\n", "\r\n"), safe=""))
    )
