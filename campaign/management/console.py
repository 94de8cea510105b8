"""What commands share: sentences in place of tracebacks, and how far they are."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import CommandError
from django.db import InterfaceError, OperationalError, ProgrammingError
from django.urls import reverse
from django.utils import translation
from psycopg.errors import UndefinedColumn, UndefinedTable

from campaign.pages.models import Campaign

BAR = 30  # characters


@contextmanager
def database_in_words() -> Iterator[None]:
    """A database that is not there, or has no tables yet, is one sentence for a person."""
    try:
        yield
    except (OperationalError, InterfaceError) as error:
        raise CommandError(
            "The database does not answer. On a laptop run `make run` first; "
            "on a server check DATABASE_URL."
        ) from error
    except ProgrammingError as error:
        if not isinstance(error.__cause__, UndefinedTable | UndefinedColumn):
            raise
        raise CommandError(
            "The database has no tables for this version yet. On a laptop run `make run` first; "
            "on a server run `manage.py migrate`."
        ) from error


def in_words(error: ValidationError) -> str:
    """All of a refusal's sentences, in one line, each with the field it is about."""
    if not hasattr(error, "error_dict"):
        return " ".join(error.messages)
    return " ".join(
        message if field == "__all__" else f"{field.replace('_', ' ')}: {message}"
        for field, messages in error.message_dict.items()
        for message in messages
    )


def page_address(campaign: Campaign) -> str:
    """Where a browser finds its page, in its main language."""
    with translation.override(campaign.main_language):
        return settings.SITE_URL + reverse("campaign", kwargs={"slug": campaign.slug})


class Bar:
    """On a terminal: how far, how fast, how long still. Elsewhere nothing."""

    def __init__(self, total: int, out: Any, is_terminal: bool) -> None:
        self._total, self._out, self._is_shown = max(total, 1), out, is_terminal
        self._began = time.monotonic()

    def __call__(self, done: int) -> None:
        if not self._is_shown:
            return
        rate = done / (time.monotonic() - self._began)
        left = round((self._total - done) / rate)
        full = BAR * min(done, self._total) // self._total
        self._out.write(
            f"\r{'█' * full}{'░' * (BAR - full)} {done:,} of {self._total:,} rows, "
            f"{rate:,.0f} a second, {left // 60}:{left % 60:02} left ",
            ending="",
        )
        self._out.flush()
