"""Every page of an account is ours, whoever opens it; and the page that shows all that is set."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.models import Session
from django.template import Template
from django.test import Client
from django.test.signals import template_rendered
from django.utils import timezone

from campaign.accounts.auditing import Action
from campaign.accounts.emails import reset_url
from campaign.accounts.models import AuditEvent, User
from campaign.accounts.tasks import forget_sessions
from tests import factories
from tests.accounts.desk_addresses import every_address
from tests.accounts.security_key import Passkey
from tests.organiser.people import account, at_the_desk, authenticator_app, code_of, words

pytestmark = pytest.mark.django_db

PASSWORD = "a long password 1"
OURS = Path(settings.BASE_DIR) / "templates"
# What Django and its forms draw a field with is no page.
WIDGETS = ("django/forms/",)
# Lead on at once, or need a state that is walked below.
LEAD_ON = {302, 301, 404, 405}


@pytest.fixture
def olga() -> User:
    return account("owner", factories.organisation(), password=PASSWORD)


@pytest.fixture
def foreign_templates():
    """Names of templates that are not ours and were rendered meanwhile."""
    found: set[str] = set()

    def note(sender: Any, template: Template, **_more: Any) -> None:
        name = template.name or ""
        if not name.startswith(WIDGETS) and not Path(template.origin.name).is_relative_to(OURS):
            found.add(name)

    template_rendered.connect(note)
    yield found
    template_rendered.disconnect(note)


def is_ours(page: str) -> bool:
    return "css/door.css" in page and 'class="masthead"' in page and page.count("<h1") == 1


def account_addresses() -> dict[str, str]:
    return {n: p for n, p in every_address().items() if p.startswith("/accounts/")}


def test_every_address_under_accounts_shows_a_page_of_ours_or_leads_on(olga, foreign_templates):
    client = at_the_desk(olga)
    RecoveryCodes.activate(olga).mark_as_viewed()
    key = Passkey().of(olga)
    shown = set()

    for visitor in (client, Client()):
        for name, path in account_addresses().items():
            answer = visitor.get(path.replace("keys/7/", f"keys/{key.pk}/"))
            if answer.status_code == 200 and answer.headers["Content-Type"].startswith("text/html"):
                assert is_ours(answer.text), name
                shown.add(name)
            else:
                assert answer.status_code in LEAD_ON, (name, answer.status_code)

    assert foreign_templates == set()
    assert len(shown) > 15
    assert set(account_addresses()) - shown == {
        # Walked in the next test, for they need a state, a device or a form that was sent.
        *("mfa_authenticate", "mfa_activate_totp", "mfa_login_webauthn"),
        "mfa_download_recovery_codes",
        *("account_reauthenticate", "account_set_password", "account_confirm_login_code"),
        "invitation",  # tests/organiser/test_invitations.py
        # allauth's overviews, in place of which stands ours.
        "django.views.generic.base.RedirectView",
    }


def test_so_do_those_that_need_a_state(olga, foreign_templates):
    alone = Client()
    alone.force_login(olga)
    pages = {
        "reauthenticate": alone.get("/accounts/reauthenticate/"),
        "second factor": alone.get("/accounts/second-factor/"),
    }
    alone.post("/accounts/reauthenticate/", {"password": PASSWORD})
    pages["activate app"] = alone.get("/accounts/2fa/totp/activate/")
    pages["wrong code"] = alone.post("/accounts/2fa/totp/activate/", {"code": "1"})
    pages["add passkey"] = alone.get("/accounts/2fa/webauthn/add/")
    pages["no passkey"] = alone.post("/accounts/2fa/webauthn/add/", {"credential": "{}"})
    pages["wrong password"] = Client().post(
        "/accounts/login/", {"login": olga.email, "password": "wrong"}
    )
    client = at_the_desk(olga)
    Passkey().of(olga)
    entering = Client()
    entering.post("/accounts/login/", {"login": olga.email, "password": PASSWORD})
    pages["authenticate"] = entering.get("/accounts/2fa/authenticate/")
    pages["by key"] = client.get("/accounts/2fa/webauthn/reauthenticate/")
    RecoveryCodes.activate(olga)
    pages["codes"] = client.get("/accounts/2fa/recovery-codes/")
    client.get("/accounts/2fa/recovery-codes/download/")
    linked = Client()
    form = linked.get(reset_url(olga).removeprefix("http://testserver"))
    pages["new password"] = linked.get(form.headers["Location"])
    olga.set_unusable_password()
    olga.save()
    RecoveryCodes(Authenticator.objects.get(type="recovery_codes")).mark_as_viewed()
    pages["set password"] = at_the_desk(olga).get("/accounts/password/set/")

    for name, page in pages.items():
        assert page.status_code == 200, name
        assert is_ours(page.text), name
    assert foreign_templates == set()


def test_where_the_host_opens_it_people_sign_up_and_confirm(settings, foreign_templates):
    settings.SIGNUP_IS_OPEN, settings.ACCOUNT_EMAIL_VERIFICATION = True, "mandatory"
    client = Client()
    page = client.get("/accounts/signup/")
    assert is_ours(page.text)
    assert "Make an account" in client.get("/accounts/login/").text

    answer = client.post(
        "/accounts/signup/", {"email": "ann@example.org", "password1": "a long password 1"}
    )

    assert answer.headers["Location"] == "/accounts/confirm-email/"
    assert is_ours(client.get("/accounts/confirm-email/").text)
    assert User.objects.get().email == "ann@example.org"
    assert foreign_templates == set()


def test_it_is_closed_otherwise():
    assert "Accounts are by invitation" in Client().get("/accounts/signup/").text
    assert "Make an account" not in Client().get("/accounts/login/").text


# --- Your account ---------------------------------------------------------------------------


def test_it_shows_what_is_set(olga):
    client = at_the_desk(olga)
    RecoveryCodes.activate(olga).mark_as_viewed()
    Authenticator.objects.create(user=olga, type="webauthn", data={"name": "Blue key"})

    page = words(client.get("/accounts/"))

    for part in ("owner@example.org", "Blue key", "Remove the app", "10 codes left"):
        assert part in page
    assert "One lock is missing" not in page


def test_it_says_what_is_missing(olga, settings):
    settings.SECOND_FACTOR_IS_DEMANDED = False
    client = Client()
    client.force_login(olga)

    assert "One lock is missing" in words(client.get("/accounts/"))


def test_it_costs_the_same_for_one_key_and_for_three(olga, django_assert_num_queries):
    client = at_the_desk(olga)
    Authenticator.objects.create(user=olga, type="webauthn", data={"name": "1"})
    with django_assert_num_queries(5):
        client.get("/accounts/")
    for name in "23":
        Authenticator.objects.create(user=olga, type="webauthn", data={"name": name})

    with django_assert_num_queries(5):
        client.get("/accounts/")


def test_script_in_the_name_of_a_key_never_runs(olga):
    payload = "<script>alert(1)</script>"
    key = Authenticator.objects.create(user=olga, type="webauthn", data={"name": payload})
    client = at_the_desk(olga)

    for path in ("/accounts/", f"/accounts/2fa/webauthn/keys/{key.pk}/remove/"):
        assert "<script>alert" not in client.get(path).text


# --- What happened --------------------------------------------------------------------------


def happened(user: User) -> list[str]:
    return [event.action for event in AuditEvent.objects.of_account(user)]


def test_coming_and_going_is_recorded(olga):
    app = authenticator_app(olga)
    client = Client()
    client.post("/accounts/login/", {"login": olga.email, "password": PASSWORD})
    client.post("/accounts/2fa/authenticate/", {"code": "000000"})
    client.post("/accounts/2fa/authenticate/", {"code": code_of(app)})

    shown = words(client.get("/accounts/"))
    client.post("/accounts/logout/")

    assert happened(olga) == ["signed-out", "signed-in", "factor-failed"]
    assert "A wrong code was given" in shown
    assert {event.organisation for event in AuditEvent.objects.all()} == {None}


@pytest.mark.django_db(transaction=True)
def test_factors_and_passwords_are_recorded(olga):
    client = at_the_desk(olga)
    client.post("/accounts/2fa/totp/deactivate/")
    client = at_the_desk(olga)
    RecoveryCodes.activate(olga).mark_as_viewed()
    client.post("/accounts/2fa/recovery-codes/generate/")
    client.post("/accounts/2fa/recovery-codes/", {"kept": "on"})
    client.post(
        "/accounts/password/change/",
        {"oldpassword": PASSWORD, "password1": "another long 2", "password2": "another long 2"},
    )

    assert happened(olga) == ["password-changed", "recovery-codes-made", "factor-removed"]
    assert AuditEvent.objects.earliest("id").details == {"factor": "totp"}
    assert "Removed a second factor: authenticator app" in words(client.get("/accounts/"))


def test_nobody_sees_what_happened_to_another(olga):
    factories.campaign("hill")
    other = account("editor", factories.organisation())
    Client().post("/accounts/login/", {"login": olga.email, "password": PASSWORD})
    AuditEvent.objects.create(
        at=timezone.now(), action=Action.PASSWORD_CHANGED, actor=olga, actor_email=olga.email
    )

    assert "Changed the password" in words(at_the_desk(olga).get("/accounts/"))
    assert "Changed the password" not in words(at_the_desk(other).get("/accounts/"))


# --- Sessions -------------------------------------------------------------------------------


def entered(user: User, browser: str) -> Client:
    client = Client(headers={"User-Agent": browser})
    client.post("/accounts/login/", {"login": user.email, "password": PASSWORD})
    for later in (-1, 0, 1):
        app = Authenticator.objects.get(user=user, type="totp")
        client.post("/accounts/2fa/authenticate/", {"code": code_of(app, later=later)})
    return client


def test_they_are_listed_without_where_and_the_others_can_be_ended(olga):
    authenticator_app(olga)
    here = entered(olga, "Mozilla/5.0 (Windows NT 10.0; rv:130.0) Gecko/20100101 Firefox/130.0")
    there = entered(olga, "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/130 Safari/5")

    listed = words(here.get("/accounts/sessions/"))
    here.post("/accounts/sessions/")

    assert "Firefox on Windows This one" in listed
    assert "Chrome on Android" in listed
    assert not UserSession.objects.filter(ip__startswith="127.").exists()
    assert here.get("/accounts/").status_code == 200
    assert there.get("/accounts/").status_code == 302
    assert AuditEvent.objects.get(action=Action.SESSIONS_ENDED).details == {"sessions": 1}


def test_sessions_that_are_over_are_forgotten(olga):
    at_the_desk(olga).get("/accounts/")
    authenticator_app(olga)
    entered(olga, "Firefox/130")
    assert UserSession.objects.count() == 1

    Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))
    forget_sessions()

    assert (Session.objects.count(), UserSession.objects.count()) == (0, 0)
