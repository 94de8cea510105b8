"""Signatures on paper at the staff desk: printed, typed in, imported, looked over, undone."""

from datetime import timedelta
from typing import Any

import pytest
import uuid_utils.compat
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from campaign.accounts.models import Organisation
from campaign.pages.models import Campaign
from campaign.pages.profiles import Profile
from campaign.signatures import counting
from campaign.signatures.models import Signature
from campaign.signatures.paper import imports, undoing, working
from campaign.signatures.paper.models import PaperBatch
from tests import factories
from tests.organiser.people import signed_in, words
from tests.organiser.walking import (
    DONE,
    FINE,
    NOT_THERE,
    ONLY_PRESSED,
    Walk,
    entrusted,
    members,
)
from tests.signatures.papers import begun, checked, lines, taken, with_bad_ones, workbook

pytestmark = pytest.mark.django_db

PAPER = "/staff/river/paper/"
WRONG = 422
SHEET = {"mark": "7, Market", "country": "TH", "language": "en", "name-1": "Ann Example"}

OPEN = {
    PAPER: entrusted(),
    f"{PAPER}enter/": entrusted(),
    f"{PAPER}sheets/en.pdf": members(),
    f"{PAPER}import/": entrusted(),
    f"{PAPER}TAKEN/": entrusted(),
    f"{PAPER}TAKEN/undo/": ONLY_PRESSED,
    f"{PAPER}TAKEN/erase/": entrusted(),
    f"{PAPER}CHOOSING/columns/": entrusted(),
    f"{PAPER}CHECKED/lines/": entrusted(),
    f"{PAPER}CHECKED/lines.csv": entrusted(),
    f"{PAPER}CHECKED/progress.json": entrusted(),
    f"{PAPER}CHECKED/take/": ONLY_PRESSED,
    f"{PAPER}CHECKED/again/": ONLY_PRESSED,
    f"{PAPER}CHECKED/cancel/": ONLY_PRESSED,
}
PRESS = {
    f"{PAPER}enter/": (SHEET | {"once": "ONCE"}, entrusted(DONE)),
    f"{PAPER}import/": ({"language": "en"}, entrusted(WRONG)),
    f"{PAPER}TAKEN/undo/": ({}, entrusted(DONE)),
    f"{PAPER}TAKEN/erase/": ({"name": "Nobody"}, entrusted()),
    f"{PAPER}CHOOSING/columns/": (
        {"name": "0", "country": "1", "encoding": "utf-8-sig", "delimiter": ","},
        entrusted(DONE),
    ),
    f"{PAPER}CHECKED/take/": ({}, entrusted(DONE)),
    f"{PAPER}CHECKED/again/": ({}, entrusted(DONE)),
    f"{PAPER}CHECKED/cancel/": ({}, entrusted(DONE)),
}


def arranged() -> tuple[Organisation, dict[str, Any]]:
    campaign = factories.campaign()
    values = {
        "TAKEN": taken(checked(campaign, lines("Ann,Thailand,,"))).id,
        "CHECKED": checked(campaign, lines("Bo,Thailand,,")).id,
        "CHOOSING": begun(campaign, lines("Cho,Thailand,,")).id,
        "ONCE": uuid_utils.compat.uuid7(),
    }
    return campaign.organisation, values


WALK = Walk(arranged, OPEN, PRESS)


@pytest.fixture
def client(campaign) -> Client:
    return signed_in("staff", campaign.organisation)


def sheet(**typed: str) -> dict[str, str]:
    return SHEET | {"once": str(uuid_utils.compat.uuid7())} | typed


# --- Typed in -----------------------------------------------------------------------------------


def test_a_sheet_is_taken_in_and_the_next_one_begins_with_its_mark(campaign, client):
    typed = sheet(
        **{
            "name-3": "မမ",
            "country-3": "myanmar",
            "email-3": "ma@example.org",
            "updates-3": "x",
        }
    )

    saved = client.post(f"{PAPER}enter/", typed, follow=True)

    assert "2 signatures are taken in. The next sheet:" in words(saved)
    assert 'value="7, Market"' in saved.text
    ann, ma = Signature.objects.order_by("id")
    assert (ann.country, ann.fingerprint, ann.opened()["name"]) == ("TH", None, "Ann Example")
    assert (ma.country, ma.wants_updates, ma.source) == ("MM", True, "paper")


def test_sent_twice_it_is_taken_in_once(campaign, client):
    typed = sheet()
    client.post(f"{PAPER}enter/", typed)

    client.post(f"{PAPER}enter/", typed)

    assert Signature.objects.count() == 1


