"""Lists of signers: a worker opens and writes them, against PostgreSQL's own COPY of the same rows.

Django is set up when this module is imported.
"""

import os
import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory

import uuid_utils.compat
from django.db import connection
from django.utils import timezone

from campaign.accounts.models import SealingKey
from campaign.exports import jobs
from campaign.exports.building import Told, write_to
from campaign.exports.choosing import Filters, Preset
from campaign.exports.models import ExportJob
from campaign.lib import kept_files, sealing
from campaign.pages.models import Campaign
from campaign.signatures.models import Signature
from config import folders
from tests.bench import filling
from tests.bench.handover import done_by_a_worker
from tests.bench.measuring import WrongAnswer

LOT = 25_000  # signers that one process makes at once
OPENED = 20_000
COPY = "COPY (SELECT * FROM campaign_signature WHERE campaign_id = %s) TO STDOUT"


@dataclass(frozen=True)
class Written:
    seconds: float
    processor: float  # seconds
    memory: int  # bytes, of all the worker's processes
    rows: int


def fill(slug: str, many: int) -> None:
    """That many signers who confirmed, each sealed as signing seals them, by all cores at once."""
    campaign = Campaign.objects.select_related("sealing_key").get(slug=slug)
    at = timezone.now()
    pattern = _pattern(campaign, at)
    pattern.save(force_insert=True)
    fill_some = partial(
        filling.fill_some,
        url=folders.postgres_url(),
        public_key=bytes(campaign.sealing_key.public_key),
        campaign=campaign.id,
        pattern=pattern.id,
        columns=[field.column for field in Signature._meta.concrete_fields],
        at=at,
    )
    lots = [range(start, min(start + LOT, many)) for start in range(1, many, LOT)]
    with ProcessPoolExecutor(os.cpu_count(), mp_context=get_context("spawn")) as pool:
        list(pool.map(fill_some, lots))
    if (there := Signature.objects.filter(campaign=campaign, source="export").count()) != many:
        raise WrongAnswer(f"{there} signers are there to export, not {many}")
    with connection.cursor() as cursor:
        cursor.execute("VACUUM (ANALYZE) campaign_signature")


def _pattern(campaign: Campaign, at: datetime) -> Signature:
    """The first of them, whose other columns all have."""
    number = uuid_utils.compat.uuid7()
    public = bytes(campaign.sealing_key.public_key)
    return Signature(
        id=number,
        campaign=campaign,
        sealing_key_id=campaign.sealing_key_id,
        state=Signature.State.CONFIRMED,
        sealed=filling.sealed(public, campaign.id, number, 0),
        fingerprint=filling.fingerprint(number),
        country=filling.COUNTRIES[0],
        language="en",
        source="export",
        created_at=at,
        confirmed_at=at,
        counted_at=at,
        mailed_at=[at],
    )


def opening(slug: str) -> float:
    """Sealed rows that one core opens in a second of its time."""
    key = SealingKey.objects.get(campaigns__slug=slug)
    there = Signature.objects.filter(campaign__slug=slug, source="export")
    some = list(there.values_list("id", "campaign_id", "sealed")[:OPENED])
    opener = sealing.Opener(key.private_key())
    begun = time.process_time()
    for signature, campaign, sealed in some:
        opener.open(sealed, campaign=campaign, signature=signature)
    return len(some) / (time.process_time() - begun)


def cost(slug: str, format: str) -> float:
    """Seconds of processor time that one row takes, reading, opening and writing together: in this
    process, in which nothing else goes on, of the rows of one country."""
    job = ExportJob(
        campaign=Campaign.objects.get(slug=slug),
        format=format,
        preset=Preset.FULL,
        filters=Filters(sources=("export",), countries=filling.COUNTRIES[:1]).as_json(),
        requested_at=timezone.now(),
    )
    told = Told(lambda done: None)
    with TemporaryDirectory() as folder:
        with kept_files.written(Path(folder) / "list", sealing.new_secret()) as sink:
            begun = time.process_time()
            write_to(sink, job, tell=told)
        return (time.process_time() - begun) / told.done


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
    seconds, processor, memory = done_by_a_worker(job)
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
