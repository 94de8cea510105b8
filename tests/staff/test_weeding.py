"""Weeding at the staff desk: who may look, what the pages say, what a press does."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from campaign.accounts.models import Organisation, SealingKey
from campaign.exports.models import ExportJob
from campaign.lib import sealing
from campaign.pages.models import Campaign
from campaign.signatures import counting
from campaign.signatures.models import Signature
from campaign.signatures.weeding import deciding, suspects, sweeping
from campaign.signatures.weeding.models import Suspect, Sweep, Why
from campaign.staff.weeding import progress_of
from tests import factories
from tests.exports.signers import built
from tests.organiser.people import (
    account,
    at_the_desk,
    authenticator_app,
    code_of,
    signed_in,
    stay_away,
    words,
)
from tests.organiser.walking import DONE, FINE, NOT_THERE, ONLY_PRESSED, Walk, entrusted
from tests.signatures.weeding.people import AT, sign, swept, total, waiting

pytestmark = pytest.mark.django_db

WEEDING = "/staff/river/weeding/"
FIGURES = f"{WEEDING}for/figure/"
SAME_NAME = f"{WEEDING}for/same-name/"
NOT_AS_TYPED = 422

OPEN = {
    WEEDING: entrusted(),
    f"{WEEDING}progress.json": entrusted(),
    FIGURES: entrusted(),
    f"{WEEDING}for/anything/": entrusted(NOT_THERE),
    f"{WEEDING}list/": entrusted(),
    f"{WEEDING}begin/": ONLY_PRESSED,
    "/staff/lake/weeding/cancel/": ONLY_PRESSED,
    f"{WEEDING}undo/BATCH/": ONLY_PRESSED,
}
PRESS = {
    f"{WEEDING}begin/": ({}, entrusted(DONE)),
    "/staff/lake/weeding/cancel/": ({}, entrusted(DONE)),
    # A file is read once; what a good one does is below.
    f"{WEEDING}list/": ({}, entrusted(NOT_AS_TYPED)),
    f"{WEEDING}undo/BATCH/": ({}, entrusted(DONE)),
    FIGURES: ({"do": "leave-out", "ticked": "SUSPECT"}, entrusted(DONE)),
}


def arranged() -> tuple[Organisation, dict[str, Any]]:
    campaign = factories.campaign()
    by = account("owner", factories.organisation("Somebody"))
    _first, joke = sign(campaign, "Donald Duck", "Mickey Mouse")
    swept(campaign)
    duck, _mouse = waiting(campaign)
    deciding.leave_out(
        campaign=campaign, why=Why.FIGURE, suspect_ids=[duck.id], by=by, now=timezone.now()
    )
    batch = deciding.undoable(campaign, handed_over_at=None).get()
    lake = factories.campaign("lake", organisation=campaign.organisation)
    sweeping.request_sweep(campaign=lake, by=None, now=timezone.now())
    by.delete()
    suspect = Suspect.objects.get(signature=joke)
    return campaign.organisation, {"BATCH": batch.id, "SUSPECT": suspect.id}


WALK = Walk(arranged, OPEN, PRESS)


@pytest.fixture
def client(campaign: Campaign) -> Client:
    return signed_in("staff", campaign.organisation)


def test_from_looking_to_leaving_out_to_undoing(campaign, client):
    sign(campaign, "Ann Example", "Mickey Mouse", country="LA")
    assert total(campaign) == 2
    assert "Not looked through yet" in words(client.get(WEEDING))

    client.post(f"{WEEDING}begin/")
    under_way = client.get(WEEDING)
    assert "Waiting for its turn." in words(under_way)
    assert "<progress" in under_way.text
    assert client.get(f"{WEEDING}progress.json").json() == {
        "done": 0,
        "total": 2,
        "words": "Waiting for its turn.",
        "state": "waiting",
        "standing": "Waiting",
    }
    sweeping.sweep_next()
    assert "2 signatures were looked at. Nobody has signed since." in words(client.get(WEEDING))

    page = client.get(FIGURES)
    assert "Mickey Mouse" in words(page)
    assert "Laos · confirmed on" in words(page)
    assert page.headers["Cache-Control"] == "no-store"
    [suspect] = waiting(campaign)
    answer = client.post(FIGURES, {"do": "leave-out", "ticked": suspect.id}, follow=True)
    assert "1 left out." in words(answer)
    assert "Nothing waits here" in words(answer)
    assert total(campaign) == 1
    assert "Mickey Mouse" in words(client.get(f"{FIGURES}?show=left_out"))

    [address] = re.findall(r'action="([^"]+/undo/[^"]+)"', client.get(WEEDING).text)
    assert "Undone: 1 waits again." in words(client.post(address, follow=True))
    assert total(campaign) == 2


def test_whoever_sees_names_is_recorded_each_time_and_the_overview_shows_none(campaign, client):
    sign(campaign, "Mickey Mouse", "Ann Example", "Ann Example")
    swept(campaign)

    assert "Mickey Mouse" not in words(client.get(WEEDING)).partition("What stands out")[2].replace(
        "Mickey Mouse and company", ""
    )
    assert not campaign.audit_events.filter(action="names-read").exists()
    client.get(FIGURES)
    client.get(SAME_NAME)

    readings = campaign.audit_events.filter(action="names-read").order_by("id")
    assert [(each.actor_email, each.details) for each in readings] == [
        ("staff@example.org", {"signatures": 1}),
        ("staff@example.org", {"signatures": 2}),
    ]


def test_after_half_an_hour_names_ask_who_it_is_and_the_press_is_done_afterwards(campaign):
    user = account("staff", campaign.organisation)
    client = at_the_desk(user)
    sign(campaign, "Mickey Mouse", "Donald Duck", "Ann Example")
    swept(campaign)
    mouse = Suspect.objects.first()
    stay_away(client, minutes=29)
    page = client.get(f"{FIGURES}?show=waiting&page=1")
    assert "Donald Duck" in words(page)
    [action] = re.findall(r'class="queue" method="post" action="([^"]+)"', page.text)
    press = dict(re.findall(r'type="hidden" name="(show|page)" value="([^"]+)"', page.text))
    stay_away(client, minutes=2)

    for asked in (
        client.get(FIGURES),
        client.post(action, press | {"do": "leave-out", "ticked": mouse.id}),
    ):
        assert asked.status_code == 302
        assert "reauthenticate" in asked.headers["Location"]
    assert client.get(WEEDING).status_code == FINE  # numbers, and no names
    assert total(campaign) == 3
    code = code_of(authenticator_app(user))
    answer = client.post(asked.headers["Location"], {"code": code}, follow=True)

    assert "1 left out." in words(answer)
    assert total(campaign) == 2
    assert answer.request["PATH_INFO"] == FIGURES


def test_a_group_shows_whom_it_would_double_and_goes_with_one_press(campaign, client):
    sign(campaign, *["Ann Example"] * 7, email="ann@gmail.com", country="TH")
    sign(campaign, *["Ben Example"] * 2, country="TH")
    Suspect.objects.all().delete()
    swept(campaign)
    same = f"{WEEDING}for/same-person/"

    page = client.get(same)
    said = words(page)
    anchors = re.findall(r'value="leave-out (\d+)"', page.text)

    assert "6 besides the first" in said
    assert said.count("the first: stays") == 1
    assert page.text.count('name="ticked"') == 1 + suspects.OF_A_GROUP
    alone = client.get(f"{same}?together={anchors[0]}")
    assert alone.text.count('name="ticked"') == 7
    answer = client.post(same, {"only": f"leave-out {anchors[0]}"}, follow=True)
    assert "6 left out." in words(answer)
    assert total(campaign) == 3
    [other] = re.findall(r'value="keep (\d+)"', client.get(SAME_NAME).text)
    assert "1 kept." in words(client.post(SAME_NAME, {"only": f"keep {other}"}, follow=True))
    assert "Nothing waits here" in words(client.get(SAME_NAME))


def test_all_of_one_reason_goes_with_one_press_as_far_as_one_press_goes(
    campaign, client, monkeypatch
):
    monkeypatch.setattr(suspects, "MOST_AT_ONCE", 2)
    sign(campaign, "test", "test", "test")
    swept(campaign)
    url = f"{WEEDING}for/placeholder/"

    answer = client.post(url, {"do": "leave-out", "whole": "on"}, follow=True)

    assert "2 left out. There are more: press once more for those." in words(answer)
    answer = client.post(url, {"do": "leave-out", "whole": "on"}, follow=True)
    assert "1 left out." in words(answer)
    assert total(campaign) == 0


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"do": "leave-out"}, "Tick whom you want to decide about first."),
        ({"do": "vanish", "ticked": "1"}, "Press one of the buttons"),
        ({"only": "keep all"}, "Press one of the buttons"),
        ({"do": "keep", "ticked": "x"}, "Tick whom"),
        ({"do": "keep", "group": "9" * 30}, "Press one of the buttons"),
    ],
)
def test_a_press_that_makes_no_sense_is_answered_beside_it(campaign, client, typed, said):
    sign(campaign, "Mickey Mouse")
    swept(campaign)

    answer = client.post(FIGURES, typed)

    assert answer.status_code == 422
    assert said in words(answer)
    assert total(campaign) == 1


@pytest.mark.parametrize("typed", [{"ticked": "999999999"}, {"group": "999999999"}])
def test_what_is_nobodys_number_changes_nothing(campaign, client, typed):
    sign(campaign, "Mickey Mouse")
    swept(campaign)

    answer = client.post(FIGURES, {"do": "leave-out"} | typed, follow=True)

    assert "it was so already" in words(answer)
    assert total(campaign) == 1


@pytest.mark.parametrize(
    "query",
    ["?show=nonsense", "?page=zz", "?page=-1", "?page=0", "?together=x", "?together=99", "?page=٣"],
)
def test_an_address_that_makes_no_sense_is_the_first_page(campaign, client, query):
    sign(campaign, "Mickey Mouse")
    swept(campaign)

    assert "Mickey Mouse" in words(client.get(FIGURES + query)).replace(
        "Mickey Mouse and company", ""
    )


def test_a_page_far_behind_the_end_is_empty_and_no_error(campaign, client):
    for path in (FIGURES, SAME_NAME):
        assert client.get(f"{path}?page={10**17}").status_code == FINE


def test_where_nothing_stands_out_the_page_says_so(campaign, client):
    sign(campaign, "Aye", "Sukarno")
    swept(campaign)

    assert "Nothing stands out" in words(client.get(WEEDING))


def test_who_signed_since_is_said(campaign, client):
    swept(campaign)
    Sweep.objects.update(requested_at=AT)
    sign(campaign, "Ann Example", at=AT + timedelta(hours=1))

    assert "1 person has signed since." in words(client.get(WEEDING))


def test_under_offline_custody_the_page_says_what_it_cannot_see_and_names_the_way(campaign, client):
    public, _private = sealing.new_keypair()
    campaign.sealing_key = SealingKey.objects.create(
        organisation=campaign.organisation, custody="offline", public_key=public
    )
    campaign.save()
    assert "only your organisation holds" in words(client.get(WEEDING))
    [sealed] = sign(campaign, "Mickey Mouse")
    sign(campaign, "Bugs Bunny", public_name="Bugs Bunny")
    swept(campaign)

    assert "The names of 2 signatures are sealed" in words(client.get(WEEDING))
    assert "Bugs Bunny" in words(client.get(FIGURES))
    file = SimpleUploadedFile("look.csv", f"id\n{sealed.id}\n".encode())
    answer = client.post(f"{WEEDING}list/", {"list": file}, follow=True)
    assert "1 signature waits here now." in words(answer)
    assert "Name sealed" in words(answer)
    assert not campaign.audit_events.filter(action="names-read").exists()
    client.post(f"{WEEDING}for/listed/", {"do": "leave-out", "whole": "on"})
    assert total(campaign) == 1


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "This file is empty."),
        (b"Names\nAnn\nBen\n", "Lines 2, 3 have no number of a signature."),
        (b"\xff\xfe\x00", "This is no text in UTF-8."),
        (b"heading\n", "No line of this file has the number of a signature in it."),
        (b"x" * (4 * 1024 * 1024 + 1), "This file is too large: 4 MB at most."),
        (b"x\n" * 20_001, "Up to 20,000 lines fit."),
    ],
)
def test_a_file_that_is_no_list_is_refused_beside_the_field(campaign, client, content, said):
    answer = client.post(f"{WEEDING}list/", {"list": SimpleUploadedFile("list.csv", content)})

    assert answer.status_code == 422
    assert said in words(answer)
    assert not Suspect.objects.exists()


def test_a_list_of_strangers_says_which_lines_they_are(campaign, client):
    lake = factories.campaign("lake")
    [foreign] = sign(lake, "Ann Example")
    [own] = sign(campaign, "Ben Example")
    file = SimpleUploadedFile("list.txt", f"{foreign.id}\n{own.id}".encode())

    said = words(client.post(f"{WEEDING}list/", {"list": file}))

    assert "Line 1 names no confirmed signature of this campaign" in said
    assert "1 signature came into the queue" in said
    assert not Suspect.objects.filter(campaign=lake).exists()


def test_once_a_list_is_handed_over_what_was_decided_before_is_settled(
    campaign, client, settings, tmp_path
):
    settings.EXPORT_DIR = tmp_path
    sign(campaign, "Mickey Mouse", "Ann Example")
    swept(campaign)
    client.post(FIGURES, {"do": "leave-out", "whole": "on"})
    counting.fold_confirmed(now=timezone.now())
    job = built(campaign, preset="delivery")
    assert "/undo/" in client.get(WEEDING).text
    ExportJob.objects.filter(id=job.id).update(
        state="downloaded", wrapped_key=None, downloaded_at=timezone.now()
    )

    page = client.get(WEEDING)

    assert "/undo/" not in page.text
    assert "A list for handing over left the site on" in words(page)
    batch = deciding.undoable(campaign, handed_over_at=None).get()
    answer = client.post(f"{WEEDING}undo/{batch.id}/", follow=True)
    assert "undone as a whole any more" in words(answer)


def test_whoever_is_about_to_take_a_list_out_hears_whether_it_was_looked_through(campaign, client):
    new = "/staff/river/exports/new/"
    sign(campaign, "Mickey Mouse")

    assert "Nobody has looked through the signatures" in words(client.get(new))
    swept(campaign)
    assert "1 signature stands out and waits for a look." in words(client.get(new))
    client.post(FIGURES, {"do": "keep", "whole": "on"})
    assert "nothing waits." in words(client.get(new))


def test_what_people_wrote_is_shown_as_they_wrote_it_and_never_runs(campaign, client):
    sign(campaign, "<script>alert(1)</script>www.example.org", comment="<b>x</b>" + "က" * 490)
    swept(campaign)

    page = client.get(f"{WEEDING}for/not-a-name/").text

    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page
    assert "<b>x</b>" not in page


def test_the_pages_cost_the_same_for_one_and_for_three(campaign, client):
    def cost(path: str) -> int:
        client.get(path)
        with CaptureQueriesContext(connection) as queries:
            client.get(path)
        return len(queries)

    paths = [WEEDING, FIGURES, SAME_NAME, f"{FIGURES}?show=left_out", "/staff/river/exports/new/"]
    costs = []
    for names in (["Ann", "Bugs"], ["Ben", "Cho", "Eve"]):
        for name in names:
            sign(campaign, f"{name} Example", f"{name} Example", "Mickey Mouse", "Donald Duck")
        swept(campaign)
        some = Suspect.objects.waiting(campaign).filter(why=Why.FIGURE)[: len(names)]
        client.post(FIGURES, {"do": "leave-out", "ticked": [each.id for each in some]})
        costs.append([cost(path) for path in paths])

    assert costs[0] == costs[1]
    assert max(costs[0]) < 20


def test_older_ones_are_a_page_further_and_every_group_is_seen_once(campaign, client, monkeypatch):
    monkeypatch.setattr(suspects, "ON_A_PAGE", 1)
    monkeypatch.setattr(suspects, "GROUPS_ON_A_PAGE", 1)
    sign(campaign, "Mickey Mouse", "Donald Duck", "Bugs Bunny")
    for name in ("Ann Example", "Ben Bo Example", "Cho Di Example"):
        sign(campaign, name, name, name)
    swept(campaign)

    for path, names in (
        (FIGURES, ["Mickey Mouse", "Donald Duck", "Bugs Bunny"]),
        (SAME_NAME, ["Ann Example", "Ben Bo Example", "Cho Di Example"]),
    ):
        seen, address = [], path
        while address:
            page = client.get(address).text
            seen += {name for name in names if f'<b dir="auto">{name}</b>' in page}
            found = re.findall(r'href="([^"]+)" rel="next"', page)
            address = found[0].replace("&amp;", "&") if found else ""
        assert sorted(seen) == sorted(names)


def test_nothing_of_another_organisation_is_reached_through_ones_own(campaign, client):
    lake = factories.campaign("lake", organisation=factories.organisation("Lake Watch"))
    sign(lake, "Mickey Mouse")
    swept(lake)
    by = account("owner", lake.organisation)
    [suspect] = waiting(lake)
    deciding.leave_out(
        campaign=lake, why=Why.FIGURE, suspect_ids=[suspect.id], by=by, now=timezone.now()
    )
    batch = deciding.undoable(lake, handed_over_at=None).get()

    assert client.get("/staff/lake/weeding/").status_code == NOT_THERE
    client.post(FIGURES, {"do": "keep", "ticked": suspect.id})
    client.post(f"{WEEDING}undo/{batch.id}/")

    assert Signature.objects.get(campaign=lake).is_refused


def test_once_all_are_looked_at_it_says_what_takes_the_time(campaign, client):
    sweep = Sweep.objects.create(
        campaign=campaign,
        requested_at=timezone.now(),
        state=Sweep.State.LOOKING,
        rows_total=3,
        rows_done=2,
    )
    assert progress_of(sweep)["words"] == "2 of 3 signatures looked at."
    sweep.rows_done = 3
    assert "Comparing them with one another" in progress_of(sweep)["words"]
