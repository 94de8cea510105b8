"""The record at the desk: what is said of what happened, and who sees it."""

import re
from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import Any

import pypdfium2
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from PIL import Image

from campaign.accounts.models import Organisation
from campaign.letters import announcing, record_forms
from campaign.letters.models import Dossier, RecordEntry
from campaign.lib.redrawing import PDF
from campaign.organiser.audit_sentences import sentence_of
from campaign.pages.models import Campaign
from tests import factories
from tests.letters import carried
from tests.letters.carried import carry
from tests.organiser.people import signed_in
from tests.organiser.test_dossiers import page, ready
from tests.organiser.walking import DONE, ONLY_PRESSED, Walk, editors, members

pytestmark = pytest.mark.django_db


@pytest.fixture
def campaign() -> Campaign:
    return carried.campaign()


def today() -> str:
    return f"{timezone.now():%Y-%m-%d}"


def say(client: Client, campaign: Campaign, entry: RecordEntry | None = None, **changed):
    said = {"recipient": "tha", "event": "answered", "on": today()} | changed
    view = page("entry", campaign, entry.id) if entry else page("new_entry", campaign)
    return client.post(view, said)


def picture(name: str = "reply.png") -> SimpleUploadedFile:
    into = BytesIO()
    Image.new("RGB", (40, 30), "navy").save(into, "PNG")
    return SimpleUploadedFile(name, into.getvalue())


RECORD = "/organiser/river/letters/record/"
OPEN = {
    RECORD: members(),
    f"{RECORD}new/": editors(),
    f"{RECORD}ID/": editors(),
    f"{RECORD}ID/publish/": ONLY_PRESSED,
    f"{RECORD}SHOWN/unpublish/": ONLY_PRESSED,
    f"{RECORD}ID/remove/": editors(),
    f"{RECORD}ID/document/": members(),
}
SAID = {"recipient": "tha", "event": "answered", "on": today(), "document_title": "Walked"}
PRESS = {
    f"{RECORD}new/": (SAID, editors(DONE)),
    f"{RECORD}ID/": (SAID, editors(DONE)),
    f"{RECORD}ID/publish/": ({}, editors(DONE)),
    f"{RECORD}SHOWN/unpublish/": ({}, editors(DONE)),
    f"{RECORD}ID/remove/": ({}, editors(DONE)),
}


def arranged() -> tuple[Organisation, dict[str, Any]]:
    made = carried.campaign()
    said = {"campaign": made, "recipient": carried.recipient(), "event": "answered"}
    said |= {"on": timezone.now().date(), "recorded_at": timezone.now()}
    entry = RecordEntry.objects.create(
        **said, document=b"%PDF", document_type=PDF, document_title="The reply"
    )
    shown = RecordEntry.objects.create(**said, is_published=True)
    return made.organisation, {"ID": entry.id, "SHOWN": shown.id}


WALK = Walk(arranged, OPEN, PRESS)


def test_an_answer_is_recorded_and_seen_by_the_organisation_only(campaign, owner):
    assert say(owner, campaign, note="We will\n\nthink.", how="publicly").status_code == 302

    entry = RecordEntry.objects.get()
    assert (entry.event, entry.how, entry.note) == ("answered", "publicly", "We will\n\nthink.")
    assert not entry.is_published
    assert entry.recorded_by.email == "owner@example.org"
    shown = owner.get(page("record", campaign)).text
    assert "Thailand: Answered" in shown
    assert "Internal" in shown


def test_nothing_is_recorded_of_a_recipient_or_an_event_that_nobody_chose(campaign, owner):
    answer = say(owner, campaign, recipient="", event="", note="We will think.")

    assert answer.status_code == 422
    assert "Choose the recipient." in answer.text
    assert "Choose what happened." in answer.text
    assert "We will think." in answer.text
    assert not RecordEntry.objects.exists()


