"""What a room's table says of its addresses, for tests/organiser/test_doors.py to walk.

A test module of this folder that has pages of its own names its table WALK:

    OPEN = {"/organiser/river/news/": members(), "/organiser/river/news/ID/": editors()}
    PRESS = {"/organiser/river/news/ID/": ({"title": "Typed"}, editors(DONE))}
    WALK = Walk(arranged, OPEN, PRESS)

Answers stand in the order of ROLES. Words in capitals in an address (ID, DOSSIER) are replaced by
what `arrange` says. Every address is in OPEN; one that is not in PRESS takes no form at all.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.db import connection
from django.test import Client

from campaign.accounts.models import Organisation
from tests.organiser.people import STRANGER, signed_in

# The second owns another organisation, the third is signed in and of none.
ROLES = ("nobody", STRANGER, None, "viewer", "editor", "staff", "owner")
TO_SIGN_IN, NOT_THERE, FINE, DONE, NOT_SO = 302, 404, 200, 302, 405

Answers = tuple[int, ...]


def members(answer: int = FINE) -> Answers:
    return (TO_SIGN_IN, NOT_THERE, NOT_THERE, answer, answer, answer, answer)


def editors(answer: int = FINE) -> Answers:
    return (TO_SIGN_IN, NOT_THERE, NOT_THERE, NOT_THERE, answer, NOT_THERE, answer)


def entrusted(answer: int = FINE) -> Answers:
    return (TO_SIGN_IN, NOT_THERE, NOT_THERE, NOT_THERE, NOT_THERE, answer, answer)


def owners(answer: int = FINE) -> Answers:
    return (TO_SIGN_IN, NOT_THERE, NOT_THERE, NOT_THERE, NOT_THERE, NOT_THERE, answer)


ONLY_PRESSED: Answers = (TO_SIGN_IN, *[NOT_SO] * 6)


@dataclass(frozen=True)
class Walk:
    """arrange: makes what is walked through; the organisation whose members the roles are, and
    what stands for the words in capitals."""

    arrange: Callable[[], tuple[Organisation, dict[str, Any]]]
    open: dict[str, Answers]
    press: dict[str, tuple[dict[str, Any], Answers]] = field(default_factory=dict)

    def only_opened(self) -> list[str]:
        return [path for path in self.open if path not in self.press]


def visitor(role: str | None, organisation: Organisation) -> Client:
    return Client() if role == "nobody" else signed_in(role, organisation)


def at(path: str, values: dict[str, Any]) -> str:
    for word, value in values.items():
        path = path.replace(word, str(value))
    return path


def everything() -> dict[str, str]:
    """Of each table a digest of its rows: what differs afterwards has been changed.

    Sessions and the like, which every visit touches, belong to no room of ours.
    """
    tables = [model._meta.db_table for model in apps.get_app_config("campaign").get_models()]
    each = "SELECT '{0}', md5(string_agg(t::text, ',' ORDER BY t::text)) FROM {0} t"
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(each.format(table) for table in tables))
        return dict(cursor.fetchall())


def differing(before: dict[str, str], after: dict[str, str]) -> set[str]:
    """The tables that are not any more what they were."""
    return {table for table, digest in after.items() if digest != before[table]}
