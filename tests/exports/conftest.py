"""What every test of exports may count on."""

from pathlib import Path
from typing import Any

import pytest

from campaign.accounts.models import User
from campaign.pages.models import Campaign
from tests import factories
from tests.organiser.people import colleague


@pytest.fixture(autouse=True)
def folder(settings: Any, own_folders: None) -> Path:
    """Where its encrypted files lie: of this test only."""
    return settings.EXPORT_DIR


@pytest.fixture
def campaign() -> Campaign:
    return factories.campaign(time_zone="Asia/Bangkok")


@pytest.fixture
def alice(campaign: Campaign) -> User:
    return colleague("alice", "owner", campaign.organisation)


@pytest.fixture
def bob(campaign: Campaign) -> User:
    return colleague("bob", "staff", campaign.organisation)
