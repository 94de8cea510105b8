"""Sealed bundles: signatures as they lie in the database, for whoever holds the organisation's key.

A bundle is one line of JSON that says what it is and whose keys open it; then a stream that only
they open (campaign/lib/encrypted_files.py); then the same few bytes at every end, by which a file
that was cut is known as one. In the stream: a line that repeats the SHA-256 of the first line, so
that nobody changes that on the way, and brings the words that rows need; one line for each
signature, its sealed part as it was when its signer sealed it; a last line with their number.
Whoever passes a bundle on reads its first line and nothing else.

docs/bundles.md has it byte for byte, for those who write a reader of their own; static/opener/ is
one, for a browser. Reading needs no database: it is done offline (manage.py open_sealed).
"""

import base64
import hashlib
import json
import os
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from itertools import islice
from typing import Any, BinaryIO
from uuid import UUID

from nacl.exceptions import CryptoError
from nacl.public import PrivateKey, PublicKey, SealedBox

from campaign.exports import rows
from campaign.exports.choosing import COLUMNS, HEADINGS
from campaign.exports.models import ExportJob
from campaign.lib import sealing
from campaign.lib.encrypted_files import Encrypting, decrypted
from campaign.lib.key_files import fingerprint
from campaign.lib.sealing import CannotOpen

VERSION = 2
LONGEST_FIRST_LINE = 64 * 1024  # bytes
END = b'\n{"undersigned":"end of bundle"}\n'

Pass = Callable[[Iterable[Any]], Iterator[Any]]


_AMISS = (ValueError, KeyError, TypeError, OverflowError)  # JSON, and not as we write it


class NotABundle(Exception):
    """Something else, or one of another version."""


# --- Written here ---------------------------------------------------------------------------


def write(job: ExportJob, sink: Any, tell: Pass) -> None:
    """All that `job` asks for, unopened. tell: what each row passes through on its way."""
    wanted = {"filters": job.wanted, "as_of": job.requested_at}
    key = sealing.new_secret()
    places = {}
    keys = []
    sealed_to = [*rows.keys_of(job.campaign, **wanted)]
    # A bundle of nobody opens, too, and says so.
    for place, each in enumerate(sealed_to or filter(None, [job.campaign.sealing_key])):
        public = bytes(each.public_key)
        places[each.id] = place
        sealed_key = SealedBox(PublicKey(public)).encrypt(key)
        keys.append({"public_key": _text(public), "stream_key": _text(sealed_key)})
    wordings = rows.wordings_for(job.wanted)
    first_line = _line(_about(job) | {"keys": keys})
    sink.write(first_line)
    with Encrypting(sink, key) as stream:
        words = rows.Words.in_language(job.campaign.main_language, wordings)
        stream.write(_line({"first_line": _checksum(first_line), "words": words.as_json()}))
        written = 0
        for read in tell(rows.unopened(job.campaign, **wanted)):
            stream.write(_line(_as_json(read, places, wordings)))
            written += 1
        stream.write(_line({"rows": written}))
    sink.write(END)


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


def _as_json(
    read: tuple[Any, ...], places: Mapping[int, int], wordings: Mapping[int, str]
) -> dict[str, Any]:
    fields = dict(zip(rows.READ, read, strict=True))
    return fields | {
        "id": fields["id"].hex,
        "sealing_key_id": places[fields["sealing_key_id"]],
        "sealed": _text(bytes(fields["sealed"])),
        "created_at": fields["created_at"].isoformat(),
        "confirmed_at": fields["confirmed_at"].isoformat(),
        "agreed_to": [each for each in fields["agreed_to"] or () if each in wordings],
    }


# --- Opened offline -------------------------------------------------------------------------