def test_publishing_and_taking_off_the_page_again(campaign, owner):
    say(owner, campaign)
    entry = RecordEntry.objects.get()

    owner.post(page("publish_entry", campaign, entry.id))
    assert RecordEntry.objects.published().exists()
    owner.post(page("unpublish_entry", campaign, entry.id))

    assert not RecordEntry.objects.published().exists()


def test_changing_an_entry_keeps_what_is_not_said_differently(campaign, owner):
    say(owner, campaign, document=picture(), document_title="The reply", note="Before")
    entry = RecordEntry.objects.get()
    document = bytes(entry.document)

    say(owner, campaign, entry, event="refused", note="After", document_title="The letter")

    entry.refresh_from_db()
    assert (entry.event, entry.note, entry.document_title) == ("refused", "After", "The letter")
    assert bytes(entry.document) == document


def test_a_document_is_a_drawing_of_what_was_uploaded(campaign, owner):
    original = picture("reply.html")

    say(owner, campaign, document=original, document_title="The Minister’s <b>reply</b>")

    entry = RecordEntry.objects.get()
    assert entry.document_type == "image/webp"
    response = owner.get(page("entry_document", campaign, entry.id))
    assert Image.open(BytesIO(response.content)).size == (40, 30)
    assert response.headers["Content-Type"] == "image/webp"
    assert response.headers["Content-Disposition"] == (
        'attachment; filename="the-ministers-breplyb.webp"'
    )
    assert "The Minister’s &lt;b&gt;reply" in owner.get(page("record", campaign)).text


def test_a_document_can_be_removed(campaign, owner):
    say(owner, campaign, document=picture(), document_title="The reply")
    entry = RecordEntry.objects.get()

    say(owner, campaign, entry, without_document="on", document_title="The reply")

    entry.refresh_from_db()
    assert (entry.document, entry.document_type, entry.document_title) == (None, "", "")
    assert owner.get(page("entry_document", campaign, entry.id)).status_code == 404


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("reply.png", b"<svg xmlns='x'><script>alert(1)</script></svg>", "This is not a PDF"),
        ("reply.pdf", b"<html>", "This is not a PDF"),
        ("reply.pdf", b"%PDF-1.7 nonsense", "cannot be read"),
        ("reply.pdf", b"", "This file is empty."),
        ("reply.pdf", b"%PDF-" + bytes(10 * 1024 * 1024), "too large: 10 MB"),
    ],
)
def test_a_file_that_is_not_taken_says_why_beside_its_field_and_loses_nothing_else(
    campaign, owner, name, content, sentence
):
    response = say(
        owner,
        campaign,
        document=SimpleUploadedFile(name, content),
        document_title="The reply",
        note="Half an hour of listening.",
    )

    assert response.status_code == 422
    assert sentence in response.text
    assert 'id="id_document_error"' in response.text
    assert "Half an hour of listening." in response.text
    assert 'value="The reply"' in response.text
    assert "Please choose the document again" in response.text
    assert not RecordEntry.objects.exists()


def test_a_pdf_of_21_pages_is_too_long(campaign, owner):
    document = pypdfium2.PdfDocument.new()
    for _page in range(21):
        document.new_page(595, 842)
    document.save(into := BytesIO())

    response = say(owner, campaign, document=SimpleUploadedFile("a.pdf", into.getvalue()))

    assert "more than 20 pages" in response.text


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"on": "2031-01-01"}, "This day is still to come."),
        ({"on": "1999-01-01"}, "The campaign began after this day"),
        ({"on": "yesterday"}, "This is not a day."),
        ({"on": ""}, "Say on which day it happened."),
        ({"letters": "-1"}, "Write a number from 1 on"),
        ({"letters": "many"}, "Write a whole number"),
        ({"letters": "99999999999"}, "more than anybody can carry"),
        ({"note": "a" * 2001}, "at most 2000 characters"),
        ({"recipient": "mmr"}, "Select a valid choice"),
        ({"event": "exploded"}, "Select a valid choice"),
        ({"how": "by_pigeon"}, "Select a valid choice"),
    ],
)
def test_what_cannot_be_is_said_beside_its_field(campaign, owner, changed, sentence):
    response = say(owner, campaign, **{"note": "Kept as typed."} | changed)

    assert response.status_code == 422
    assert sentence in response.text
    assert f'id="id_{next(iter(changed))}_error"' in response.text
    if "note" not in changed:
        assert "Kept as typed." in response.text
    assert not RecordEntry.objects.exists()


