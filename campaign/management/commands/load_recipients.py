from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from campaign.letters.register_fields import RegisterFileError
from campaign.letters.registering import load_file
from campaign.management.console import database_in_words


class Command(BaseCommand):
    help = "Loads a register of recipients. What staff have checked is left as it is."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", help="a register, in the form of registers/asean.json")

    def handle(self, *args: Any, **options: Any) -> None:
        path = Path(options["file"])
        with database_in_words():
            try:
                changes = load_file(path, by=None, now=timezone.now())
            except RegisterFileError as error:
                raise CommandError(
                    "Nothing was loaded.\n" + "\n".join(f"  {line}" for line in error.problems)
                ) from error
            except OSError as error:
                raise CommandError(f"{path} cannot be read: {error.strerror}.") from error
        for change in changes:
            self.stdout.write(change.sentence)
        stored = sum(change.is_stored for change in changes)
        self.stdout.write(f"{stored} changes." if stored != 1 else "1 change.")
