import getpass
import os
import sys
import tempfile
from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from nacl.public import PrivateKey

from campaign.exports import writing
from campaign.exports.building import Told
from campaign.exports.bundles import Bundle, NotABundle
from campaign.exports.choosing import Format, Preset
from campaign.lib import key_files
from campaign.lib.sealing import CannotOpen
from campaign.management.console import Bar

PASSPHRASE = "SEALED_PASSPHRASE"  # noqa: S105 - its name, for scripts; people are asked


class Command(BaseCommand):
    help = (
        "Opens a sealed bundle with your organisation's key file. It asks no server and no "
        "database, and needs no settings: do it on a machine without network."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("bundle", metavar="BUNDLE")
        parser.add_argument(
            "--key",
            dest="keys",
            metavar="FILE",
            action="append",
            default=[],
            help="a key file; several times where the key was changed",
        )
        parser.add_argument(
            "--recovery",
            action="store_true",
            help="asks for the recovery code that was printed with the key, in place of its file",
        )
        parser.add_argument("--output", required=True, metavar="FILE")
        parser.add_argument(
            "--format", default=Format.CSV, choices=[Format.CSV, Format.XLSX, Format.JSONL]
        )
        parser.add_argument(
            "--preset",
            default="",
            choices=[Preset.DELIVERY, Preset.MAILING, Preset.FULL],
            help="other columns than it was asked for with",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        output = Path(options["output"])
        if not options["keys"] and not options["recovery"]:
            raise CommandError("Say which key opens it: --key FILE, or --recovery.")
        try:
            with Path(options["bundle"]).open("rb") as file:
                bundle = Bundle(file)
                keys = self.keys(bundle, options["keys"], options["recovery"])
                done = self.write(bundle, keys, options["preset"], options["format"], output)
        except NotABundle as error:
            raise CommandError(str(error)) from error
        except CannotOpen as error:
            raise CommandError(f"It does not open: {error}. Nothing was written.") from error
        except FileNotFoundError as error:
            raise CommandError(f"There is no file {error.filename}.") from error
        except OSError as error:
            raise CommandError(f"{error.filename or output}: {error.strerror}.") from error
        self.stderr.write(f"{done:,} rows in {output}")

    def keys(self, bundle: Bundle, files: list[str], with_code: bool) -> list[bytes]:
        """The private keys that it needs. Raises CannotOpen, before anybody is asked for the
        passphrase of a key that does not fit."""
        contents = {Path(file): Path(file).read_bytes() for file in files}
        publics = {file: key_files.public_key_in(content) for file, content in contents.items()}
        typed = [key_files.from_recovery_code(_code())] if with_code else []
        bundle.check_keys(
            [*publics.values(), *(bytes(PrivateKey(key).public_key) for key in typed)]
        )
        needed = set(bundle.key_fingerprints())
        return typed + [
            key_files.unprotected(contents[file], _passphrase(file))
            for file, public in publics.items()
            if key_files.fingerprint(public) in needed
        ]

    def write(
        self, bundle: Bundle, keys: list[bytes], preset: str, format: str, output: Path
    ) -> int:
        """A whole file or none, readable to nobody else; the number of rows in it."""
        opened = bundle.open(keys, preset=preset)
        told = Told(Bar(bundle.rows, self.stderr, sys.stderr.isatty()))
        descriptor, path = tempfile.mkstemp(dir=output.parent, prefix=f".{output.name}.")
        unfinished = Path(path)
        try:
            with os.fdopen(descriptor, "wb") as file:
                writing.write(
                    told.each(opened.rows()),
                    file,
                    format=format,
                    columns=opened.columns,
                    headings=opened.headings,
                    title=bundle.slug,
                )
            unfinished.replace(output)
        finally:
            unfinished.unlink(missing_ok=True)
        return told.done


def _passphrase(file: Path) -> str:
    return os.environ.get(PASSPHRASE) or getpass.getpass(f"Passphrase of {file.name}: ")


def _code() -> str:
    """As it is printed, a line at a time; or all of it in the first one."""
    return "\n".join(_typed_lines())


def _typed_lines() -> Iterator[str]:
    length = 0
    for number in range(1, key_files.LINES + 1):
        try:
            line = input(f"Recovery code, line {number} of {key_files.LINES}: ")
        except EOFError as error:
            raise CommandError("The recovery code was not typed to its end.") from error
        yield line
        length += len(line.replace(" ", ""))
        if length >= key_files.LINES * key_files.LINE_LENGTH:
            return
