"""The record for everybody, and its documents."""

import json
from datetime import date

import pytest
from django.test import Client
from django.utils import timezone

from campaign.letters.models import DeliveryTally, RecordEntry
from campaign.pages.lifecycle import State
from campaign.pages.models import Campaign
from campaign.public.kept import forget_pages
from tests import factories
from tests.letters import carried

pytestmark = pytest.mark.django_db


@pytest.fixture
def campaign() -> Campaign:
    return carried.campaign()


def entry(campaign: Campaign, **changed: object) -> RecordEntry:
    fields = {
        "event": "answered",
        "on": date(2026, 11, 20),
        "how": "post",
        "note": "We will look at it.",
        "is_published": True,
        "document": b"%PDF-1.7 words",
        "document_type": "application/pdf",
        "recorded_at": timezone.now(),
    } | changed
    return RecordEntry.objects.create(campaign=campaign, recipient=carried.recipient(), **fields)


def document(made: RecordEntry, slug: str = "river"):
    return Client().get(f"/c/{slug}/record/{made.id}/")


def test_the_record_says_where_each_recipient_stands(campaign):
    made = entry(campaign)
    entry(campaign, event="sent", how="", note="for us only", is_published=False)
    DeliveryTally.objects.create(
        campaign=campaign,
        recipient=carried.recipient("sgp"),
        channel="pdf",
        letters=3,
        hour=timezone.now(),
    )

    response = Client().get("/c/river/record.json")

    today = timezone.now().date().isoformat()
    assert response.headers["Content-Type"] == "application/json; charset=utf-8"
    assert json.loads(response.content) == {
        "campaign": "river",
        "as_of": today,
        "recipients": [
            {
                "id": "tha",
                "name": "Thailand",
                "country": "TH",
                "addressed": True,
                "why_not": None,
                "letters": 0,
                "by_channel": {},
                "first_letter": None,
                "days_of_silence": None,
                "events": [
                    {
                        "event": "answered",
                        "on": "2026-11-20",
                        "how": "post",
                        "letters": None,
                        "note": "We will look at it.",
                        "document": f"/c/river/record/{made.id}/",
                    }
                ],
            },
            {
                "id": "sgp",
                "name": "Singapore",
                "country": "SG",
                "addressed": True,
                "why_not": None,
                "letters": 3,
                "by_channel": {"pdf": 3},
                "first_letter": today,
                "days_of_silence": 0,
                "events": [],
            },
            {
                "id": "sec",
                "name": "ASEAN Secretariat",
                "country": None,
                "addressed": True,
                "why_not": None,
                "letters": 0,
                "by_channel": {},
                "first_letter": None,
                "days_of_silence": None,
                "events": [],
            },
            {
                "id": "mmr",
                "name": "Myanmar",
                "country": "MM",
                "addressed": False,
                "why_not": "It would be read as recognition.",
            },
        ],
    }


def test_the_answer_stands_on_the_page_with_its_note_and_document(campaign):
    made = entry(campaign, note="<b>We</b> will\n\nlook at it.")
    entry(campaign, event="refused", note="for us only", is_published=False)

    for path in ("/en/c/river/", "/en/c/river/letters/"):
        page = Client().get(path).content.decode()
        assert "&lt;b&gt;We&lt;/b&gt; will" in page
        assert f'href="/c/river/record/{made.id}/"' in page
        assert "for us only" not in page


def test_a_published_document_cannot_do_anything_in_a_browser(campaign):
    pdf, picture = entry(campaign), entry(campaign, document_type="image/webp", document=b"RIFF")

    answer = document(pdf)
    assert answer.content == b"%PDF-1.7 words"
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["Content-Disposition"] == (
        'attachment; filename="river-tha-2026-11-20.pdf"'
    )
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"].startswith("sandbox;")
    assert document(picture).headers["Content-Disposition"].startswith("inline;")


def test_a_document_that_is_not_published_or_not_there_is_not_found(campaign):
    other = factories.campaign("other")
    published = entry(campaign)

    for made in (
        entry(campaign, is_published=False),
        entry(campaign, document=None, document_type=""),
        entry(campaign, document_type="text/html", document=b"<script>"),
        entry(other),
    ):
        assert document(made).status_code == 404
    assert document(published, "other").status_code == 404
    assert document(published).status_code == 200
    Campaign.objects.update(state=State.DRAFT)
    assert document(published).status_code == 404


def test_a_campaign_that_writes_to_nobody_or_is_not_public_has_no_record(campaign):
    factories.campaign("bare")
    Campaign.objects.filter(slug="river").update(state=State.DRAFT)
    forget_pages()

    for slug in ("bare", "river", "none"):
        assert Client().get(f"/c/{slug}/record.json").status_code == 404
