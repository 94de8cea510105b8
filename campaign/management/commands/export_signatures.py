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
    ALL_COLUMNS,
    Consent,
    Contradiction,
    Filters,
    Format,
    Group,
    NameDisplay,
    Preset,
    file_ending,
    settled,
)
from campaign.exports.handover.fitting import MissingFonts
from campaign.exports.jobs import CannotExport
from campaign.exports.models import ExportJob
from campaign.lib.sealing import CannotOpen
from campaign.lib.typesetting import CannotTypeset
from campaign.management.console import Bar, database_in_words
from campaign.pages.models import Campaign

# Where they are not named like the field.
OPTIONS = {"name_display": "names"}


class Command(BaseCommand):
    help = (
        "Writes a campaign's signatures into a file, in clear unless sealed: keep it as you would "
        "keep the names. Owners of the organisation are told."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("slug", help="of the campaign: …/c/SLUG/")
        parser.add_argument("--format", required=True, choices=Format.values)
        parser.add_argument("--output", required=True, metavar="FILE")
        parser.add_argument("--preset", choices=[each for each in Preset if each != Preset.OWN])
        parser.add_argument(
            "--columns",
            type=lambda said: tuple(each.strip() for each in said.split(",")),
            metavar="name,country",
            help=f"in place of a preset: {', '.join(ALL_COLUMNS)}",
        )
        parser.add_argument("--names", default=NameDisplay.AS_SIGNED, choices=NameDisplay.values)
        parser.add_argument("--handed-to", default="", help="stands on the PDF's first page")
        parser.add_argument("--purpose", default="Not said", help="for the record")
        parser.add_argument("--group", default=Group.STANDING, choices=Group.values)
        parser.add_argument("--since", type=date.fromisoformat, metavar="2026-01-31")
        parser.add_argument("--until", type=date.fromisoformat, metavar="2026-12-31")
        parser.add_argument("--country", action="append", default=[], help="several times: any")
        parser.add_argument("--language", action="append", default=[], help="likewise")
        parser.add_argument("--source", action="append", default=[], help="likewise")
        parser.add_argument("--consent", default="", choices=[Consent.YES, Consent.NO])
        parser.add_argument("--partner", metavar="NAME", help="only those who agreed to it")
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
                raise CommandError(
                    f"--{OPTIONS.get(error.field, error.field)}: {error.sentence}"
                ) from error
            except MissingFonts as error:
                raise CommandError(
                    f"Fonts are missing: {error}. `python -m config.assets` fetches them. "
                    "Nothing was written."
                ) from error
            except CannotTypeset as error:
                raise CommandError(
                    f"A page could not be set ({error}). Nothing was written."
                ) from error
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
        if file_ending(options["format"], done) == "zip":
            self.stderr.write("So many are several volumes: it is a ZIP file of PDFs.")

    def asked(self, options: dict[str, Any]) -> tuple[ExportJob, int]:
        """The job, which is stored nowhere, and the number of signatures it is about."""
        there = Campaign.objects.select_related("organisation").filter(slug=options["slug"])
        campaign = there.first()
        if campaign is None:
            raise CommandError(f"There is no campaign “{options['slug']}”.")
        filters = Filters(
            group=options["group"],
            since=options["since"],
            until=options["until"],
            countries=tuple(code.upper() for code in options["country"]),
            languages=tuple(options["language"]),
            sources=tuple(options["source"]),
            consent=options["consent"],
            partner=self.partner_in(campaign, options["partner"]),
        )
        now = timezone.now()
        asked = {
            "format": options["format"],
            "preset": self.preset_in(options),
            "columns": options["columns"] or (),
            "name_display": options["names"],
            "filters": filters,
        }
        wanted = jobs.matching(campaign=campaign, **asked, now=now)
        columns, filters = settled(**asked)
        job = ExportJob(
            campaign=campaign,
            **asked | {"columns": [*columns], "filters": filters.as_json()},
            with_mark=options["mark"],
            purpose=options["purpose"],
            handed_to=options["handed_to"],
            requested_at=now,
        )
        return job, wanted.count()

    def partner_in(self, campaign: Campaign, name: str | None) -> int | None:
        if name is None:
            return None
        partner = campaign.partners.filter(name=name).first()
        if partner is None:
            raise CommandError(f"The campaign has no partner “{name}”.")
        return partner.id

    def preset_in(self, options: dict[str, Any]) -> Preset:
        if options["columns"] and options["preset"]:
            raise CommandError("--columns are in place of a --preset: leave one of them out.")
        if options["columns"]:
            return Preset.OWN
        if options["preset"]:
            return Preset(options["preset"])
        return Preset.DELIVERY if options["format"] == Format.PDF else Preset.FULL

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
