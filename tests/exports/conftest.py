"""What every test of exports may count on."""

from pathlib import Path
from typing import Any

import pytest

from campaign.pages.models import Campaign
from tests import factories


@pytest.fixture(autouse=True)
def folder(settings: Any, tmp_path: Path) -> Path:
    """Where its encrypted files lie: of this test only."""
    settings.EXPORT_DIR = tmp_path / "exports"
    return settings.EXPORT_DIR


@pytest.fixture
def campaign() -> Campaign:
    return factories.campaign(time_zone="Asia/Bangkok")
