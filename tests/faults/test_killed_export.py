"""A worker that dies, or whose disk is full, in the middle of a list of signers."""

import resource
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import psutil
import psycopg
import pytest
from django.utils import timezone

from campaign.exports import building, jobs
from campaign.exports.models import ExportJob
from campaign.pages.models import Campaign
from config.services import Server
from tests import factories
from tests.exports.signers import asked, content, many_signers, table
from tests.faults.killing import kill_all_of
from tests.mail.mail_server import wait_until

SIGNERS = 8_000  # four batches


@pytest.fixture
def campaign(live_environment: dict[str, str], settings, tmp_path: Path) -> Campaign:
    settings.EXPORT_DIR = tmp_path / "exports"
    live_environment["EXPORT_DIR"] = str(settings.EXPORT_DIR)
    made = factories.campaign()
    many_signers(made, SIGNERS)
    return made


def parts(folder: Path) -> list[Path]:
    return [path for path in folder.glob("*.part") if path.stat().st_size]


@contextmanager
def in_the_middle(live_environment: dict[str, str], folder: Path) -> Iterator[Path]:
    """A worker has begun to write, and stands still before its next batch as long as this; what it
    has written."""
    with psycopg.connect(live_environment["DATABASE_URL"]) as other:
        deadline = time.monotonic() + 60
        while not (begun := parts(folder)):
            assert time.monotonic() < deadline, ExportJob.objects.get().failure
            time.sleep(0.005)
        other.execute("LOCK TABLE campaign_signature IN ACCESS EXCLUSIVE MODE")
        assert ExportJob.objects.get().state == "building"
        yield begun[0]


def fill_disk_of(worker: Server, bytes_left: int) -> None:
    """From now on none of its files grows beyond that: the kernel refuses the write itself, as it
    does where a disk is full. Python ignores the signal that comes with it."""
    for process in psutil.Process(worker.process.pid).children(recursive=True):
        process.rlimit(psutil.RLIMIT_FSIZE, (bytes_left, resource.RLIM_INFINITY))


def test_the_next_worker_writes_all_of_what_a_killed_one_began(
    campaign, start_worker, live_environment, settings
):
    job = asked(campaign, preset="delivery", now=timezone.now())
    with start_worker(1) as worker, in_the_middle(live_environment, settings.EXPORT_DIR) as part:
        kill_all_of(worker)
    broken_off = ExportJob.objects.get()
    assert (broken_off.state, broken_off.wrapped_key) == ("building", None)
    ExportJob.objects.update(claimed_until=timezone.now() - timedelta(seconds=1))

    with start_worker(2):
        wait_until(lambda: ExportJob.objects.get().is_ready, patience=120)

    job.refresh_from_db()
    assert 0 < part.stat().st_size < job.size
    names = [row[0] for row in table(content(job), "csv")[1:]]
    assert names == [f"Signer {number}" for number in range(SIGNERS)]
    # What the first had begun to write goes with the next clearing.
    jobs.remove_orphans(now=timezone.now() + timedelta(hours=2))
    assert [*settings.EXPORT_DIR.iterdir()] == [jobs.folder().path_of(job.id)]


def test_a_disk_that_is_full_in_the_middle_is_said_and_nothing_is_left(
    campaign, start_worker, live_environment, settings
):
    asked(campaign, preset="delivery", now=timezone.now())
    with start_worker(1) as worker:
        with in_the_middle(live_environment, settings.EXPORT_DIR) as part:
            fill_disk_of(worker, part.stat().st_size)
        wait_until(lambda: ExportJob.objects.get().state != "building", patience=60)

        job = ExportJob.objects.get()
        assert (job.state, job.failure) == ("failed", building.CANNOT_WRITE)
        assert (job.wrapped_key, [*settings.EXPORT_DIR.iterdir()]) == (None, [])
