"""Exports at the staff desk: who may ask, watch, download, and how often."""

import time
from datetime import timedelta
from typing import Any

import pypdfium2
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from campaign.accounts.models import Membership, Organisation, User
from campaign.exports import building, jobs
from campaign.exports.models import ExportJob
from campaign.organiser.audit_sentences import sentence_of
from campaign.public.opener_file import opener_file
from campaign.signatures import actions
from tests import factories
from tests.exports.signers import asked, built, signer, table
from tests.organiser.people import account, at_the_desk, signed_in, words
from tests.organiser.walking import (
    DONE,
    FINE,
    NOT_THERE,
    ONLY_PRESSED,
    TO_SIGN_IN,
    Walk,
    entrusted,
)
from tests.staff.exporting import EXPORTS, TYPED, stamp_of

pytestmark = pytest.mark.django_db
GONE = 410

OPEN = {
    # Whoever is entrusted with names anywhere has a desk, with what is theirs on it.
    "/staff/": (TO_SIGN_IN, FINE, NOT_THERE, NOT_THERE, NOT_THERE, FINE, FINE),
    EXPORTS: entrusted(),
    f"{EXPORTS}new/": entrusted(),
    f"{EXPORTS}WAITING/progress.json": entrusted(),
    f"{EXPORTS}WAITING/cancel/": ONLY_PRESSED,
    f"{EXPORTS}READY/destroy/": ONLY_PRESSED,
    f"{EXPORTS}READY/download/": entrusted(),
}
PRESS = {
    f"{EXPORTS}new/": (TYPED | {"counted": "STAMP"}, entrusted(DONE)),
    f"{EXPORTS}WAITING/cancel/": ({}, entrusted(DONE)),
    f"{EXPORTS}READY/destroy/": ({}, entrusted(DONE)),
    f"{EXPORTS}READY/download/": ({}, entrusted(FINE)),
}


def arranged() -> tuple[Organisation, dict[str, Any]]:
    campaign = factories.campaign()
    signer(campaign, "Canary Zwitscher")
    ready = built(campaign)
    waiting = asked(campaign, now=timezone.now())
    staff = at_the_desk(User.objects.create_user("stamps@example.org"))
    Membership.objects.create(
        user=User.objects.get(email="stamps@example.org"),
        organisation=campaign.organisation,
        role="staff",
    )
    values = {"READY": ready.id, "WAITING": waiting.id, "STAMP": stamp_of(staff)}
    return campaign.organisation, values


WALK = Walk(arranged, OPEN, PRESS)


@pytest.fixture
def client(campaign) -> Client:
    return signed_in("staff", campaign.organisation)


def test_from_asking_to_the_file_in_hand(campaign, client):
    factories.confirmed(campaign, name="Canary Zwitscher")

    counted = client.post(f"{EXPORTS}new/", TYPED)
    assert "That is 1 signature." in words(counted)
    assert not ExportJob.objects.exists()
    begun = client.post(f"{EXPORTS}new/", TYPED | {"counted": counted.context["form"].stamp()})
    assert begun.headers["Location"] == EXPORTS
    waiting = client.get(EXPORTS)
    assert "Waiting for its turn." in words(waiting)
    assert "<progress" in waiting.text
    building.build_next()

    job = ExportJob.objects.get()
    assert job.sha256 in client.get(f"{EXPORTS}{job.id}/download/").text
    response = client.post(f"{EXPORTS}{job.id}/download/")
    content = b"".join(response.streaming_content)
    assert table(content, "csv") == [["Name", "Country"], ["Canary Zwitscher", "Thailand"]]
    assert int(response.headers["Content-Length"]) == len(content)
    assert response.headers["Cache-Control"] == "no-store"
    assert response.headers["Content-Type"] == "text/csv; charset=utf-8"
    name = f"river-delivery-{campaign.today(job.finished_at):%Y-%m-%d}.csv"
    assert response.headers["Content-Disposition"] == f'attachment; filename="{name}"'


