"""Pages that are the same for everybody: rendered once for many, kept for two seconds.

Nothing in them depends on who asks, so that any cache between us and a crowd may serve them. While
one is kept, `KeptPages` answers with it before anything else is done: of what a crowd asks for,
this is nearly all (docs/scale.md).
"""

import gzip
import hashlib
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.cache import get_conditional_response

from campaign.public import seen

SECONDS = 2
MOST = 500  # pages; a site with more hot ones than that renders some of them more often
CACHING = "public, max-age=5, stale-while-revalidate=30"


@dataclass(frozen=True, slots=True)
class Page:
    """A page as it goes over the wire, twice, and what to recognise each by."""

    content: bytes
    gzipped: bytes
    etag: str
    language: str
    content_type: str
    until: float  # by time.monotonic()
    counts_for: str  # the slug of the campaign whose page it is; empty: it is not counted


_pages: dict[str, Page] = {}  # by path


class KeptPages:
    """Middleware: what is kept is answered at once, to a host that is ours."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        page = _pages.get(request.path_info)
        if page and page.until > time.monotonic() and request.method in {"GET", "HEAD"}:
            request.get_host()  # raises where it is not
            if page.counts_for:
                seen.note(page.counts_for, request)
            return _answer(request, page)
        return self.get_response(request)


def kept(
    request: HttpRequest,
    template: str,
    context: Callable[[], dict[str, Any]],
    *,
    counts_for: str = "",
) -> HttpResponse:
    """`template`, rendered with `context()`, and kept under the request's path.

    counts_for: the slug of the campaign whose page it is, to count how often it is seen
    """
    content = render_to_string(template, context()).encode()
    if counts_for:
        seen.note(counts_for, request)
        seen.hand_over(now=timezone.now())
    return keep(request, content, counts_for=counts_for)


def keep(
    request: HttpRequest,
    content: bytes,
    content_type: str = "text/html; charset=utf-8",
    *,
    counts_for: str = "",
) -> HttpResponse:
    """`content`, kept under the request's path."""
    page = Page(
        content=content,
        # Once for the thousands who get these bytes, so take the trouble; no time in the header.
        gzipped=gzip.compress(content, compresslevel=6, mtime=0),
        etag=hashlib.sha256(content).hexdigest()[:20],
        language=translation.get_language(),
        content_type=content_type,
        until=time.monotonic() + SECONDS,
        counts_for=counts_for,
    )
    if len(_pages) >= MOST:
        _pages.clear()
    _pages[request.path_info] = page
    return _answer(request, page)


def forget_pages() -> None:
    """Render them anew: for tests, which do not wait."""
    _pages.clear()


def _answer(request: HttpRequest, page: Page) -> HttpResponse:
    zipped = "gzip" in request.META.get("HTTP_ACCEPT_ENCODING", "")
    etag = f'"{page.etag}-gzip"' if zipped else f'"{page.etag}"'
    headers = {
        "Content-Type": page.content_type,
        "Content-Language": page.language,
        "ETag": etag,
        "Cache-Control": CACHING,
        "Vary": "Accept-Encoding",
    }
    if "HTTP_IF_NONE_MATCH" in request.META:
        unchanged = get_conditional_response(request, etag=etag)
        if unchanged is not None:
            for name, value in headers.items():
                unchanged.headers[name] = value
            return unchanged
    if zipped:
        headers["Content-Encoding"] = "gzip"
    body = page.gzipped if zipped else page.content
    headers["Content-Length"] = str(len(body))
    return HttpResponse(body, headers=headers)
