"""What every test of the organisers' desk may count on."""

from pathlib import Path
from typing import Any

import pytest


@pytest.fixture(autouse=True)
def _files_of_this_test_only(settings: Any, tmp_path: Path) -> None:
    settings.DOSSIER_DIR = tmp_path / "dossiers"
    settings.EXPORT_DIR = tmp_path / "exports"
    settings.PAPER_DIR = tmp_path / "paper"