def test_it_is_downloaded_once(campaign, client):
    signer(campaign, "Canary Zwitscher")
    job = built(campaign)
    url = f"{EXPORTS}{job.id}/download/"
    b"".join(client.post(url).streaming_content)

    again = client.post(url)

    assert again.status_code == GONE
    assert "which works once" in words(again)
    assert client.get(url).status_code == GONE
    assert "Download (" not in client.get(EXPORTS).text
    assert "Canary" not in client.get(EXPORTS).text
    assert campaign.audit_events.filter(action="export-downloaded").count() == 1


def test_looking_at_the_page_takes_nothing(campaign, client):
    signer(campaign, "Ann")
    job = built(campaign)

    for _time in range(3):
        assert client.get(f"{EXPORTS}{job.id}/download/").status_code == FINE

    job.refresh_from_db()
    assert job.is_ready


def test_who_proved_themselves_a_while_ago_proves_it_again_with_the_factor(campaign):
    signer(campaign, "Ann")
    job = built(campaign)
    user = account("staff", campaign.organisation)
    client = at_the_desk(user)
    session = client.session
    session["account_authentication_methods"] = [
        record | {"at": time.time() - 3600} for record in session["account_authentication_methods"]
    ]
    session.save()

    for answer in (
        client.get(f"{EXPORTS}{job.id}/download/"),
        client.post(f"{EXPORTS}{job.id}/download/"),
    ):
        assert answer.status_code == 302
        assert answer.headers["Location"].startswith("/accounts/2fa/reauthenticate/")
    job.refresh_from_db()
    assert job.is_ready


def test_without_a_second_factor_the_desk_leads_to_setting_one_up(campaign):
    user = account("staff", campaign.organisation)
    client = Client()
    client.force_login(user)

    answer = client.get(EXPORTS)

    assert answer.status_code == 302
    assert "/accounts/second-factor/" in answer.headers["Location"]


def test_a_password_alone_is_not_enough_where_there_is_a_factor(campaign):
    signer(campaign, "Ann")
    job = built(campaign)
    user = account("staff", campaign.organisation)
    at_the_desk(user)
    by_password = Client()
    by_password.force_login(user)

    answer = by_password.post(f"{EXPORTS}{job.id}/download/")

    assert answer.status_code == 302
    job.refresh_from_db()
    assert job.is_ready


def test_a_pdf_is_downloaded_as_one_with_whom_it_is_handed_to(campaign, client):
    factories.confirmed(campaign, name="Canary Zwitscher")
    typed = {"format": "pdf", "handed_to": "Ministry  of Water"}
    stamp = stamp_of(client, **typed)
    client.post(f"{EXPORTS}new/", TYPED | typed | {"counted": stamp})
    building.build_next()

    job = ExportJob.objects.get()
    response = client.post(f"{EXPORTS}{job.id}/download/")

    assert response.headers["Content-Type"] == "application/pdf"
    assert response.headers["Content-Disposition"].endswith('.pdf"')
    with pypdfium2.PdfDocument(b"".join(response.streaming_content)) as document:
        text = " ".join(page.get_textpage().get_text_range() for page in document)
    assert "Ministry of Water" in text
    assert "Canary Zwitscher" in text
    assert (job.state, job.rows_done, job.rows_total) == ("ready", 1, 1)


def test_so_many_that_they_are_several_volumes_are_downloaded_as_a_zip_file(campaign, client):
    signer(campaign, "Ann")
    job = built(campaign, format="pdf", preset="delivery")
    ExportJob.objects.update(rows_total=100_001)

    response = client.post(f"{EXPORTS}{job.id}/download/")

    assert response.headers["Content-Type"] == "application/zip"
    assert response.headers["Content-Disposition"].endswith('.zip"')


def test_how_far_it_is_is_told_in_numbers_and_words(campaign, client):
    signer(campaign, "Ann")
    job = asked(campaign)
    url = f"{EXPORTS}{job.id}/progress.json"
    assert client.get(url).json() == {
        "state": "waiting",
        "standing": "Waiting",
        "done": 0,
        "total": 1,
        "words": "Waiting for its turn.",
    }

    started = timezone.now() - timedelta(seconds=10)
    ExportJob.objects.update(
        state="building", rows_done=50_000, rows_total=100_000, started_at=started
    )

    said = client.get(url).json()["words"]
    assert said.startswith("50,000 of 100,000 rows, ")
    assert said.endswith("a second; 10 seconds left.")


