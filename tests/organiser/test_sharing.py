"""The desk's pages about sharing: who may open and press what, and what they answer."""

import io
from typing import Any

import pytest
import zxingcpp
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from PIL import Image

from campaign.accounts.models import Organisation
from campaign.pages.models import Campaign, CampaignText
from campaign.pages.sharing import links as source_links
from campaign.pages.sharing.links import make_link
from campaign.pages.sharing.models import ShareText, SourceLink
from tests import factories
from tests.organiser.people import account, signed_in, words
from tests.organiser.walking import DONE, ONLY_PRESSED, Walk, editors, everything, members

pytestmark = pytest.mark.django_db

SHARING = "/organiser/river/sharing/"
LINK = f"{SHARING}links/flyer/"
OPEN = {
    SHARING: members(),
    f"{SHARING}words/": members(),
    f"{SHARING}words/en/": members(),
    f"{SHARING}pictures/": members(),
    f"{SHARING}pictures/en/": members(),
    f"{SHARING}pictures/en/card.png": members(),
    LINK: members(),
    f"{LINK}any.svg": members(),
    f"{LINK}en.png": members(),
    f"{LINK}en/a4.pdf": members(),
    f"{LINK}retire/": ONLY_PRESSED,
    f"{LINK}bring-back/": ONLY_PRESSED,
}
PRESS = {
    SHARING: ({"label": "Walked"}, editors(DONE)),
    f"{SHARING}words/": ({"everywhere": "Walked"}, editors(DONE)),
    f"{SHARING}words/en/": ({"everywhere": "Walked"}, editors(DONE)),
    f"{LINK}retire/": ({}, editors(DONE)),
    f"{SHARING}links/old/bring-back/": ({}, editors(DONE)),
}


@pytest.fixture
def campaign() -> Campaign:
    return factories.campaign(signature_count=1234)


@pytest.fixture
def link(campaign) -> SourceLink:
    return with_links(campaign)


def with_links(campaign: Campaign) -> SourceLink:
    """One that is handed out, and one that is retired."""
    now = timezone.now()
    SourceLink.objects.create(
        campaign=campaign, label="Old", code="old", created_at=now, retired_at=now
    )
    return SourceLink.objects.create(campaign=campaign, label="Flyer", code="flyer", created_at=now)


def arranged() -> tuple[Organisation, dict[str, Any]]:
    made = factories.campaign(signature_count=1234)
    with_links(made)
    return made.organisation, {}


WALK = Walk(arranged, OPEN, PRESS)


def test_who_only_looks_gets_no_form(campaign, link):
    looking, editing = (signed_in(role, campaign.organisation) for role in ("viewer", "owner"))

    for path, button in (
        (SHARING, "Make the link"),
        (LINK, "Retire"),
        (f"{SHARING}words/", "Save"),
    ):
        assert button in words(editing.get(path))
        assert button not in words(looking.get(path))


def test_nothing_of_another_campaign_is_reached_through_ones_own(campaign, editor):
    theirs = factories.campaign("theirs", organisation=factories.organisation("Theirs"))
    SourceLink.objects.create(
        campaign=theirs, label="Flyer", code="flyer", created_at=timezone.now()
    )

    for path in (LINK, f"{LINK}any.svg", f"{LINK}en/a4.pdf"):
        assert editor.get(path).status_code == 404
    assert editor.post(f"{LINK}retire/").status_code == 404
    assert SourceLink.objects.get().retired_at is None


@pytest.mark.parametrize(
    "path",
    [
        f"{SHARING}links/none/",
        f"{SHARING}words/th/",
        f"{SHARING}pictures/xx/",
        f"{SHARING}pictures/en/poster.png",
        f"{SHARING}pictures/th/card.png",
        f"{LINK}th.svg",
        f"{LINK}en/a3.pdf",
        f"{LINK}any/a4.pdf",
    ],
)
def test_what_is_not_there_is_not_there(editor, link, path):
    assert editor.get(path).status_code == 404


