"""Who may open and press what about letters: every address of the desk, walked as everybody."""

from typing import Any

import pytest
from django.db.models import Model
from django.test import Client

from campaign.accounts.models import Organisation
from campaign.letters.models import Addressee, ChairYear, Fact, LetterVersion
from campaign.mail.models import OutgoingMail
from campaign.organiser import letters, registers, urls, versions
from campaign.pages.models import Campaign
from tests import factories
from tests.letters.desk import campaign_with_letters, version
from tests.organiser.people import STRANGER, signed_in

pytestmark = pytest.mark.django_db

LETTERS = "/organiser/river/letters/"
REGISTER = "/organiser/registers/test/"
ROLES = ("nobody", STRANGER, None, "viewer", "editor", "staff", "owner")
TO_SIGN_IN, NOT_THERE, FINE, NOT_SO = 302, 404, 200, 405

# What each of ROLES is answered, in that order; the third is signed in and of no organisation.
OPEN: dict[str, tuple[int, ...]] = {
    LETTERS: (TO_SIGN_IN, NOT_THERE, NOT_THERE, FINE, FINE, FINE, FINE),
    f"{LETTERS}recipients/": (TO_SIGN_IN, NOT_THERE, NOT_THERE, FINE, FINE, FINE, FINE),
    f"{LETTERS}versions/": (TO_SIGN_IN, NOT_THERE, NOT_THERE, FINE, FINE, FINE, FINE),
    f"{LETTERS}versions/new/": (
        *(TO_SIGN_IN, NOT_THERE, NOT_THERE, NOT_THERE, FINE, NOT_THERE, FINE),
    ),
    f"{LETTERS}versions/ID/": (
        *(TO_SIGN_IN, NOT_THERE, NOT_THERE, NOT_THERE, FINE, NOT_THERE, FINE),
    ),
    f"{LETTERS}versions/ID/delete/": (
        *(TO_SIGN_IN, NOT_THERE, NOT_THERE, NOT_THERE, FINE, NOT_THERE, FINE),
    ),
    f"{LETTERS}versions/ID/move/": (TO_SIGN_IN, *[NOT_SO] * 6),
    f"{LETTERS}preview/": (TO_SIGN_IN, NOT_THERE, NOT_THERE, FINE, FINE, FINE, FINE),
    f"{LETTERS}preview/tha.pdf": (TO_SIGN_IN, NOT_THERE, NOT_THERE, FINE, FINE, FINE, FINE),
    f"{LETTERS}preview/test/": (TO_SIGN_IN, *[NOT_SO] * 6),
    # A register is everybody's who runs campaigns here: owners of another organisation may, too.
    REGISTER: (TO_SIGN_IN, FINE, NOT_THERE, FINE, FINE, FINE, FINE),
    f"{REGISTER}tha/minister/email/": (
        *(TO_SIGN_IN, FINE, NOT_THERE, NOT_THERE, NOT_THERE, FINE, FINE),
    ),
    f"{REGISTER}chair/2026/": (*(TO_SIGN_IN, FINE, NOT_THERE, NOT_THERE, NOT_THERE, FINE, FINE),),
}

VERSION = {"name": "Walked", "language": "en", "group": "", "subject": "s", "body": "b"}
FACT = {"value": "walked@example.org", "confidence": "verified", "source": "s", "note": ""}
DONE = 302
PRESS: dict[str, tuple[dict[str, Any], tuple[int, ...]]] = {
    f"{LETTERS}recipients/": (
        {"tha-is_addressed": "on"},
        (DONE, NOT_THERE, NOT_THERE, NOT_THERE, 422, NOT_THERE, 422),
    ),
    f"{LETTERS}versions/new/": (
        VERSION,
        (DONE, NOT_THERE, NOT_THERE, NOT_THERE, DONE, NOT_THERE, DONE),
    ),
    f"{LETTERS}versions/ID/": (
        VERSION,
        (DONE, NOT_THERE, NOT_THERE, NOT_THERE, 409, NOT_THERE, 409),
    ),
    f"{LETTERS}versions/ID/move/": (
        {"direction": "down"},
        (DONE, NOT_THERE, NOT_THERE, NOT_THERE, DONE, NOT_THERE, DONE),
    ),
    f"{LETTERS}versions/ID/delete/": (
        {},
        (DONE, NOT_THERE, NOT_THERE, NOT_THERE, DONE, NOT_THERE, DONE),
    ),
    f"{LETTERS}preview/test/": (
        {},
        (DONE, NOT_THERE, NOT_THERE, NOT_THERE, DONE, NOT_THERE, DONE),
    ),
    f"{REGISTER}tha/minister/email/": (
        FACT,
        (DONE, 409, NOT_THERE, NOT_THERE, NOT_THERE, 409, 409),
    ),
    f"{REGISTER}chair/2026/": (
        {"recipient": "sgp", "confidence": "verified", "source": "s"},
        (DONE, DONE, NOT_THERE, NOT_THERE, NOT_THERE, DONE, DONE),
    ),
}


@pytest.fixture
def campaign() -> Campaign:
    return campaign_with_letters()


@pytest.fixture
def extra(campaign: Campaign) -> LetterVersion:
    return version(campaign, "Thailand", position=1, recipients=("tha",))


def visitor(role: str | None, organisation: Organisation) -> Client:
    return Client() if role == "nobody" else signed_in(role, organisation)


def everything() -> list[list[dict[str, Any]]]:
    """All that the pages of this desk can change."""
    models: list[type[Model]] = [Addressee, ChairYear, Fact, LetterVersion, OutgoingMail]
    return [list(model.objects.order_by("pk").values()) for model in models]


def test_the_table_names_every_address_of_these_pages():
    """Dossiers and the record are walked in test_dossiers.py and test_record.py."""
    walked = [path.removeprefix("/organiser/") for path in (*OPEN, *PRESS)]
    ours = {each.__name__ for each in (letters, registers, versions)}

    assert [
        pattern.name
        for pattern in urls.urlpatterns
        if pattern.callback.__module__ in ours
        and not any(pattern.resolve(path.replace("ID", "7")) for path in walked)
    ] == []


@pytest.mark.parametrize(("number", "role"), list(enumerate(ROLES)), ids=str)
def test_what_each_may_open(campaign, extra, number, role):
    client = visitor(role, campaign.organisation)
    before = everything()

    answers = {path: client.get(path.replace("ID", str(extra.id))).status_code for path in OPEN}

    assert answers == {path: statuses[number] for path, statuses in OPEN.items()}
    assert everything() == before


@pytest.mark.parametrize("path", PRESS)
@pytest.mark.parametrize(("number", "role"), list(enumerate(ROLES)), ids=str)
def test_what_each_may_press(campaign, extra, number, role, path):
    typed, statuses = PRESS[path]
    client = visitor(role, campaign.organisation)
    before = everything()

    answer = client.post(path.replace("ID", str(extra.id)), typed)

    assert answer.status_code == statuses[number]
    if role == "nobody":
        assert answer.headers["Location"].startswith("/accounts/login/?next=")
    is_done = answer.status_code == DONE and role != "nobody"
    assert (everything() != before) is is_done


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


@pytest.mark.parametrize("path", PRESS)
def test_every_form_is_of_a_page_of_ours(campaign, extra, path):
    client = signed_in("owner", campaign.organisation)
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = client.cookies
    before = everything()

    answer = strict.post(path.replace("ID", str(extra.id)), PRESS[path][0])

    assert answer.status_code == 403
    assert everything() == before
