"""Dossiers at the desk: who may ask, watch, download, destroy."""

import time
from datetime import UTC, datetime, timedelta
from typing import Any

import pypdfium2
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from campaign.accounts import two_people
from campaign.accounts.models import Membership, Organisation, User
from campaign.letters import building, dossiers
from campaign.letters.models import CarriedLetter, Dossier
from campaign.organiser.audit_sentences import sentence_of
from campaign.pages.models import Campaign
from campaign.signatures import actions
from tests import factories
from tests.letters import carried
from tests.letters.carried import carry, recipient
from tests.organiser.people import at_the_desk, colleague, signed_in
from tests.organiser.walking import DONE, ONLY_PRESSED, Walk, entrusted, members

pytestmark = pytest.mark.django_db


@pytest.fixture
def campaign() -> Campaign:
    made = carried.campaign()
    carry(factories.confirmed(made, show_name=True), name="Canary Zwitscher")
    return made


def page(view: str, campaign: Campaign, *args: object) -> str:
    return reverse(f"organiser_{view}", args=[campaign.slug, *args])


def ask(client: Client, campaign: Campaign, **changed: str):
    asked = {"recipient": "tha", "contents": "letters"} | changed
    return client.post(page("dossiers", campaign), asked)


def ready(campaign: Campaign) -> Dossier:
    dossier = dossiers.request_dossier(
        campaign=campaign,
        recipient=recipient(),
        contents="letters",
        by=None,
        now=timezone.now(),
    )
    building.build_next()
    dossier.refresh_from_db()
    return dossier


DOSSIERS = "/organiser/river/letters/dossiers/"
OPEN = {
    DOSSIERS: members(),
    f"{DOSSIERS}WAITING/progress.json": members(),
    f"{DOSSIERS}WAITING/cancel/": ONLY_PRESSED,
    f"{DOSSIERS}READY/destroy/": entrusted(),
    f"{DOSSIERS}READY/download/": entrusted(),
    f"{DOSSIERS}READY/approve/": ONLY_PRESSED,
}
PRESS = {
    DOSSIERS: ({"recipient": "tha", "contents": "names"}, entrusted(DONE)),
    f"{DOSSIERS}WAITING/cancel/": ({}, entrusted(DONE)),
    f"{DOSSIERS}READY/destroy/": ({}, entrusted(DONE)),
    f"{DOSSIERS}READY/approve/": ({}, entrusted(422)),  # who came just now does not count yet
}


def arranged() -> tuple[Organisation, dict[str, Any]]:
    made = carried.campaign()
    carry(factories.confirmed(made, show_name=True))
    there = ready(made)
    waiting = dossiers.request_dossier(
        campaign=made, recipient=recipient(), contents="letters", by=None, now=timezone.now()
    )
    return made.organisation, {"READY": there.id, "WAITING": waiting.id}


WALK = Walk(arranged, OPEN, PRESS)


def test_from_asking_to_the_pdf_in_hand(campaign):
    client = signed_in("owner", campaign.organisation)

    assert ask(client, campaign).status_code == 302
    waiting = client.get(page("dossiers", campaign)).text
    assert "Waiting for its turn." in waiting
    assert "<progress" in waiting
    building.build_next()

    dossier = Dossier.objects.get()
    shown = client.get(page("dossiers", campaign)).text
    assert dossier.sha256 in shown
    response = client.get(page("download_dossier", campaign, dossier.id))
    pdf = b"".join(response.streaming_content)
    assert response.headers["Content-Type"] == "application/pdf"
    assert int(response.headers["Content-Length"]) == len(pdf)
    assert response.headers["Cache-Control"] == "no-store"
    name = f"dossier-tha-{campaign.today(dossier.finished_at):%Y-%m-%d}.pdf"
    assert response.headers["Content-Disposition"] == f'attachment; filename="{name}"'
    with pypdfium2.PdfDocument(pdf) as document:
        assert "Canary Zwitscher" in document[2].get_textpage().get_text_range()


def test_how_far_it_is_is_told_in_numbers_and_words(campaign):
    client = signed_in("viewer", campaign.organisation)
    dossier = dossiers.request_dossier(
        campaign=campaign, recipient=recipient(), contents="letters", by=None, now=timezone.now()
    )
    url = page("dossier_progress", campaign, dossier.id)
    assert client.get(url).json() == {
        "state": "waiting",
        "standing": "Waiting",
        "done": 0,
        "total": 1,
        "words": "Waiting for its turn.",
    }

    Dossier.objects.update(state="building", items_done=1200, items_total=10_000)

    assert client.get(url).json()["words"] == "1,200 of 10,000 done."


