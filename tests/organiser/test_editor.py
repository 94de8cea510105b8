"""Writing the words of a page: saved as they are made, nobody's lost."""

import pytest

from campaign.pages.models import Campaign
from tests import factories
from tests.organiser.people import signed_in, words

pytestmark = pytest.mark.django_db


@pytest.fixture
def campaign() -> Campaign:
    return factories.campaign()


def test_the_page_opens(campaign):
    response = signed_in("editor", campaign.organisation).get("/organiser/river/page/en/")

    assert response.status_code == 200
    assert "What we ask" in words(response)
    print(response.content.decode()[:200])