class Bundle:
    """One that is open for reading; `about` is what its first line says."""

    def __init__(self, file: BinaryIO) -> None:
        """file: one that can be gone back in. Raises NotABundle."""
        self._file = file
        self._first_line = file.readline(LONGEST_FIRST_LINE)
        try:
            self.about = json.loads(self._first_line)
            is_ours = self.about["undersigned"] == "bundle"
            version = int(self.about["version"])
        except (*_AMISS, RecursionError) as error:
            raise NotABundle("This is no sealed bundle.") from error
        if not is_ours:
            raise NotABundle("This is no sealed bundle.")
        if version != VERSION:
            which = "a later" if version > VERSION else "an earlier"
            raise NotABundle(f"This bundle was written by {which} version of Undersigned.")
        try:
            self._keys = [
                (base64.b64decode(each["public_key"]), base64.b64decode(each["stream_key"]))
                for each in self.about["keys"]
            ]
            self.slug, self.rows = str(self.about["slug"]), int(self.about["rows"])
        except _AMISS as error:
            raise NotABundle("This is no sealed bundle, or its first line was changed.") from error

    def key_fingerprints(self) -> list[str]:
        """Of all keys that are needed to open all of it."""
        return [fingerprint(public) for public, _sealed in self._keys]

    def open(self, private_keys: Iterable[bytes], *, preset: str = "") -> "Opened":
        """What is in it, in the columns it was asked for with, or in those of `preset`. Raises
        CannotOpen, naming what is wrong: another key, a first line that was changed."""
        held = {bytes(PrivateKey(private).public_key): private for private in private_keys}
        self.check_keys(held)
        needed = [public for public, _sealed in self._keys]
        stream_key = _unsealed(held[needed[0]], self._keys[0][1])
        lines = self._lines(stream_key)
        try:
            bound = json.loads(next(lines))
            is_as_written = bound["first_line"] == _checksum(self._first_line)
            words = rows.Words.from_json(bound["words"])
        except (StopIteration, ValueError, KeyError, TypeError) as error:
            raise CannotOpen("it does not begin as Undersigned writes bundles") from error
        if not is_as_written:
            raise CannotOpen("its first line was changed")
        return Opened(
            self.about,
            lines,
            openers={n: sealing.Opener(held[public]) for n, public in enumerate(needed)},
            columns=COLUMNS[preset] if preset else self.about["columns"],
            words=words,
        )

    def check_keys(self, public_keys: Collection[bytes]) -> None:
        """Are these enough? Raises CannotOpen, with the fingerprints of what is needed and given;
        so early that nobody types a passphrase in vain."""
        held = {fingerprint(public) for public in public_keys}
        missing = [each for each in self.key_fingerprints() if each not in held]
        if len(missing) == len(self._keys):
            needed = ", ".join(missing) or "no key at all"
            given = ", ".join(sorted(held)) or "none"
            raise CannotOpen(f"another key: this bundle opens with {needed}; given was {given}")
        if missing:
            raise CannotOpen(f"a key is missing: some rows open only with {', '.join(missing)}")

    def _lines(self, stream_key: bytes) -> Iterator[bytes]:
        begin = self._file.tell()
        end = self._file.seek(-len(END), os.SEEK_END)
        if end < begin or self._file.read() != END:
            raise CannotOpen("cut short: its end is missing")
        self._file.seek(begin)
        number, left = 0, b""
        try:
            for piece in decrypted(_Until(self._file, end), stream_key):
                *whole, left = (left + piece).split(b"\n")
                yield from whole
                number += len(whole)
        except CannotOpen as error:  # not by another key: this one came sealed to ours
            raise CannotOpen(
                f"it was changed on the way, after row {max(number - 1, 0):,}"
            ) from error


class Opened:
    """A bundle that is being opened: its columns, and row after row, once."""

    def __init__(
        self,
        about: Mapping[str, Any],
        lines: Iterator[bytes],
        *,
        openers: dict[int, sealing.Opener],
        columns: Sequence[str],
        words: rows.Words,
    ) -> None:
        self.columns = columns
        # A bundle from before there was such a column does not bring its heading. What stands in
        # it is made of what each row has had all along.
        self.headings = [words.headings.get(each) or str(HEADINGS[each]) for each in columns]
        self._lines, self._openers, self._campaign = lines, openers, about["campaign"]
        self._as_row = rows.Layout(
            columns, about["name_display"], words=words, zone=about["time_zone"]
        )

    def rows(self) -> Iterator[rows.Row]:
        """Raises CannotOpen, naming what is wrong: a row from elsewhere, one that was changed, a
        bundle that was cut short. Until it has ended well nobody may take it for whole."""
        with ThreadPoolExecutor(rows.THREADS, thread_name_prefix="opening") as pool:
            yield from rows.opened(
                self._batches(), pool, self._openers, self._campaign, self._as_row
            )

    def _batches(self) -> Iterator[list[tuple[Any, ...]]]:
        there = self._read()
        while batch := list(islice(there, rows.BATCH)):
            yield batch

    def _read(self) -> Iterator[tuple[Any, ...]]:
        number, said = 0, None
        for line in self._lines:
            number += 1
            try:
                fields = json.loads(line)
                if [*fields] == ["rows"]:
                    said = fields["rows"]
                    continue
                fields.setdefault("agreed_to", [])  # there were bundles before there were partners
                fields["id"] = UUID(hex=fields["id"])
                fields["sealed"] = base64.b64decode(fields["sealed"])
                for name in ("created_at", "confirmed_at"):
                    fields[name] = datetime.fromisoformat(fields[name])
                yield tuple([fields[name] for name in rows.READ])
            except (ValueError, KeyError, TypeError, AttributeError) as error:
                raise CannotOpen(f"row {number} is not as Undersigned writes it") from error
        if said != number - 1:
            raise CannotOpen("cut short, or rows were added")


class _Until:
    """A file that ends earlier."""

    def __init__(self, file: BinaryIO, end: int) -> None:
        self._file, self._left = file, end - file.tell()

    def read(self, size: int) -> bytes:
        content = self._file.read(min(size, self._left))
        self._left -= len(content)
        return content


def _unsealed(private: bytes, sealed_key: bytes) -> bytes:
    try:
        return SealedBox(PrivateKey(private)).decrypt(sealed_key)
    except (CryptoError, ValueError, TypeError) as error:
        raise CannotOpen("its first line was changed") from error


def _checksum(first_line: bytes) -> str:
    """Of all of its bytes, the one that ends it among them."""
    return hashlib.sha256(first_line).hexdigest()


def _line(content: dict[str, Any]) -> bytes:
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def _text(raw: bytes) -> str:
    return base64.b64encode(raw).decode()