def test_what_is_wrong_stands_beside_its_field_and_nothing_typed_is_lost(campaign, client):
    typed = sheet(**{"name-2": "12", "name-3": "Cho", "country-3": "Atlantis", "email-1": "ann@"})

    response = client.post(f"{PAPER}enter/", typed)

    assert response.status_code == WRONG
    assert "Line 1: This is no e-mail address." in words(response)
    assert "Line 2: There is no name in it." in words(response)
    assert 'id="country-3-error">This is no country that we know by that name.' in response.text
    for value in ("Ann Example", "12", "Cho", "Atlantis", "ann@"):
        assert f'value="{value}"' in response.text
    assert not PaperBatch.objects.exists()


def test_a_country_that_many_lines_lack_is_asked_for_once(campaign, client):
    names = {f"name-{number}": f"Signer {number}" for number in range(1, 11)}

    response = client.post(f"{PAPER}enter/", sheet(**names, country=""))

    assert response.status_code == WRONG
    # Above the form, and beside the field.
    asked = (
        "Please choose it, or write one into each of these lines: 1, 2, 3, 4, 5, 6, 7, 8, 9, 10."
    )
    assert words(response).count(asked) == 2
    assert "There is no country in it" not in words(response)
    assert 'value="Signer 10"' in response.text
    assert not PaperBatch.objects.exists()


def test_an_empty_sheet_is_none(client):
    response = client.post(f"{PAPER}enter/", sheet(**{"name-1": " "}))

    assert (response.status_code, "No line is filled in." in words(response)) == (WRONG, True)


def test_who_has_signed_is_named_and_left_out_of_the_sheet(campaign, client):
    factories.confirmed(campaign, "ann@example.org")
    typed = sheet(**{"email-1": "ann@example.org", "name-2": "Bo", "name-3": "bo"})

    asked = client.post(f"{PAPER}enter/", typed)

    assert "Line 1: This address has signed online already." in words(asked)
    assert "Line 3: The same name and country as in an earlier line." in words(asked)
    assert Signature.objects.count() == 1
    assert campaign.audit_events.get().action == "paper-compared"
    client.post(f"{PAPER}enter/", typed | {"anyway": "1"})
    assert Signature.objects.filter(source="paper").count() == 2


def test_where_everybody_has_signed_nothing_is_saved(campaign, client):
    factories.confirmed(campaign, "ann@example.org")

    response = client.post(
        f"{PAPER}enter/", sheet(**{"email-1": "ann@example.org"}) | {"anyway": "1"}
    )

    assert "everybody on it has signed already" in words(response)
    assert not PaperBatch.objects.exists()


def test_of_a_high_risk_campaign_no_total_moves_with_a_sheet_or_an_erasure(campaign, client):
    assert "in all" in words(client.get(PAPER))
    Campaign.objects.update(profile=Profile.HIGH_RISK)

    assert "in all" not in words(client.get(PAPER))


def test_a_draft_takes_no_paper(campaign, client):
    Campaign.objects.update(state="draft")

    response = client.post(f"{PAPER}enter/", sheet())

    assert response.status_code == WRONG
    assert "takes no signatures on paper now" in words(response)
    assert not Signature.objects.exists()


# --- Imported -----------------------------------------------------------------------------------


def upload(client: Client, content: bytes, name: str = "list.csv") -> Any:
    file = SimpleUploadedFile(name, content)
    typed = {"file": file, "mark": "Union", "country": "", "language": "en"}
    return client.post(f"{PAPER}import/", typed, follow=True)


def test_from_a_file_to_signatures(campaign, client):
    content, _wrong = with_bad_ones(60, bad=12, small=True)

    looked = upload(client, content)

    assert "Person အ 0 n" in words(looked)
    assert campaign.audit_events.get().action == "names-read"  # it may be somebody else's file
    form = looked.context["form"]
    chosen = {name: form[name].value() for name in ("name", "country", "email", "updates")}
    assert chosen == {"name": 0, "country": 1, "email": 2, "updates": 3}
    batch = PaperBatch.objects.get()
    where = f"{PAPER}{batch.id}/"
    read = {"encoding": batch.encoding, "delimiter": ";", "has_headings": "on"}
    waiting = client.post(f"{where}columns/", chosen | read, follow=True)
    assert "Waiting for its turn." in words(waiting)
    assert "<progress" in waiting.text
    working.work_on_next()
    found = client.get(f"{where}lines/")
    assert "Good 48 Bad 12 Have signed already 0" in words(found)
    assert "Take in 48 signatures" in words(found)
    assert not Signature.objects.exists()

    client.post(f"{where}take/")
    working.work_on_next()

    assert Signature.objects.count() == 48
    assert "48 signatures taken in" in words(client.get(where))


