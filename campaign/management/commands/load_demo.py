from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from campaign.letters.demo import load_demo_letters
from campaign.management.console import database_in_words, page_address
from campaign.pages.demo import load_demo


class Command(BaseCommand):
    help = "Publishes the demonstration campaign with its letters, unless it is there already."

    def handle(self, *args: Any, **options: Any) -> None:
        with database_in_words():
            try:
                campaign, is_new = load_demo(timezone.now())
                load_demo_letters(campaign, now=timezone.now())
            except ValidationError as error:
                raise CommandError(" ".join(error.messages)) from error
        state = "open" if is_new else "there already"
        self.stdout.write(f"The demonstration campaign is {state}: {page_address(campaign)}")
