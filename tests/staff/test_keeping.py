"""How long names are kept, closing for good, erasing: at the staff desk, and what signers read."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from campaign.accounts.models import Organisation
from campaign.lib import tokens
from campaign.pages.at_hand import forget_campaigns
from campaign.pages.models import Campaign
from campaign.public.kept import forget_pages
from campaign.signatures import ending, erasing
from campaign.signatures.ending_models import Ending
from tests import factories
from tests.organiser.people import account, at_the_desk, signed_in, words
from tests.organiser.walking import DONE, FINE, NOT_THERE, TO_SIGN_IN, Walk, entrusted, owners
from tests.signatures.test_ending import close, closed

pytestmark = pytest.mark.django_db

KEEPING = "/staff/river/keeping/"
CLOSE, ERASE = f"{KEEPING}close/", f"{KEEPING}erase/"

OPEN = {
    KEEPING: entrusted(),
    CLOSE: owners(),
    ERASE: owners(),
    f"{KEEPING}progress.json": entrusted(),
    "/staff/ended/keeping/erase/": owners(),
}
PRESS = {
    KEEPING: ({"days": "90"}, owners(DONE)),
    CLOSE: ({"typed": "river"}, owners(DONE)),
    # Not closed for good yet: the same page, with the reason.
    ERASE: ({"typed": "river"}, (TO_SIGN_IN, *[NOT_THERE] * 5, 422)),
    "/staff/ended/keeping/erase/": ({"typed": "ended"}, owners(DONE)),
}


def arranged() -> tuple[Organisation, dict[str, Any]]:
    campaign = closed()
    Ending.objects.create(campaign=campaign)
    close(closed("ended"))
    return campaign.organisation, {}


WALK = Walk(arranged, OPEN, PRESS)


@pytest.fixture
def owner(campaign) -> Client:
    return signed_in("owner", campaign.organisation)


def test_an_owner_shortens_it_and_the_page_says_so(campaign, owner):
    assert "at the latest 180 days after the campaign closes" in words(owner.get(KEEPING))

    answer = owner.post(KEEPING, {"days": "30"}, follow=True)

    assert "Saved. The page says so, too." in words(answer)
    forget_pages()
    assert "at the latest 30 days after the campaign closes" in words(Client().get("/en/c/river/"))


def test_it_cannot_be_lengthened_by_who_writes_their_own_form(campaign, owner):
    answer = owner.post(KEEPING, {"days": "365"})

    assert answer.status_code == 422
    assert "Nothing was saved" in words(answer)
    campaign.refresh_from_db()
    assert campaign.keep_days == 180


def test_staff_read_and_owners_choose(campaign):
    staff = signed_in("staff", campaign.organisation)

    page = words(staff.get(KEEPING))

    assert "Owners of the organisation can change it." in page
    assert "Save" not in page


def test_closing_for_good_wants_the_address_typed(owner):
    campaign = closed("lake")
    close_page = "/staff/lake/keeping/close/"

    assert "1 signature that is not confirmed yet." in words(owner.get(close_page))
    wrong = owner.post(close_page, {"typed": "river"})
    assert wrong.status_code == 422
    assert "This is not it. Type lake." in words(wrong)
    campaign.refresh_from_db()
    assert campaign.state == "closed"

    done = owner.post(close_page, {"typed": " Lake "}, follow=True)
    assert "The campaign is closed for good." in words(done)
    assert "Erase all names now" in words(done)
    campaign.refresh_from_db()
    assert campaign.wrapped_fingerprint_secret is None


def test_an_open_campaign_is_closed_first(campaign, owner):
    answer = owner.post(CLOSE, {"typed": "river"})

    assert answer.status_code == 422
    assert "Close signing first" in words(answer)


@pytest.mark.parametrize("path", [CLOSE, ERASE])
def test_it_asks_to_prove_it_again(campaign, path):
    user = account("owner", campaign.organisation)
    client = at_the_desk(user)
    session = client.session
    session["account_authentication_methods"] = [
        record | {"at": record["at"] - 3600} for record in session["account_authentication_methods"]
    ]
    session.save()

    answers = [client.get(path), client.post(path, {"typed": "river"})]

    assert [answer.status_code for answer in answers] == [302, 302]
    assert all("/reauthenticate/" in answer.headers["Location"] for answer in answers)


def test_erasing_is_watched_and_then_it_is_said_what_is_gone(owner):
    campaign = closed("lake")
    close(campaign)
    owner.post("/staff/lake/keeping/erase/", {"typed": "lake"})
    progress = owner.get("/staff/lake/keeping/progress.json").json()
    assert progress["words"] == "0 of 2 rows erased."
    assert progress["state"] == "waiting"
    assert "<progress" in owner.get("/staff/lake/keeping/").text

    erasing.erase_next()

    page = words(owner.get("/staff/lake/keeping/"))
    assert "2 rows are erased" in page
    assert "Names erased" in page


@pytest.mark.parametrize("number", [1, 3])
def test_the_page_costs_the_same_however_many_signed(campaign, owner, number):
    for each in range(number):
        factories.confirmed(campaign, f"{each}@example.org")
    owner.get(KEEPING)

    with CaptureQueriesContext(connection) as queries:
        owner.get(KEEPING)
    with CaptureQueriesContext(connection) as closing:
        owner.get(CLOSE)

    assert (len(queries), len(closing)) == (5, 6)


# --- What signers read ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        (
            {"keep_days": 90},
            "erased at the latest 90 days after the campaign closes, and in any case on",
        ),
        (
            {"closes_at": timezone.now() + timedelta(days=10)},
            "erased at the latest 180 days after the campaign closes: as planned now, on",
        ),
        # It may be opened again, so no day is the last one.
        ({"state": "closed", "closes_at": timezone.now()}, "as planned now, on"),
        (
            {
                "state": "archived",
                "closes_at": timezone.now(),
                "wrapped_fingerprint_secret": None,
            },
            "Names are kept until",
        ),
    ],
    ids=["open", "with a closing time", "closed", "closed for good"],
)
def test_it_stands_beside_the_form_or_in_its_place(fields, said):
    factories.campaign()
    Campaign.objects.update(**fields)
    forget_pages()

    assert said in words(Client().get("/en/c/river/"))
    assert said in words(Client().get("/en/c/river/sign/"))


def test_it_changes_the_pages_mark_for_caches(campaign):
    forget_pages()
    before = Client().get("/en/c/river/").headers["ETag"]
    Campaign.objects.update(keep_days=30)
    forget_pages()

    after = Client().get("/en/c/river/", headers={"if-none-match": before})

    assert after.status_code == FINE
    assert after.headers["ETag"] != before


def test_signers_read_it_after_signing_and_on_their_own_page(campaign):
    signature = factories.confirmed(campaign)
    forget_campaigns()
    pages = [
        f"/en/confirm/{tokens.for_signature(tokens.CONFIRM, signature.id)}/",
        f"/en/my/{tokens.for_signature(tokens.MY, signature.id)}/",
    ]

    for page in pages:
        assert "at the latest 180 days after the campaign closes" in words(Client().get(page))


def test_once_names_are_erased_the_page_says_so():
    done = closed("lake")
    close(done)
    ending.erase_now(done, by=None, now=timezone.now())
    forget_pages()
    before = words(Client().get("/en/c/lake/"))

    erasing.erase_next()
    forget_pages()

    after = words(Client().get("/en/c/lake/"))
    assert "Names are kept until" in before
    assert "Names are kept until" not in after
    assert "The names are erased. The number stays." in after


def test_after_erasing_a_signers_link_is_one_that_cannot_be_used(campaign):
    done = closed("lake")
    signature = factories.signature_of(done, "ann@example.org")
    link = f"/en/my/{tokens.for_signature(tokens.MY, signature.id)}/"
    close(done)
    forget_campaigns()
    assert Client().get(link).status_code == FINE

    ending.erase_now(done, by=None, now=timezone.now())
    erasing.erase_next()

    answer = Client().get(link)
    assert answer.status_code == NOT_THERE
    assert "This link cannot be used" in words(answer)
