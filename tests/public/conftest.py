"""A browser's headers, and pages that are not kept between tests."""

import pytest
from django.test import Client

from campaign.public.kept import forget_pages


@pytest.fixture(autouse=True)
def _fresh_pages():
    forget_pages()


@pytest.fixture
def browser() -> Client:
    """Sends forms as a browser does from a page of ours."""
    return Client(headers={"Sec-Fetch-Site": "same-origin"})
