"""What every test of the staff desk may count on."""

from pathlib import Path
from typing import Any

import pytest


@pytest.fixture(autouse=True)
def _exports_of_this_test_only(settings: Any, tmp_path: Path) -> None:
    settings.EXPORT_DIR = tmp_path / "exports"
    settings.PAPER_DIR = tmp_path / "paper"
