"""Writing the words of a page: saved as they are made, in each language."""

from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from campaign.accounts.models import AuditEvent, Organisation
from campaign.pages import editing
from campaign.pages.content import FIELDS, PARTS, on_page
from campaign.pages.models import Campaign, CampaignText
from campaign.pages.working_copies import WorkingCopy
from tests.organiser.editing import PAGE, copy_of, demand_ids, opened, with_demands
from tests.organiser.people import signed_in, words
from tests.organiser.walking import DONE, ONLY_PRESSED, Walk, editors, members

pytestmark = pytest.mark.django_db


@pytest.fixture
def campaign() -> Campaign:
    return with_demands()


@pytest.fixture
def client(campaign) -> Client:
    return signed_in("editor", campaign.organisation)


# --- Saving ---------------------------------------------------------------------------------


def test_saving_changes_the_working_copy_and_not_what_readers_see(campaign, client):
    response = client.post(PAGE, opened(client) | {"title": "Let it run", "do": "save"})

    assert response.status_code == 302
    assert copy_of(campaign).content["title"] == "Let it run"
    assert CampaignText.objects.get().title == "Keep the river free"
    page = words(client.get(PAGE))
    assert "Changes not published yet" in page
    assert b"Keep the river free" in client.get("/en/c/river/").content


def test_saving_without_a_change_changes_nothing(campaign, client):
    client.post(PAGE, opened(client))

    assert copy_of(campaign).stamp == 1
    assert copy_of(campaign).changed_at is None
    assert "Published" in words(client.get(PAGE))


def test_saving_is_not_recorded_but_publishing_is(campaign, client):
    client.post(PAGE, opened(client) | {"title": "Let it run"})
    assert AuditEvent.objects.count() == 0

    changed = editing.publish_words(campaign, by=None, now=timezone.now())

    assert changed == ["en"]
    assert CampaignText.objects.get().title == "Let it run"
    assert "Published" in words(client.get(PAGE))


def test_what_no_page_could_hold_is_kept_and_said_beside_its_field(campaign, client):
    [first, _second] = demand_ids(campaign)
    typed = opened(client) | {
        "title": "x" * 151,
        f"demands.{first}.sentence": "",
        "source.url": "javascript:alert(1)",
    }

    client.post(PAGE, typed)

    page = client.get(PAGE).content.decode()
    assert "3 things to mend before it can be published" in unescape(page)
    assert "This is 1 character too long. Up to 150 fit." in page
    assert "x" * 151 in page
    assert copy_of(campaign).content["source"]["url"] == "javascript:alert(1)"
    with pytest.raises(editing.ValidationError):
        editing.publish_words(campaign, by=None, now=timezone.now())
    assert CampaignText.objects.get().title == "Keep the river free"


def test_control_characters_are_not_stored(campaign, client):
    client.post(PAGE, opened(client) | {"title": "Let \x00it\u202e run", "body": "a\x07\r\nb"})

    content = copy_of(campaign).content
    assert (content["title"], content["body"]) == ("Let it run", "a\nb")


def test_a_form_that_says_nothing_takes_nothing_away(campaign, client):
    before = copy_of(campaign).content

    client.post(PAGE, {})

    assert copy_of(campaign).content == before


@pytest.mark.parametrize(
    "typed",
    [
        {"demands": ["../../x", "ZZZZZZZZ", "", "1234"]},
        {"opened": "[1,2]"},
        {"opened": "{broken"},
        {"opened": "[" * 100_000},
        {"do": "up:nothing:1"},
        {"do": "drop:demands:ffffffff"},
        {"do": ":::::"},
    ],
    ids=range(7),
)
def test_a_form_that_no_page_of_ours_sent_breaks_nothing(campaign, client, typed):
    before = copy_of(campaign).content

    assert client.post(PAGE, typed).status_code == 302

    assert copy_of(campaign).content == before


def test_the_number_of_parts_has_an_end(campaign, client):
    ids = [f"{number:08x}" for number in range(500)]

    client.post(PAGE, {"demands": ids} | {f"demands.{each}.sentence": "x" for each in ids})

    content = copy_of(campaign).content
    assert len(content["demands"]) == 202
    assert "demands" in editing.problems(content)


# --- Parts ----------------------------------------------------------------------------------


def test_parts_are_added_moved_left_out_and_taken_back(campaign, client):
    [first, second] = demand_ids(campaign)

    def press(button: str) -> str:
        response = client.post(PAGE, opened(client) | {"do": button})
        return response.headers["Location"].rpartition("#")[2]

    added = press("add:demands").removeprefix("demands-")
    assert demand_ids(campaign) == [first, second, added]
    assert press(f"up:demands:{added}") == f"demands-{added}"
    assert demand_ids(campaign) == [first, added, second]
    press(f"down:demands:{first}")
    assert demand_ids(campaign) == [added, first, second]
    press(f"drop:demands:{added}")
    assert demand_ids(campaign) == [first, second, added]
    assert "1 left out of the page" in words(client.get(PAGE))
    assert [part["sentence"] for part in on_page(copy_of(campaign).content)["demands"]] == [
        "Stop the dam.",
        "Publish the licence.",
    ]
    press(f"back:demands:{added}")
    assert len(on_page(copy_of(campaign).content)["demands"]) == 3


