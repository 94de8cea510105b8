import mailbox
import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from campaign.management.console import database_in_words
from campaign.signatures import bounce_mail

TRY_AGAIN = 75  # what a mail server understands as "keep it, and try later" (EX_TEMPFAIL)


class Command(BaseCommand):
    help = (
        "Reads mail that came back, from a Maildir, an mbox or standard input, and deletes it. "
        "Whoever cannot be reached gets no more news. See docs/mail.md."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        source = parser.add_mutually_exclusive_group()
        source.add_argument("--maildir", metavar="FOLDER", help="read and empty this Maildir")
        source.add_argument("--mbox", metavar="FILE", help="read and empty this mbox file")
        parser.add_argument(
            "--to",
            default="",
            metavar="ADDRESS",
            help="whom the one message on standard input was for, as the mail server knows it",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.now()
        try:
            with database_in_words():
                if folder := options["maildir"]:
                    read = bounce_mail.read_maildir(folder, now=now)
                elif path := options["mbox"]:
                    read = bounce_mail.read_mbox(path, now=now)
                else:
                    read = bounce_mail.read_pipe(sys.stdin.buffer, to=options["to"], now=now)
        except (OSError, mailbox.Error) as error:
            raise CommandError("There is no mail to be read.", returncode=TRY_AGAIN) from error
        except CommandError as error:
            raise CommandError(str(error), returncode=TRY_AGAIN) from error
        self.stdout.write(f"{read.reports} came back, {read.others} other messages.")
