"""Two who write the words of one page at once: nobody’s are lost."""

import json
import re
from datetime import timedelta
from html import unescape

import pytest
from django.test import Client
from django.utils import timezone

from campaign.pages.models import Campaign
from tests.organiser.editing import PAGE, autosaved, copy_of, demand_ids, opened, with_demands
from tests.organiser.people import account, at_the_desk, signed_in, words

pytestmark = pytest.mark.django_db


@pytest.fixture
def campaign() -> Campaign:
    return with_demands()


@pytest.fixture
def client(campaign) -> Client:
    return signed_in("editor", campaign.organisation)


@pytest.fixture
def colleague(campaign) -> Client:
    user = account("owner", campaign.organisation)
    user.name = "Ana Example"
    user.save()
    return at_the_desk(user)


def test_who_changed_other_places_is_not_in_the_way(campaign, client, colleague):
    mine, theirs = opened(client), opened(colleague)

    colleague.post(PAGE, theirs | {"summary": "It ran."})
    response = client.post(PAGE, mine | {"title": "Let it run"})

    content = copy_of(campaign).content
    assert (content["title"], content["summary"]) == ("Let it run", "It ran.")
    assert "a colleague changed meanwhile" in words(client.get(response.headers["Location"]))


def test_who_changed_the_same_words_is_asked_before_anything_is_overwritten(
    campaign, client, colleague
):
    mine, theirs = opened(client), opened(colleague)
    [first, _second] = demand_ids(campaign)
    colleague.post(PAGE, theirs | {"title": "Ana’s title", f"demands.{first}.sentence": "Ana’s."})

    response = client.post(
        PAGE, mine | {"title": "My title", f"demands.{first}.sentence": "Mine.", "summary": "New."}
    )

    assert response.status_code == 409
    page = words(response)
    for seen in ("Ana Example saved at", "Ana’s title", "My title", "Demand 1", "Ana’s.", "Mine."):
        assert seen in page
    assert copy_of(campaign).content["title"] == "Ana’s title"

    hidden = {
        name: unescape(value)
        for name, value in re.findall(
            r'<input type="hidden" name="(mine|theirs|opened)" value="([^"]*)"',
            response.content.decode(),
        )
    }
    chosen = {"choose.title": "mine", f"choose.demands.{first}": "theirs"}
    assert client.post(f"{PAGE}both/", hidden | chosen).status_code == 302

    content = copy_of(campaign).content
    assert content["title"] == "My title"
    assert content["demands"][0]["sentence"] == "Ana’s."
    assert content["summary"] == "New."


def test_who_saves_again_while_one_chooses_is_asked_about_again(campaign, client, colleague):
    mine, theirs = opened(client), opened(colleague)
    colleague.post(PAGE, theirs | {"title": "Ana’s title"})
    response = client.post(PAGE, mine | {"title": "My title"})
    hidden = {
        name: unescape(value)
        for name, value in re.findall(
            r'<input type="hidden" name="(mine|theirs|opened)" value="([^"]*)"',
            response.content.decode(),
        )
    }
    colleague.post(PAGE, opened(colleague) | {"title": "Ana’s second title"})

    response = client.post(f"{PAGE}both/", hidden | {"choose.title": "mine"})

    assert response.status_code == 409
    assert "Ana’s second title" in words(response)
    assert "My title" in words(response)
    assert copy_of(campaign).content["title"] == "Ana’s second title"


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"mine": "{broken", "theirs": "[]"},
        {"mine": '{"title":7}'},
        {"mine": '{"title":' + "[" * 100_000, "opened": '{"title":' * 100_000},
    ],
    ids=range(4),
)
def test_a_choice_that_no_page_of_ours_sent_changes_nothing(campaign, client, sent):
    before = copy_of(campaign).content

    client.post(f"{PAGE}both/", sent)

    assert copy_of(campaign).content == before


def test_autosave_says_what_it_did(campaign, client):
    typed = opened(client)

    said = autosaved(client, typed | {"title": ""}).json()

    assert said["stamp"] == 2
    assert said["problems"] == {"title": "This is empty. Write something, or leave it out."}
    assert said["to_do"] == "1 thing to mend before it can be published"
    typed["opened"] = json.dumps(said["opened"])
    assert autosaved(client, typed | {"title": "Again"}).json()["stamp"] == 3
    assert copy_of(campaign).content["title"] == "Again"


def test_autosave_stops_where_a_colleague_wrote_the_same(campaign, client, colleague):
    mine = opened(client)
    colleague.post(PAGE, opened(colleague) | {"title": "Ana’s title"})

    response = autosaved(client, mine | {"title": "My title"})

    assert response.status_code == 409
    assert "Ana Example changed the same words at" in response.json()["clash"]
    assert copy_of(campaign).content["title"] == "Ana’s title"


def test_those_who_have_it_open_hear_of_each_other(campaign, client, colleague):
    assert client.post(f"{PAGE}here/").json()["others"] == []

    [said] = colleague.post(f"{PAGE}here/").json()["others"]
    assert said.startswith("editor@example.org is editing this too, since ")
    [said] = client.post(f"{PAGE}here/").json()["others"]
    assert said.startswith("Ana Example is editing this too, since ")
    assert "Ana Example is editing this too" in words(client.get(PAGE))


def test_who_has_gone_is_not_told_of_any_more(campaign, client, colleague):
    colleague.post(f"{PAGE}here/")
    copy_of(campaign).presences.update(seen_at=timezone.now() - timedelta(minutes=2))

    assert client.post(f"{PAGE}here/").json()["others"] == []
