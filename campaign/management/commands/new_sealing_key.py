import getpass
import os
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from campaign.accounts import keys
from campaign.accounts.keys import CannotUseKey
from campaign.accounts.models import Organisation
from campaign.lib import key_files, sealing
from campaign.lib.sealing import CannotOpen
from campaign.management.console import database_in_words

PASSPHRASE = "SEALED_PASSPHRASE"  # noqa: S105 - its name, for scripts; people are asked
SHORTEST = 16  # characters, as in a browser (static/js/keys.js)


class Command(BaseCommand):
    help = (
        "Makes a key that names are sealed to, in a file that a passphrase opens, and prints the "
        "recovery code for paper and the public half for the website. It needs no network: do it "
        "on a machine without one. With --organisation, on the server, the public half is taken in "
        "at once. With --from-paper the key is not new: it is the one on a recovery sheet. With "
        "--key and --tell it answers the website's question whether the key is saved."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--output", metavar="FILE", help="the key file to write")
        parser.add_argument(
            "--organisation", metavar="SLUG", help="on the server: whose key it is, by its address"
        )
        parser.add_argument(
            "--from-paper", action="store_true", help="write the key of a recovery code to a file"
        )
        parser.add_argument("--key", metavar="FILE", help="a key file that there is already")
        parser.add_argument("--tell", metavar="LINE", help="what the website shows, to be opened")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            if options["tell"] or options["key"]:
                self.tell(options)
            else:
                self.make(options)
        except CannotOpen as error:
            raise CommandError(f"{str(error)[:1].upper()}{str(error)[1:]}.") from error
        except OSError as error:
            raise CommandError(f"{error.filename}: {error.strerror}.") from error

    def tell(self, options: dict[str, Any]) -> None:
        if not (options["tell"] and options["key"]):
            raise CommandError("Say both: --key FILE --tell LINE.")
        content = Path(options["key"]).read_bytes()
        private = key_files.unprotected(content, self.passphrase(options["key"]))
        self.stdout.write(f"The word: {key_files.told(options['tell'], private)}")

    def make(self, options: dict[str, Any]) -> None:
        if not options["output"]:
            raise CommandError("Say with --output where the key file is to lie.")
        output = Path(options["output"])
        if output.exists():
            raise CommandError(f"{output} is there already, and may be a key. Nothing was written.")
        organisation = options["organisation"] and self.organisation(options["organisation"])
        private = self.from_paper() if options["from_paper"] else sealing.new_keypair()[1]
        self.write(private, output, self.new_passphrase())
        # Read from the disk and opened: whoever cannot do that now could not do it later.
        content = output.read_bytes()
        opened = key_files.unprotected(content, self.passphrase(f"{output}, to see that it opens"))
        public = key_files.public_key_in(content)
        if opened != private:
            raise CommandError(f"{output} does not hold what was written. Try another disk.")
        if organisation:
            self.add(organisation, public)
        self.say(output, private, public, organisation)

    def organisation(self, slug: str) -> Organisation:
        with database_in_words():
            found = Organisation.objects.filter(slug=slug).first()
            known = ", ".join(Organisation.objects.order_by("slug").values_list("slug", flat=True))
        if found is None:
            raise CommandError(f"There is no organisation {slug}. There are: {known or 'none'}.")
        return found

    def from_paper(self) -> bytes:
        self.stderr.write("The recovery code, line by line:")
        return key_files.from_recovery_code(
            " ".join(input(f"{number}: ") for number in range(1, key_files.LINES + 1))
        )

    def new_passphrase(self) -> str:
        given = os.environ.get(PASSPHRASE)
        passphrase = given or getpass.getpass("A passphrase for the key file: ")
        if len(passphrase) < SHORTEST:
            raise CommandError(
                f"The passphrase is too short: at least {SHORTEST} characters. Take four words or "
                "more that have nothing to do with each other."
            )
        return passphrase

    def passphrase(self, file: str) -> str:
        return os.environ.get(PASSPHRASE) or getpass.getpass(f"Passphrase of {file}: ")

    def write(self, private: bytes, output: Path, passphrase: str) -> None:
        """For nobody else's eyes, and never over a file that is there."""
        content = key_files.protected(private, passphrase)
        descriptor = os.open(output, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())

    def add(self, organisation: Organisation, public: bytes) -> None:
        with database_in_words(), transaction.atomic():
            try:
                keys.add_key(
                    organisation=organisation, public_key=public, by=None, now=timezone.now()
                )
            except CannotUseKey as refusal:
                raise CommandError(str(refusal)) from refusal

    def say(
        self, output: Path, private: bytes, public: bytes, organisation: Organisation | None
    ) -> None:
        code = "\n".join(f"    {line}" for line in key_files.recovery_code(private))
        then = (
            f"It is a key of {organisation} now. Choose at the desk which campaigns use it."
            if organisation
            else "For the website (Organisation › Keys › I made a key on another computer):\n\n"
            f"{key_files.public_line(public)}"
        )
        self.stdout.write(
            f"{output} holds the key; its passphrase opens it.\n"
            f"Fingerprint: {key_files.fingerprint(public)}\n\n"
            "The recovery code is the key itself. Write it on paper and lock it away:\n\n"
            f"{code}\n\n{then}"
        )
