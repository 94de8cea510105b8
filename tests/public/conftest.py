"""A browser's headers, and pages that are not kept between tests."""

import pytest
from django.core.cache import caches
from django.test import Client


@pytest.fixture(autouse=True)
def _fresh_pages():
    caches["pages"].clear()


@pytest.fixture
def browser() -> Client:
    """Sends forms as a browser does from a page of ours."""
    return Client(headers={"Sec-Fetch-Site": "same-origin"})
