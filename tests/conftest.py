"""What every test may count on: real PostgreSQL and Redis, started here and stopped afterwards.

`make test` and a bare `pytest` are the same run. Each of pytest-xdist's processes has a database of
its own in both. Tests that need the whole site ask for `site` (a real web server; its address),
`worker` (a real Celery worker with its beat) and `mail_sink` (a real mail server that both know).
"""

import contextlib
import fcntl
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.db import connection

from campaign.accounts.models import Organisation
from campaign.pages.models import Campaign
from campaign.signatures import bursts
from config import folders, run, services
from config.folders import ServiceError
from config.services import Server
from tests import factories
from tests import settings as environment
from tests.mail.mail_server import MailServer
from tests.mail.outbox import send_to

CELERY = (b"_kombu", b"celery", b"unacked")  # how its keys in Redis begin
LONG = {  # journeys that take longer than others
    *("test_make_run", "test_letters_desk", "test_letters", "test_editor", "test_accessibility"),
    *("test_signing", "test_security", "test_publishing_desk", "test_accounts"),
}
SERVICES = pytest.StashKey[contextlib.ExitStack]()


def pytest_configure(config: pytest.Config) -> None:
    if hasattr(config, "workerinput"):
        return  # pytest-xdist's processes use what the first one started
    running = config.stash[SERVICES] = contextlib.ExitStack()
    try:
        running.enter_context(folders.owning_var())
        running.enter_context(services.embedded(durable=False, say=lambda line: None))
    except ServiceError as error:
        running.close()
        pytest.exit(str(error), returncode=pytest.ExitCode.USAGE_ERROR)


def pytest_unconfigure(config: pytest.Config) -> None:
    if SERVICES in config.stash:
        config.stash[SERVICES].close()


@pytest.hookimpl(trylast=True)  # pytest-django has put them in an order of its own
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """For processes that share them file by file (Makefile). Journeys come last, since the browser
    leaves a running event loop to what follows; of those the long ones begin and the short ones
    fill up, so that no process ends alone with a long one."""
    if hasattr(config, "workerinput"):
        items.sort(
            key=lambda item: (item.path.parent.name == "journeys", item.path.stem not in LONG)
        )


@pytest.fixture(scope="session")
def redis() -> Iterator[services.Redis]:
    """This test process's own database of the real Redis."""
    with services.redis_client(environment.NUMBER) as client:
        yield client


@pytest.fixture(autouse=True)
def _empty_stores(redis: services.Redis) -> None:
    """PostgreSQL is rolled back after each test; what is kept elsewhere goes before it.

    All but what Celery keeps: a worker that serves a whole module would hear nothing any more.
    """
    ours = [key for key in redis.scan_iter() if not key.startswith(CELERY)]
    if ours:
        redis.delete(*ours)
    bursts.forget()


@pytest.fixture
def mail_server(settings: LazySettings) -> Iterator[MailServer]:
    """A real SMTP server in a thread of the test, for what this process itself sends."""
    with MailServer() as server:
        send_to(server, settings)
        yield server


@pytest.fixture
def campaign(db: None) -> Campaign:
    """Open, with an organisation and English words; tests that want another make their own."""
    return factories.campaign()


@pytest.fixture
def organisation(db: None) -> Organisation:
    return factories.organisation()


@pytest.fixture
def own_folders(settings: LazySettings, tmp_path: Path) -> None:
    """Encrypted files lie in folders of this test only."""
    settings.DOSSIER_DIR = tmp_path / "dossiers"
    settings.EXPORT_DIR = tmp_path / "exports"
    settings.PAPER_DIR = tmp_path / "paper"


# --- The whole site, in processes of its own ------------------------------------------------


@pytest.fixture
def mail_sink() -> Iterator[MailServer]:
    """A real mail server on loopback: `mail_sink.received`, and `answers` to make it refuse."""
    with MailServer() as server:
        yield server


@pytest.fixture(scope="session")
def collected_static() -> None:
    """Static files as production serves them; collected once a run, by whichever comes first."""
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID") or str(os.getpid())
    with (environment.VAR / "static.run").open("a+") as done:
        fcntl.flock(done, fcntl.LOCK_EX)
        done.seek(0)
        if done.read() == run:
            return
        subprocess.run(
            [sys.executable, "manage.py", "collectstatic", "--no-input", "--verbosity", "0"],
            env=os.environ | {"DJANGO_SETTINGS_MODULE": "config.settings"},
            cwd=folders.BASE_DIR,
            check=True,
        )
        done.truncate(0)
        done.write(run)


@pytest.fixture
def live_environment(transactional_db: None, mail_sink: MailServer) -> dict[str, str]:
    """What the processes below run in: this test's database and Redis, and `mail_sink`.

    They see only what is committed, hence `transactional_db`. Change it before they start, in a
    fixture of the test's own or with `live_environment["NAME"] = …` ahead of `getfixturevalue`.
    """
    return environment_with(mail_sink)


@pytest.fixture
def worker(live_environment: dict[str, str], redis: services.Redis) -> Iterator[Server]:
    """A real worker with its beat, ready for work. `worker.process.kill()` is a power cut."""
    redis.flushdb()  # its queue is as new as its database
    with working(live_environment, redis) as server:
        yield server


@pytest.fixture
def site(live_environment: dict[str, str], collected_static: None) -> Iterator[str]:
    """A real web server, answering; its address, without a slash at the end."""
    with serving(live_environment) as address:
        yield address


# --- The same for a whole module (tests/journeys/conftest.py) ------------------------------


def environment_with(mail_sink: MailServer) -> dict[str, str]:
    return os.environ | {
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "DATABASE_URL": folders.postgres_url(connection.settings_dict["NAME"]),
        "EMAIL_URL": f"smtp://127.0.0.1:{mail_sink.port}",
        "SITE_URL": f"http://127.0.0.1:{unused_port()}",
        "PYTHONWARNINGS": "default",
    }


@contextlib.contextmanager
def working(live_environment: dict[str, str], redis: services.Redis) -> Iterator[Server]:
    name = f"worker-{environment.NUMBER}"
    schedule, log = environment.VAR / f"{name}-schedule", environment.VAR / f"{name}.log"
    starting = run.start_worker(live_environment, schedule=schedule, concurrency=1, log=log)
    with running(starting) as server:
        services.wait_for(server, lambda: bool(redis.exists("_kombu.binding.celery")))
        yield server


@contextlib.contextmanager
def serving(live_environment: dict[str, str]) -> Iterator[str]:
    address = live_environment["SITE_URL"]
    port = int(address.rpartition(":")[2])
    log = environment.VAR / f"site-{environment.NUMBER}.log"
    with running(run.start_web(live_environment, port, log=log)) as server:
        services.wait_for(server, lambda: run.web_answers(port))
        yield address


@contextlib.contextmanager
def running(server: Server) -> Iterator[Server]:
    """Until the test is over, and then it is killed: nobody looks at how it stops, for which a
    worker takes two seconds (tests/journeys/test_make_run.py does). What it printed is shown with
    a test that fails."""
    try:
        yield server
    finally:
        server.stop(patience=0)
        print(server.log.read_text(errors="replace"))


def unused_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return probe.getsockname()[1]
