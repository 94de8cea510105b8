"""Each state's flag as a picture, where the pictures have been fetched (config/assets.py)."""

import re

from campaign.lib.fetched import fetched_url


def flag_url(country: str) -> str | None:
    """The address of a state's flag (`country`: ISO 3166-1 alpha-2), or None: show its code then.

    Show it as `<img>`, never inline, with its words beside it.
    """
    if not re.fullmatch(r"[A-Za-z]{2}", country):
        return None
    return fetched_url(f"flags/{country.lower()}.svg")
