"""Where a link can be passed on, as plain links: no vendor's script, in the order each language's
readers use them (facts behind the order: docs/architecture.md)."""

from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import quote

# `{url}` and `{words}` are filled in, percent-encoded.
CHANNELS = {
    "whatsapp": ("WhatsApp", "https://wa.me/?text={words}%20{url}"),
    "telegram": ("Telegram", "https://t.me/share/url?url={url}&text={words}"),
    "viber": ("Viber", "viber://forward?text={words}%20{url}"),
    "line": ("LINE", "https://social-plugins.line.me/lineit/share?url={url}"),
    "zalo": ("Zalo", "https://sp.zalo.me/share?url={url}"),
    "facebook": ("Facebook", "https://www.facebook.com/sharer/sharer.php?u={url}"),
    "email": ("E-mail", "mailto:?subject={words}&body={url}"),
}

DEFAULT_ORDER = ("whatsapp", "telegram", "facebook", "email")
ORDER = {
    "my": ("telegram", "viber", "facebook", "email"),
    "vi": ("zalo", "facebook", "email"),
    "th": ("line", "facebook", "email"),
    "km": ("telegram", "facebook", "email"),
    "lo": ("whatsapp", "facebook", "email"),
    "tet": ("whatsapp", "facebook", "email"),
}


@dataclass(frozen=True, slots=True)
class ShareLink:
    channel: str  # also the source code that signatures coming by it carry
    name: str
    url: str


@lru_cache(maxsize=500)
def share_links(page_url: str, words: str, language: str) -> tuple[ShareLink, ...]:
    """One link a channel; each leads to `page_url` with `?s=<channel>`, so that we see what works
    without following anybody. The same on every thank-you page, so made once."""
    links = []
    for channel in ORDER.get(language, DEFAULT_ORDER):
        name, pattern = CHANNELS[channel]
        url = pattern.format(
            url=quote(f"{page_url}?s={channel}", safe=""), words=quote(words, safe="")
        )
        links.append(ShareLink(channel, name, url))
    return tuple(links)
