"""Who passes the door of the desks: by what this very session did, and nothing else."""

import time
from datetime import timedelta

import pytest
from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.models import Authenticator
from django.conf import settings as django_settings
from django.http import HttpRequest
from django.test import Client
from django.utils import timezone

from campaign.accounts.door import BEGAN, OPEN, SETTING_UP, USED
from campaign.accounts.emails import reset_url
from campaign.accounts.models import Limit, Membership, User
from tests import factories
from tests.accounts.desk_addresses import every_address
from tests.organiser.people import account, at_the_desk, authenticator_app, code_for, code_of, words

pytestmark = pytest.mark.django_db

PASSWORD = "a long password 1"
CHOOSING = "/accounts/second-factor/"
PROVING = "/accounts/2fa/reauthenticate/"


@pytest.fixture
def olga() -> User:
    return account("owner", factories.campaign().organisation, password=PASSWORD)


def password_only(user: User) -> Client:
    client = Client()
    client.force_login(user)
    request = HttpRequest()
    request.session, request.user = client.session, user
    record_authentication(request, user, "password")
    request.session.save()
    return client


def sign_in(user: User, **more: str) -> Client:
    client = Client()
    client.post("/accounts/login/", {"login": user.email, "password": PASSWORD, **more})
    return client


def leads_to(client: Client, path: str) -> str:
    """Where the answer leads, without its query; or nowhere: the page was there."""
    answer = client.get(path)
    return answer.headers.get("Location", "").partition("?")[0]


# --- Deny by default ------------------------------------------------------------------------


def test_a_superuser_without_a_factor_opens_no_page_that_is_not_named():
    user = User.objects.create_superuser("root@example.org", PASSWORD)
    client = password_only(user)

    shut = {name: path for name, path in every_address().items() if name not in OPEN | SETTING_UP}

    assert len(shut) > 60
    assert {"admin:index", "organiser_campaigns", "your_account", "usersessions_list"} < set(shut)
    assert {name for name, path in shut.items() if leads_to(client, path) != CHOOSING} == set()


def test_nor_one_whose_account_has_a_factor_that_this_session_did_not_use():
    """Not even those where a factor is set up: it could add one of its own."""
    user = User.objects.create_superuser("root@example.org", PASSWORD)
    authenticator_app(user)
    client = password_only(user)

    shut = {name: path for name, path in every_address().items() if name not in OPEN}

    assert set(shut) > SETTING_UP
    assert {name for name, path in shut.items() if leads_to(client, path) != PROVING} == set()


def test_every_name_that_is_open_exists_or_is_another_rooms():
    known = set(every_address())

    assert known | {"invitation"} >= OPEN | SETTING_UP


def test_pressing_is_refused_as_looking_is(olga):
    client = password_only(olga)

    answer = client.post("/organiser/river/release-mail/")

    assert (answer.status_code, answer.headers["Location"]) == (302, CHOOSING)


def test_somebody_who_is_not_signed_in_is_sent_to_sign_in():
    for name in ("/organiser/", "/accounts/", "/admin/", CHOOSING):
        assert leads_to(Client(), name).endswith("/login/"), name


def test_a_record_of_somebody_elses_session_does_not_count(olga):
    """What allauth noted is bound to the account: signing in as another takes it along to none."""
    other = account("viewer", Membership.objects.get().organisation)
    authenticator_app(other)
    client = at_the_desk(olga)
    session = client.session
    session["_auth_user_id"] = str(other.pk)
    session["_auth_user_hash"] = other.get_session_auth_hash()
    session.save()

    assert leads_to(client, "/organiser/") == PROVING


# --- The ways in ----------------------------------------------------------------------------


def test_a_password_alone_signs_nobody_in_who_has_a_factor(olga):
    authenticator_app(olga)

    client = sign_in(olga)

    assert "_auth_user_id" not in client.session
    assert leads_to(client, "/organiser/") == "/accounts/login/"


def test_a_password_and_a_code_do_and_lead_where_one_was_going(olga):
    app = authenticator_app(olga)
    client = sign_in(olga, next="/organiser/river/letters/")
    before = client.session.session_key

    answer = client.post("/accounts/2fa/authenticate/", {"code": code_of(app)})

    assert answer.headers["Location"] == "/organiser/river/letters/"
    assert client.get("/organiser/").status_code == 200
    assert client.session.session_key != before


def test_a_code_is_good_once(olga):
    app = authenticator_app(olga)
    code = code_of(app)
    sign_in(olga).post("/accounts/2fa/authenticate/", {"code": code})

    again = sign_in(olga).post("/accounts/2fa/authenticate/", {"code": code})

    assert again.status_code == 200
    assert "it was used already" in words(again)


