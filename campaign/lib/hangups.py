"""Notice, before a request begins, that the database has hung up.

Connections are kept for good, and a restart of PostgreSQL ends them all: without this, the first
signer in every thread would be turned away. Asking each time (`CONN_HEALTH_CHECKS`) costs a round
trip; a hung-up socket tells by itself, for nothing, since there is something to read on it.
"""

import select
from typing import Any

from django.core.signals import request_started
from django.db import connection
from django.dispatch import receiver


@receiver(request_started)
def close_if_hung_up(**_sent: Any) -> None:
    """Drop a connection that the other end has closed; the first query opens a new one."""
    kept = connection.connection
    if kept is None or kept.closed or connection.in_atomic_block:
        return
    waiting = select.poll()
    waiting.register(kept.fileno(), select.POLLIN)
    if waiting.poll(0):
        connection.close()
