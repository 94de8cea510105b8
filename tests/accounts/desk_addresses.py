"""Every address behind the door, found in the URL lists themselves: a new one is walked at once."""

import re

from django.urls import URLPattern, URLResolver, get_resolver, resolve

EXAMPLES = {
    "slug": "river",
    "int": "7",
    "uuid": "0190d4a1-0000-7000-8000-000000000000",
    "str": "word",
    "path": "7",
}
NAMED = {
    r"(?P<key>[-:\w]+)": "key",
    r"(?P<uidb36>[0-9A-Za-z]+)": "1",
    r"(?P<key>.+)": "key",
    r"(?P<url>.*)": "none",
}
DESKS = ("organiser/", "staff/", "accounts/", "admin/")


def every_address() -> dict[str, str]:
    """Path by the name of its view, one each."""
    found = {}
    for path in _paths(get_resolver(), ""):
        if path.startswith(DESKS):
            found.setdefault(resolve(f"/{path}").view_name, f"/{path}")
    return found


def _paths(resolver: URLResolver, before: str) -> list[str]:
    found = []
    for pattern in resolver.url_patterns:
        here = before + _filled(str(pattern.pattern))
        found += [here] if isinstance(pattern, URLPattern) else _paths(pattern, here)
    return found


def _filled(pattern: str) -> str:
    for named, example in NAMED.items():
        pattern = pattern.replace(named, example)
    pattern = re.sub(r"\(\?P<app_label>([^)|]+)[^)]*\)", r"\1", pattern)
    pattern = re.sub(r"<(?:(\w+):)?\w+>", lambda kind: EXAMPLES[kind[1] or "str"], pattern)
    return pattern.removeprefix("^").removesuffix("$")
