"""The keys of an organisation at the desk: its owners', and nobody else's."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from campaign.accounts import keys
from campaign.accounts.models import Membership, Organisation, SealingKey, User
from campaign.lib import key_files, sealing
from campaign.pages.lifecycle import State
from campaign.pages.models import Campaign
from campaign.signatures.custody import changing
from campaign.signatures.custody.models import Resealing
from tests import factories
from tests.organiser.people import (
    account,
    at_the_desk,
    authenticator_app,
    code_of,
    here_for_long,
    signed_in,
    stay_away,
    words,
)
from tests.organiser.walking import (
    DONE,
    FINE,
    NOT_SO,
    NOT_THERE,
    ONLY_PRESSED,
    TO_SIGN_IN,
    Walk,
    owners,
)
from tests.signatures.custody.owners import own_key

pytestmark = pytest.mark.django_db

KEYS = "/organiser/organisations/river-watch/keys/"
UNREADABLE = 422
PUBLIC_LINE = key_files.public_line(sealing.new_keypair()[0])

OPEN = {
    KEYS: owners(),
    f"{KEYS}new/": owners(),
    f"{KEYS}elsewhere/": owners(),
    f"{KEYS}check/": ONLY_PRESSED,
    f"{KEYS}change/": owners(),
    f"{KEYS}change/CHANGE/": owners(),
    f"{KEYS}change/CHANGE/stop/": ONLY_PRESSED,
    f"{KEYS}KEY/retire/": owners(),
    f"{KEYS}resealing/JOB/progress.json": owners(),
    f"{KEYS}resealing/JOB/again/": ONLY_PRESSED,
}
PRESS = {
    f"{KEYS}elsewhere/": ({"public_key": PUBLIC_LINE}, owners(FINE)),
    f"{KEYS}check/": ({"public_key": PUBLIC_LINE}, owners(FINE)),
    f"{KEYS}change/": ({"key": "KEY", "campaigns": "FRESH"}, owners(DONE)),
    # The owner who walks here came a moment ago, so is no second person yet: told so, no more.
    f"{KEYS}change/CHANGE/": ({}, owners(409)),
    f"{KEYS}change/CHANGE/stop/": ({}, owners(DONE)),
    f"{KEYS}KEY/retire/": ({}, owners(DONE)),
    f"{KEYS}resealing/JOB/again/": ({}, owners(DONE)),
}


def arranged() -> tuple[Organisation, dict[str, Any]]:
    campaign = factories.campaign()
    organisation = campaign.organisation
    factories.confirmed(campaign)
    fresh = factories.campaign("fresh", state=State.DRAFT)
    key, _private = own_key(organisation)
    proposer = _another_owner(organisation, "proposer")
    _another_owner(organisation, "second")
    change = changing.propose(
        organisation=organisation,
        key=key,
        campaign_ids=[campaign.id],
        language="en",
        by=proposer,
        now=timezone.now(),
    )
    moved = factories.campaign("moved", sealing_key=key)
    job = Resealing.objects.create(
        campaign=moved, new_key=key, requested_at=timezone.now(), state="failed"
    )
    return organisation, {"CHANGE": change.id, "KEY": key.id, "JOB": job.id, "FRESH": fresh.id}


WALK = Walk(arranged, OPEN, PRESS)


def _another_owner(organisation: Organisation, name: str) -> User:
    user = User.objects.create_user(f"{name}@example.org", "x")
    Membership.objects.create(user=user, organisation=organisation, role="owner")
    return user


@pytest.fixture
def organisation(campaign) -> Organisation:
    return campaign.organisation


@pytest.fixture
def client(organisation) -> Client:
    return signed_in("owner", organisation)


def answered(client: Client, public: bytes, private: bytes, **changed: str) -> Any:
    """As the page does, or somebody with the command line."""
    line = key_files.public_line(public)
    shown = client.post(f"{KEYS}check/", {"public_key": line})
    word = key_files.told(shown.context["sealed"], private)
    typed = {"public_key": line, "token": shown.context["token"], "word": word}
    return client.post(f"{KEYS}check/", typed | changed)


def test_all_owners_see_fingerprints_and_what_seals_to_them(organisation, client, campaign):
    own_key(organisation)

    for visitor in (client, at_the_desk(_another_owner(organisation, "ben"))):
        said = words(visitor.get(KEYS))
        for key in organisation.sealing_keys.all():
            assert key.fingerprint in said
        assert "Keep the river free" in said
        assert "No campaign uses it." in said


def test_a_key_is_taken_in_once_somebody_told_the_word(organisation, client):
    public, private = sealing.new_keypair()

    shown = client.post(f"{KEYS}elsewhere/", {"public_key": key_files.public_line(public)})

    assert "Is it really saved?" in words(shown)
    assert key_files.fingerprint(public) in words(shown)
    assert not organisation.sealing_keys.filter(custody="offline").exists()
    wrong = answered(client, public, private, word="0" * 16)
    assert wrong.status_code == UNREADABLE
    assert "not the word" in words(wrong)
    assert not organisation.sealing_keys.filter(custody="offline").exists()
    assert answered(client, public, private).status_code == DONE
    key = organisation.sealing_keys.get(custody="offline")
    assert (bytes(key.public_key), key.made_by.email) == (public, "owner@example.org")
    assert f"The key {key.fingerprint} is saved and opens" in words(client.get(KEYS))


def test_a_word_for_another_key_or_of_yesterday_is_refused(organisation, client, monkeypatch):
    public, private = sealing.new_keypair()
    _sealed, token = keys.challenge(organisation, sealing.new_keypair()[0])

    answer = answered(client, public, private, token=token)

    assert answer.status_code == UNREADABLE
    assert "That check is over" in words(answer)
    assert not organisation.sealing_keys.filter(custody="offline").exists()


@pytest.mark.parametrize("typed", ["", "hello", "A" * 600])
def test_what_is_no_public_key_is_said_beside_the_field(client, typed):
    for address in (f"{KEYS}elsewhere/", f"{KEYS}check/"):
        answer = client.post(address, {"public_key": typed})

        assert answer.status_code == UNREADABLE
        assert "public_key" in answer.context["form"].errors


def test_pages_that_use_keys_may_run_libsodium_and_nothing_more(client):
    policy = client.get(f"{KEYS}new/").headers["Content-Security-Policy"]

    assert "script-src 'self' 'wasm-unsafe-eval';" in policy
    assert "'unsafe-eval'" not in policy
    assert "trusted-types 'none'" in policy
    assert "wasm" not in client.get(KEYS).headers["Content-Security-Policy"]


def test_without_javascript_it_says_so_and_how_else(client):
    said = words(client.get(f"{KEYS}new/"))

    assert "For that it needs JavaScript" in said
    assert "manage.py new_sealing_key --output key.json" in said


def test_two_owners_change_the_key(organisation, client, campaign):
    factories.confirmed(campaign)
    key, _private = own_key(organisation)
    ben = at_the_desk(here_for_long(_another_owner(organisation, "ben")))

    answer = client.post(f"{KEYS}change/", {"key": key.id, "campaigns": [campaign.id]})
    change = organisation.key_changes.get()

    assert answer.status_code == DONE
    assert "You proposed it" in words(client.get(KEYS))
    address = f"{KEYS}change/{change.id}/"
    refused = client.post(address)
    assert (refused.status_code, "another owner" in words(refused)) == (409, True)
    assert key.fingerprint in words(ben.get(address))
    assert ben.post(address).status_code == DONE
    assert "names go to another key" in words(client.get(KEYS))
    assert client.post(f"{address}stop/").status_code == DONE
    change.refresh_from_db()
    assert change.state == "stopped"
    assert ben.post(address).status_code == DONE
    assert "decided in the meantime" in words(ben.get(KEYS))


def test_a_draft_changes_at_once_and_is_then_not_offered_for_the_key_it_has(
    organisation, client, campaign
):
    draft = factories.campaign("draft", title="Keep the lake free", state=State.DRAFT)
    key, _private = own_key(organisation)
    typed = {"key": key.id, "campaigns": [draft.id]}
    before = words(client.get(f"{KEYS}change/"))
    assert "A draft: it is so at once." in before
    assert "Public: a second owner has to agree." in before

    said = words(client.post(f"{KEYS}change/", typed, follow=True))

    assert "these campaigns are drafts" in said
    draft.refresh_from_db()
    assert draft.sealing_key == key
    left = words(client.get(f"{KEYS}change/"))
    assert "Keep the lake free" not in left
    assert campaign.text_in("en").title in left
    Campaign.objects.update(sealing_key=key)
    assert "All campaigns are sealed to your key already." in words(client.get(f"{KEYS}change/"))
    own_key(organisation)
    answer = client.post(f"{KEYS}change/", typed)
    assert "“Keep the lake free” seals to this key already" in words(answer)
    assert answer.status_code == UNREADABLE


def test_a_single_owner_reads_what_is_missing(organisation, client, campaign):
    factories.confirmed(campaign)
    key, _private = own_key(organisation)

    assert "You are the only owner" in words(client.get(f"{KEYS}change/"))
    answer = client.post(f"{KEYS}change/", {"key": key.id, "campaigns": [campaign.id]})

    assert answer.status_code == UNREADABLE
    assert "a second owner has to agree" in words(answer)
    assert f'value="{campaign.id}" id="campaign-{campaign.id}" checked' in answer.content.decode()


def test_nothing_chosen_is_said_beside_each_field(organisation, client, campaign):
    own_key(organisation)

    answer = client.post(f"{KEYS}change/", {})

    assert answer.status_code == UNREADABLE
    assert set(answer.context["form"].errors) == {"key", "campaigns"}


def test_neither_the_servers_key_nor_anybody_elses_is_offered(organisation, client, campaign):
    other = factories.organisation("Other")
    theirs, _private = own_key(other)
    own_key(organisation)
    lake = factories.campaign("lake", organisation=other)

    for key, chosen in (
        (campaign.sealing_key, campaign),
        (theirs, campaign),
        (organisation.sealing_keys.last(), lake),
    ):
        answer = client.post(f"{KEYS}change/", {"key": key.id, "campaigns": [chosen.id]})
        assert answer.status_code == UNREADABLE
    for path in (f"{theirs.id}/retire/", f"{campaign.sealing_key.id}/retire/"):
        assert client.post(f"{KEYS}{path}").status_code == NOT_THERE


def test_another_organisations_change_is_not_there(client):
    other = factories.organisation("Other")
    lake = factories.campaign("lake", organisation=other)
    factories.confirmed(lake)
    key, _private = own_key(other)
    _another_owner(other, "dora")
    change = changing.propose(
        organisation=other,
        key=key,
        campaign_ids=[lake.id],
        language="en",
        by=_another_owner(other, "dan"),
        now=timezone.now(),
    )

    for path in ("", "stop/"):
        assert client.post(f"{KEYS}change/{change.id}/{path}").status_code == NOT_THERE
    change.refresh_from_db()
    assert change.state == "proposed"


def test_making_changing_and_retiring_ask_for_the_password_again(organisation, campaign):
    key, _private = own_key(organisation)
    user = account("owner", organisation)
    client = at_the_desk(user)
    stay_away(client)

    for path in ("new/", "elsewhere/", "change/", f"{key.id}/retire/"):
        answer = client.get(f"{KEYS}{path}")
        assert answer.status_code == TO_SIGN_IN
        assert "reauthenticate" in answer.headers["Location"]
    assert client.post(f"{KEYS}{key.id}/retire/").status_code == TO_SIGN_IN
    assert SealingKey.objects.get(id=key.id).is_active
    assert client.get(KEYS).status_code == FINE


def test_whoever_took_longer_than_that_loses_nothing_of_the_key(organisation):
    """Printing takes its time: what was sent is done once they have shown who they are."""
    user = account("owner", organisation)
    client = at_the_desk(user)
    public, private = sealing.new_keypair()
    line = key_files.public_line(public)
    shown = client.post(f"{KEYS}check/", {"public_key": line})
    word = key_files.told(shown.context["sealed"], private)
    stay_away(client)

    typed = {"public_key": line, "token": shown.context["token"], "word": word}
    asked = client.post(f"{KEYS}check/", typed)
    assert not organisation.sealing_keys.filter(custody="offline").exists()
    code = code_of(authenticator_app(user))
    answer = client.post(asked.headers["Location"], {"code": code})

    assert answer.headers["Location"] == KEYS
    assert bytes(organisation.sealing_keys.get(custody="offline").public_key) == public


def test_the_page_costs_the_same_for_one_key_and_for_three(organisation, client, campaign):
    own_key(organisation)

    def cost() -> int:
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert client.get(KEYS).status_code == FINE
        return len(asked)

    client.get(KEYS)
    few = cost()
    for number in range(3):
        key, _private = own_key(organisation)
        factories.campaign(f"more-{number}", sealing_key=key)

    assert cost() == few < 20


def test_how_far_the_sealing_anew_is(organisation, client, campaign):
    key, _private = own_key(organisation)
    job = Resealing.objects.create(
        campaign=campaign,
        new_key=key,
        requested_at=timezone.now(),
        state="building",
        rows_done=1200,
        rows_total=3000,
    )

    said = client.get(f"{KEYS}resealing/{job.id}/progress.json").json()

    assert said == {
        "done": 1200,
        "total": 3000,
        "words": "1,200 of 3,000 names and letters are sealed to your key.",
        "state": "building",
        "standing": "Being sealed",
    }
    assert "1,200 of 3,000" in words(client.get(KEYS))
    assert client.get(f"{KEYS}resealing/{job.id}/again/").status_code == NOT_SO
