"""Who may open and press what about settings and publishing: every address, walked as everybody."""

from typing import Any

import pytest
from django.db.models import Model
from django.test import Client
from django.utils import timezone

from campaign.accounts.models import AuditEvent, Organisation
from campaign.mail.models import OutgoingMail
from campaign.organiser import history, preview, publishing, settings, signing, urls
from campaign.pages.lifecycle import State
from campaign.pages.models import Campaign, CampaignText
from campaign.pages.pictures import Picture, PictureFile, set_picture
from campaign.pages.publishing import publish_changes
from campaign.pages.remembered import FormerAddress, PublishedChange
from campaign.pages.settings import stamp
from campaign.pages.working_copies import WorkingCopy
from tests import factories
from tests.organiser.people import STRANGER, signed_in
from tests.pages.writing import pictures, write

pytestmark = pytest.mark.django_db

RIVER = "/organiser/river/"
ROLES = ("nobody", STRANGER, None, "viewer", "editor", "staff", "owner")
TO_SIGN_IN, NOT_THERE, FINE, NOT_SO, DONE, WRONG = 302, 404, 200, 405, 302, 422

# What each of ROLES is answered, in that order; the third is signed in and of no organisation.
ALL_SEE = (TO_SIGN_IN, NOT_THERE, NOT_THERE, FINE, FINE, FINE, FINE)
EDITORS_SEE = (TO_SIGN_IN, NOT_THERE, NOT_THERE, NOT_THERE, FINE, NOT_THERE, FINE)
ONLY_PRESSED = (TO_SIGN_IN, *[NOT_SO] * 6)
OPEN: dict[str, tuple[int, ...]] = {
    f"{RIVER}settings/": ALL_SEE,
    f"{RIVER}settings/picture/": EDITORS_SEE,
    f"{RIVER}settings/picture/remove/": ONLY_PRESSED,
    f"{RIVER}preview/": ALL_SEE,
    f"{RIVER}preview/en/": ALL_SEE,
    f"{RIVER}publish/": ALL_SEE,
    f"{RIVER}history/": ALL_SEE,
    f"{RIVER}history/ID/": ALL_SEE,
    f"{RIVER}history/ID/put-back/": ONLY_PRESSED,
    f"{RIVER}signing/": ALL_SEE,
    f"{RIVER}signing/pause/": ONLY_PRESSED,
    f"{RIVER}signing/resume/": ONLY_PRESSED,
    f"{RIVER}signing/banner/": ONLY_PRESSED,
    f"{RIVER}signing/close/": ONLY_PRESSED,
    f"{RIVER}signing/reopen/": ONLY_PRESSED,
}


def editors(answer: int) -> tuple[int, ...]:
    return (TO_SIGN_IN, NOT_THERE, NOT_THERE, NOT_THERE, answer, NOT_THERE, answer)


BANNER = {"words_en": "Until Friday."}
PRESS: dict[str, tuple[dict[str, Any], tuple[int, ...]]] = {
    f"{RIVER}settings/": ({"slug": "stream"}, editors(WRONG)),
    f"{RIVER}settings/picture/": ({"words_en": "A river."}, editors(DONE)),
    f"{RIVER}settings/picture/remove/": ({}, editors(DONE)),
    f"{RIVER}publish/": ({}, editors(DONE)),
    f"{RIVER}history/ID/put-back/": ({}, editors(DONE)),
    f"{RIVER}signing/pause/": ({}, editors(DONE)),
    f"{RIVER}signing/banner/": (BANNER, editors(DONE)),
    f"{RIVER}signing/close/": (BANNER | {"close": "1"}, editors(DONE)),
    f"{RIVER}signing/reopen/": ({}, editors(409)),
}


@pytest.fixture
def campaign() -> Campaign:
    """Public, with a picture, a history, and something written that is not public yet."""
    made = factories.campaign()
    owner = made.organisation.members.first()
    now = timezone.now()
    write(made, title="Keep it free")
    publish_changes(made, by=owner, now=now)
    write(made, title="Keep it free for all")
    set_picture(made, renditions=pictures(), alt={"en": "A boat."}, credit="", by=owner, now=now)
    return made


def visitor(role: str | None, organisation: Organisation) -> Client:
    return Client() if role == "nobody" else signed_in(role, organisation)


