"""Notice, before a request begins, that the database has hung up.

Connections are kept for good, and a restart of PostgreSQL ends them all: without this, the first
signer in every thread would be turned away. Asking each time (`CONN_HEALTH_CHECKS`) costs a round
trip; a hung-up socket tells by itself, for nothing, since there is something to read on it.
"""

import select
from collections.abc import Callable

from django.db import DEFAULT_DB_ALIAS, connections
from django.http import HttpRequest, HttpResponse


class NoticeHangUps:
    """Middleware, behind the kept pages, which need no database."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        close_if_hung_up()
        return self.get_response(request)


def close_if_hung_up() -> None:
    """Drop a connection that the other end has closed; the first query opens a new one."""
    ours = connections[DEFAULT_DB_ALIAS]
    kept = ours.connection
    if kept is None or kept.closed or ours.in_atomic_block:
        return
    waiting = select.poll()
    waiting.register(kept.fileno(), select.POLLIN)
    if waiting.poll(0):
        ours.close()
