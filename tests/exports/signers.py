"""A campaign with signers to export, and what is in a file once it is opened."""

import csv
import io
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import python_calamine
import uuid_utils.compat
from django.utils import timezone

from campaign.accounts.models import SealingKey
from campaign.exports import building, bundles, jobs
from campaign.exports.choosing import COLUMNS, Filters, Preset
from campaign.exports.models import ExportJob
from campaign.lib import key_files, sealing
from campaign.pages.models import Campaign
from campaign.signatures.models import Signature

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)


def signer(campaign: Campaign, name: str, **fields: Any) -> Signature:
    """Confirmed and counted, straight into the table; `email` and `affiliation` are sealed."""
    there = _unsaved(campaign, name, **fields)
    there.save(force_insert=True)
    return there


def many_signers(campaign: Campaign, many: int) -> None:
    """Signer 0, Signer 1, and so on."""
    numbers = range(many)
    there = (_unsaved(campaign, f"Signer {n}") for n in numbers)
    Signature.objects.bulk_create(there, batch_size=1000)


def _unsaved(campaign: Campaign, name: str, **fields: Any) -> Signature:
    number = uuid_utils.compat.uuid7()
    sealed = {
        "name": name,
        "email": fields.pop("email", f"{number.hex}@example.org"),
        "affiliation": fields.pop("affiliation", ""),
    }
    at = fields.pop("at", NOW - timedelta(days=1))
    return Signature(
        id=number,
        campaign=campaign,
        sealing_key=campaign.sealing_key,
        sealed=sealing.seal(
            bytes(campaign.sealing_key.public_key),
            campaign=campaign.id,
            signature=number,
            fields=sealed,
        ),
        fingerprint=number.bytes,
        **{
            "state": "confirmed",
            "country": "TH",
            "language": "en",
            "created_at": at - timedelta(minutes=5),
            "confirmed_at": at,
            "mailed_at": [],
        }
        | fields,
    )


def offline_key(campaign: Campaign, folder: Path, name: str = "key") -> Path:
    """The campaign seals to it from now on; its file, which "four words" open."""
    public, private = sealing.new_keypair()
    campaign.sealing_key = SealingKey.objects.create(
        organisation=campaign.organisation, custody="offline", public_key=public
    )
    campaign.save()
    file = folder / name
    file.write_bytes(key_files.protected(private, "four words", memory=8 * 1024 * 1024))
    return file


def asked(campaign: Campaign, *, filters: Filters | None = None, **fields: Any) -> ExportJob:
    fields = {"format": "csv", "preset": "full", "purpose": "For the embassy", "by": None} | fields
    fields.setdefault("now", NOW)
    return jobs.request_export(campaign=campaign, filters=filters or Filters(), **fields)


def built(campaign: Campaign, **fields: Any) -> ExportJob:
    """Asked for just now, and written by the worker."""
    job = asked(campaign, **{"now": timezone.now()} | fields)
    assert building.build_next()
    job.refresh_from_db()
    return job


def content(job: ExportJob) -> bytes:
    """What its file holds, without taking it."""
    return b"".join(jobs.folder().content_of(job))


def table(content: bytes, format: str) -> list[list[Any]]:
    """Headings, then rows, as whoever receives the file sees them."""
    if format == "xlsx":
        book = python_calamine.load_workbook(io.BytesIO(content))
        return book.get_sheet_by_index(0).to_python(skip_empty_area=False)
    if format == "jsonl":
        lines = [json.loads(line) for line in content.decode().splitlines()]
        return [[*lines[0]], *([*line.values()] for line in lines)] if lines else []
    return [*csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""))]


def actions_of(campaign: Campaign) -> list[str]:
    """What the record says of it, in order."""
    return [*campaign.audit_events.order_by("id").values_list("action", flat=True)]


def as_the_first_were(patch: pytest.MonkeyPatch) -> None:
    """Bundles are written as before there were partners, paper, and numbers of signatures."""
    newer = {"agreed_to", "origin", "signature", "wordings"}
    line = bundles._line

    def older(said: dict[str, Any]) -> bytes:
        if words := said.get("words"):
            headings = {k: v for k, v in words["headings"].items() if k not in newer}
            words = {k: v for k, v in words.items() if k not in newer}
            said = said | {"words": words | {"headings": headings}}
        return line({name: value for name, value in said.items() if name not in newer})

    patch.setattr(bundles, "_line", older)
    columns = tuple(each for each in COLUMNS[Preset.FULL] if each not in newer)
    patch.setitem(COLUMNS, Preset.FULL, columns)
