"""How often a campaign's page was opened: a number for each campaign, and nothing of who did.

No cookie, no address, no log. Each process counts in memory what it shows to what looks like a
browser that somebody sits at, and hands the sums to the database when it renders that page anew
anyway, at most every two seconds: for all who are served in between counting is one addition.

It is "at least" so many: what a CDN or nginx shows out of its own cache is not heard of here, nor
what a process had counted in its last two seconds before it ended. And the same person twice is
two; telling them apart would be tracking.
"""

import logging
import re
import threading
from collections import Counter
from datetime import datetime
from functools import lru_cache

from django.db import DatabaseError
from django.http import HttpRequest

from campaign.signatures import noting

logger = logging.getLogger(__name__)

# What fetches pages without anybody looking: search engines, previews of links in messengers,
# monitors, libraries. Most of them say so, or give an address of their own.
MACHINE = re.compile(
    r"bot\b|bot[/;-]|crawl|spider|slurp|preview|https?:|externalhit|whatsapp|viber|headless"
    r"|monitor|curl|wget|python|java/|go-http|okhttp|axios|node|libwww|lighthouse|scan",
    re.IGNORECASE,
)

_times: Counter[str] = Counter()  # by the campaign's slug; not in the database yet
_lock = threading.Lock()


def note(slug: str, request: HttpRequest) -> None:
    """This campaign's page is being shown."""
    meta = request.META
    if (
        request.method == "GET"
        and "HTTP_SEC_PURPOSE" not in meta  # fetched in advance: perhaps nobody will look
        and is_browser(meta.get("HTTP_USER_AGENT", ""))
    ):
        with _lock:
            _times[slug] += 1


@lru_cache(maxsize=1000)
def is_browser(user_agent: str) -> bool:
    return user_agent.startswith("Mozilla/") and not MACHINE.search(user_agent)


def hand_over(*, now: datetime) -> None:
    """Put what was counted into the database. Whatever happens, the page is shown."""
    with _lock:
        times = dict(_times)
        _times.clear()
    if not times:
        return
    try:
        noting.count_seen(times, now=now)
    except DatabaseError as error:
        logger.warning("%d page views were not counted: %s", sum(times.values()), error.__class__)


def forget() -> None:
    """For tests: as if the process were new."""
    _times.clear()
