"""Every address of the desks, walked as nobody, stranger, viewer, editor, staff and owner, against
one written table: what the tables named WALK of the desks' test modules say together."""

import pkgutil
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, resolve

from tests import organiser, staff
from tests.organiser.walking import (
    FINE,
    NOT_SO,
    ROLES,
    Answers,
    Walk,
    at,
    differing,
    everything,
    filled,
    visitor,
)

pytestmark = pytest.mark.django_db

DESKS = ("organiser/", "staff/")
# What is answered so has changed something. 200 is a page or data, and may have (saving as one
# types) or not (a preview); everything else has changed nothing.
CHANGING = {201, 204, 302, 303}
READINGS = {"campaign_auditevent"}  # opening a page changes nothing, but reading may be recorded


def _walks() -> dict[str, Walk]:
    names = [
        each.name
        for desk in (organiser, staff)
        for each in pkgutil.iter_modules(desk.__path__, f"{desk.__name__}.")
    ]
    modules = [import_module(name) for name in names if name.rpartition(".")[2] != "test_doors"]
    return {
        module.__name__.rpartition(".")[2]: module.WALK
        for module in modules
        if hasattr(module, "WALK")
    }


WALKS = _walks()
PRESSED = [(name, path) for name, walk in WALKS.items() for path in walk.press]


def addresses(resolver: URLResolver, before: str = "") -> Iterator[tuple[str, URLPattern]]:
    """(route, pattern) of every address below the desks."""
    for pattern in resolver.url_patterns:
        route = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from addresses(pattern, route)
        elif route.startswith(DESKS):
            yield route, pattern


@contextmanager
def rolled_back() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def route_of(path: str, values: dict[str, Any]) -> str:
    return str(resolve(at(path, values).partition("?")[0]).route)


def test_every_address_of_the_desks_stands_in_a_table():
    there = {route for route, _pattern in addresses(get_resolver())}
    opened, pressed = set(), set()

    for walk in WALKS.values():
        with rolled_back():
            _organisation, values = walk.arrange()
        opened |= {route_of(path, values) for path in walk.open}
        pressed |= {route_of(path, values) for path in walk.press}

    assert there - opened == set()
    assert pressed - opened == set()
    assert len(there) > 20


@pytest.mark.parametrize("name", WALKS)
def test_what_each_may_open(name):
    walk = WALKS[name]
    organisation, values = walk.arrange()
    before = everything()

    answers: dict[str, Answers] = dict.fromkeys(walk.open, ())
    for role in ROLES:
        with rolled_back():
            client = visitor(role, organisation)
            there = everything()
            for path in walk.open:
                answers[path] += (client.get(at(path, values)).status_code,)
            changed = differing(there, everything())

        assert changed <= READINGS, role

    assert answers == walk.open
    assert everything() == before


@pytest.mark.parametrize(("name", "path"), PRESSED)
def test_what_each_may_press(name, path):
    """And what is refused has changed nothing."""
    walk = WALKS[name]
    typed, expected = walk.press[path]
    organisation, values = walk.arrange()

    answers: Answers = ()
    for role in ROLES:
        with rolled_back():
            client = visitor(role, organisation)
            before = everything()
            answer = client.post(at(path, values), filled(typed, values))
            answers += (answer.status_code,)
            is_done = differing(before, everything()) != set()

        if answer.status_code != FINE:
            assert is_done is (answer.status_code in CHANGING and role != "nobody"), role
        if role == "nobody":
            assert answer.headers["Location"].startswith("/accounts/login/?next=")

    assert answers == expected


@pytest.mark.parametrize(("name", "path"), PRESSED)
def test_every_form_is_of_a_page_of_ours(name, path):
    walk = WALKS[name]
    organisation, values = walk.arrange()
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = visitor("owner", organisation).cookies
    before = everything()

    answer = strict.post(at(path, values), walk.press[path][0])

    assert answer.status_code == 403
    assert everything() == before


@pytest.mark.parametrize("name", WALKS)
def test_what_is_in_no_table_of_forms_takes_none(name):
    walk = WALKS[name]
    organisation, values = walk.arrange()
    owner = visitor("owner", organisation)
    pressed = {route_of(path, values) for path in walk.press}
    only_opened = [path for path in walk.open if route_of(path, values) not in pressed]
    before = everything()

    answers = {path: owner.post(at(path, values)).status_code for path in only_opened}

    assert answers == dict.fromkeys(only_opened, NOT_SO)
    assert everything() == before