def test_a_document_needs_words_for_those_who_cannot_see_it(campaign, owner):
    assert "Say what it is" in say(owner, campaign, document=picture()).text


def test_the_day_is_the_campaigns_own(campaign, owner):
    Campaign.objects.update(time_zone="Pacific/Kiritimati")  # fourteen hours ahead of UTC
    there = (timezone.now() + timedelta(hours=14)).date()

    assert say(owner, campaign, on=there.isoformat()).status_code == 302


def test_followers_are_told_where_it_is_ticked(campaign, owner):
    factories.confirmed(campaign, wants_updates=True)
    assert "Tell the 1 person who asked for news" in owner.get(page("new_entry", campaign)).text

    say(owner, campaign, is_published="on", tell="on")

    entry = RecordEntry.objects.get()
    assert entry.announce_at
    shown = owner.get(page("entry", campaign, entry.id)).text
    assert "Those who asked for news are being told." in shown
    assert "Tell the 1 person" not in shown


def test_what_followers_were_told_is_not_offered_to_be_told_again(campaign, owner):
    factories.confirmed(campaign, wants_updates=True)
    say(owner, campaign, is_published="on", tell="on")
    entry = RecordEntry.objects.get()
    announcing.announce_due(now=timezone.now())

    owner.post(page("unpublish_entry", campaign, entry.id))

    shown = owner.get(page("entry", campaign, entry.id)).text
    assert "Those who asked for news were told on" in shown
    assert "Tell the 1 person" not in shown


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"tell": "on"}, "Publish it too"),
        ({"tell": "on", "is_published": "on", "event": "sent"}, "not what you do"),
    ],
)
def test_what_cannot_be_told_is_said(campaign, owner, changed, sentence):
    factories.confirmed(campaign, wants_updates=True)

    assert sentence in say(owner, campaign, **changed).text
    assert not RecordEntry.objects.exists()


def test_where_nobody_asked_for_news_nobody_is_offered_to_be_told(campaign, owner):
    assert "asked for news" not in owner.get(page("new_entry", campaign)).text


def test_a_dossier_begins_the_entry_of_its_handover(campaign, owner):
    carry(factories.confirmed(campaign))
    dossier = ready(campaign)

    shown = owner.get(page("new_entry", campaign) + f"?dossier={dossier.id}").text
    assert '<option value="handed_over" selected>' in shown
    assert '<option value="tha" selected>' in shown
    assert re.search(r"selected>Thailand, \d+ \w+ \d{4}: 1 letter</option>", shown)
    say(owner, campaign, event="handed_over", dossier=str(dossier.id), letters="1")

    assert RecordEntry.objects.get().dossier == dossier
    wrong = say(owner, campaign, recipient="sgp", dossier=str(dossier.id))
    assert "This dossier is for another recipient." in wrong.text


def test_a_dossier_that_failed_was_never_handed_over(campaign, owner):
    carry(factories.confirmed(campaign))
    built, failed = ready(campaign), ready(campaign)
    Dossier.objects.filter(id=failed.id).update(state="failed")

    shown = owner.get(page("new_entry", campaign) + f"?dossier={failed.id}").text

    assert str(built.id) in shown
    assert str(failed.id) not in shown
    assert '<option value="handed_over" selected>' not in shown


