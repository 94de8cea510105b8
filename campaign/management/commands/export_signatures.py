import os
import sys
import tempfile
from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from campaign.exports import jobs
from campaign.exports.building import Told, write_to
from campaign.exports.choosing import (
    Consent,
    Contradiction,
    Filters,
    Format,
    Group,
    NameDisplay,
    Preset,
)
from campaign.exports.jobs import CannotExport
from campaign.exports.models import ExportJob
from campaign.lib.sealing import CannotOpen
from campaign.management.console import Bar, database_in_words
from campaign.pages.models import Campaign


class Command(BaseCommand):
    help = (
        "Writes a campaign's signatures into a file, in clear unless sealed: keep it as you would "
        "keep the names. Owners of the organisation are told."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("slug", help="of the campaign: …/c/SLUG/")
        parser.add_argument("--format", required=True, choices=Format.values)
        parser.add_argument("--output", required=True, metavar="FILE")
        parser.add_argument("--preset", default=Preset.FULL, choices=Preset.values)
        parser.add_argument("--names", default=NameDisplay.AS_SIGNED, choices=NameDisplay.values)
        parser.add_argument("--purpose", default="Not said", help="for the record")
        parser.add_argument("--group", default=Group.STANDING, choices=Group.values)
        parser.add_argument("--since", type=date.fromisoformat, metavar="2026-01-31")
        parser.add_argument("--until", type=date.fromisoformat, metavar="2026-12-31")
        parser.add_argument("--country", action="append", default=[], help="several times: any")
        parser.add_argument("--language", action="append", default=[], help="likewise")
        parser.add_argument("--source", action="append", default=[], help="likewise")
        parser.add_argument("--consent", default="", choices=[Consent.YES, Consent.NO])
        parser.add_argument(
            "--mark", action="store_true", help="begin CSV with the mark that Excel looks for"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        output = Path(options["output"])
        if not output.parent.is_dir():
            raise CommandError(f"There is no folder {output.parent}.")
        with database_in_words():
            try:
                job, total = self.asked(options)
                done = self.write(job, total, output)
            except Contradiction as error:
                raise CommandError(f"--{error.field}: {error.sentence}") from error
            except CannotExport as error:
                raise CommandError(str(error)) from error
            except CannotOpen as error:
                raise CommandError(
                    "A signature could not be opened: is SEALING_KEY the right one? "
                    "Nothing was written."
                ) from error
            except OSError as error:
                raise CommandError(
                    f"{output} cannot be written: {error.strerror}. Nothing was left there."
                ) from error
        self.stderr.write(f"{done:,} rows in {output}")

    def asked(self, options: dict[str, Any]) -> tuple[ExportJob, int]:
        """The job, which is stored nowhere, and the number of signatures it is about."""
        campaign = Campaign.objects.select_related("organisation").filter(slug=options["slug"])
        if not campaign:
            raise CommandError(f"There is no campaign “{options['slug']}”.")
        filters = Filters(
            group=options["group"],
            since=options["since"],
            until=options["until"],
            countries=tuple(code.upper() for code in options["country"]),
            languages=tuple(options["language"]),
            sources=tuple(options["source"]),
            consent=options["consent"],
        )
        now = timezone.now()
        wanted = jobs.matching(
            campaign=campaign[0],
            format=options["format"],
            preset=options["preset"],
            name_display=options["names"],
            filters=filters,
            now=now,
        )
        job = ExportJob(
            campaign=campaign[0],
            format=options["format"],
            preset=options["preset"],
            name_display=options["names"],
            filters=filters.for_preset(options["preset"]).as_json(),
            with_mark=options["mark"],
            purpose=options["purpose"],
            requested_at=now,
        )
        return job, wanted.count()

    def write(self, job: ExportJob, total: int, output: Path) -> int:
        """A whole file or none, readable to nobody else; the number of rows in it."""
        told = Told(Bar(total, self.stderr, sys.stderr.isatty()))
        job.rows_total = total  # a bundle begins with it
        descriptor, path = tempfile.mkstemp(dir=output.parent, prefix=f".{output.name}.")
        unfinished = Path(path)
        try:
            with os.fdopen(descriptor, "wb") as file:
                write_to(file, job, tell=told)
            job.rows_total = told.done
            jobs.record_written(job, now=timezone.now())
            unfinished.replace(output)
        finally:
            unfinished.unlink(missing_ok=True)
        return told.done