def test_a_part_that_looks_right_is_marked(campaign, client):
    copy = copy_of(campaign)
    copy.content["demands"][0]["decision"] = ""
    copy.save()
    [first, _second] = demand_ids(campaign)

    client.post(PAGE, opened(client) | {"do": f"accept:demands:{first}"})

    assert copy_of(campaign).content["demands"][0]["decision"] == "accepted"


@pytest.mark.parametrize("decision", ["published", "<script>", "7"])
def test_a_decision_that_there_is_not_is_not_stored(campaign, client, decision):
    [first, _second] = demand_ids(campaign)

    client.post(PAGE, opened(client) | {f"demands.{first}.decision": decision})

    assert copy_of(campaign).content["demands"][0]["decision"] == "accepted"


def test_a_button_saves_what_was_typed_as_well(campaign, client):
    client.post(PAGE, opened(client) | {"title": "Let it run", "do": "add:facts"})

    content = copy_of(campaign).content
    assert content["title"] == "Let it run"
    assert len(content["facts"]) == 1


def test_a_date_that_people_can_read_is_given_to_machines_as_well(campaign, client):
    client.post(PAGE, opened(client) | {"do": "add:timeline"})
    [event] = copy_of(campaign).content["timeline"]
    name = f"timeline.{event['id']}"

    for when, iso in (("26 July 2024", "2024-07-26"), ("in the dry season", "")):
        client.post(PAGE, opened(client) | {f"{name}.when": when, f"{name}.sentence": "A licence."})

        assert copy_of(campaign).content["timeline"][0]["iso"] == iso


def test_a_part_shows_where_it_stands_in_the_statement(campaign, client):
    copy = copy_of(campaign)
    copy.content["demands"][0]["at"] = [5, 12]
    copy.save()

    page = client.get(PAGE).content.decode()

    assert '<p id="p1" tabindex="-1">Stop the dam.</p>' in page
    assert 'data-passage="p1" data-start="5" data-end="12"' in page
    assert "<p>Stop <mark>the dam</mark>.</p>" in page


def test_what_a_web_page_says_about_itself_is_no_part_of_the_statement(campaign, client):
    block = "---\npublisher: River Watch\n---\n"
    Campaign.objects.update(statement=f"{block}Stop the dam.")
    copy = copy_of(campaign)
    copy.content["demands"][0]["at"] = [len(block) + 5, len(block) + 12]
    copy.save()

    page = client.get(PAGE).content.decode()

    assert '<p id="p1" tabindex="-1">Stop the dam.</p>' in page
    assert "publisher: River Watch" not in page
    assert "<p>Stop <mark>the dam</mark>.</p>" in page


def test_questions_are_asked_in_place_and_ticked_off(campaign, client):
    copy = copy_of(campaign)
    copy.content["questions"] = [
        {"id": "q1", "text": "Who should act?", "about": "addressees", "answered": False}
    ]
    copy.save()

    page = client.get(PAGE).content.decode()
    assert "Who should act?" in page.split('id="addressees"', 1)[1]
    client.post(PAGE, opened(client) | {"answered": ["q1", "unknown"]})

    assert copy_of(campaign).content["questions"][0]["answered"] is True
    assert opened(client)["answered"] == ["q1"]


def test_the_text_is_shown_as_readers_will_see_it(campaign, client):
    typed = opened(client) | {"body": "## Why\n\n<script>x</script> **now**", "do": "show"}

    response = client.post(PAGE, typed)

    page = response.content.decode()
    assert "<h2>Why</h2>" in page
    assert "<strong>now</strong>" in page
    assert "<script>x" not in page
    assert copy_of(campaign).content["body"].startswith("## Why")


def test_script_in_every_field_is_words(campaign, client):
    copy = copy_of(campaign)
    bad = "\"'><script>alert(1)</script>"
    for kind in PARTS:
        copy.content[kind] = [
            {"id": f"{number:08x}", "decision": decision} | dict.fromkeys(FIELDS[kind], bad)
            for number, decision in enumerate(("", "dropped", "offered"))
        ]
    copy.content |= dict.fromkeys(("title", "summary", "body", "changed_since"), bad)
    copy.content["source"] = dict.fromkeys(copy.content["source"], bad)
    copy.content["addressees"] = [bad]
    copy.content["questions"] = [{"id": bad, "text": bad, "about": "title", "answered": False}]
    copy.save()
    Campaign.objects.update(statement=bad)

    response = client.get(PAGE)

    assert response.status_code == 200
    assert b"<script>alert" not in response.content
    assert response.content.count(b"&lt;script&gt;alert") > 30