def everything() -> list[list[dict[str, Any]]]:
    """All that these pages can change."""
    models: list[type[Model]] = [Campaign, CampaignText, Picture, PictureFile, FormerAddress]
    models += [PublishedChange, WorkingCopy, AuditEvent, OutgoingMail]
    return [list(model.objects.order_by("pk").values()) for model in models]


def path_of(path: str, campaign: Campaign) -> str:
    return path.replace("ID", str(campaign.history.order_by("id").first().id))


def test_the_table_names_every_address_of_these_pages():
    walked = [path.removeprefix("/organiser/") for path in (*OPEN, *PRESS)]
    ours = {each.__name__ for each in (history, preview, publishing, settings, signing)}

    assert [
        pattern.name
        for pattern in urls.urlpatterns
        if pattern.callback.__module__ in ours
        and not any(pattern.resolve(path.replace("ID", "7")) for path in walked)
    ] == []


@pytest.mark.parametrize(("number", "role"), list(enumerate(ROLES)), ids=str)
def test_what_each_may_open(campaign, number, role):
    client = visitor(role, campaign.organisation)
    before = everything()

    answers = {path: client.get(path_of(path, campaign)).status_code for path in OPEN}

    assert answers == {path: statuses[number] for path, statuses in OPEN.items()}
    assert everything() == before


@pytest.mark.parametrize("path", PRESS)
@pytest.mark.parametrize(("number", "role"), list(enumerate(ROLES)), ids=str)
def test_what_each_may_press(campaign, number, role, path):
    typed, statuses = PRESS[path]
    client = visitor(role, campaign.organisation)
    before = everything()

    answer = client.post(path_of(path, campaign), typed)

    assert answer.status_code == statuses[number]
    if role == "nobody":
        assert answer.headers["Location"].startswith("/accounts/login/?next=")
    is_done = answer.status_code == DONE and role != "nobody"
    assert (everything() != before) is is_done


@pytest.mark.parametrize("path", PRESS)
def test_every_form_is_of_a_page_of_ours(campaign, path):
    client = signed_in("owner", campaign.organisation)
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = client.cookies
    before = everything()

    answer = strict.post(path_of(path, campaign), PRESS[path][0])

    assert answer.status_code == 403
    assert everything() == before


def test_nothing_of_another_campaign_is_reached_through_ones_own(campaign):
    theirs = factories.campaign("theirs", organisation=factories.organisation("Theirs"))
    write(theirs, title="Theirs")
    publish_changes(theirs, by=None, now=timezone.now())
    foreign = theirs.history.first()
    client = signed_in("owner", campaign.organisation)
    before = everything()

    assert client.get(f"{RIVER}history/{foreign.id}/").status_code == 404
    assert client.post(f"{RIVER}history/{foreign.id}/put-back/").status_code == 404
    assert client.get(f"{RIVER}settings/?from={foreign.id}").status_code == 404
    assert client.get(f"{RIVER}history/{10**20}/").status_code == 404
    assert client.get(f"{RIVER}preview/tlh/").status_code == 404
    assert everything() == before


@pytest.mark.parametrize("path", [*[path for path in OPEN if OPEN[path] != ONLY_PRESSED]])
def test_every_page_costs_few_queries_and_as_many_for_three_languages(
    campaign, path, django_assert_max_num_queries, django_assert_num_queries
):
    client = signed_in("owner", campaign.organisation)
    address = path_of(path, campaign)
    client.get(address)
    with django_assert_max_num_queries(19) as asked:
        client.get(address)
    for language in ("my", "th"):
        write(campaign, language, title="သစ်", summary="သစ်")
        publish_changes(campaign, by=None, now=timezone.now())
        write(campaign, language, title="သစ် သစ်", summary="သစ်")

    with django_assert_num_queries(len(asked)):
        client.get(address)


def test_a_draft_costs_as_few(django_assert_max_num_queries):
    campaign = factories.campaign(state=State.DRAFT)
    client = signed_in("owner", campaign.organisation)
    client.get(f"{RIVER}publish/")

    with django_assert_max_num_queries(19):
        assert client.get(f"{RIVER}publish/").status_code == 200
    assert stamp(campaign)