def test_an_entry_keeps_a_dossier_that_is_too_old_to_be_offered(campaign, owner, monkeypatch):
    carry(factories.confirmed(campaign))
    old = ready(campaign)
    say(owner, campaign, event="handed_over", dossier=str(old.id))
    monkeypatch.setattr(record_forms, "MOST_DOSSIERS", 1)
    ready(campaign)

    shown = owner.get(page("entry", campaign, RecordEntry.objects.get().id)).text

    assert f'<option value="{old.id}" selected>' in shown
    assert str(old.id) not in owner.get(page("new_entry", campaign)).text


def test_a_dossiers_day_is_the_campaigns_own(campaign, owner):
    carry(factories.confirmed(campaign))
    ready(campaign)
    Campaign.objects.update(time_zone="Asia/Bangkok")
    Dossier.objects.update(finished_at=datetime(2026, 11, 24, 20, tzinfo=UTC))

    assert "Thailand, 25 November 2026: 1 letter" in owner.get(page("new_entry", campaign)).text


def test_those_who_may_only_look_are_offered_nothing_to_press(campaign, owner):
    say(owner, campaign)

    shown = signed_in("viewer", campaign.organisation).get(page("record", campaign)).text

    assert "Thailand: Answered" in shown
    assert "Remove" not in shown


def test_another_organisations_entry_is_not_changed_through_ones_own(campaign, owner):
    other = carried.campaign("lake", organisation=factories.organisation("Lake Watch"))
    foreign = RecordEntry.objects.create(
        campaign=other,
        recipient=carried.recipient(),
        event="answered",
        on=datetime(2026, 11, 25, tzinfo=UTC).date(),
        recorded_at=timezone.now(),
    )

    assert say(owner, campaign, foreign).status_code == 404
    assert owner.post(page("remove_entry", campaign, foreign.id)).status_code == 404
    assert owner.get(page("entry_document", campaign, foreign.id)).status_code == 404
    assert RecordEntry.objects.get() == foreign


def test_removing_asks_first(campaign, owner):
    say(owner, campaign)
    entry = RecordEntry.objects.get()

    assert (
        "take it off the page instead" in owner.get(page("remove_entry", campaign, entry.id)).text
    )
    assert RecordEntry.objects.exists()
    owner.post(page("remove_entry", campaign, entry.id))

    assert not RecordEntry.objects.exists()


def test_one_recipients_entries_alone(campaign, owner):
    say(owner, campaign, note="From Thailand")
    say(owner, campaign, recipient="sgp", note="From Singapore")

    shown = owner.get(page("record", campaign) + "?recipient=sgp").text

    assert "From Singapore" in shown
    assert "From Thailand" not in shown
    assert (
        "Nothing with ASEAN Secretariat yet"
        in owner.get(page("record", campaign) + "?recipient=sec").text
    )


def test_the_list_costs_the_same_for_one_entry_and_for_three_and_reads_no_document(campaign, owner):
    say(owner, campaign, document=picture(), document_title="The reply")
    owner.get(page("record", campaign))
    with CaptureQueriesContext(connection) as one:
        owner.get(page("record", campaign))
    for slug in ("sgp", "sec"):
        say(owner, campaign, recipient=slug)

    with CaptureQueriesContext(connection) as three:
        owner.get(page("record", campaign))

    assert len(three) == len(one)
    assert not any('."document",' in query["sql"] for query in three)


def test_what_is_done_to_the_record_is_recorded_once(campaign, owner):
    say(owner, campaign)
    entry = RecordEntry.objects.get()
    for view in ("publish_entry", "publish_entry", "unpublish_entry", "remove_entry"):
        owner.post(page(view, campaign, entry.id))

    events = campaign.audit_events.order_by("id")
    assert list(events.values_list("action", flat=True)) == [
        *("entry-added", "entry-published", "entry-unpublished", "entry-removed"),
    ]
    assert {event.actor_email for event in events} == {"owner@example.org"}
    assert [sentence_of(event) for event in events][:2] == [
        "Noted what happened with Thailand: Answered.",
        "Put on the page: Thailand, Answered.",
    ]