# --- Languages ------------------------------------------------------------------------------

LANGUAGES = "/organiser/river/page/languages/"


def test_a_language_begins_with_the_main_words_beside_it(campaign, client):
    response = client.post(LANGUAGES, {"language": "my"})

    assert response.headers["Location"] == "/organiser/river/page/my/"
    page = client.get("/organiser/river/page/my/").content.decode()
    [first, _second] = demand_ids(campaign)
    assert f'<p id="o-demands-{first}" tabindex="-1">' in page
    assert f'data-passage="o-demands-{first}"' in page
    assert f'name="demands.{first}.sentence" rows="2" lang="my"' in page
    assert not CampaignText.objects.filter(language="my").exists(), "readers do not see it yet"
    event = AuditEvent.objects.get()
    assert (event.action, event.details) == ("language-added", {"language": "my"})


def test_how_far_a_translation_is_and_when_it_falls_behind(campaign, client):
    client.post(LANGUAGES, {"language": "my"})
    there = "/organiser/river/page/my/"
    assert "4 passages still stand as in the main language." in words(client.get(LANGUAGES))

    [first, second] = demand_ids(campaign)
    translated = {
        "title": "မြစ်",
        "summary": "မြစ်က",
        f"demands.{first}.sentence": "ဆည်",
        f"demands.{second}.sentence": "လိုင်စင်",
    }
    client.post(there, opened(client, there) | translated)
    assert "Complete." in words(client.get(LANGUAGES))

    client.post(PAGE, opened(client) | {f"demands.{first}.sentence": "Stop both dams."})
    assert "The original of 1 passage has changed" in words(client.get(LANGUAGES))
    assert "The original has changed since" in words(client.get(there))

    client.post(there, opened(client, there) | {f"demands.{first}.sentence": "ဆည်နှစ်ခု"})
    assert "Complete." in words(client.get(LANGUAGES))


@pytest.mark.parametrize("language", ["en", "xx", ""])
def test_a_language_that_is_there_or_is_none_is_not_added(campaign, client, language):
    response = client.post(LANGUAGES, {"language": language})

    assert response.status_code == 422
    assert "choose a language that this page does not have" in words(response)


def test_a_language_is_removed_with_what_readers_saw(campaign, client):
    client.post(LANGUAGES, {"language": "my"})
    editing.publish_words(campaign, by=None, now=timezone.now())
    assert CampaignText.objects.filter(language="my").exists()

    assert "Remove" in words(client.get("/organiser/river/page/my/remove/"))
    client.post("/organiser/river/page/my/remove/")

    assert not CampaignText.objects.filter(language="my").exists()
    assert not WorkingCopy.objects.filter(language="my").exists()
    assert client.get("/organiser/river/page/my/").status_code == 404
    assert AuditEvent.objects.filter(action="language-removed").count() == 1


def test_the_main_language_stays(campaign, client):
    assert client.post("/organiser/river/page/en/remove/").status_code == 404
    with pytest.raises(editing.ValidationError):
        editing.remove_language(campaign, "en", by=None, now=timezone.now())


# --- Cost, and who may ----------------------------------------------------------------------


def test_the_page_costs_the_same_for_one_part_and_for_three_in_one_language_and_in_three(
    campaign, client
):
    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(PAGE).status_code == 200
        return len(queries)

    cost()
    for_one = cost()
    for kind in PARTS:
        for _each in range(3):
            client.post(PAGE, opened(client) | {"do": f"add:{kind}"})
    for language in ("my", "th"):
        client.post(LANGUAGES, {"language": language})

    assert cost() == for_one < 20


OPEN = {
    "/organiser/river/page/": members(DONE),  # leads to the main language
    PAGE: members(),
    LANGUAGES: members(),
    "/organiser/river/page/my/remove/": editors(),
    f"{PAGE}here/": ONLY_PRESSED,
    f"{PAGE}both/": ONLY_PRESSED,
}
CHOSEN = {"mine": '{"title": "Walked"}', "theirs": "{}", "choose.title": "mine"}
PRESS = {
    # It does not say what it had before it: somebody has to choose.
    PAGE: ({"title": "Walked"}, editors(409)),
    LANGUAGES: ({"language": "th"}, editors(DONE)),
    "/organiser/river/page/my/remove/": ({}, editors(DONE)),
    f"{PAGE}both/": (CHOSEN, editors(DONE)),
    f"{PAGE}here/": ({}, editors()),
}


def arranged() -> tuple[Organisation, dict[str, Any]]:
    made = with_demands()
    editing.add_language(made, "my", by=None, now=timezone.now())
    return made.organisation, {}


WALK = Walk(arranged, OPEN, PRESS)


def test_a_viewer_sees_the_words_and_no_button(campaign):
    page = words(signed_in("viewer", campaign.organisation).get(PAGE))

    assert "You may look." in page
    assert "Leave out" not in page
    assert "Add a demand" not in page
