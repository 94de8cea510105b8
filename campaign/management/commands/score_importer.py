"""`manage.py score_importer DIR`: how well the importer does on a folder of cases."""

import json
from argparse import ArgumentParser
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from campaign.statements import StatementError, draft_from, read_statement
from campaign.statements.scoring import PARTS, Score, score

FORMATS = (".txt", ".md", ".html", ".docx", ".pdf")
COLUMN = 19


class Command(BaseCommand):
    help = (
        "Import every statement in DIR that has an expected result (X.txt beside X.json) and print "
        "precision, recall and F1 per part, for each file and in total. Texts match when four "
        "fifths of their words agree."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("directory", type=Path, metavar="DIR")

    def handle(self, *, directory: Path, **options: object) -> None:
        if not directory.is_dir():
            raise CommandError(f"{directory} is not a folder.")
        cases = [
            path
            for path in sorted(directory.iterdir())
            if path.suffix in FORMATS and path.with_suffix(".json").exists()
        ]
        if not cases:
            raise CommandError(f"{directory} holds no statement with a .json file beside it.")
        width = max(len(path.name) for path in cases) + 2
        self.stdout.write(" " * width + "".join(part.ljust(COLUMN) for part in PARTS).rstrip())
        self.stdout.write(" " * width + "precision recall F1 ".ljust(COLUMN) * len(PARTS))
        totals = {part: Score() for part in PARTS}
        for path in cases:
            expected = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
            try:
                scores = score(draft_from(read_statement(path)).as_json(), expected)
            except StatementError as refusal:
                self.stderr.write(f"{path.name}: {refusal}")
                continue
            totals = {part: totals[part] + scores[part] for part in PARTS}
            self.stdout.write(self._row(path.name, scores, width))
        self.stdout.write(self._row(f"total ({len(cases)})", totals, width))

    def _row(self, name: str, scores: dict[str, Score], width: int) -> str:
        cells = (
            f"{s.precision:.2f} {s.recall:.2f} {s.f1:.2f}".ljust(COLUMN)
            for s in (scores[part] for part in PARTS)
        )
        return (name.ljust(width) + "".join(cells)).rstrip()
