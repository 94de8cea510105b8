"""Who may open and press what about letters and registers."""

from typing import Any

import pytest

from campaign.accounts.models import Organisation
from campaign.pages.models import Campaign
from tests import factories
from tests.letters.desk import campaign_with_letters, version
from tests.organiser.people import signed_in
from tests.organiser.walking import (
    DONE,
    FINE,
    NOT_THERE,
    ONLY_PRESSED,
    TO_SIGN_IN,
    Walk,
    editors,
    members,
)

pytestmark = pytest.mark.django_db

LETTERS = "/organiser/river/letters/"
REGISTER = "/organiser/registers/test/"
# Owners and staff of any organisation: a register is everybody's who runs campaigns here.
CHECKERS = (TO_SIGN_IN, FINE, NOT_THERE, NOT_THERE, NOT_THERE, FINE, FINE)

OPEN = {
    LETTERS: members(),
    f"{LETTERS}recipients/": members(),
    f"{LETTERS}versions/": members(),
    f"{LETTERS}versions/new/": editors(),
    f"{LETTERS}versions/ID/": editors(),
    f"{LETTERS}versions/ID/delete/": editors(),
    f"{LETTERS}versions/ID/move/": ONLY_PRESSED,
    f"{LETTERS}preview/": members(),
    f"{LETTERS}preview/tha.pdf": members(),
    f"{LETTERS}preview/test/": ONLY_PRESSED,
    REGISTER: (TO_SIGN_IN, FINE, NOT_THERE, FINE, FINE, FINE, FINE),
    f"{REGISTER}tha/minister/email/": CHECKERS,
    f"{REGISTER}chair/2026/": CHECKERS,
}

VERSION = {"name": "Walked", "language": "en", "group": "", "subject": "s", "body": "b"}
FACT = {"value": "walked@example.org", "confidence": "verified", "source": "s", "note": ""}
PRESS = {
    f"{LETTERS}recipients/": ({"tha-is_addressed": "on"}, editors(422)),
    f"{LETTERS}versions/new/": (VERSION, editors(DONE)),
    f"{LETTERS}versions/ID/": (VERSION, editors(409)),
    f"{LETTERS}versions/ID/move/": ({"direction": "down"}, editors(DONE)),
    f"{LETTERS}versions/ID/delete/": ({}, editors(DONE)),
    f"{LETTERS}preview/test/": ({}, editors(DONE)),
    f"{REGISTER}tha/minister/email/": (
        FACT,
        (TO_SIGN_IN, 409, NOT_THERE, NOT_THERE, NOT_THERE, 409, 409),
    ),
    f"{REGISTER}chair/2026/": (
        {"recipient": "sgp", "confidence": "verified", "source": "s"},
        (TO_SIGN_IN, DONE, NOT_THERE, NOT_THERE, NOT_THERE, DONE, DONE),
    ),
}


def arranged() -> tuple[Organisation, dict[str, Any]]:
    campaign = campaign_with_letters()
    extra = version(campaign, "Thailand", position=1, recipients=("tha",))
    return campaign.organisation, {"ID": extra.id}


WALK = Walk(arranged, OPEN, PRESS)


@pytest.fixture
def campaign() -> Campaign:
    return campaign_with_letters()


def test_nothing_of_another_campaign_is_reached_through_ones_own(campaign):
    theirs = campaign_with_letters("theirs", organisation=factories.organisation("Theirs"))
    client = signed_in("owner", campaign.organisation)
    foreign = theirs.letter_versions.get()

    for path in ("", "delete/", "move/"):
        answer = client.post(f"{LETTERS}versions/{foreign.id}/{path}", VERSION)
        assert answer.status_code in {404, 409}  # 409: kept as a letter of one's own, unsaved
    assert client.get(f"{LETTERS}versions/new/?like={foreign.id}").status_code == 404
    assert client.get(f"{LETTERS}versions/{foreign.id}/").status_code == 404

    foreign.refresh_from_db()
    assert foreign.name == "Base"
    assert campaign.letter_versions.count() == 1


def test_what_is_not_there_is_not_there(campaign):
    client = signed_in("owner", campaign.organisation)

    for path in (
        *("/organiser/no-such/letters/", "/organiser/registers/no-such/"),
        *(f"{LETTERS}versions/999999/", f"{LETTERS}versions/999999999999999999999/"),
        *(f"{LETTERS}preview/mmr.pdf", f"{LETTERS}preview/atlantis.pdf"),
        *(f"{LETTERS}recipients/?register=atlantis", f"{LETTERS}versions/new/?like=x"),
        *(f"{REGISTER}tha/minister/nonsense/", f"{REGISTER}tha/itself/email/"),
        *(f"{REGISTER}tha/head/email/", f"{REGISTER}atlantis/minister/email/"),
        *(f"{REGISTER}chair/1999/", f"{REGISTER}chair/99999/"),
    ):
        assert (path, client.get(path).status_code) == (path, 404)
