"""Once all names of a campaign are erased: no page offers what could only be refused."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from campaign.pages.models import Campaign
from campaign.signatures import ending, erasing
from campaign.staff.emptied import GONE
from tests import factories
from tests.organiser.people import signed_in, words
from tests.signatures.custody.owners import own_key
from tests.signatures.test_ending import close, closed, owner_of

pytestmark = pytest.mark.django_db

STAFF, DOSSIERS = "/staff/river/", "/organiser/river/letters/dossiers/"
OFFERED = {  # by which page: what it leads to, or what stands on its button
    f"{STAFF}exports/": "/staff/river/exports/new/",
    f"{STAFF}weeding/": "Look through the signatures",
    f"{STAFF}paper/": "/staff/river/paper/enter/",
    f"{STAFF}partners/": "/staff/river/partners/new/",
    f"{STAFF}schedules/": "/staff/river/schedules/new/",
    DOSSIERS: "What could be handed over",
}
ONLY_REFUSED = {
    "exports/new/": {"preset": "delivery", "format": "csv", "purpose": "For the embassy"},
    "weeding/begin/": {},
    "weeding/list/": {},
    "weeding/for/figure/": {"do": "keep", "whole": "on"},
    "paper/enter/": {},
    "paper/import/": {},
    "partners/new/": {"name": "River friends"},
    "schedules/new/": {"purpose": "A backup"},
}


@pytest.fixture
def campaign(settings: Any, tmp_path: Any) -> Campaign:
    settings.EXPORT_DIR, settings.DOSSIER_DIR = tmp_path / "exports", tmp_path / "dossiers"
    return closed()


@pytest.fixture
def client(campaign: Campaign) -> Client:
    return signed_in("owner", campaign.organisation)


def erase(campaign: Campaign, *, to_the_end: bool = True) -> None:
    close(campaign)
    ending.erase_now(campaign, by=owner_of(campaign), now=timezone.now())
    if to_the_end:
        erasing.erase_next()


@pytest.mark.parametrize("page", OFFERED)
def test_a_page_says_so_and_what_stays_instead_of_offering_it(campaign, client, page):
    before = client.get(page)
    assert OFFERED[page] in before.text
    assert "All names" not in words(before)

    erase(campaign)

    after = client.get(page)
    assert "All names were erased on" in words(after)
    assert "The total, the figures and the public page stay." in words(after)
    assert 'href="/organiser/river/"' in after.text
    assert OFFERED[page] not in after.text


@pytest.mark.parametrize("path", ONLY_REFUSED)
def test_whoever_had_the_form_open_reads_it_too_and_nothing_is_done(campaign, client, path):
    erase(campaign)
    tables = (campaign.exports, campaign.sweeps, campaign.partners, campaign.export_schedules)

    answer = client.post(f"{STAFF}{path}", ONLY_REFUSED[path])

    assert answer.status_code == GONE
    assert "All names were erased on" in words(answer)
    assert [each.count() for each in tables] == [0] * 4


def test_while_they_are_being_erased_the_pages_say_that(campaign, client):
    erase(campaign, to_the_end=False)

    for page in OFFERED:
        assert "All names are being erased" in words(client.get(page))


def test_closed_for_good_with_its_names_a_list_can_be_taken_out_and_not_scheduled(campaign, client):
    close(campaign)

    assert client.get(f"{STAFF}exports/new/").status_code == 200
    page = client.get(f"{STAFF}schedules/")
    assert "so one export is enough" in words(page)
    assert "/schedules/new/" not in page.text


def test_no_other_key_is_offered_for_it(campaign, client):
    own_key(campaign.organisation)
    change = "/organiser/organisations/river-watch/keys/change/"
    assert "Keep the river free" in words(client.get(change))

    erase(campaign)

    assert "Keep the river free" not in words(client.get(change))


def test_an_open_campaign_pays_nothing_for_the_question(campaign):
    made = factories.campaign("lake")
    with CaptureQueriesContext(connection) as asked:
        assert ending.erasing_of(made) is None

    assert len(asked) == 0
