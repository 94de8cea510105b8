"""Limits on guessing: they hold for every process, and their table tells nobody whose they are."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.utils import timezone

from campaign.accounts.models import Limit, User
from campaign.accounts.tasks import forget_sessions
from tests.organiser.people import words

pytestmark = pytest.mark.django_db


def guess(address: str = "olga@example.org", **client: str) -> str:
    answer = Client(**client).post("/accounts/login/", {"login": address, "password": "wrong"})
    return words(answer)


@pytest.mark.parametrize("address", ["olga@example.org", "nobody@example.org"])
def test_six_guesses_are_too_many_whether_or_not_there_is_an_account(address):
    User.objects.create_user("olga@example.org", "a long password 1")

    answers = [guess(address, REMOTE_ADDR=f"192.0.2.{number}") for number in range(6)]

    assert ["do not go together" in answer for answer in answers] == [True] * 5 + [False]
    assert "Too many tries" in answers[5]


def test_one_network_does_not_guess_at_many_accounts():
    answers = [guess(f"{number}@example.org") for number in range(11)]

    assert "do not go together" in answers[9]
    assert "Too many tries" in answers[10]


def test_nobody_gets_around_it_by_naming_another_address():
    for number in range(10):
        guess(f"{number}@example.org", HTTP_X_FORWARDED_FOR=f"192.0.2.{number}")

    assert "Too many tries" in guess("10@example.org", HTTP_X_FORWARDED_FOR="192.0.2.99")


def test_behind_our_own_proxy_its_word_counts(settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    for number in range(10):
        guess(f"{number}@example.org", HTTP_X_FORWARDED_FOR=f"192.0.2.1, 198.51.100.{number}")

    assert "do not go together" in guess("10@example.org", HTTP_X_FORWARDED_FOR="198.51.100.99")


def test_too_many_of_anything_is_said_on_a_page_of_ours():
    for _ in range(5):
        Client().post("/accounts/password/reset/", {"email": "olga@example.org"})

    answer = Client().post("/accounts/password/reset/", {"email": "olga@example.org"})

    assert answer.status_code == 429
    assert "Too many tries" in words(answer)


def test_the_table_holds_neither_addresses_nor_networks():
    guess(REMOTE_ADDR="192.0.2.77")

    with connection.cursor() as cursor:
        cursor.execute("SELECT string_agg(kept::text, ' ') FROM campaign_limit AS kept")
        [stored] = cursor.fetchone()

    assert Limit.objects.count() >= 3
    assert "192.0.2" not in stored
    assert "olga" not in stored


# --- As a cache -----------------------------------------------------------------------------


def test_it_keeps_what_it_is_given_until_its_time_is_over():
    cache.set("key", [1.5, 2.5], timeout=60)
    assert cache.get("key") == [1.5, 2.5]

    Limit.objects.update(expires_at=timezone.now() - timedelta(seconds=1))

    assert cache.get("key", "gone") == "gone"
    assert not cache.touch("key", 60)


def test_adding_fails_while_there_is_one_and_works_once_it_is_over():
    assert cache.add("key", "first", timeout=60)
    assert not cache.add("key", "second", timeout=60)
    assert cache.get("key") == "first"
    Limit.objects.update(expires_at=timezone.now() - timedelta(seconds=1))

    assert cache.add("key", "third", timeout=60)
    assert cache.get("key") == "third"


def test_it_deletes_and_counts():
    cache.set("count", 1)
    assert cache.incr("count") == 2
    assert cache.delete("count")
    assert not cache.delete("count")


@pytest.mark.django_db(transaction=True)
def test_of_many_at_once_one_adds():
    def add(number: int) -> bool:
        try:
            return cache.add("key", number, timeout=60)
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        added = list(pool.map(add, range(24)))

    assert added.count(True) == 1


def test_what_is_over_is_forgotten():
    cache.set("old", 1, timeout=-1)
    cache.set("new", 1, timeout=60)

    forget_sessions()

    assert Limit.objects.count() == 1
