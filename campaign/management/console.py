"""What commands share: sentences in place of tracebacks."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import CommandError
from django.db import InterfaceError, OperationalError, ProgrammingError
from django.urls import reverse
from django.utils import translation
from psycopg.errors import UndefinedColumn, UndefinedTable

from campaign.pages.models import Campaign


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
