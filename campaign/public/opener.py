"""The page that opens sealed bundles, as the site offers it: to be used, or saved as a file."""

from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from campaign.public.opener_file import OpenerFile, opener_file

FILE_NAME = "undersigned-opener.html"


@require_safe
def opener(request: HttpRequest) -> HttpResponse:
    """In the language of its address, or in the one that the browser asks for."""
    built = opener_file(translation.get_language())
    return _answer(request, built, built.page)


@require_safe
def opener_download(request: HttpRequest) -> HttpResponse:
    built = opener_file(translation.get_language())
    response = _answer(request, built, built.content)
    response.headers["Content-Disposition"] = f'attachment; filename="{FILE_NAME}"'
    return response


def _answer(request: HttpRequest, built: OpenerFile, content: bytes) -> HttpResponse:
    """The policy in its head says the same; this one adds what only a server can say."""
    response = HttpResponse(
        content,
        headers={
            "Content-Security-Policy": f"{built.policy}; frame-ancestors 'none'",
            "Referrer-Policy": "no-referrer",
            "Cache-Control": "public, max-age=300" if built.is_complete else "no-store",
            "ETag": f'"{built.sha256}-{len(content)}"',
        },
    )
    return get_conditional_response(request, etag=response.headers["ETag"], response=response)
