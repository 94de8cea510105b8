"""`manage.py score_importer DIR` prints a table that can be read without a manual."""

import io
import json
from pathlib import Path

import pytest
from django.core.management.base import CommandError

from campaign.management.commands.score_importer import Command

STATEMENT = (
    "The pier is closed\n\n“We were never asked,” said Ana Ruiz, a docker, at noon on the pier.\n"
)
EXPECTED = {
    "title": "The pier is closed",
    "quotes": [{"text": "We were never asked,", "speaker": "Ana Ruiz", "role": "a docker"}],
    "demands": ["open the pier"],
}


def scored(directory: Path) -> list[str]:
    printed = io.StringIO()
    Command(stdout=printed, stderr=printed).handle(directory=directory)
    return printed.getvalue().splitlines()


def test_each_case_and_the_total_get_a_row(tmp_path):
    (tmp_path / "pier.txt").write_text(STATEMENT, encoding="utf-8")
    (tmp_path / "pier.json").write_text(json.dumps(EXPECTED), encoding="utf-8")
    (tmp_path / "alone.txt").write_text("no expected result", encoding="utf-8")

    lines = scored(tmp_path)

    assert lines[0].split() == [
        "title",
        "date",
        "quotes",
        "right",
        "speaker",
        "demands",
        "figures",
        "dates",
    ]
    assert [line.split()[0] for line in lines[2:]] == ["pier.txt", "total"]
    assert lines[2].split()[1:4] == ["1.00", "1.00", "1.00"]
    assert lines[2].split()[13:16] == ["1.00", "0.00", "0.00"]


def test_a_file_that_cannot_be_read_is_named_and_the_rest_is_scored(tmp_path):
    (tmp_path / "broken.pdf").write_bytes(b"%PDF-1.4 broken")
    (tmp_path / "broken.json").write_text("{}", encoding="utf-8")
    (tmp_path / "pier.txt").write_text(STATEMENT, encoding="utf-8")
    (tmp_path / "pier.json").write_text(json.dumps(EXPECTED), encoding="utf-8")

    lines = scored(tmp_path)

    assert any(line.startswith("broken.pdf: This PDF is damaged") for line in lines)
    assert any(line.startswith("pier.txt") for line in lines)


def test_a_folder_without_cases_is_refused(tmp_path):
    with pytest.raises(CommandError, match="no statement"):
        scored(tmp_path)
