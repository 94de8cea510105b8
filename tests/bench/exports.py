"""Lists of signers: a worker opens and writes them, against PostgreSQL's own COPY of the same rows.

Django is set up when this module is imported.
"""

import os
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256

import uuid_utils.compat
from django.db import connection
from django.utils import timezone

from campaign.exports import jobs
from campaign.exports.choosing import Filters, Preset
from campaign.lib import sealing
from campaign.pages.models import Campaign
from campaign.signatures.models import Signature
from config import run, services
from tests.bench.handover import watch
from tests.bench.measuring import WrongAnswer
from tests.bench.surroundings import processor_seconds

BATCH = 1_000
COPY = "COPY (SELECT * FROM campaign_signature WHERE campaign_id = %s) TO STDOUT"


@dataclass(frozen=True)
class Written:
    seconds: float
    processor: float  # seconds
    memory: int  # bytes, of all the worker's processes
    rows: int


def fill(slug: str, many: int) -> None:
    """That many signers who confirmed, sealed as signing seals them."""
    campaign = Campaign.objects.get(slug=slug)
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        for start in range(0, many, BATCH):
            there = pool.map(lambda n: _signer(campaign, n), range(start, min(start + BATCH, many)))
            Signature.objects.bulk_create(there)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM (ANALYZE) campaign_signature")


def _signer(campaign: Campaign, n: int) -> Signature:
    number, at = uuid_utils.compat.uuid7(), timezone.now() - timedelta(minutes=n % 8000)
    fields = {"name": f"Ann Example {n}", "email": f"signer{n}@example.org", "affiliation": ""}
    public = bytes(campaign.sealing_key.public_key)
    return Signature(
        id=number,
        campaign=campaign,
        sealing_key_id=campaign.sealing_key_id,
        state=Signature.State.CONFIRMED,
        sealed=sealing.seal(public, campaign=campaign.id, signature=number, fields=fields),
        fingerprint=sha256(number.bytes).digest(),
        country=("TH", "VN", "MM", "TL", "PH", "ID", "MY")[n % 7],
        language="en",
        source="export",
        created_at=at,
        confirmed_at=at,
        counted_at=at,
        mailed_at=[at],
    )


def write(slug: str, format: str) -> Written:
    """Ask for all that signers gave, and wait for a worker to write it."""
    job = jobs.request_export(
        campaign=Campaign.objects.get(slug=slug),
        format=format,
        preset=Preset.FULL,
        filters=Filters(sources=("export",)),
        purpose="Measuring",
        by=None,
        now=timezone.now(),
    )
    schedule = services.var_dir() / "bench-schedule"
    log = services.var_dir() / "bench-worker.log"
    worker = run.start_worker(dict(os.environ), schedule=schedule, log=log)
    try:
        seconds, memory = watch(job, worker)
        processor = sum(processor_seconds(worker).values())
    finally:
        worker.stop(patience=10)
    if jobs.folder().path_of(job.id).stat().st_size < job.size:
        raise WrongAnswer("the export is not what was written")
    jobs.destroy(job, by=None, now=timezone.now())
    return Written(seconds, processor, memory, rows=job.rows_total)


def copy(slug: str) -> float:
    """Seconds in which PostgreSQL itself passes on the same rows, sealed as they are."""
    campaign = Campaign.objects.get(slug=slug)
    connection.ensure_connection()
    begun = time.monotonic()
    with connection.connection.cursor() as cursor, cursor.copy(COPY, [campaign.id]) as rows:
        for _piece in rows:
            pass
    return time.monotonic() - begun
