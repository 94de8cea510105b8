"""What every test of the staff desk may count on."""

import pytest


@pytest.fixture(autouse=True)
def _own_folders(own_folders: None) -> None: ...
