"""`make run`: the whole site on this machine, until Ctrl-C.

PostgreSQL and Redis (config/services.py), keys, migrations, the demo campaign and an organiser's
account, then the web server and the worker. Whatever ends this process, they end with it: stopped
in turn when it can still do so, by the kernel when it cannot, by the next start where neither
worked.
"""

import base64
import contextlib
import errno
import http.client
import os
import secrets
import signal
import socket
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from types import FrameType
from typing import NoReturn

import psutil

from config import folders, services
from config.folders import ServiceError
from config.services import Server

DEMO = "asean-russia-coordinator"
ORGANISER = "organiser@example.org"
# In the environment of the web server and the worker: which var/ they were started for.
MARK = "UNDERSIGNED_RUN"


class Stopped(BaseException):
    """Ctrl-C, a polite kill, or the terminal was closed."""


def main() -> int:
    listen_for_stop()
    try:
        with folders.owning_var(), contextlib.ExitStack() as running:
            end_forgotten()
            port = free_port()
            make_keys()
            servers = running.enter_context(
                services.embedded(
                    postgres=not os.environ.get("DATABASE_URL"),
                    redis=not os.environ.get("REDIS_URL"),
                    say=say,
                )
            )
            env = environment(port)
            prepare(env)
            worker = start_worker(env, schedule=folders.var_dir() / "celerybeat-schedule")
            running.callback(worker.stop, patience=10)
            web = start_web(env, port)
            running.callback(web.stop, patience=10)  # the last to start is the first to stop
            services.wait_for(web, lambda: web_answers(port))
            say_where(port)
            watch([*servers, worker, web])
    except Stopped:
        say("Stopped. Everything is kept in var/ for the next time.")
        return 0
    except ServiceError as error:
        say(f"\n{error}\n")
        return 1


def say(line: str) -> None:
    """Print, also when the terminal that would show it is gone."""
    with contextlib.suppress(OSError):
        print(line, flush=True)


# --- Stopping -------------------------------------------------------------------------------


def listen_for_stop() -> None:
    signals = [signal.SIGINT, signal.SIGTERM]
    if signal.getsignal(signal.SIGHUP) != signal.SIG_IGN:  # as under nohup
        signals.append(signal.SIGHUP)

    def stop(number: int, frame: FrameType | None) -> NoReturn:
        # Once: impatient repeats must not interrupt the stopping itself.
        for each in signals:
            signal.signal(each, signal.SIG_IGN)
        raise Stopped

    for each in signals:
        signal.signal(each, stop)


def watch(servers: list[Server]) -> NoReturn:
    """Wait for the first of them to end by itself: nobody runs half a site without knowing."""
    while True:
        for server in servers:
            status = server.process.poll()
            if status is not None:
                raise ServiceError(
                    f"{server.name} ended by itself (status {status}), so everything stops. "
                    f"{server.last_words()}"
                )
        time.sleep(0.25)


def end_forgotten() -> None:
    """End the web server and worker of a start that was killed (the caller holds var/)."""
    forgotten = [process for process in psutil.process_iter() if is_forgotten(process)]
    if not forgotten:
        return
    say("The last run was cut off: ending what it left running.")
    for process in forgotten:
        with contextlib.suppress(psutil.Error):
            process.terminate()
    _, alive = psutil.wait_procs(forgotten, timeout=5)
    for process in alive:
        with contextlib.suppress(psutil.Error):
            process.kill()
    psutil.wait_procs(alive, timeout=5)


def is_forgotten(process: psutil.Process) -> bool:
    if process.pid == os.getpid():
        return False
    try:
        return process.environ().get(MARK) == str(folders.var_dir())
    except (psutil.Error, OSError):  # gone by now, or another user's
        return False


# --- Before the start -----------------------------------------------------------------------


def free_port() -> int:
    """PORT, 8000 unless set, if nothing else holds it."""
    wish = os.environ.get("PORT") or "8000"
    if not wish.isdigit() or not 0 < int(wish) < 65536:
        raise ServiceError(f"PORT={wish} is not a port: a number from 1 to 65535, as PORT=8001.")
    port = int(wish)
    try:
        # IPv4 and, where the machine has it, IPv6: `localhost` in a browser may be either.
        for family, address in listening_addresses():
            with socket.socket(family) as probe:
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                probe.bind((address, port))
                probe.listen()
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise ServiceError(
                f"Port {port} is in use by another program. Take another one:\n"
                f"    PORT={port + 1 if port < 65535 else 8000} make run"
            ) from None
        raise ServiceError(
            f"Port {port} cannot be used: {error.strerror}. Try PORT=8001."
        ) from None
    return port