def test_nor_is_it_good_later_while_clocks_that_are_off_would_still_show_it(olga):
    app = authenticator_app(olga)
    code = code_of(app, later=1)
    sign_in(olga).post("/accounts/2fa/authenticate/", {"code": code})
    half_a_minute_later = timezone.now() + timedelta(seconds=31)
    Limit.objects.over(half_a_minute_later).delete()

    again = sign_in(olga).post("/accounts/2fa/authenticate/", {"code": code})

    assert "it was used already" in words(again)


def test_codes_cannot_be_guessed_for_long(olga):
    authenticator_app(olga)
    client = sign_in(olga)

    for _ in range(5):
        answer = client.post("/accounts/2fa/authenticate/", {"code": "000000"})
        assert "That is not right" in words(answer)

    assert "Too many tries" in words(client.post("/accounts/2fa/authenticate/", {"code": "1"}))


def test_proving_it_opens_a_session_that_skipped_the_factor(olga):
    app = authenticator_app(olga)
    client = password_only(olga)

    answer = client.post(f"{PROVING}?next=/organiser/", {"code": code_of(app)})

    assert answer.headers["Location"] == "/organiser/"
    assert client.get("/organiser/").status_code == 200


def test_a_password_typed_again_does_not(olga):
    authenticator_app(olga)
    client = password_only(olga)

    client.post("/accounts/reauthenticate/", {"password": PASSWORD})

    assert leads_to(client, "/organiser/") == PROVING


def test_a_new_password_by_mail_is_no_way_around(olga):
    authenticator_app(olga)
    client = Client()
    form = client.get(reset_url(olga).removeprefix("http://testserver"))
    done = client.post(
        form.headers["Location"], {"password1": "another long 2", "password2": "another long 2"}
    )

    assert done.headers["Location"] == "/accounts/password/reset/key/done/"
    assert leads_to(client, "/organiser/") == "/accounts/login/"
    client.post("/accounts/login/", {"login": olga.email, "password": "another long 2"})
    assert leads_to(client, "/organiser/") == "/accounts/login/"


# --- Setting the first one up ---------------------------------------------------------------


def set_up(client: Client) -> None:
    client.get("/accounts/2fa/totp/activate/")
    code = code_for(client.session["mfa.totp.secret"])
    client.post("/accounts/2fa/totp/activate/", {"code": code})


@pytest.mark.django_db(transaction=True)
def test_setting_one_up_opens_this_session_and_leads_back(olga):
    client = sign_in(olga)
    way = client.get("/organiser/river/letters/")
    assert way.headers["Location"] == f"{CHOOSING}?next=%2Forganiser%2Friver%2Fletters%2F"
    assert client.get(way.headers["Location"]).status_code == 200
    before = client.session.session_key

    set_up(client)

    assert client.session.session_key != before
    assert leads_to(client, "/organiser/") == "/accounts/2fa/recovery-codes/"
    kept = client.post("/accounts/2fa/recovery-codes/", {"kept": "on"})
    assert kept.headers["Location"] == "/organiser/river/letters/"
    assert client.get("/organiser/river/letters/").status_code == 200


@pytest.mark.django_db(transaction=True)
def test_the_way_back_stays_on_the_site(olga):
    client = sign_in(olga)
    for onward in ("//evil.example", "/\\evil.example", "https://evil.example/", "javascript:1"):
        client.get(CHOOSING, {"next": onward})
    set_up(client)

    kept = client.post("/accounts/2fa/recovery-codes/", {"kept": "on"})

    assert kept.headers["Location"] == "/accounts/"


def test_removing_the_last_one_is_warned_of_and_shuts_the_desk_again(olga):
    client = at_the_desk(olga)
    other = at_the_desk(olga)

    warned = words(client.get("/accounts/2fa/totp/deactivate/"))
    client.post("/accounts/2fa/totp/deactivate/")

    assert "It is your only second factor." in warned
    assert not Authenticator.objects.exists()
    assert leads_to(client, "/organiser/") == CHOOSING
    assert leads_to(other, "/organiser/") == CHOOSING


def test_a_factor_that_is_gone_opens_nothing_even_where_another_has_come(olga):
    client = at_the_desk(olga)
    Authenticator.objects.all().delete()
    authenticator_app(olga)

    assert leads_to(client, "/organiser/") == PROVING


def test_whoever_has_neither_password_nor_factor_proves_it_by_mail_first(olga):
    """allauth would take them for proven."""
    olga.set_unusable_password()
    olga.save()
    client = Client()
    client.force_login(olga)

    assert leads_to(client, "/accounts/2fa/totp/activate/") == "/accounts/password/reset/"
    assert leads_to(client, "/accounts/2fa/webauthn/add/") == "/accounts/password/reset/"


