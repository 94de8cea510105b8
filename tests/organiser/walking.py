"""What a room's table says of its addresses, for tests/organiser/test_doors.py to walk.

A test module of this folder, or of tests/staff/, that has pages of its own names its table WALK:

    OPEN = {"/organiser/river/news/": members(), "/organiser/river/news/ID/": editors()}
    PRESS = {"/organiser/river/news/ID/": ({"title": "Typed"}, editors(DONE))}
    WALK = Walk(arranged, OPEN, PRESS)

Answers stand in the order of ROLES. Words in capitals, in an address or in what is typed (ID,
DOSSIER), are replaced by what `arranged` says. Every address is in OPEN; one that is not in PRESS,
with whatever ID, takes no form at all.
"""

import re
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


def visitor(role: str | None, organisation: Organisation) -> Client:
    return Client() if role == "nobody" else signed_in(role, organisation)


def at(path: str, values: dict[str, Any]) -> str:
    """With what stands for its words in capitals."""
    return re.sub(r"\b[A-Z]+\b", lambda word: str(values.get(word[0], word[0])), path)


def filled(typed: dict[str, Any], values: dict[str, Any]) -> dict[str, Any]:
    """The same in what is typed."""
    return {
        name: at(value, values) if isinstance(value, str) else value
        for name, value in typed.items()
    }


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