def test_every_bad_line_is_in_the_file_of_them_and_no_name(campaign, client):
    content, wrong = with_bad_ones(60, bad=12, small=True)
    batch = checked(campaign, content)

    response = client.get(f"{PAPER}{batch.id}/lines.csv")

    said = b"".join(response.streaming_content).decode("utf-8-sig").splitlines()
    assert len(said) == 1 + 12
    assert [int(row.split(",")[0]) for row in said[1:]] == list(wrong)
    assert not any("Example" in row or "Person" in row for row in said)


def test_long_lists_of_bad_lines_are_paged(campaign, client):
    batch = checked(campaign, lines(*["Ann,Atlantis,,"] * 150))

    first = client.get(f"{PAPER}{batch.id}/lines/")
    following = first.context["following"]
    second = client.get(f"{PAPER}{batch.id}/lines/?after={following}")

    assert [len(page.context["faults"]) for page in (first, second)] == [100, 50]
    assert second.context["faults"][0].line == 102


def test_what_is_bad_comes_before_what_is_worth_a_look(campaign, client):
    batch = checked(campaign, lines("Ann,Thailand,,", "Ann,Thailand,,", "Bo,Atlantis,,"))

    response = client.get(f"{PAPER}{batch.id}/lines/")

    assert [fault.line for fault in response.context["faults"]] == [4, 3]
    assert "Counts all the same." in words(response)


def test_all_or_nothing_offers_nothing_where_one_is_bad(campaign, client):
    batch = checked(campaign, lines("Ann,Thailand,,", "Bo,Atlantis,,"), all_or_none=True)

    response = client.get(f"{PAPER}{batch.id}/lines/")

    assert "You chose to take nothing in until all are good." in words(response)
    assert "/take/" not in response.text


def test_a_workbook_needs_no_encoding(client):
    looked = upload(client, workbook([["Ann", "Thailand", ""]]), "list.xlsx")

    assert "encoding" not in looked.context["form"].fields
    assert "Ann Thailand" in words(looked)


def test_letters_that_are_wrong_can_be_read_otherwise(client):
    content = "\n".join(["ชื่อ,ประเทศ", *["สมชาย ใจดี,ไทย"] * 5]).encode("cp874")
    upload(client, content)
    batch = PaperBatch.objects.get()

    looked = client.post(
        f"{PAPER}{batch.id}/columns/", {"encoding": "cp874", "delimiter": ",", "look": "1"}
    )

    assert "สมชาย ใจดี ไทย" in words(looked)
    assert looked.context["form"]["name"].value() == 0


def test_columns_that_contradict_each_other_are_said(client):
    upload(client, lines("Ann,Thailand,,"))
    batch = PaperBatch.objects.get()
    read = {"encoding": "utf-8-sig", "delimiter": ","}

    twice = client.post(f"{PAPER}{batch.id}/columns/", read | {"name": "0", "country": "0"})
    without = client.post(f"{PAPER}{batch.id}/columns/", read | {"name": "0"})

    assert "One column cannot be two things." in words(twice)
    assert "Please say in which column the countries are" in words(without)
    assert PaperBatch.objects.get().state == "choosing"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "This file is empty."),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "This is an older Excel file."),
        (b"PK\x03\x04", "This is no spreadsheet that can be read"),
        (b"\n \n", "There is nothing in this file."),
    ],
)
def test_a_file_that_is_none_is_said_at_once(client, content, said):
    assert said in words(upload(client, content))


def test_a_file_that_is_too_large_is_said_kindly(client):
    response = upload(client, b"a" * (49 * 1024 * 1024 + 600 * 1024))

    assert response.status_code == 413
    assert "This file is too large: 49 MB at most." in words(response)


def test_names_of_a_file_are_on_no_disk_in_the_clear(client, settings, tmp_path):
    upload(client, lines(*["Canary Zwitscher,Thailand,,"] * 200_000))

    (kept,) = settings.PAPER_DIR.iterdir()
    assert kept.stat().st_size > 5_000_000
    assert b"Canary" not in kept.read_bytes()


# --- Afterwards ---------------------------------------------------------------------------------


def test_a_batch_is_undone_whole(campaign, client):
    batch = taken(checked(campaign, lines("Ann,Thailand,,", "Bo,Laos,,")))

    undone = client.post(f"{PAPER}{batch.id}/undo/", follow=True)

    assert "Undone: 2 signatures are erased and count no more." in words(undone)
    assert not Signature.objects.exists()
    again = client.post(f"{PAPER}{batch.id}/undo/", follow=True)
    assert "Nothing was undone" in words(again)


