import getpass
import os
import sys
import tempfile
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import translation

from campaign.exports import writing
from campaign.exports.building import Told
from campaign.exports.bundles import Bundle, NotABundle
from campaign.exports.choosing import Format, Preset, headings
from campaign.lib import key_files
from campaign.lib.sealing import CannotOpen
from campaign.management.console import Bar

PASSPHRASE = "SEALED_PASSPHRASE"  # noqa: S105 - its name, for scripts; people are asked


class Command(BaseCommand):
    help = (
        "Opens a sealed bundle with your organisation's key file. It asks no server and no "
        "database: do it on a machine without network."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("bundle", metavar="BUNDLE")
        parser.add_argument(
            "--key",
            dest="keys",
            metavar="FILE",
            action="append",
            required=True,
            help="a key file; several times where the key was changed",
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
        try:
            keys = [self.key_in(Path(file)) for file in options["keys"]]
            with Path(options["bundle"]).open("rb") as file:
                bundle = Bundle(file)
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

    def key_in(self, file: Path) -> bytes:
        content = file.read_bytes()
        passphrase = os.environ.get(PASSPHRASE) or getpass.getpass(f"Passphrase of {file.name}: ")
        return key_files.unprotected(content, passphrase)

    def write(
        self, bundle: Bundle, keys: list[bytes], preset: str, format: str, output: Path
    ) -> int:
        """A whole file or none, readable to nobody else; the number of rows in it."""
        columns = bundle.columns(preset)
        told = Told(Bar(bundle.about["rows"], self.stderr, sys.stderr.isatty()))
        descriptor, path = tempfile.mkstemp(dir=output.parent, prefix=f".{output.name}.")
        unfinished = Path(path)
        try:
            with (
                os.fdopen(descriptor, "wb") as file,
                translation.override(bundle.about["language"]),
            ):
                writing.write(
                    told.each(bundle.opened(keys, preset=preset)),
                    file,
                    format=format,
                    columns=columns,
                    headings=headings(columns),
                    title=bundle.about["slug"],
                )
            unfinished.replace(output)
        finally:
            unfinished.unlink(missing_ok=True)
        return told.done
