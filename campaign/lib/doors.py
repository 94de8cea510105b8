"""Who comes in by which door.

The public door knows no session, no user and no cookie; it is deny by default, since a view
behind it has no `request.user` to be wrong about. Sessions, CSRF tokens and sign-in exist at the
desks (`settings.DESK_PATHS`) only.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.middleware import AuthenticationMiddleware, LoginRequiredMiddleware
from django.contrib.messages.middleware import MessageMiddleware
from django.contrib.sessions.middleware import SessionMiddleware
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import FileUploadHandler, MemoryFileUploadHandler
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import CsrfViewMiddleware
from django.views.decorators.csrf import csrf_exempt, csrf_protect

View = Callable[..., HttpResponse]

MOST_AT_A_DESK = 50 * 1024 * 1024  # bytes of a form and its files

CONTENT_SECURITY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "font-src": "'self'",
    "connect-src": "'self'",
    "manifest-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
    "require-trusted-types-for": "'script'",
    "trusted-types": "'none'",
}


def content_security_policy(**others: str) -> str:
    """The site's policy, with what one page needs otherwise: `frame_src="'self'"`."""
    changed = {name.replace("_", "-"): value for name, value in others.items()}
    return "; ".join(f"{name} {value}" for name, value in (CONTENT_SECURITY | changed).items())


CONTENT_SECURITY_POLICY = content_security_policy()

SECURITY_HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    # Not no-referrer: browsers would then send `Origin: null` with our own forms.
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": (
        "camera=(), geolocation=(), microphone=(), payment=(), usb=(), "
        "publickey-credentials-create=(self), publickey-credentials-get=(self)"
    ),
}
if settings.HTTPS:
    SECURITY_HEADERS["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"


class SecurityHeaders:
    """The same headers on every answer, unless the view set its own.

    Plain, because every layer that a crowd passes through costs a share of what a small server
    can do (docs/scale.md).
    """

    def __init__(self, get_response: View) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.at_a_desk = request.path_info.startswith(settings.DESK_PATHS)
        response = self.get_response(request)
        for name, value in SECURITY_HEADERS.items():
            response.headers.setdefault(name, value)
        if request.at_a_desk:
            response.headers["Cache-Control"] = "no-store"
        return response


class DeskOnly:
    """Makes one of Django's middlewares step aside on public pages."""

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return super().__call__(request) if request.at_a_desk else self.get_response(request)


class DeskViewsOnly(DeskOnly):
    """The same for one that looks at each view, too."""

    def process_view(self, request: HttpRequest, *args: Any) -> HttpResponse | None:
        return super().process_view(request, *args) if request.at_a_desk else None


class DeskSession(DeskOnly, SessionMiddleware):
    pass


class DeskCsrf(DeskViewsOnly, CsrfViewMiddleware):
    pass


class DeskAuthentication(DeskOnly, AuthenticationMiddleware):
    pass


class DeskLoginRequired(DeskViewsOnly, LoginRequiredMiddleware):
    """At a desk every page needs a signed-in person, unless it says otherwise."""


class DeskMessages(DeskOnly, MessageMiddleware):
    pass


class UploadsOfSomeSize(FileUploadHandler):
    """First of the upload handlers: what is too large is refused before any of it is read.

    Django sets a limit to fields and none to files, which it writes to the disk as they come. At
    the public door nobody has a file to give; at a desk there is room for whoever errs (a form then
    says how large a file may be).
    """

    def handle_raw_input(
        self, input_data: Any, meta: dict[str, Any], content_length: int, *_args: Any, **_kw: Any
    ) -> None:
        most = MOST_AT_A_DESK if self.request.at_a_desk else settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        if content_length > most:
            raise RequestDataTooBig("a form with files is too large")

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        return raw_data  # for the next handler

    def file_complete(self, file_size: int) -> None:
        return None


class HeldInMemory(MemoryFileUploadHandler):
    """For files that are read and let go: nothing of them is written to the disk.

    A form that is larger than `most` is refused before any of it is read.
    """

    def __init__(self, request: HttpRequest, most: int) -> None:
        super().__init__(request)
        self.most = most

    def handle_raw_input(
        self, input_data: Any, meta: dict[str, Any], content_length: int, *_args: Any, **_kw: Any
    ) -> None:
        if content_length > self.most:
            raise RequestDataTooBig("a form with a file is too large")
        self.activated = True


def told_kindly_when_too_large(
    too_large: View, *, most: int = 12 * 1024 * 1024
) -> Callable[[View], View]:
    """For a view with a form into which people put files and long texts, on the outside of it.

    What is sent is looked at here first, so that too much of it is answered by `too_large` with the
    form and a message, and not by the bare page for bad requests. Files stay in memory. The check
    against forged forms comes after that, and before the view as always.

    most: bytes of a form and its file
    """

    def guard(view: View) -> View:
        protected = csrf_protect(view)

        @csrf_exempt  # until the form has been read
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            request.upload_handlers = [HeldInMemory(request, most)]
            try:
                _sent = request.POST
            except RequestDataTooBig:
                _read_to_the_end(request)
                return too_large(request, *args, **kwargs)
            return protected(request, *args, **kwargs)

        return guarded

    return guard


def _read_to_the_end(request: HttpRequest) -> None:
    """A browser that is still sending when the answer comes shows "connection reset" instead."""
    left = MOST_AT_A_DESK
    while left > 0 and (piece := request.read(64 * 1024)):
        left -= len(piece)


def comes_from_here(request: HttpRequest) -> bool:
    """Did a form on a page of ours send this?

    In place of a CSRF token, which would need a cookie and make the page uncacheable. Browsers
    say where a form comes from in `Sec-Fetch-Site`, older ones in `Origin`. Whoever sends neither
    is no browser that people use today; a load test (LIMITS=off) may.
    """
    if site := request.META.get("HTTP_SEC_FETCH_SITE"):
        return site == "same-origin"
    if origin := request.META.get("HTTP_ORIGIN"):
        return urlsplit(origin).netloc == request.get_host()
    return not settings.LIMITS


def no_store(view: View) -> View:
    """For pages that are one person's: no cache keeps them, no search engine lists them."""

    @wraps(view)
    def private(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        response.headers["Cache-Control"] = "no-store"
        response.headers["X-Robots-Tag"] = "noindex"
        return response

    return private


def see_other(address: str) -> HttpResponse:
    """303: the browser fetches that page, and pressing reload does not send the form again."""
    return HttpResponse(status=303, headers={"Location": address})


def site(request: HttpRequest) -> dict[str, Any]:
    """Template context: what every page may say about the site."""
    named = ("SITE_NAME", "SITE_URL", "DEBUG", "SIGNUP_IS_OPEN")
    return {name: getattr(settings, name) for name in named}
