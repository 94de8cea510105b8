"""What a stolen database says about second factors, and what recovery codes do."""

import json

import pytest
from allauth.core import context
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from allauth.mfa.webauthn.internal import auth as webauthn
from django.db import connection
from django.test import Client, RequestFactory

from campaign.accounts.models import User
from campaign.lib import sealing
from tests import factories
from tests.organiser.people import account, at_the_desk, words

pytestmark = pytest.mark.django_db

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


@pytest.fixture
def olga() -> User:
    return account("owner", factories.organisation())


def rows() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT data::text FROM mfa_authenticator")
        return " ".join(data for (data,) in cursor.fetchall())


def test_the_secret_of_an_app_and_the_seed_of_codes_are_not_in_the_database(olga, monkeypatch):
    monkeypatch.setattr(RecoveryCodes, "generate_seed", classmethod(lambda cls: "canary-seed"))
    app, codes = TOTP.activate(olga, SECRET), RecoveryCodes.activate(olga)

    stored = rows()

    assert json.loads(stored.split("} {")[0] + "}")["secret"]
    for secret in (SECRET, "canary-seed", *codes.generate_codes()):
        assert secret not in stored
    assert Authenticator.objects.get(pk=app.instance.pk).wrap().validate_code("1") is False


def test_another_key_opens_them_no_more(olga, settings):
    codes = RecoveryCodes.activate(olga)
    settings.SEALING_KEY = "YW5vdGhlciBrZXkgZm9yIHRlc3RzLCAzMiBieXRlcy4="

    with pytest.raises(sealing.CannotOpen):
        codes.generate_codes()


def test_a_passkey_belongs_to_the_sites_own_name(olga, settings):
    """Whatever host the request claims."""
    settings.SITE_HOST = "sign.example.org"

    assert webauthn.get_server().rp.id == "sign.example.org"


def test_a_passkey_login_asks_that_the_device_knows_its_owner():
    client = Client()

    asked = client.get("/accounts/2fa/webauthn/login/", headers={"Accept": "application/json"})

    options = asked.json()["request_options"]["publicKey"]
    assert options["userVerification"] == "required"
    assert not options.get("allowCredentials")  # nobody learns which keys an account has


def test_recovery_codes_are_shown_until_they_are_kept_and_never_again(olga):
    client = at_the_desk(olga)
    codes = RecoveryCodes.activate(olga).get_unused_codes()
    page = "/accounts/2fa/recovery-codes/"

    for _ in range(2):
        shown = words(client.get(page)).replace(" ", "")
        assert all(code in shown for code in codes)
    forgot = client.post(page, {})
    assert forgot.status_code == 422
    assert "Please keep the codes first" in words(forgot)
    client.post(page, {"kept": "on"})

    later = words(client.get(page)).replace(" ", "")
    assert not any(code in later for code in codes)
    assert "10codesleft" in words(client.get("/accounts/")).replace(" ", "")


def test_they_can_be_downloaded_for_as_long_as_they_are_shown(olga):
    client = at_the_desk(olga)
    codes = RecoveryCodes.activate(olga)

    file = client.get("/accounts/2fa/recovery-codes/download/")
    codes.mark_as_viewed()
    later = client.get("/accounts/2fa/recovery-codes/download/")

    assert file.headers["Content-Disposition"] == 'attachment; filename="recovery-codes.txt"'
    assert file.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert file.headers["Cache-Control"] == "no-store"
    assert all(code in file.text.replace(" ", "") for code in codes.get_unused_codes())
    assert later.status_code == 404


def test_until_they_are_kept_nothing_else_opens(olga):
    client = at_the_desk(olga)
    RecoveryCodes.activate(olga)

    assert client.get("/organiser/").headers["Location"] == "/accounts/2fa/recovery-codes/"


def test_new_ones_replace_the_old_ones(olga, django_capture_on_commit_callbacks):
    client = at_the_desk(olga)
    old = RecoveryCodes.activate(olga)
    old.mark_as_viewed()

    with django_capture_on_commit_callbacks(execute=True):
        client.post("/accounts/2fa/recovery-codes/generate/")

    new = Authenticator.objects.get(user=olga, type="recovery_codes").wrap()
    assert not set(new.get_unused_codes()) & set(old.generate_codes())
    assert not new.did_view


def test_another_account_neither_sees_nor_renames_nor_removes_a_key(olga):
    key = Authenticator.objects.create(user=olga, type="webauthn", data={"name": "Blue key"})
    client = at_the_desk(account("editor", factories.organisation()))

    for action in ("edit", "remove"):
        path = f"/accounts/2fa/webauthn/keys/{key.pk}/{action}/"
        assert client.get(path).status_code == 404
        assert client.post(path, {"name": "Mine"}).status_code == 404

    assert Authenticator.objects.get(pk=key.pk).data["name"] == "Blue key"


@pytest.fixture(autouse=True)
def _request(rf: RequestFactory):
    """allauth reads the request at hand from a place of its own."""
    with context.request_context(request := rf.get("/", headers={"Host": "evil.example"})):
        request.session = {}
        yield
