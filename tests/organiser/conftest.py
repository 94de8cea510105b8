"""What every test of the organisers' desk may count on."""

import pytest
from django.test import Client

from campaign.pages.models import Campaign
from tests.organiser.people import signed_in


@pytest.fixture(autouse=True)
def _own_folders(own_folders: None) -> None: ...


@pytest.fixture
def owner(campaign: Campaign) -> Client:
    return signed_in("owner", campaign.organisation)


@pytest.fixture
def editor(campaign: Campaign) -> Client:
    return signed_in("editor", campaign.organisation)
