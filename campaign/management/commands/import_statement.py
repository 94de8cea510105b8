import json
import sys
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.db.models import Model
from django.utils import timezone

from campaign.accounts.actions import create_organisation
from campaign.accounts.models import Organisation
from campaign.lib import text as plain
from campaign.management.console import database_in_words, in_words, page_address
from campaign.pages.actions import create_from_draft
from campaign.pages.fitting import fitted
from campaign.pages.models import Campaign, CampaignText, Demand
from campaign.pages.publishing import publish_campaign
from campaign.statements import Draft, StatementError, draft_from, read_statement
from campaign.statements.readers import LARGEST_FILE

UNNAMED = "Unnamed organisation"

# What comes by standard input has no name to tell its format by; these say it themselves.
FIRST_BYTES = {b"%PDF-": "statement.pdf", b"PK\x03\x04": "statement.docx"}


class Command(BaseCommand):
    help = "Makes a campaign's page from a statement, as a draft or published."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", help=".txt, .md, .html, .docx or .pdf; - reads standard input")
        parser.add_argument("--slug", default="", help="the address: …/c/SLUG/")
        parser.add_argument("--title", help="in place of the statement's own")
        parser.add_argument(
            "--demand",
            dest="demands",
            action="append",
            default=[],
            help="in place of those the statement makes; may be given several times",
        )
        parser.add_argument("--language", default="en", choices=dict(settings.LANGUAGES))
        parser.add_argument("--organisation", metavar="SLUG", help="who runs the campaign")
        parser.add_argument("--publish", action="store_true", help="open it for signatures at once")
        parser.add_argument(
            "--json",
            action="store_true",
            help="print the draft; without --publish nothing is written",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        statement, draft = self.read(options["file"])
        if options["json"]:
            self.stdout.write(json.dumps(draft.as_json(), ensure_ascii=False, indent=2))
            if not options["publish"]:
                return
        with database_in_words():
            try:
                campaign = self.write(statement, draft, options)
            except ValidationError as error:
                raise CommandError(in_words(error)) from error
            lines = self.report(campaign, draft, options)
        # With --json standard output is the draft's alone, so that a program can read it.
        (self.stderr if options["json"] else self.stdout).write("\n".join(lines))

    def read(self, file: str) -> tuple[str, Draft]:
        try:
            statement = from_standard_input() if file == "-" else read_statement(file)
            return statement, draft_from(statement)
        except StatementError as error:
            raise CommandError(str(error)) from error
        except FileNotFoundError as error:
            raise CommandError(f"There is no file {file}.") from error
        except OSError as error:
            raise CommandError(f"{file} cannot be read: {error.strerror}.") from error

    @transaction.atomic
    def write(self, statement: str, draft: Draft, options: dict[str, Any]) -> Campaign:
        title = self.given("title", options["title"], CampaignText, "title")
        demands = [
            self.given("demand", demand, Demand, "sentence") for demand in options["demands"]
        ]
        campaign = create_from_draft(
            draft,
            organisation=self.organisation(options["organisation"], draft),
            statement=statement,
            by=None,
            now=timezone.now(),
            slug=self.slug(options["slug"]),
            title=title,
            demands=demands,
            language=options["language"],
        )
        if options["publish"]:
            publish_campaign(campaign, opens_at=None, by=None, now=timezone.now())
        return campaign

    def given(self, name: str, value: str | None, model: type[Model], field: str) -> str:
        """An option's value; one that was given and says nothing is a slip, not a wish."""
        words = plain.one_line(value or "")
        room = model._meta.get_field(field).max_length
        if value is not None and not words:
            raise CommandError(f"The {name} is empty. Give it words, or leave --{name} out.")
        if len(words) > room:
            raise CommandError(
                f"The {name} has {len(words)} characters; a page takes at most {room}."
            )
        return words

    def slug(self, slug: str) -> str:
        try:
            Campaign._meta.get_field("slug").run_validators(slug)
        except ValidationError:
            raise CommandError(
                f"“{slug}” cannot be an address. Use up to 80 letters from a to z, digits and "
                "hyphens, such as free-the-reporters."
            ) from None
        return slug

    def organisation(self, slug: str | None, draft: Draft) -> Organisation:
        known = list(Organisation.objects.order_by("slug"))
        slugs = ", ".join(organisation.slug for organisation in known) or "none yet"
        if slug:
            chosen = [organisation for organisation in known if organisation.slug == slug]
            if not chosen:
                raise CommandError(f"There is no organisation “{slug}”. There is: {slugs}.")
            return chosen[0]
        if len(known) > 1:
            raise CommandError(f"Say with --organisation which one runs the campaign: {slugs}.")
        if known:
            return known[0]
        return create_organisation(name=fitted(draft).organisation or UNNAMED, now=timezone.now())

    def report(self, campaign: Campaign, draft: Draft, options: dict[str, Any]) -> list[str]:
        text = campaign.text_in(campaign.main_language)
        lines = [page_address(campaign)]
        if options["publish"]:
            lines.append(f"It is open for signatures, run by {campaign.organisation}.")
        else:
            lines.append(f"It is a draft of {campaign.organisation}; visitors cannot see it yet.")
        if not draft.title and not options["title"]:
            lines.append(
                f"The statement has no title; the page carries “{text.title}” until you change it."
            )
        if not text.demands.exists():
            lines.append("The page asks for nothing yet: the statement makes no demand.")
        if notes := fitted(draft).notes:
            lines += ["", "Questions that only you can answer:", *(f"- {note}" for note in notes)]
        return lines


def from_standard_input() -> str:
    content = sys.stdin.buffer.read(LARGEST_FILE + 1)
    names = (name for first, name in FIRST_BYTES.items() if content.startswith(first))
    return read_statement(content, next(names, "statement.txt"))
