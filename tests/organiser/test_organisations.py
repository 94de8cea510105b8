"""Owners invite, change roles and remove; nobody else does; and what ends, ends at once."""

from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from campaign.accounts import invitations
from campaign.accounts.models import Invitation, Membership, Organisation, User
from campaign.lib.addresses import Address
from campaign.mail.models import OutgoingMail
from tests import factories
from tests.mail.outbox import deliver
from tests.organiser.people import STRANGER, account, at_the_desk, signed_in, words
from tests.organiser.walking import (
    DONE,
    FINE,
    ONLY_PRESSED,
    TO_SIGN_IN,
    Walk,
    members,
    owners,
)

pytestmark = pytest.mark.django_db

MINE = "/organiser/organisations/"
HOUSE = "/organiser/organisations/river-watch/"
TO_THE_ONLY_ONE = 302
OPEN = {
    MINE: (TO_SIGN_IN, TO_THE_ONLY_ONE, FINE, *[TO_THE_ONLY_ONE] * 4),
    HOUSE: members(),
    f"{HOUSE}details/": owners(),
    f"{HOUSE}leave/": members(),
    f"{HOUSE}members/MEMBER/role/": owners(),
    f"{HOUSE}members/MEMBER/remove/": owners(),
    f"{HOUSE}invitations/INVITATION/send-again/": ONLY_PRESSED,
    f"{HOUSE}invitations/INVITATION/revoke/": ONLY_PRESSED,
}
INVITED = {"email": "new@example.org", "role": "viewer", "language": "en"}
PRESS = {
    HOUSE: (INVITED, owners(DONE)),
    f"{HOUSE}details/": ({"name": "Walked"}, owners(DONE)),
    f"{HOUSE}leave/": ({}, members(DONE)),
    f"{HOUSE}members/MEMBER/role/": ({"role": "owner"}, owners(DONE)),
    f"{HOUSE}members/MEMBER/remove/": ({}, owners(DONE)),
    f"{HOUSE}invitations/INVITATION/send-again/": ({}, owners(DONE)),
    f"{HOUSE}invitations/INVITATION/revoke/": ({}, owners(DONE)),
}


def arranged() -> tuple[Organisation, dict[str, Any]]:
    organisation = factories.organisation()
    first = join(organisation, "first", "owner")  # so that whoever walks is not the last one
    other = join(organisation, "other", "viewer")
    invitation = invite(first.user, organisation, "invited@example.org")
    Invitation.objects.update(sent_at=invitation.sent_at - 2 * invitations.AGAIN_AFTER)
    return organisation, {"MEMBER": other.id, "INVITATION": invitation.id}


WALK = Walk(arranged, OPEN, PRESS)


def join(organisation: Organisation, name: str, role: str) -> Membership:
    user = User.objects.create_user(f"{name}@example.org", "x")
    return Membership.objects.create(user=user, organisation=organisation, role=role)


def invite(by: User, organisation: Organisation, email: str) -> Invitation:
    return invitations.invite(
        organisation=organisation,
        address=Address.parse(email),
        role="editor",
        language="en",
        by=by,
        now=timezone.now(),
    )


def said(response) -> list[str]:
    return [str(message) for message in get_messages(response.wsgi_request)]


@pytest.fixture
def owner(organisation: Organisation) -> Client:
    return signed_in("owner", organisation)


# --- Members --------------------------------------------------------------------------------


def test_members_see_each_other_and_what_roles_mean(organisation, owner):
    shown = words(signed_in("viewer", organisation).get(HOUSE))

    assert "owner@example.org Owner" in shown
    assert "viewer@example.org you Viewer" in shown
    assert "Writes and publishes pages" in shown
    assert "Invite somebody" not in shown


