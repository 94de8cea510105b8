"""Redis stopped, frozen or emptied: people sign as ever, and the worker comes back by itself."""

import time
from collections.abc import Iterator

import pytest
from redis import Redis

from campaign.mail.models import OutgoingMail
from campaign.signatures.models import Signature
from config.services import Server
from tests import factories
from tests.faults.throwaway_redis import ThrowawayRedis
from tests.faults.visitor import post_signature
from tests.mail.mail_server import MailServer, wait_until
from tests.mail.outbox import sign_as

# Longer than the worker's patience with its broker (CELERY_BROKER_TRANSPORT_OPTIONS).
LONG = 8
# How long it may take to notice that the broker is back: it asks less and less often.
BACK_WITHIN = 60


@pytest.fixture
def redis(redis_server: ThrowawayRedis) -> Iterator[Redis]:
    """In place of the one that other tests share."""
    with redis_server.client() as client:
        yield client


@pytest.fixture
def live_environment(
    live_environment: dict[str, str], redis_server: ThrowawayRedis
) -> dict[str, str]:
    return live_environment | {"REDIS_URL": redis_server.url}


@pytest.mark.parametrize("trouble", ["freeze", "kill"])
def test_people_sign_while_redis_is_away(
    redis_server: ThrowawayRedis, site: str, trouble: str
) -> None:
    factories.campaign("river")
    getattr(redis_server, trouble)()

    answers = [post_signature(site, f"signer{number}@example.org") for number in range(5)]

    assert [status for status, page in answers] == [303] * 5
    assert Signature.objects.filter(state="pending").count() == 5
    assert OutgoingMail.objects.filter(message="confirm_signature").count() == 5


def test_the_worker_comes_back_after_redis_was_frozen(
    redis_server: ThrowawayRedis, mail_sink: MailServer, worker: Server
) -> None:
    campaign = factories.campaign()
    factories.sign(campaign, "ann@example.org")
    wait_until(lambda: mail_sink.addressees == ["ann@example.org"])
    redis_server.freeze()
    factories.sign(campaign, "bo@example.org")
    time.sleep(LONG)

    redis_server.thaw()

    wait_until(lambda: "bo@example.org" in mail_sink.addressees, patience=BACK_WITHIN)
    assert mail_sink.addressees == ["ann@example.org", "bo@example.org"]
    assert worker.process.poll() is None


def test_the_worker_comes_back_after_redis_was_killed_and_came_back_empty(
    redis_server: ThrowawayRedis, mail_sink: MailServer, worker: Server
) -> None:
    campaign = factories.campaign()
    factories.sign(campaign, "ann@example.org")
    wait_until(lambda: mail_sink.addressees == ["ann@example.org"])
    redis_server.kill()
    factories.sign(campaign, "bo@example.org")
    time.sleep(LONG)

    redis_server.start()

    wait_until(lambda: "bo@example.org" in mail_sink.addressees, patience=BACK_WITHIN)
    assert mail_sink.addressees == ["ann@example.org", "bo@example.org"]
    assert worker.process.poll() is None


def test_mail_in_hand_when_redis_dies_is_sent_once(
    redis_server: ThrowawayRedis, mail_sink: MailServer, worker: Server
) -> None:
    mail_sink.seconds_a_message = 1
    names = ["ann", "bo", "cy", "di"]
    sign_as(factories.campaign(), *names)
    wait_until(lambda: mail_sink.received)
    redis_server.kill()
    wait_until(lambda: not OutgoingMail.objects.exists())

    redis_server.start()
    sign_as(factories.campaign("hill"), "ed")

    wait_until(lambda: "ed@example.org" in mail_sink.addressees, patience=BACK_WITHIN)
    assert mail_sink.addressees == [f"{name}@example.org" for name in [*names, "ed"]]


def test_nothing_is_lost_when_redis_is_flushed(
    redis: Redis, mail_sink: MailServer, worker: Server
) -> None:
    campaign = factories.campaign()
    factories.sign(campaign, "ann@example.org")
    wait_until(lambda: mail_sink.addressees == ["ann@example.org"])

    redis.flushall()
    factories.sign(campaign, "bo@example.org")

    wait_until(lambda: "bo@example.org" in mail_sink.addressees, patience=BACK_WITHIN)
    assert mail_sink.addressees == ["ann@example.org", "bo@example.org"]
