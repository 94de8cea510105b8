"""Pages that are the same for everybody: rendered once for many, kept for a moment.

Nothing in them depends on who asks, so that any cache between us and a crowd may serve them.
"""

import gzip
import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.core.cache import caches
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.cache import get_conditional_response

CACHING = "public, max-age=5, stale-while-revalidate=30"


@dataclass(frozen=True, slots=True)
class KeptPage:
    """A page as it goes over the wire, twice, and what to recognise each by."""

    html: bytes
    gzipped: bytes
    etag: str


def kept(
    request: HttpRequest, template: str, about: str, context: Callable[[], dict[str, Any]]
) -> HttpResponse:
    """`template` in the language of the address, rendered with `context()` every two seconds at
    most, in each process. `about` tells pages of one template apart (a slug)."""
    key = f"{translation.get_language()}/{template}/{about}"
    page = caches["pages"].get(key)
    if page is None:
        page = _rendered(template, context())
        caches["pages"].set(key, page)

    zipped = "gzip" in request.headers.get("Accept-Encoding", "")
    etag = f'"{page.etag}-gzip"' if zipped else f'"{page.etag}"'
    response = get_conditional_response(request, etag=etag)
    if response is None:
        response = HttpResponse(page.gzipped if zipped else page.html)
        if zipped:
            response.headers["Content-Encoding"] = "gzip"
    response.headers["ETag"] = etag
    response.headers["Cache-Control"] = CACHING
    response.headers["Vary"] = "Accept-Encoding"
    return response


def _rendered(template: str, context: dict[str, Any]) -> KeptPage:
    html = render_to_string(template, context).encode()
    return KeptPage(
        html=html,
        # Once for the thousands who get these bytes, so take the trouble; no time in the header.
        gzipped=gzip.compress(html, compresslevel=6, mtime=0),
        etag=hashlib.sha256(html).hexdigest()[:20],
    )