# --- Links ----------------------------------------------------------------------------------


def test_a_link_is_made_and_its_page_shows_where_it_leads(campaign, editor):
    CampaignText.objects.create(campaign=campaign, language="th", title="x", summary="y")

    answer = editor.post(SHARING, {"label": " Flyer\u202e  Jakarta ", "code": ""}, follow=True)

    assert answer.redirect_chain == [(f"{SHARING}links/flyer-jakarta/", 302)]
    page = answer.content.decode()
    for place in ("/c/river/", "/en/c/river/", "/th/c/river/"):
        assert f'value="{settings.SITE_URL}{place}?s=flyer-jakarta"' in page
    assert SourceLink.objects.get().label == "Flyer Jakarta"


@pytest.mark.parametrize(
    ("typed", "field", "said"),
    [
        ({"label": ""}, "label", "give the link a name"),
        ({"label": "\u200b\u200d \u202e"}, "label", "give the link a name"),
        ({"label": "!!!"}, "label", "give the link a name"),
        ({"label": "x" * 61}, "label", "Up to 60 characters"),
        ({"label": "x" * 5000}, "label", "at most 1000"),
        ({"label": "Flyer", "code": "flyer"}, "code", "has the code “flyer” already"),
        ({"label": "Flyer", "code": "COPY"}, "code", "one of the site's own share buttons"),
        ({"label": "Flyer", "code": "a b"}, "code", "small letters a to z"),
        ({"label": "Flyer", "code": "<script>"}, "code", "small letters a to z"),
        ({"label": "Flyer", "code": "x" * 33}, "code", "Up to 32 characters"),
    ],
)
def test_what_cannot_be_a_link_is_said_beside_the_field_and_nothing_is_lost(
    editor, link, typed, field, said
):
    before = everything()

    answer = editor.post(SHARING, typed)

    assert answer.status_code == 422
    assert said in answer.context["form"].errors[field][0]
    assert f'id="error_{field}"' in answer.content.decode()
    assert answer.context["form"]["label"].value() == typed["label"]
    assert everything() == before


def test_markup_in_a_name_is_shown_as_written(editor):
    page = editor.post(SHARING, {"label": "<img src=x onerror=alert(1)>"}, follow=True)

    assert "<img src=x" not in page.content.decode()
    assert "<img src=x onerror=alert(1)>" in words(editor.get(SHARING)) or (
        "&lt;img src=x onerror=alert(1)&gt;" in editor.get(SHARING).content.decode()
    )


def test_enough_links_is_said_beside_the_name(editor, link, monkeypatch):
    monkeypatch.setattr(source_links, "MOST_LINKS", 2)

    answer = editor.post(SHARING, {"label": "Third"})

    assert answer.status_code == 422
    assert "room for 2 links" in answer.context["form"].errors["label"][0]


def test_each_link_shows_what_it_brought_and_so_do_the_pages_buttons(campaign, editor, link):
    for number, source in enumerate(("flyer", "flyer", "old", "telegram", "invented")):
        factories.confirmed(campaign, f"s{number}@example.org", source=source)

    page = words(editor.get(SHARING))

    assert "Flyer flyer 2" in page
    assert "Old old 1" in page
    assert "Telegram 1" in page
    assert "No link that we know 1" in page
    assert "2 signatures came by this link" in words(editor.get(LINK))


def test_a_retired_link_moves_to_the_retired_ones_and_back(editor, link):
    editor.post(f"{LINK}retire/")
    retired = words(editor.get(SHARING)).partition("Retired links")[2]
    assert "Flyer" in retired

    editor.post(f"{LINK}bring-back/")
    retired = words(editor.get(SHARING)).partition("Retired links")[2]
    assert "Flyer" not in retired