def test_its_file_is_named_for_the_day_it_is_where_the_campaign_is(campaign):
    dossier = ready(campaign)
    Campaign.objects.update(time_zone="Asia/Bangkok")
    Dossier.objects.update(finished_at=datetime(2026, 11, 24, 20, tzinfo=UTC))

    response = signed_in("owner", campaign.organisation).get(
        page("download_dossier", campaign, dossier.id)
    )

    assert 'filename="dossier-tha-2026-11-25.pdf"' in response.headers["Content-Disposition"]


def test_those_who_may_look_see_that_there_are_dossiers_and_nobodys_name(campaign):
    ready(campaign)
    client = signed_in("viewer", campaign.organisation)

    shown = client.get(page("dossiers", campaign)).text

    assert "1 letter" in shown
    assert "Download" not in shown
    assert "Canary" not in shown


def test_another_organisations_dossier_is_not_opened_through_ones_own(campaign):
    other = carried.campaign("lake", organisation=factories.organisation("Lake Watch"))
    carry(factories.confirmed(other))
    foreign = ready(other)
    client = signed_in("owner", campaign.organisation)

    assert client.get(page("download_dossier", campaign, foreign.id)).status_code == 404
    assert client.get(page("dossier_progress", campaign, foreign.id)).status_code == 404
    assert client.post(page("destroy_dossier", campaign, foreign.id)).status_code == 404
    foreign.refresh_from_db()
    assert foreign.is_ready


def test_what_cannot_be_asked_for_is_said_or_not_found(campaign):
    client = signed_in("owner", campaign.organisation)

    ask(client, campaign, recipient="sgp")
    assert (
        "Nobody has asked us to carry a letter there yet."
        in client.get(page("dossiers", campaign)).text
    )
    assert ask(client, campaign, recipient="nowhere").status_code == 404
    assert ask(client, campaign, contents="everything").status_code == 404
    assert ask(client, campaign, recipient="\0").status_code == 404
    assert not Dossier.objects.exists()


def test_a_letter_taken_back_since_is_a_reason_to_build_anew(campaign):
    carry(factories.confirmed(campaign, "ben@example.org"))
    ready(campaign)
    client = signed_in("owner", campaign.organisation)
    assert "build the dossier anew" not in client.get(page("dossiers", campaign)).text

    letter = CarriedLetter.objects.first()
    actions.withdraw(signature_id=letter.signature_id, now=timezone.now())

    shown = client.get(page("dossiers", campaign)).text
    assert "1 letter in it has been taken back or written anew since." in shown


def test_destroying_asks_first(campaign, settings, django_capture_on_commit_callbacks):
    dossier = ready(campaign)
    client = signed_in("owner", campaign.organisation)
    url = page("destroy_dossier", campaign, dossier.id)

    assert "Nobody can open a copy" in client.get(url).text
    assert len(list(settings.DOSSIER_DIR.iterdir())) == 1
    with django_capture_on_commit_callbacks(execute=True):
        client.post(url)

    assert list(settings.DOSSIER_DIR.iterdir()) == []
    assert client.get(page("download_dossier", campaign, dossier.id)).status_code == 404
    shown = client.get(page("dossiers", campaign)).text
    assert "Its file and its key are destroyed." in shown
    assert dossier.sha256 in shown


def test_who_proved_themselves_a_while_ago_proves_it_again_before_letters_go_out(campaign):
    client = signed_in("staff", campaign.organisation)
    ask(client, campaign)
    building.build_next()
    session = client.session
    session["account_authentication_methods"] = [
        record | {"at": time.time() - 3600} for record in session["account_authentication_methods"]
    ]
    session.save()

    answer = client.get(page("download_dossier", campaign, Dossier.objects.get().id))

    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/accounts/2fa/reauthenticate/")
    assert not campaign.audit_events.filter(action="dossier-downloaded").exists()


def test_one_whose_time_is_over_is_not_downloaded_though_nobody_cleared_it_yet(campaign):
    dossier = ready(campaign)
    Dossier.objects.update(expires_at=timezone.now() - timedelta(seconds=1))

    client = signed_in("owner", campaign.organisation)
    assert client.get(page("download_dossier", campaign, dossier.id)).status_code == 404


@pytest.mark.parametrize("trouble", ["missing", "damaged"])
def test_a_file_that_is_missing_or_damaged_is_said_and_nothing_of_it_sent(campaign, trouble):
    dossier = ready(campaign)
    path = dossiers.path_of(dossier.id)
    if trouble == "missing":
        path.unlink()
    else:
        path.write_bytes(path.read_bytes()[:100] + b"noise")

    response = signed_in("owner", campaign.organisation).get(
        page("download_dossier", campaign, dossier.id)
    )

    assert response.status_code == 410
    assert "missing or damaged" in response.text


