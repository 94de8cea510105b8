"""Organisers sign in while Redis is away, and limits on guessing hold meanwhile."""

import http.client
import re
import time
from urllib.parse import urlencode, urlsplit

import pytest

from tests.faults.throwaway_redis import ThrowawayRedis


@pytest.fixture
def live_environment(
    live_environment: dict[str, str], redis_server: ThrowawayRedis
) -> dict[str, str]:
    return live_environment | {"REDIS_URL": redis_server.url}


def guess(site: str) -> tuple[int, str, float]:
    """Status and page of the answer to a wrong password, and the seconds it took."""
    browser = http.client.HTTPConnection(urlsplit(site).netloc, timeout=20)
    try:
        browser.request("GET", "/accounts/login/")
        page = browser.getresponse()
        cookie = page.headers["Set-Cookie"].partition(";")[0]
        token = re.search(r'csrfmiddlewaretoken" value="(\w+)"', page.read().decode())[1]
        form = {"login": "a@example.org", "password": "wrong", "csrfmiddlewaretoken": token}
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Cookie": cookie}
        began = time.monotonic()
        browser.request("POST", "/accounts/login/", urlencode(form), headers | {"Origin": site})
        answer = browser.getresponse()
        return answer.status, answer.read().decode(), time.monotonic() - began
    finally:
        browser.close()


@pytest.mark.parametrize("trouble", ["freeze", "kill"])
def test_the_login_page_answers_and_counts(
    redis_server: ThrowawayRedis, site: str, trouble: str
) -> None:
    getattr(redis_server, trouble)()

    answers = [guess(site) for _ in range(6)]

    assert [status for status, _page, _seconds in answers] == [200] * 6
    assert max(seconds for _status, _page, seconds in answers) < 5
    assert ["do not go together" in page for _status, page, _seconds in answers] == [
        *([True] * 5),
        False,
    ]
    assert "Too many tries" in answers[5][1]
