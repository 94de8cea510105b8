"""Where the bench runs: its environment, a fresh database, two web servers and what they cost."""

import base64
import contextlib
import http.client
import os
import secrets
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psutil
import psycopg

from config import folders, run, services
from config.services import Server

HOST = "127.0.0.1"
# What would make this another site than the one to measure, or lead to another's database.
NOT_OURS = {
    *("SECRET_KEY", "SECRET_KEY_FALLBACKS", "SEALING_KEY", "MAIL_KEY", "ALLOWED_HOSTS"),
    *("DATABASE_URL", "DATABASE_REPLICA_URL", "DATABASE_POOL", "REDIS_URL", "EMAIL_URL"),
    *("EMAIL_TIMEOUT", "DEFAULT_FROM_EMAIL", "DEBUG", "SITE_URL", "LIMITS", "PROOF_OF_WORK"),
    *("UNDERSIGNED_VAR", "DJANGO_SETTINGS_MODULE", run.MARK),
}


@dataclass(frozen=True)
class Ports:
    site: int
    bare: int
    mail: int
    other: int  # the site under another web server

    @classmethod
    def unused(cls) -> "Ports":
        with contextlib.ExitStack() as held:
            probes = [held.enter_context(socket.create_server((HOST, 0))) for _ in range(4)]
            return cls(*(probe.getsockname()[1] for probe in probes))


def prepare_environment(var: Path, ports: Ports) -> None:
    """Production's settings, for this process and all that it starts. Before Django is set up."""
    for name in [*os.environ]:
        if name.removesuffix("_FILE") in NOT_OURS:
            del os.environ[name]
    os.environ |= {
        "UNDERSIGNED_VAR": str(var),
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "DEBUG": "off",
        "LIMITS": "off",
        "SITE_URL": f"http://{HOST}:{ports.site}",
        "EMAIL_URL": f"smtp://{HOST}:{ports.mail}",
        "SECRET_KEY": secrets.token_urlsafe(50),
        "SEALING_KEY": base64.b64encode(secrets.token_bytes(32)).decode(),
        "MAIL_KEY": base64.b64encode(secrets.token_bytes(32)).decode(),
    }


@contextlib.contextmanager
def fresh_database() -> Iterator[None]:
    """An empty one, and nothing left of it: a million signatures are a gigabyte."""
    drop_database()
    services.make_database()
    try:
        yield
    finally:
        drop_database()


def drop_database() -> None:
    with psycopg.connect(folders.postgres_url("postgres"), autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {folders.DATABASE} WITH (FORCE)")


def postgres_version() -> str:
    with psycopg.connect(folders.postgres_url("postgres")) as connection:
        return connection.execute("SHOW server_version").fetchone()[0]


def prepare_site() -> str:
    """Tables, static files and the demonstration campaign, whose slug this is."""
    import django

    django.setup()
    from django.core.management import call_command
    from django.utils import timezone

    from campaign.pages.demo import load_demo

    call_command("migrate", verbosity=0, interactive=False)
    call_command("collectstatic", verbosity=0, interactive=False)
    subprocess.run(
        [sys.executable, "manage.py", "migrate", "--run-syncdb", "--verbosity", "0"],
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "tests.bench.bare.settings"},
        cwd=folders.BASE_DIR,
        check=True,
    )
    return load_demo(timezone.now())[0].slug


@contextlib.contextmanager
def web_server(env: dict[str, str], port: int) -> Iterator[Server]:
    """As `make run` starts it; the settings in `env` say whether it is the site or the bare one."""
    with _answering(run.start_web(env, port), port) as server:
        yield server


@contextlib.contextmanager
def gunicorn(env: dict[str, str], port: int) -> Iterator[Server]:
    """The other common server, with as many processes and threads."""
    command = [sys.executable, "-m", "gunicorn", "--bind", f"{HOST}:{port}", "--workers", "1"]
    command += ["--worker-class", "gthread", "--threads", "4", "--keep-alive", "30"]
    command += ["--log-level", "warning", "config.wsgi:application"]
    started = services.start("gunicorn", command, env=env, stop_signal=signal.SIGTERM)
    with _answering(started, port) as server:
        yield server


@contextlib.contextmanager
def _answering(server: Server, port: int) -> Iterator[Server]:
    try:
        services.wait_for(server, lambda: run.web_answers(port))
        yield server
    finally:
        server.stop(patience=10)


def fetch(port: int, address: str, **headers: str) -> tuple[int, dict[str, str], bytes]:
    """One answer in full: status, headers by lower-case name, body."""
    connection = http.client.HTTPConnection(HOST, port, timeout=30)
    try:
        connection.request(
            "GET",
            address,
            headers={name.replace("_", "-"): value for name, value in headers.items()},
        )
        answer = connection.getresponse()
        return answer.status, {n.lower(): v for n, v in answer.getheaders()}, answer.read()
    finally:
        connection.close()


# --- What it costs --------------------------------------------------------------------------


def family(server: Server) -> list[psutil.Process]:
    first = psutil.Process(server.process.pid)
    return [first, *first.children(recursive=True)]


def processor_seconds(server: Server) -> dict[int, float]:
    """Of each of its processes, up to now, by number."""
    spent = {}
    for process in family(server):
        with contextlib.suppress(psutil.Error):
            times = process.cpu_times()
            spent[process.pid] = times.user + times.system
    return spent


def spent_since(before: dict[int, float], server: Server) -> float:
    """Seconds of processor; what came and went meanwhile (a vacuum, say) is left out."""
    now = processor_seconds(server)
    return sum(seconds - before.get(number, 0) for number, seconds in now.items())


@dataclass(frozen=True)
class Memory:
    worker: int  # bytes: the process that answers requests
    all: int  # bytes: with the one that watches over it, shared pages counted once

    @classmethod
    def of(cls, server: Server) -> "Memory":
        infos = [process.memory_full_info() for process in family(server)]
        return cls(
            worker=max(info.rss for info in infos),
            all=sum(getattr(info, "pss", 0) or info.rss for info in infos),
        )