def test_the_page_costs_the_same_for_one_dossier_and_for_three(campaign):
    client = signed_in("owner", campaign.organisation)
    ready(campaign)
    client.get(page("dossiers", campaign))
    with CaptureQueriesContext(connection) as one:
        client.get(page("dossiers", campaign))
    carry(factories.confirmed(campaign, "ben@example.org"), "sgp")
    for _more in range(2):
        ready(campaign)

    with CaptureQueriesContext(connection) as three:
        client.get(page("dossiers", campaign))

    assert len(three) == len(one)


def test_where_nothing_could_be_handed_over_it_says_what_to_wait_for():
    empty = carried.campaign()
    client = signed_in("owner", empty.organisation)

    assert "As soon as somebody asks you to carry" in client.get(page("dossiers", empty)).text


def test_from_asking_to_destroying_each_step_is_in_the_record_and_nobodys_name(campaign):
    client = signed_in("owner", campaign.organisation)
    ask(client, campaign)
    building.build_next()
    dossier = Dossier.objects.get()
    b"".join(client.get(page("download_dossier", campaign, dossier.id)).streaming_content)
    client.post(page("destroy_dossier", campaign, dossier.id))
    client.post(page("destroy_dossier", campaign, dossier.id))

    events = campaign.audit_events.order_by("id")
    assert list(events.values_list("action", "actor_email")) == [
        ("dossier-requested", "owner@example.org"),
        ("dossier-built", ""),
        ("dossier-downloaded", "owner@example.org"),
        ("dossier-destroyed", "owner@example.org"),
    ]
    said = {"recipient": "Thailand", "contents": "letters", "items": 1}
    assert all(event.details == said for event in events)
    assert sentence_of(events[2]) == "Downloaded the dossier for Thailand (letters: 1)."


def test_that_its_time_was_over_is_recorded_as_nobodys_doing(campaign):
    ready(campaign)
    late = timezone.now() + timedelta(days=8)

    dossiers.destroy_expired(now=late)

    event = campaign.audit_events.get(action="dossier-expired")
    assert (event.at, event.actor) == (late, None)


def test_a_file_that_does_not_open_is_no_download(campaign):
    dossier = ready(campaign)
    dossiers.path_of(dossier.id).unlink()

    signed_in("owner", campaign.organisation).get(page("download_dossier", campaign, dossier.id))

    assert not campaign.audit_events.filter(action="dossier-downloaded").exists()


# --- Where two people are wanted ------------------------------------------------------------


@pytest.fixture
def alice(campaign) -> User:
    """An owner, who wants two people."""
    alice = colleague("alice", "owner", campaign.organisation)
    colleague("bob", "staff", campaign.organisation)
    two_people.switch_on(organisation=campaign.organisation, by=alice, now=timezone.now())
    return alice


def built_for(user: User, campaign: Campaign, contents: str = "letters") -> Dossier:
    dossier = dossiers.request_dossier(
        campaign=campaign,
        recipient=recipient(),
        contents=contents,
        by=user,
        now=timezone.now(),
    )
    building.build_next()
    return dossier


def test_letters_leave_once_somebody_else_than_who_asked_approved(campaign, alice):
    bob = User.objects.get(email="bob@example.org")
    dossier = built_for(bob, campaign)
    asking, deciding = at_the_desk(bob), at_the_desk(alice)
    listed, url = page("dossiers", campaign), page("download_dossier", campaign, dossier.id)
    approval = page("approve_dossier", campaign, dossier.id)

    assert asking.get(url).headers["Location"] == listed
    assert approval not in asking.get(listed).text
    assert url not in asking.get(listed).text
    assert "yourself" in asking.post(approval).text
    assert deciding.get(url).headers["Location"] == listed
    deciding.post(approval)

    assert "Approved by alice@example.org." in asking.get(listed).text
    assert asking.get(url).headers["Content-Type"] == "application/pdf"
    event = campaign.audit_events.get(action="dossier-approved")
    assert sentence_of(event).startswith("Approved the dossier for ")


def test_an_approval_of_letters_ends_with_the_trust_in_whoever_gave_it(campaign, alice):
    bob = User.objects.get(email="bob@example.org")
    dossier = built_for(bob, campaign)
    dossiers.approve(Dossier.objects.get(), by=alice, now=timezone.now())
    colleague("carol", "owner", campaign.organisation)
    Membership.objects.filter(user=alice).update(role="viewer")

    answer = at_the_desk(bob).get(page("download_dossier", campaign, dossier.id))

    assert answer.status_code == 302


def test_names_that_the_page_shows_need_nobody_else(campaign, alice):
    bob = User.objects.get(email="bob@example.org")
    dossier = built_for(bob, campaign, "names")

    answer = at_the_desk(bob).get(page("download_dossier", campaign, dossier.id))

    assert answer.headers["Content-Type"] == "application/pdf"
