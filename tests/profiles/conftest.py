"""What every test of profiles may count on."""

from pathlib import Path
from typing import Any

import pytest

from campaign.public.kept import forget_pages


@pytest.fixture(autouse=True)
def _new_to_everything(settings: Any, tmp_path: Path) -> None:
    """No page of another test is kept, and files are this one's."""
    forget_pages()
    settings.DOSSIER_DIR = tmp_path / "dossiers"