def test_a_removed_member_is_out_with_the_next_click(organisation, owner):
    campaign = factories.campaign(organisation=organisation)
    editor = signed_in("editor", organisation)
    letters = f"/organiser/{campaign.slug}/letters/"
    assert editor.get(letters).status_code == 200
    membership = Membership.objects.get(role="editor")

    assert "they see nothing of River Watch" in words(
        owner.get(f"{HOUSE}members/{membership.id}/remove/")
    )
    owner.post(f"{HOUSE}members/{membership.id}/remove/")

    refused = editor.get(letters)
    assert refused.status_code == 404
    assert "you are signed in as editor@example.org" in words(refused).lower()
    assert "You belong to no organisation here." in words(editor.get("/organiser/"))


def test_a_role_that_was_taken_counts_from_the_next_click(organisation, owner):
    campaign = factories.campaign(organisation=organisation)
    editor = signed_in("editor", organisation)
    new_letter = f"/organiser/{campaign.slug}/letters/versions/new/"
    assert editor.get(new_letter).status_code == 200
    membership = Membership.objects.get(role="editor")

    answer = owner.post(f"{HOUSE}members/{membership.id}/role/", {"role": "viewer"})

    assert said(answer) == ["editor@example.org is Viewer from now on."]
    assert editor.get(new_letter).status_code == 404
    assert editor.get(f"/organiser/{campaign.slug}/letters/").status_code == 200


def test_the_last_owner_is_told_beside_the_field(organisation, owner):
    membership = Membership.objects.get(role="owner")

    answer = owner.post(f"{HOUSE}members/{membership.id}/role/", {"role": "viewer"})

    assert answer.status_code == 422
    assert "This is the last owner. Make somebody else an owner first." in words(answer)
    assert 'id="id_role_error"' in answer.text
    membership.refresh_from_db()
    assert membership.role == "owner"


def test_the_last_owner_cannot_leave_and_is_told_what_to_do(organisation, owner):
    assert "make somebody else an owner first" in words(owner.get(f"{HOUSE}leave/"))

    assert owner.post(f"{HOUSE}leave/").status_code == 409
    assert Membership.objects.filter(role="owner").exists()


def test_removing_oneself_is_leaving(organisation, owner):
    membership = Membership.objects.get(role="owner")

    answer = owner.post(f"{HOUSE}members/{membership.id}/remove/")

    assert answer.headers["Location"] == f"{HOUSE}leave/"
    assert Membership.objects.filter(id=membership.id).exists()


@pytest.mark.parametrize("role", ["", "emperor", "owner\0"])
def test_a_role_that_there_is_not_is_refused(organisation, owner, role):
    membership = join(organisation, "ben", "viewer")

    answer = owner.post(f"{HOUSE}members/{membership.id}/role/", {"role": role})

    assert answer.status_code == 422
    assert "Choose what they may do." in words(answer)


def test_members_of_another_organisation_are_not_reached_through_ones_own(organisation, owner):
    stranger = account(STRANGER).memberships.get()
    theirs = invite(stranger.user, stranger.organisation, "new@example.org")

    for path in (f"members/{stranger.id}/role/", f"members/{stranger.id}/remove/"):
        assert owner.post(f"{HOUSE}{path}", {"role": "viewer"}).status_code == 404
    for verb in ("send-again", "revoke"):
        assert owner.post(f"{HOUSE}invitations/{theirs.id}/{verb}/").status_code == 404

    stranger.refresh_from_db()
    assert stranger.role == "owner"
    assert Invitation.objects.pending(timezone.now()).get() == theirs


def test_somebody_of_several_organisations_chooses(organisation):
    somebody = account("viewer", organisation)
    other = factories.organisation("Harbour Watch")
    Membership.objects.create(user=somebody, organisation=other, role="owner")
    client = at_the_desk(somebody)

    shown = words(client.get(MINE))

    assert "Harbour Watch You are: Owner · 1 member · 0 campaigns" in shown
    assert "River Watch You are: Viewer" in shown
    assert client.post(f"{MINE}harbour-watch/", INVITED).status_code == 302
    assert client.post(HOUSE, INVITED).status_code == 404


