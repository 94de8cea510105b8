"""For the host: is the process there, and can it do its work?"""

from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from campaign.lib.doors import no_store

ROBOTS = "User-agent: *\nDisallow: /organiser/\nDisallow: /staff/\nDisallow: /accounts/\n"


@require_safe
@no_store
def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers."""
    return HttpResponse("ok\n", content_type="text/plain")


@require_safe
@no_store
def readyz(request: HttpRequest) -> HttpResponse:
    """It can take a signature: the database answers. Redis is not asked; signing does without."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return HttpResponse("no database\n", content_type="text/plain", status=503)
    return HttpResponse("ok\n", content_type="text/plain")


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    return HttpResponse(ROBOTS, content_type="text/plain")