def listening_addresses() -> Iterator[tuple[socket.AddressFamily, str]]:
    yield socket.AF_INET, "127.0.0.1"
    with contextlib.suppress(OSError), socket.socket(socket.AF_INET6) as probe:
        probe.bind(("::1", 0))
        yield socket.AF_INET6, "::1"


def make_keys() -> None:
    """Write the site's keys on the first start; a server brings its own SECRET_KEY instead."""
    keys = folders.var_dir() / "keys.env"
    if os.environ.get("SECRET_KEY") or os.environ.get("SECRET_KEY_FILE") or keys.exists():
        return
    if services.postgres_data().exists():
        raise ServiceError(
            f"{keys} is gone, and the signers in the database can be read only with the keys in "
            f"it. Put it back, or remove {services.postgres_data()} to begin with an empty site."
        )
    lines = [
        f"SECRET_KEY={secrets.token_urlsafe(50)}",
        f"SEALING_KEY={base64.b64encode(secrets.token_bytes(32)).decode()}",
        f"MAIL_KEY={base64.b64encode(secrets.token_bytes(32)).decode()}",
    ]
    unfinished = keys.with_suffix(".unfinished")
    unfinished.unlink(missing_ok=True)
    with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write("\n".join(lines) + "\n")
        file.flush()
        os.fsync(file.fileno())
    unfinished.rename(keys)
    say(f"Made the site's keys: {keys}. Whoever loses them loses the signers: keep a copy.")


def environment(port: int) -> dict[str, str]:
    ours = {
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "DEBUG": os.environ.get("DEBUG") or "1",
        "SITE_URL": os.environ.get("SITE_URL") or f"http://localhost:{port}",
        MARK: str(folders.var_dir()),
    }
    return os.environ | ours


def prepare(env: dict[str, str]) -> None:
    """Bring the database up to date, in a process of its own that takes Django's memory along."""
    say("Bringing the database up to date…")
    preparing = services.start(
        "The preparation of the database",
        [sys.executable, "-m", "config.run", "prepare"],
        env=env,
        stop_signal=signal.SIGTERM,
    )
    try:
        status = preparing.process.wait()
    finally:
        preparing.stop()
    if status:
        raise ServiceError("The database could not be brought up to date; the reason is above.")


def prepare_database() -> None:
    """What `prepare` runs: migrations, the demo campaign, and once an account to sign in with."""
    import django
    from django.contrib.auth import get_user_model
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0, interactive=False)
    call_command("load_demo")
    if not get_user_model().objects.exists():
        call_command("create_organiser", ORGANISER, superuser=True)


# --- Web server and worker ------------------------------------------------------------------


def start_web(env: dict[str, str], port: int, *, log: Path | None = None) -> Server:
    command = [sys.executable, "-m", "granian", "--interface", "wsgi"]
    command += ["--host", "127.0.0.1", "--port", str(port), "--no-access-log"]
    command += ["--workers", "1", "--blocking-threads", "4", "--log-level", "warning"]
    command += ["--workers-kill-timeout", "5", "config.wsgi:application"]
    return services.start("The web server", command, env=env, log=log, stop_signal=signal.SIGTERM)


def start_worker(
    env: dict[str, str], *, schedule: Path, concurrency: int = 2, log: Path | None = None
) -> Server:
    # Celery warns root of a shared server. This is a laptop's or a container's, said in the README.
    as_root = "ignore:You're running the worker with superuser privileges"
    command = [sys.executable, "-W", as_root, "-m", "celery", "--quiet", "--app", "config"]
    command += ["worker", "--beat", "--schedule", str(schedule)]
    command += ["--concurrency", str(concurrency), "--loglevel", "warning"]
    # One worker has nobody to gossip with.
    command += ["--without-gossip", "--without-mingle", "--without-heartbeat"]
    return services.start("The worker", command, env=env, log=log, stop_signal=signal.SIGTERM)


def web_answers(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/healthz")
        connection.getresponse()
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
    return True


def say_where(port: int) -> None:
    site = f"http://localhost:{port}"
    say(f"""
Undersigned is running.

    Site            {site}/
    Demo campaign   {site}/en/c/{DEMO}/
    Mail it sent    {site}/dev/mail/
    Organisers      {site}/organiser/   as {ORGANISER}
                    The password was printed once, when the account was made. Forgotten?
                    {site}/accounts/password/reset/ writes to the mail page.

Ctrl-C stops everything.
""")


if __name__ == "__main__":
    if sys.argv[1:] == ["prepare"]:
        prepare_database()
    else:
        sys.exit(main())
