from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.utils.text import slugify

from campaign.accounts import actions
from campaign.accounts.models import Organisation, User
from campaign.lib import text as plain
from campaign.lib.addresses import Address
from campaign.management.console import database_in_words, in_words
from campaign.pages import demo

# Letters and digits that nobody mistakes for another when reading a password out or typing it:
# 31 of them, 20 characters, 99 bits.
READABLE = "abcdefghjkmnpqrstuvwxyz23456789"
GROUPS, LETTERS = 4, 5


class Command(BaseCommand):
    help = "Makes an account that runs an organisation's campaigns, and prints its password once."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email")
        parser.add_argument(
            "--organisation", metavar="NAME", help="whose campaigns; made if there is none"
        )
        parser.add_argument("--superuser", action="store_true", help="may open /admin/ too")

    def handle(self, *args: Any, **options: Any) -> None:
        password = readable_password()
        with database_in_words():
            try:
                user, organisation = self.create(password, options)
            except ValidationError as error:
                raise CommandError(in_words(error)) from error
        self.stdout.write(
            f"{user.email} runs the campaigns of {organisation}.\n"
            f"Password: {password}\n"
            f"Sign in:  {settings.SITE_URL}{reverse('account_login')}\n"
            "The password is shown this once; it is not kept in a readable form."
        )

    @transaction.atomic
    def create(self, password: str, options: dict[str, Any]) -> tuple[User, Organisation]:
        email = Address.parse(options["email"]).typed
        organisation = self.organisation(options["organisation"])
        user = actions.create_organiser(
            email=email,
            password=password,
            organisation=organisation,
            is_superuser=options["superuser"],
            now=timezone.now(),
        )
        return user, organisation

    def organisation(self, name: str | None) -> Organisation:
        if name is not None:
            return actions.create_organisation(name=self.checked_name(name), now=timezone.now())
        known = Organisation.objects.order_by("name")
        demonstration = known.filter(slug=slugify(demo.organisation_name())).first()
        if demonstration:
            return demonstration
        if len(known) == 1:
            return known[0]
        if known:
            names = ", ".join(organisation.name for organisation in known)
            raise CommandError(f"Say with --organisation which one: {names}.")
        raise CommandError("There is no organisation yet. Name one with --organisation.")

    def checked_name(self, name: str) -> str:
        organisation = Organisation(name=plain.one_line(name), slug="checked-on-saving")
        organisation.full_clean(validate_unique=False)
        return organisation.name


def readable_password() -> str:
    """Four groups of five: hard to guess, easy to copy from a screen."""
    return "-".join(get_random_string(LETTERS, READABLE) for _group in range(GROUPS))