def test_who_is_of_none_is_told_how_to_come_in():
    shown = words(signed_in(None).get(MINE))

    assert "Ask an owner of yours to invite the address you signed in with: nobody@" in shown
    assert "create_organiser" in shown


# --- Its name -------------------------------------------------------------------------------


def test_an_owner_renames_it(organisation, owner):
    typed = {"name": " River  Keepers ", "website": "river.example.org"}

    assert owner.post(f"{HOUSE}details/", typed).status_code == 302

    organisation.refresh_from_db()
    assert (organisation.name, organisation.website) == (
        *("River Keepers", "https://river.example.org"),
    )
    assert organisation.slug == "river-watch"
    assert organisation.audit_events.get().details == {
        "was": "River Watch",
        "name": "River Keepers",
        "website": "https://river.example.org",
    }


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"name": ""}, "An organisation needs a name."),
        ({"name": "\u202e \0"}, "An organisation needs a name."),
        ({"name": "x" * 201}, "Up to 200 characters fit."),
        ({"name": "Win at https://evil.example"}, "A name holds no web address."),
        ({"name": "Fine", "website": "javascript:alert(1)"}, "This is not the address of a page."),
        ({"name": "Fine", "website": "ftp://x.example.org"}, "This is not the address of a page."),
    ],
)
def test_what_it_cannot_be_called_is_said_and_nothing_lost(organisation, owner, typed, sentence):
    answer = owner.post(f"{HOUSE}details/", typed)

    assert answer.status_code == 422
    assert sentence in words(answer)
    organisation.refresh_from_db()
    assert organisation.name == "River Watch"


# --- Inviting -------------------------------------------------------------------------------


def test_an_invitation_stands_among_the_pending_ones(organisation, owner):
    answer = owner.post(HOUSE, INVITED)
    deliver()

    assert answer.status_code == 302
    assert [sent.to for sent in mail.outbox] == [["new@example.org"]]
    shown = words(owner.get(HOUSE))
    assert "An invitation is on its way to new@example.org." in shown
    assert "new@example.org Good until" in shown
    assert "new@example.org" not in words(signed_in("editor", organisation).get(HOUSE))


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"email": ""}, "Write the address of the person you invite."),
        ({"email": "a@localhost"}, "This does not look like an e-mail address."),
        ({"email": "a@b.example\nBcc: c@d.example"}, "This does not look like an e-mail address."),
        ({"email": "owner@example.org"}, "This person is a member already."),
        ({"role": ""}, "Choose what they may do."),
        ({"role": "emperor"}, "Choose what they may do."),
        ({"language": "xx"}, "Choose a language of the list."),
    ],
)
def test_what_cannot_be_asked_is_said_beside_its_field(organisation, owner, typed, sentence):
    answer = owner.post(HOUSE, INVITED | typed)

    assert answer.status_code == 422
    assert sentence in words(answer)
    assert f'id="id_{next(iter(typed))}_error"' in answer.text
    assert not Invitation.objects.exists()
    assert not OutgoingMail.objects.exists()


def test_one_whose_address_another_key_sealed_can_still_be_taken_back(organisation, owner):
    invitation = invite(User.objects.get(), organisation, "new@example.org")
    Invitation.objects.update(sealed_address=b"sealed by another key")

    assert "address unreadable" in words(owner.get(HOUSE))
    owner.post(f"{HOUSE}invitations/{invitation.id}/revoke/")

    assert not Invitation.objects.pending(timezone.now()).exists()


def test_the_page_costs_the_same_for_one_of_each_and_for_three(organisation, owner):
    me = User.objects.get()
    invite(me, organisation, "a@example.org")
    owner.get(HOUSE)
    with CaptureQueriesContext(connection) as one:
        owner.get(HOUSE)
    for name in ("b", "c"):
        invite(me, organisation, f"{name}@example.org")
        join(organisation, f"{name}.member", "viewer")

    with CaptureQueriesContext(connection) as three:
        owner.get(HOUSE)

    assert len(three) == len(one) < 20