def test_a_long_one_is_undone_by_a_worker_and_can_be_watched(campaign, client, monkeypatch):
    monkeypatch.setattr(undoing, "AT_ONCE", 1)
    batch = taken(checked(campaign, lines("Ann,Thailand,,", "Bo,Laos,,")))
    page = f"{PAPER}{batch.id}/"

    watched = client.post(f"{page}undo/", follow=True)

    assert watched.request["PATH_INFO"] == page
    assert "All of it is being undone" in words(watched)
    assert "<progress" in watched.text
    assert "/cancel/" not in watched.text
    assert "Being undone" in words(client.get(PAPER))
    assert client.get(f"{page}progress.json").json() == {
        "done": 0,
        "total": 2,
        "words": "Waiting for its turn.",
        "state": "waiting",
        "standing": "Being undone",
    }
    undoing.take_next_out(imports.claim(now=timezone.now()), now=timezone.now())
    said = client.get(f"{page}progress.json").json()["words"]
    assert said == "1 of 2 signatures are taken out."
    PaperBatch.objects.update(claimed_until=timezone.now() - timedelta(seconds=1))
    working.work_on_next()
    done = words(client.get(page))
    assert "being undone" not in done
    assert "Undone" in done


def test_closed_for_good_it_is_undone_no_more(campaign, client):
    batch = taken(checked(campaign, lines("Ann,Thailand,,")))
    Campaign.objects.update(state="archived", wrapped_fingerprint_secret=None)

    client.post(f"{PAPER}{batch.id}/undo/")

    assert Signature.objects.count() == 1
    assert "cannot be undone any more" in words(client.get(f"{PAPER}{batch.id}/"))


def test_one_who_asks_is_found_by_name_and_erased(campaign, client):
    batch = taken(checked(campaign, lines("Ann Example,Thailand,,", "Bo Other,Laos,,")))
    counting.fold_confirmed(now=timezone.now())

    found = client.post(f"{PAPER}{batch.id}/erase/", {"name": "ANN example"})

    assert "1 signature of that name." in words(found)
    assert "Bo Other" not in found.text
    client.post(f"{PAPER}{batch.id}/erase/", {"signature": found.context["found"][0]})
    campaign.refresh_from_db()
    assert campaign.signature_count == 1
    assert batch.signatures.get().opened()["name"] == "Bo Other"
    assert campaign.audit_events.filter(action="paper-searched").count() == 1


def test_nobody_of_another_batch_is_erased(campaign, client):
    ours = taken(checked(campaign, lines("Ann,Thailand,,")))
    online = factories.confirmed(campaign, "online@example.org")

    client.post(f"{PAPER}{ours.id}/erase/", {"signature": online.id})

    assert Signature.objects.filter(id=online.id, state="confirmed").exists()


def test_paper_is_told_apart_wherever_it_is_counted(campaign, client):
    factories.confirmed(campaign, "online@example.org")
    taken(checked(campaign, lines("Ann,Thailand,,", "Bo,Laos,,")))
    counting.fold_confirmed(now=timezone.now())

    assert "2 signatures on paper, of 3 in all" in words(client.get(PAPER))
    assert "Of these, 2 on paper" in words(Client().get("/en/c/river/"))
    desk = client.get("/organiser/river/")
    assert "Of these, 2 on paper" in words(desk)
    assert desk.context["happened"].confirmed == 3
    funnel = {step.code: step.number for step in desk.context["funnel"]}
    assert (funnel["signed"], funnel["confirmed"]) == (0, 1)  # forms are counted a little later
    assert Client().get("/c/river/count.json").json()["signatures"] == 3


@pytest.mark.parametrize("path", [PAPER, f"{PAPER}enter/", f"{PAPER}import/"])
def test_pages_ask_no_more_of_three_than_of_one(campaign, client, path):
    taken(checked(campaign, lines("Ann,Thailand,,")))
    client.get(path)
    with CaptureQueriesContext(
        connection,
    ) as one:
        client.get(path)
    for number in range(2):
        taken(checked(campaign, lines(f"Bo {number},Thailand,,")))

    with CaptureQueriesContext(connection) as three:
        client.get(path)

    assert len(three) == len(one) < 20


def test_a_sheet_in_a_language_that_is_not_there_is_not_found(client):
    assert client.get(f"{PAPER}sheets/th.pdf").status_code == NOT_THERE
    there = client.get(f"{PAPER}sheets/all.pdf")
    assert (there.status_code, there.content[:5]) == (FINE, b"%PDF-")
