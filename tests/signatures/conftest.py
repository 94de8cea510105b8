"""Who presses what about signatures."""

from typing import Any

import pytest
from django.utils import timezone

from campaign.accounts.models import User
from campaign.pages.models import Campaign
from tests.organiser.people import account


@pytest.fixture
def editor(campaign: Campaign) -> User:
    return account("editor", campaign.organisation)


@pytest.fixture
def press(campaign: Campaign, editor: User) -> dict[str, Any]:
    return {"campaign": campaign, "by": editor, "now": timezone.now()}
