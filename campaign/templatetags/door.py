"""How account pages show what machines say: secrets to type, and what a browser calls itself."""

import re
from typing import Any

from allauth.mfa.models import Authenticator
from django import template
from django.utils.translation import gettext

register = template.Library()

# The first that is found counts: most browsers also claim to be some of those further down.
BROWSERS = {
    "Firefox": r"Firefox/|FxiOS/",
    "Edge": r"Edg",
    "Opera": r"OPR/",
    "Samsung Internet": r"SamsungBrowser/",
    "Chrome": r"Chrom|CriOS/",
    "Safari": r"Safari/",
}
SYSTEMS = {
    "Android": r"Android",
    "iPhone": r"iPhone",
    "iPad": r"iPad",
    "Windows": r"Windows",
    "macOS": r"Mac OS X",
    "ChromeOS": r"CrOS",
    "Linux": r"Linux",
}


@register.filter
def in_fours(secret: str) -> str:
    """ABCDEFGH as ABCD EFGH: readable from a screen, and apps ignore the spaces."""
    return " ".join(secret[start : start + 4] for start in range(0, len(secret), 4))


@register.filter
def is_last_factor(factors: list[dict[str, Any]]) -> bool:
    """Of those that `campaign.accounts.factors.factors_of` gives; recovery codes are none."""
    return sum(factor["type"] != Authenticator.Type.RECOVERY_CODES for factor in factors) == 1


@register.filter
def device(user_agent: str) -> str:
    """“Firefox on Windows”, as far as the browser says."""
    browser, system = _first(BROWSERS, user_agent), _first(SYSTEMS, user_agent)
    if browser and system:
        return gettext("%(browser)s on %(system)s") % {"browser": browser, "system": system}
    return browser or system or gettext("A device that does not say what it is")


def _first(names: dict[str, str], user_agent: str) -> str:
    return next((name for name, sign in names.items() if re.search(sign, user_agent)), "")