def test_the_pages_cost_the_same_for_one_and_for_many(campaign, editor):
    by = account("owner", campaign.organisation)
    costs = []
    for number in (1, 2, 3):
        make_link(campaign=campaign, label=f"Link {number}", now=timezone.now(), by=by)
        ShareText.objects.create(
            campaign=campaign, language="en", channel=("", "x", "sms")[number - 1], words="w"
        )
        paths = (SHARING, f"{SHARING}links/link-1/", f"{SHARING}words/", f"{SHARING}pictures/")
        costs.append([])
        for path in paths:
            with CaptureQueriesContext(connection) as queries:
                assert editor.get(path).status_code == 200
            costs[-1].append(len(queries))

    assert costs[0] == costs[2]
    assert max(costs[0]) < 12


# --- Files ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("file", "kind", "name"),
    [
        ("any.svg", "image/svg+xml", "river-flyer.svg"),
        ("en.svg", "image/svg+xml", "river-flyer-en.svg"),
        ("en.png", "image/png", "river-flyer-en.png"),
        ("en/a5.pdf", "application/pdf", "river-flyer-en-a5.pdf"),
    ],
)
def test_files_have_names_that_say_what_they_are(editor, link, file, kind, name):
    answer = editor.get(f"{LINK}{file}")

    assert answer.headers["Content-Type"] == kind
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{name}"'


def test_what_is_printed_leads_to_the_site_whatever_host_was_asked(editor, link, settings):
    settings.ALLOWED_HOSTS = ["*"]

    answer = editor.get(f"{LINK}any.png", headers={"Host": "elsewhere.example"})

    [found] = zxingcpp.read_barcodes(Image.open(io.BytesIO(answer.content)).convert("L"))
    assert found.text == f"{settings.SITE_URL}/c/river/?s=flyer"


def test_a_draft_can_be_seen_as_it_will_be_shared(campaign, editor):
    Campaign.objects.update(state="draft")

    answer = editor.get(f"{SHARING}pictures/en/story.png")

    assert Image.open(io.BytesIO(answer.content)).size == (1080, 1920)
    assert answer.headers["Cache-Control"] == "no-store"


# --- Words ----------------------------------------------------------------------------------


def test_words_are_stored_and_shown_as_people_will_pass_them_on(editor):
    answer = editor.post(
        f"{SHARING}words/en/",
        {"everywhere": "{count} for it.\r\n\r\n{title}", "x": "Short"},
        follow=True,
    )

    page = words(answer)
    assert "1,234 for it." in page
    assert dict(ShareText.objects.values_list("channel", "words")) == {
        "": "{count} for it.\n\n{title}",
        "x": "Short",
    }
    assert "1%2C234%20for%20it." in Client().get("/en/c/river/").content.decode()


@pytest.mark.parametrize(
    ("typed", "field", "said"),
    [
        ({"everywhere": "{name}!"}, "everywhere", "There is no blank {name}"),
        ({"everywhere": "x" * 1001}, "everywhere", "Up to 1000 characters"),
        (
            {"x": "x" * 300},
            "x",
            "X takes 280 characters, the link among them. With it, this has 324.",
        ),
        ({"bluesky": "က" * 300}, "bluesky", "Bluesky takes 300"),
    ],
)
def test_words_that_do_not_fit_are_said_so_and_not_lost(editor, typed, field, said):
    typed = {"everywhere": "Kept", **typed}

    answer = editor.post(f"{SHARING}words/en/", typed)

    assert answer.status_code == 422
    assert said in answer.context["form"].errors[field][0]
    assert answer.context["form"]["everywhere"].value() == typed["everywhere"]
    assert not ShareText.objects.exists()


def test_reordering_and_invisible_marks_are_not_passed_on(editor):
    editor.post(f"{SHARING}words/en/", {"everywhere": "a\u202eb\u200ec  d"})

    assert ShareText.objects.get().words == "abc d"


def test_words_for_everywhere_that_are_too_long_for_one_channel_are_pointed_out(editor):
    page = words(editor.post(f"{SHARING}words/en/", {"everywhere": "x" * 400}, follow=True))

    assert "424 of 280 characters" in page
    assert "Too long: people would have to shorten it." in page
