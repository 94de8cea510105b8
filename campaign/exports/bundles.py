"""Sealed bundles: signatures as they lie in the database, for whoever holds the organisation's key.

A bundle is one line of JSON that says what it is and whose keys open it, then a stream that only
they open (campaign/lib/encrypted_files.py): one line of JSON for each signature, the sealed part as
it was when its signer sealed it, and a last line with their number. Whoever passes it on reads what
the first line says and nothing else.

    {"undersigned": "bundle", "version": 1, "campaign": 7, "slug": …, "rows": 120, "keys": [
        {"public_key": "…", "stream_key": "… sealed to it"}], "preset": …,
        "columns": ["name", …], "language": …}

Reading needs no database: it is done offline (manage.py open_sealed).
"""

import base64
import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from itertools import islice
from typing import Any, BinaryIO
from uuid import UUID

from nacl.exceptions import CryptoError
from nacl.public import PrivateKey, PublicKey, SealedBox

from campaign.exports import rows
from campaign.exports.choosing import COLUMNS
from campaign.exports.models import ExportJob
from campaign.lib import sealing
from campaign.lib.encrypted_files import Encrypting, decrypted
from campaign.lib.sealing import CannotOpen

VERSION = 1
LONGEST_FIRST_LINE = 64 * 1024  # bytes

Pass = Callable[[Iterable[Any]], Iterator[Any]]


class NotABundle(Exception):
    """Something else, or one of a later version."""


# --- Written here ---------------------------------------------------------------------------


def write(job: ExportJob, sink: Any, tell: Pass) -> None:
    """All that `job` asks for, unopened. tell: what each row passes through on its way."""
    wanted = {"filters": job.wanted, "as_of": job.requested_at}
    key = sealing.new_secret()
    places = {}
    keys = []
    for place, each in enumerate(rows.keys_of(job.campaign, **wanted)):
        public = bytes(each.public_key)
        places[each.id] = place
        sealed_key = SealedBox(PublicKey(public)).encrypt(key)
        keys.append({"public_key": _text(public), "stream_key": _text(sealed_key)})
    sink.write(_line(_about(job) | {"keys": keys}))
    with Encrypting(sink, key) as stream:
        written = 0
        for read in tell(rows.unopened(job.campaign, **wanted)):
            stream.write(_line(_as_json(read, places)))
            written += 1
        stream.write(_line({"rows": written}))


def _about(job: ExportJob) -> dict[str, Any]:
    return {
        "undersigned": "bundle",
        "version": VERSION,
        "campaign": job.campaign_id,
        "slug": job.campaign.slug,
        "written_for": job.requested_at.isoformat(timespec="seconds"),
        "rows": job.rows_total,
        "preset": job.preset,
        "columns": list(job.all_columns),
        "name_display": job.name_display,
        "language": job.campaign.main_language,
        "time_zone": job.campaign.time_zone,
    }


def _as_json(read: tuple[Any, ...], places: Mapping[int, int]) -> dict[str, Any]:
    fields = dict(zip(rows.READ, read, strict=True))
    return fields | {
        "id": fields["id"].hex,
        "sealing_key_id": places[fields["sealing_key_id"]],
        "sealed": _text(bytes(fields["sealed"])),
        "created_at": fields["created_at"].isoformat(),
        "confirmed_at": fields["confirmed_at"].isoformat(),
    }


# --- Opened offline -------------------------------------------------------------------------


class Bundle:
    """One that is open for reading; `about` is what its first line says."""

    def __init__(self, file: BinaryIO) -> None:
        """Raises NotABundle."""
        self._file = file
        try:
            self.about = json.loads(file.readline(LONGEST_FIRST_LINE))
            is_ours = self.about["undersigned"] == "bundle"
            self._keys = [
                (base64.b64decode(each["public_key"]), base64.b64decode(each["stream_key"]))
                for each in self.about["keys"]
            ]
        except (ValueError, KeyError, TypeError) as error:
            raise NotABundle("This is no sealed bundle.") from error
        if not is_ours or self.about["version"] != VERSION:
            raise NotABundle("This bundle was written by a later version of Undersigned.")

    def key_fingerprints(self) -> list[str]:
        """Of all keys that are needed to open all of it."""
        return [fingerprint(public) for public, _sealed in self._keys]

    def columns(self, preset: str = "") -> tuple[str, ...]:
        """Those it was asked for with, or a preset's. Bundles of before say only their preset."""
        if preset:
            return COLUMNS[preset]
        return tuple(self.about.get("columns") or COLUMNS[self.about["preset"]])

    def opened(self, private_keys: Iterable[bytes], *, preset: str = "") -> Iterator[rows.Row]:
        """In the columns of its preset, or of another one. Raises CannotOpen, naming what is wrong:
        another key, a row from elsewhere, one that was changed, a bundle that was cut short."""
        openers: dict[int, sealing.Opener] = {}
        stream_key = None
        for private in private_keys:
            public = bytes(PrivateKey(private).public_key)
            for place, (each, sealed_key) in enumerate(self._keys):
                if each == public:
                    openers[place] = sealing.Opener(private)
                    stream_key = _unsealed(private, sealed_key)
        if stream_key is None:
            needed = ", ".join(self.key_fingerprints())
            raise CannotOpen(f"another key: this bundle opens with {needed}")
        as_row = rows.Layout(
            self.columns(preset),
            self.about["name_display"],
            language=self.about["language"],
            zone=self.about["time_zone"],
        )
        with ThreadPoolExecutor(rows.THREADS, thread_name_prefix="opening") as pool:
            batches = self._batches(stream_key)
            yield from rows.opened(batches, pool, openers, self.about["campaign"], as_row)

    def _batches(self, stream_key: bytes) -> Iterator[list[tuple[Any, ...]]]:
        there = self._read(stream_key)
        while batch := list(islice(there, rows.BATCH)):
            yield batch

    def _read(self, stream_key: bytes) -> Iterator[tuple[Any, ...]]:
        number, said = 0, None
        for line in _lines(decrypted(self._file, stream_key)):
            fields = json.loads(line)
            if [*fields] == ["rows"]:
                said = fields["rows"]
                continue
            number += 1
            fields["id"] = UUID(hex=fields["id"])
            fields["sealed"] = base64.b64decode(fields["sealed"])
            for name in ("created_at", "confirmed_at"):
                fields[name] = datetime.fromisoformat(fields[name])
            yield tuple(fields[name] for name in rows.READ)
        if said != number:
            raise CannotOpen("cut short")


def fingerprint(public_key: bytes) -> str:
    """What owners compare: 1f2e 3d4c 5b6a 7988."""
    digest = hashlib.sha256(public_key).hexdigest()[:16]
    return " ".join(digest[start : start + 4] for start in range(0, 16, 4))


def _unsealed(private: bytes, sealed_key: bytes) -> bytes:
    try:
        return SealedBox(PrivateKey(private)).decrypt(sealed_key)
    except CryptoError as error:
        raise CannotOpen("its first line was changed") from error


def _lines(pieces: Iterable[bytes]) -> Iterator[bytes]:
    left = b""
    for piece in pieces:
        *whole, left = (left + piece).split(b"\n")
        yield from whole
    if left:
        raise CannotOpen("cut short")


def _line(content: dict[str, Any]) -> bytes:
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def _text(raw: bytes) -> str:
    return base64.b64encode(raw).decode()
