"""What every test of profiles may count on."""

import pytest

from campaign.public.kept import forget_pages


@pytest.fixture(autouse=True)
def _new_to_everything(own_folders: None) -> None:
    """No page of another test is kept, and files are this one's."""
    forget_pages()
