"""A dossier of many letters, built by a real worker: how long, and in how much memory."""

import contextlib
import os
import time
from dataclasses import dataclass

import psutil

from config import folders, run
from config.services import Server
from tests.bench.measuring import WrongAnswer
from tests.bench.surroundings import family, processor_seconds

PATIENCE = 600  # seconds


@dataclass(frozen=True)
class Built:
    seconds: float  # from its claim to its being ready
    processor: float  # seconds of it that the worker's processes took: load hardly changes them
    memory: int  # bytes: the most that one process of the worker held meanwhile
    pages: int
    size: int  # bytes of the PDF


def fill(slug: str, letters: int) -> None:
    """So many signers of the demonstration campaign, each with a letter of a page to Thailand."""
    from django.utils import timezone

    from campaign.letters.demo import load_demo_letters
    from campaign.letters.writing import Letters
    from campaign.pages.models import Campaign
    from tests.letters import carried

    campaign = Campaign.objects.get(slug=slug)
    load_demo_letters(campaign, now=timezone.now())
    written = Letters(campaign, today=timezone.now().date())
    letter = written.letter_to(
        written.addressee("tha"),
        signer_name=carried.LETTER["name"],
        signer_place=carried.LETTER["place"],
        personal_line="I was born there, and I have family on both sides of the border.",
    )
    carried.many_letters(campaign, letters, body=letter.body)


def build(slug: str) -> Built:
    """Ask for the dossier of what was filled in, and wait for a worker to build it."""
    from django.utils import timezone

    from campaign.letters import dossiers
    from campaign.letters.models import Dossier
    from campaign.pages.models import Campaign
    from tests.letters import carried

    dossier = dossiers.request_dossier(
        campaign=Campaign.objects.get(slug=slug),
        recipient=carried.recipient(),
        contents=Dossier.Contents.LETTERS,
        by=None,
        now=timezone.now(),
    )
    seconds, processor, memory = done_by_a_worker(dossier)
    built = Built(seconds, processor, memory, pages=dossier.pages, size=dossier.size)
    if sum(len(piece) for piece in dossiers.pieces(dossier)) != dossier.size:
        raise WrongAnswer("the dossier is not what was written")
    dossiers.destroy(dossier, by=None, now=timezone.now())
    return built


def done_by_a_worker(asked: object) -> tuple[float, float, int]:
    """(seconds of building it, processor seconds of the worker, the most bytes) for a dossier or
    an export that waits, by a real worker."""
    schedule = folders.var_dir() / "bench-schedule"
    log = folders.var_dir() / "bench-worker.log"
    worker = run.start_worker(dict(os.environ), schedule=schedule, log=log)
    try:
        seconds, memory = watch(asked, worker)
        processor = sum(processor_seconds(worker).values())
    finally:
        worker.stop(patience=10)
    return seconds, processor, memory


def watch(asked: object, worker: Server) -> tuple[float, int]:
    """(seconds of building a dossier or an export, the most bytes), while the worker is at it."""
    begun, most = 0.0, 0
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        asked.refresh_from_db()
        if not begun and asked.state == "building":
            begun = time.monotonic()
        if asked.is_ready:
            return time.monotonic() - begun, most
        if not asked.is_unfinished:
            raise WrongAnswer(f"what was asked for is {asked.state}: {asked.failure}")
        with contextlib.suppress(psutil.Error):
            most = max(most, *(process.memory_info().rss for process in family(worker)))
        time.sleep(0.1)
    raise WrongAnswer("what was asked for was not built in ten minutes")
