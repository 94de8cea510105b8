"""Every view of the bare application, and its address."""

import os

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.utils import timezone

from tests.bench.bare.models import Line

PAGE = b"x" * int(os.environ.get("BENCH_PAGE_BYTES", "0"))
CONTENT = b"x" * 400


def _answer(body: bytes) -> HttpResponse:
    # Left without a length, the server would send it in chunks, which is slower.
    return HttpResponse(body, headers={"Content-Length": len(body)})


def constant(request: HttpRequest) -> HttpResponse:
    return _answer(PAGE)


def insert(request: HttpRequest) -> HttpResponse:
    """One row, always the same: it does not even read the form."""
    Line.objects.create(
        name="Ann Example",
        email="ann@example.org",
        country="TH",
        content=CONTENT,
        created_at=timezone.now(),
    )
    return _answer(b"ok")


def insert_raw(request: HttpRequest) -> HttpResponse:
    """The same row without the ORM: as little as Python can do."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO bare_line (name, email, country, content, created_at)"
            " VALUES (%s, %s, %s, %s, %s)",
            ["Ann Example", "ann@example.org", "TH", CONTENT, timezone.now()],
        )
    return _answer(b"ok")


def update(request: HttpRequest, pk: int) -> HttpResponse:
    Line.objects.filter(pk=pk).update(confirmed_at=timezone.now())
    return _answer(b"ok")


urlpatterns = [
    path("constant/", constant),
    path("insert/", insert),
    path("insert-raw/", insert_raw),
    path("update/<int:pk>/", update),
]