def test_nothing_of_another_organisation_is_reached_through_ones_own(campaign, client):
    lake = factories.campaign("lake", organisation=factories.organisation("Lake Watch"))
    signer(lake, "Ann")
    foreign = built(lake)

    for path in ("download/", "cancel/", "destroy/"):
        assert client.post(f"{EXPORTS}{foreign.id}/{path}").status_code == NOT_THERE
    assert client.get(f"{EXPORTS}{foreign.id}/progress.json").status_code == NOT_THERE
    assert client.get("/staff/lake/exports/").status_code == NOT_THERE
    foreign.refresh_from_db()
    assert foreign.is_ready


def test_a_withdrawal_since_is_a_reason_for_a_new_one(campaign, client):
    ann = factories.confirmed(campaign)
    factories.confirmed(campaign, "ben@example.org")
    job = built(campaign)
    actions.withdraw(signature_id=ann.id, now=timezone.now())

    shown = words(client.get(f"{EXPORTS}{job.id}/download/"))

    assert "1 person in it has withdrawn or changed their mind since." in shown


def test_a_damaged_file_is_said_and_nothing_of_it_sent(campaign, client):
    signer(campaign, "Ann")
    job = built(campaign)
    jobs.folder().path_of(job.id).unlink()

    answer = client.post(f"{EXPORTS}{job.id}/download/")

    assert answer.status_code == GONE
    assert "missing or damaged" in words(answer)


def test_destroyed_before_anybody_downloaded_it(
    campaign, client, settings, django_capture_on_commit_callbacks
):
    signer(campaign, "Ann")
    job = built(campaign)

    with django_capture_on_commit_callbacks(execute=True):
        client.post(f"{EXPORTS}{job.id}/destroy/")

    assert [*settings.EXPORT_DIR.iterdir()] == []
    assert client.post(f"{EXPORTS}{job.id}/download/").status_code == GONE


def test_the_desk_shows_the_campaigns_of_those_who_trust_me(campaign, client):
    factories.campaign("lake", title="Lake", organisation=factories.organisation("Lake Watch"))

    shown = client.get("/staff/").text

    assert "/staff/river/exports/" in shown
    assert "/staff/lake/" not in shown


def test_the_pages_cost_the_same_for_one_and_for_three(campaign, client):
    def cost(path: str) -> int:
        client.get(path)
        with CaptureQueriesContext(connection) as queries:
            client.get(path)
        return len(queries)

    signer(campaign, "Ann")
    built(campaign)
    one = [cost(EXPORTS), cost("/staff/")]
    for slug in ("lake", "sea"):
        factories.campaign(slug)
        built(campaign, preset="delivery", format="xlsx" if slug == "sea" else "csv")

    assert [cost(EXPORTS), cost("/staff/")] == one
    assert max(one) < 20


def test_each_step_is_in_the_record_and_nobodys_name(campaign, client):
    factories.confirmed(campaign, name="Canary Zwitscher")
    client.post(f"{EXPORTS}new/", TYPED | {"counted": stamp_of(client)})
    building.build_next()
    job = ExportJob.objects.get()
    b"".join(client.post(f"{EXPORTS}{job.id}/download/").streaming_content)

    events = campaign.audit_events.filter(action__startswith="export").order_by("id")

    assert [*events.values_list("action", "actor_email")] == [
        ("export-requested", "staff@example.org"),
        ("export-built", ""),
        ("export-downloaded", "staff@example.org"),
    ]
    assert all("Canary" not in str(event.details) for event in events)
    assert sentence_of(events[2]) == (
        "Downloaded a list of signers (For handing over: name and country only: Name, Country; "
        "CSV, rows: 1) for: For the embassy"
    )


def test_where_there_is_a_sealed_bundle_stands_how_it_is_opened(campaign, client):
    signer(campaign, "Ann")
    before = client.get(EXPORTS).text
    sealed = built(campaign, format="sealed")

    there = client.get(EXPORTS).text
    download = client.get(f"{EXPORTS}{sealed.id}/download/").text

    sha256 = opener_file("en").sha256
    assert sha256 not in before
    assert sha256 in there
    assert sha256 in download
    assert reverse("opener_file") in download
