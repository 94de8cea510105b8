"""Where a link can be passed on, as plain links: no vendor's script, in the order each language's
readers use them (facts behind the order: docs/pages.md)."""

from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import quote

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Channel:
    """One way to pass a link on."""

    name: str | Promise
    pattern: str  # `{words}`, `{url}` and `{title}` are filled in, percent-encoded
    most: int = 0  # characters it takes, as it counts them; 0: more than anybody writes
    link_counts: int = 0  # what a link costs of these, however long; 0: as long as it is

    @property
    def takes_words(self) -> bool:
        """Some show what they find behind the link, and take no words of ours."""
        return "{words}" in self.pattern


# Signal is none of them: it has no address that opens it with a message. A phone's own share sheet
# offers it (static/js/share.js).
CHANNELS = {
    "whatsapp": Channel("WhatsApp", "https://wa.me/?text={words}%20{url}"),
    "telegram": Channel("Telegram", "https://t.me/share/url?url={url}&text={words}"),
    "viber": Channel("Viber", "viber://forward?text={words}%20{url}"),
    "line": Channel("LINE", "https://social-plugins.line.me/lineit/share?url={url}"),
    "zalo": Channel("Zalo", "https://sp.zalo.me/share?url={url}"),
    "facebook": Channel("Facebook", "https://www.facebook.com/sharer/sharer.php?u={url}"),
    "x": Channel("X", "https://x.com/intent/post?text={words}&url={url}", most=280, link_counts=23),
    "bluesky": Channel("Bluesky", "https://bsky.app/intent/compose?text={words}%20{url}", most=300),
    "mastodon": Channel(
        "Mastodon",
        "https://share.joinmastodon.org/#text={words}%20{url}",
        most=500,
        link_counts=23,
    ),
    "sms": Channel(_("Text message"), "sms:?&body={words}%20{url}"),
    "email": Channel(_("E-mail"), "mailto:?subject={title}&body={words}%0D%0A%0D%0A{url}"),
}
# The phone's own share sheet: words without an address of its own (static/js/share.js).
SHEET = "share"

DEFAULT_ORDER = ("whatsapp", "telegram", "facebook", "email", "bluesky", "mastodon", "x", "sms")
ORDER = {
    "my": ("telegram", "viber", "facebook", "email", "x", "bluesky", "sms"),
    "vi": ("zalo", "facebook", "email", "viber", "sms"),
    "th": ("line", "facebook", "email", "x", "telegram", "sms"),
    "km": ("telegram", "facebook", "email", "whatsapp", "sms"),
    "lo": ("whatsapp", "facebook", "email", "sms"),
    "tet": ("whatsapp", "facebook", "email", "sms"),
}
# So many are buttons; the others wait behind "More ways".
AT_FIRST = 4

# Codes that the site itself puts behind `?s=`: of its share buttons, and of what it prints.
OWN_CODES = {
    SHEET: _("The phone’s own “Share…”"),
    "copy": _("A copied link"),
    "poster": _("The campaign’s poster"),
    "sheet": _("The code on a sheet for signatures"),
}
BUILT_IN_CODES = frozenset({*CHANNELS, *OWN_CODES})
# Signatures on paper are counted by this code, which no link has and nobody who signs online gets.
ON_PAPER = "paper"


def built_in_names() -> dict[str, str]:
    """What each of them is called, by its code."""
    channels = {code: channel.name for code, channel in CHANNELS.items()}
    own = OWN_CODES | {ON_PAPER: _("On paper")}
    return {code: str(name) for code, name in (channels | own).items()}


@dataclass(frozen=True, slots=True)
class ShareLink:
    channel: str  # also the source code that signatures coming by it carry
    name: str
    url: str


def with_code(page_url: str, code: str) -> str:
    """`page_url`, saying by which link its reader came."""
    return f"{page_url}?s={code}"


@lru_cache(maxsize=500)
def share_links(
    page_url: str, title: str, language: str, written: tuple[tuple[str, str], ...] = ()
) -> tuple[ShareLink, ...]:
    """One link a channel; each leads to `page_url` with `?s=<channel>`, so that we see what works
    without following anybody. The same on every thank-you page, so made once.

    written: (channel, words) where they are not just the title
    """
    words = dict(written)
    links = []
    for code in ORDER.get(language, DEFAULT_ORDER):
        channel = CHANNELS[code]
        # Lines of a mail end as RFC 6068 wants it.
        ending = "\r\n" if channel.pattern.startswith("mailto:") else "\n"
        url = channel.pattern.format(
            url=quote(with_code(page_url, code), safe=""),
            words=quote(words.get(code, title).replace("\n", ending), safe=""),
            title=quote(title, safe=""),
        )
        links.append(ShareLink(code, str(channel.name), url))
    return tuple(links)
