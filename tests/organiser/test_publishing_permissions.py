"""Who may open and press what about settings and publishing: every address, walked as everybody."""

from typing import Any

import pytest
from django.utils import timezone

from campaign.accounts.models import Organisation
from campaign.pages.lifecycle import State
from campaign.pages.models import Campaign
from campaign.pages.pictures import set_picture
from campaign.pages.publishing import publish_changes
from campaign.pages.settings import stamp
from tests import factories
from tests.organiser.people import signed_in
from tests.organiser.walking import DONE, ONLY_PRESSED, Walk, at, editors, everything, members
from tests.pages.writing import pictures, write

pytestmark = pytest.mark.django_db

RIVER = "/organiser/river/"
OPEN = {
    f"{RIVER}settings/": members(),
    f"{RIVER}settings/picture/": editors(),
    f"{RIVER}settings/picture/remove/": ONLY_PRESSED,
    f"{RIVER}preview/": members(),
    f"{RIVER}preview/en/": members(),
    f"{RIVER}publish/": members(),
    f"{RIVER}history/": members(),
    f"{RIVER}history/ID/": members(),
    f"{RIVER}history/ID/put-back/": ONLY_PRESSED,
    f"{RIVER}signing/": members(),
    f"{RIVER}signing/pause/": ONLY_PRESSED,
    f"{RIVER}signing/resume/": ONLY_PRESSED,
    f"{RIVER}signing/banner/": ONLY_PRESSED,
    f"{RIVER}signing/close/": ONLY_PRESSED,
    f"{RIVER}signing/reopen/": ONLY_PRESSED,
}

BANNER = {"words_en": "Until Friday."}
PRESS = {
    f"{RIVER}settings/": ({"slug": "stream"}, editors(422)),
    f"{RIVER}settings/picture/": ({"words_en": "A river."}, editors(DONE)),
    f"{RIVER}settings/picture/remove/": ({}, editors(DONE)),
    f"{RIVER}publish/": ({}, editors(DONE)),
    f"{RIVER}history/ID/put-back/": ({}, editors(DONE)),
    f"{RIVER}signing/pause/": ({}, editors(DONE)),
    f"{RIVER}signing/banner/": (BANNER, editors(DONE)),
    f"{RIVER}signing/close/": (BANNER | {"close": "1"}, editors(DONE)),
    f"{RIVER}signing/reopen/": ({}, editors(409)),
    "/organiser/paused/signing/resume/": ({}, editors(DONE)),
    "/organiser/closed/signing/reopen/": ({}, editors(DONE)),
}


@pytest.fixture
def campaign() -> Campaign:
    return with_a_history()


def with_a_history() -> Campaign:
    """Public, with a picture, a history, and something written that is not public yet."""
    made = factories.campaign()
    owner = made.organisation.members.first()
    now = timezone.now()
    write(made, title="Keep it free")
    publish_changes(made, by=owner, now=now)
    write(made, title="Keep it free for all")
    set_picture(made, renditions=pictures(), alt={"en": "A boat."}, credit="", by=owner, now=now)
    return made


def arranged() -> tuple[Organisation, dict[str, Any]]:
    made = with_a_history()
    factories.campaign("paused", organisation=made.organisation, paused_at=timezone.now())
    factories.campaign("closed", organisation=made.organisation, state=State.CLOSED)
    return made.organisation, {"ID": first_change(made)}


def first_change(campaign: Campaign) -> int:
    return campaign.history.order_by("id").first().id


WALK = Walk(arranged, OPEN, PRESS)


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
    address = at(path, {"ID": first_change(campaign)})
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
