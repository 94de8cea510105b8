from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from campaign.public.opener_file import opener_file


class Command(BaseCommand):
    help = (
        "Writes the page that opens sealed bundles into one file, for a machine without network, "
        "and prints its SHA-256. It needs neither database nor settings."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--output", required=True, metavar="FILE")
        parser.add_argument(
            "--language",
            default=settings.LANGUAGE_CODE,
            choices=[code for code, _name in settings.LANGUAGES],
        )

    def handle(self, *args: Any, **options: Any) -> None:
        built = opener_file(options["language"])
        if not built.is_complete:
            raise CommandError(
                "The library that opens bundles was not fetched yet: run `python -m config.assets`."
            )
        try:
            Path(options["output"]).write_bytes(built.content)
        except OSError as error:
            raise CommandError(f"{options['output']}: {error.strerror}.") from error
        self.stdout.write(f"{built.sha256}  {options['output']}")