def test_changing_how_to_sign_in_asks_for_the_factor_after_five_minutes(olga, settings):
    client = at_the_desk(olga)
    pages = ("/accounts/2fa/totp/deactivate/", "/accounts/2fa/webauthn/add/")
    for page in pages:
        assert client.get(page).status_code == 200

    settings.ACCOUNT_REAUTHENTICATION_TIMEOUT = 0

    for page in pages:
        assert leads_to(client, page) in {"/accounts/reauthenticate/", PROVING}
    assert leads_to(client, "/accounts/reauthenticate/") == PROVING


# --- In DEBUG -------------------------------------------------------------------------------


def test_where_it_is_not_demanded_it_is_offered(olga, settings):
    settings.SECOND_FACTOR_IS_DEMANDED = False

    page = password_only(olga).get("/organiser/")

    assert page.status_code == 200
    assert "Set up a second factor" in page.text


def test_who_has_one_is_offered_none(olga, settings):
    settings.SECOND_FACTOR_IS_DEMANDED = False

    assert "Set up a second factor" not in at_the_desk(olga).get("/organiser/").text


# --- How long a session lasts ---------------------------------------------------------------


def aged(client: Client, *, began: float = 0, used: float = 0) -> Client:
    """As if the session had begun, and been used last, so many seconds ago."""
    session = client.session
    session[BEGAN], session[USED] = time.time() - began, time.time() - used
    session.save()
    return client


HOUR = 3600


@pytest.mark.parametrize(
    ("began", "used", "is_over"),
    [
        (11 * HOUR, 11 * HOUR, False),
        (13 * HOUR, 13 * HOUR, True),
        (6 * 24 * HOUR, 60, False),
        (8 * 24 * HOUR, 60, True),
    ],
)
def test_a_session_ends_unused_after_half_a_day_and_used_after_a_week(olga, began, used, is_over):
    client = aged(at_the_desk(olga), began=began, used=used)

    answer = client.get("/organiser/")

    assert (answer.status_code == 302) is is_over
    if is_over:
        assert "You were signed out." in client.get("/accounts/login/").text
        assert "_auth_user_id" not in client.session


def test_a_session_that_does_not_say_when_it_began_is_over(olga):
    client = at_the_desk(olga)
    session = client.session
    del session[BEGAN]
    session.save()

    assert leads_to(client, "/organiser/") == "/accounts/login/"


def test_using_it_prolongs_it_without_writing_each_time(olga, django_assert_num_queries):
    client = aged(at_the_desk(olga), used=HOUR)
    client.get("/organiser/")
    noted = client.session[USED]
    assert time.time() - noted < 5

    client.get("/organiser/")

    assert client.session[USED] == noted


def test_the_cookie_lasts_no_longer_and_is_out_of_reach_of_scripts(olga):
    cookie = sign_in(olga).cookies[django_settings.SESSION_COOKIE_NAME]

    assert cookie["max-age"] == 7 * 24 * HOUR
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"


# --- Sessions and those they belong to ------------------------------------------------------


def test_a_session_known_before_signing_in_is_not_the_one_after(olga):
    client = Client()
    client.get("/accounts/second-factor/")
    session = client.session
    session["planted"] = "by somebody else"
    session.save()
    client.cookies[django_settings.SESSION_COOKIE_NAME] = session.session_key

    client.post("/accounts/login/", {"login": olga.email, "password": PASSWORD})

    assert client.session.session_key != session.session_key


def test_a_role_that_is_taken_away_is_gone_in_sessions_that_are_open(olga):
    client = at_the_desk(olga)
    assert client.get("/organiser/river/letters/").status_code == 200

    Membership.objects.all().delete()

    assert client.get("/organiser/river/letters/").status_code == 404


def test_an_account_that_is_switched_off_is_signed_out_everywhere(olga):
    client = at_the_desk(olga)

    User.objects.update(is_active=False)

    assert leads_to(client, "/organiser/") == "/accounts/login/"
    assert leads_to(sign_in(olga), "/organiser/") == "/accounts/login/"


def test_a_new_password_signs_out_the_others_and_not_oneself(olga):
    here, there = at_the_desk(olga), at_the_desk(olga)

    here.post(
        "/accounts/password/change/",
        {"oldpassword": PASSWORD, "password1": "another long 2", "password2": "another long 2"},
    )

    assert here.get("/organiser/").status_code == 200
    assert leads_to(there, "/organiser/") == "/accounts/login/"
