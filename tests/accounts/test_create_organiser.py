"""`manage.py create_organiser`: an account by invitation, its password shown once."""

import io
import re

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.utils import timezone

from campaign.accounts.actions import create_organisation
from campaign.accounts.models import Membership, Organisation, User
from campaign.management.commands.create_organiser import readable_password
from campaign.pages.demo import load_demo

pytestmark = pytest.mark.django_db

PASSWORD = re.compile(r"^Password: (\S+)$", re.MULTILINE)


def run(*arguments: str) -> str:
    out = io.StringIO()
    call_command("create_organiser", *arguments, stdout=out)
    return out.getvalue()


def refusal(*arguments: str) -> str:
    before = User.objects.count(), Organisation.objects.count()
    with pytest.raises(CommandError) as refused:
        run(*arguments)
    assert (User.objects.count(), Organisation.objects.count()) == before
    return str(refused.value)


def test_it_prints_a_password_that_signs_in_at_the_address_it_prints(client) -> None:
    out = run("alice@example.org", "--organisation", "River Friends")

    password = PASSWORD.search(out)[1]
    assert out.startswith("alice@example.org runs the campaigns of River Friends.\n")
    assert f"Sign in:  {settings.SITE_URL}/accounts/login/" in out
    signed_in = client.post(
        "/accounts/login/", {"login": "alice@example.org", "password": password}
    )
    assert signed_in.status_code == 302
    assert signed_in.url == "/organiser/"


def test_the_account_owns_its_organisation_and_is_no_superuser() -> None:
    run("alice@example.org", "--organisation", "River Friends")

    alice = User.objects.get()
    assert not alice.is_superuser
    assert not alice.is_staff
    membership = Membership.objects.get()
    assert (membership.user, membership.role) == (alice, Membership.Role.OWNER)
    assert membership.organisation.sealing_keys.count() == 1


def test_who_made_it_stands_in_the_record() -> None:
    run("alice@example.org", "--organisation", "River Friends")

    organisation = Organisation.objects.get()
    events = organisation.audit_events.order_by("id").values_list("action", "actor", "details")
    assert list(events) == [
        ("organisation-created", None, {}),
        ("member-added", None, {"member": "alice@example.org", "role": "owner"}),
    ]


def test_a_superuser_may_open_the_admin_site() -> None:
    run("root@example.org", "--organisation", "River Friends", "--superuser")

    root = User.objects.get()
    assert root.is_superuser
    assert root.is_staff


def test_passwords_are_long_readable_and_never_the_same() -> None:
    passwords = {readable_password() for _ in range(200)}

    assert len(passwords) == 200
    for password in passwords:
        assert re.fullmatch(r"(?:[a-hjkmnp-z2-9]{5}-){3}[a-hjkmnp-z2-9]{5}", password)


def test_the_demonstrations_organisation_is_the_default() -> None:
    campaign, _ = load_demo(timezone.now())
    create_organisation(name="River Friends", now=timezone.now())

    run("alice@example.org")

    assert Membership.objects.get().organisation == campaign.organisation


def test_else_the_only_organisation_there_is() -> None:
    only = create_organisation(name="River Friends", now=timezone.now())

    run("alice@example.org")

    assert Membership.objects.get().organisation == only


def test_of_several_one_must_be_named() -> None:
    create_organisation(name="River Friends", now=timezone.now())
    create_organisation(name="Harbour Watch", now=timezone.now())

    assert refusal("alice@example.org") == (
        "Say with --organisation which one: Harbour Watch, River Friends."
    )


def test_where_there_is_none_one_must_be_named() -> None:
    assert refusal("alice@example.org") == (
        "There is no organisation yet. Name one with --organisation."
    )


def test_an_organisation_that_is_there_is_joined_not_made_again() -> None:
    there = create_organisation(name="River Friends", now=timezone.now())

    run("alice@example.org", "--organisation", "River Friends")

    assert Membership.objects.get().organisation == there
    assert Organisation.objects.count() == 1


@pytest.mark.parametrize("email", ["alice@example.org", "Alice@Example.ORG"])
def test_an_account_that_exists_is_refused_and_keeps_its_password(email: str) -> None:
    run("alice@example.org", "--organisation", "River Friends")
    before = User.objects.get().password

    assert refusal(email, "--organisation", "Harbour Watch") == f"{email} has an account already."
    assert User.objects.get().password == before


@pytest.mark.parametrize(
    "email", ["", "nonsense", "a@localhost", "a@[127.0.0.1]", "a@b.org\nBcc: c"]
)
def test_what_is_no_address_is_refused(email: str) -> None:
    assert "does not look like an e-mail address" in refusal(email, "--organisation", "River")


@pytest.mark.parametrize("name", ["", "   ", "x" * 201])
def test_an_organisation_needs_a_name_that_fits(name: str) -> None:
    assert refusal("alice@example.org", "--organisation", name).startswith("name: ")
