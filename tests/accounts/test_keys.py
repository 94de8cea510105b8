"""An organisation's own keys: taken in once somebody has shown to have saved them."""

import base64
from datetime import timedelta

import pytest
from django.core import signing
from django.utils import timezone
from nacl.public import PublicKey, SealedBox

from campaign.accounts import key_emails, keys
from campaign.accounts.auditing import Action
from campaign.accounts.keys import CannotUseKey, Stale
from campaign.accounts.models import AuditEvent, Membership, SealingKey, User
from campaign.lib import key_files, sealing
from campaign.lib.addresses import Address
from campaign.mail.composing import composed, words
from campaign.mail.models import OutgoingMail
from tests import factories

pytestmark = pytest.mark.django_db
NOW = timezone.now()


def owner(organisation, name="ann", **fields) -> User:
    user = User.objects.create_user(f"{name}@example.org", "x", **fields)
    Membership.objects.create(user=user, organisation=organisation, role="owner")
    return user


def told() -> dict[str, str]:
    """Who is written to, and what of."""
    mails = [mail.opened() for mail in OutgoingMail.objects.filter(message="key_notice")]
    return {mail["to"]: mail["action"] for mail in mails}


def test_only_who_can_open_with_the_private_half_knows_the_word(organisation):
    public, private = sealing.new_keypair()

    sealed, token = keys.challenge(organisation, public)

    word = key_files.told(sealed, private)
    assert keys.is_answer(organisation, public, token=token, word=word)
    typed = f" {word[:4].lower()}-{word[4:]} "
    assert keys.is_answer(organisation, public, token=token, word=typed)
    assert not keys.is_answer(organisation, public, token=token, word="0" * 16)
    assert not keys.is_answer(organisation, public, token=token, word="")
    assert word not in signing.loads(token, salt=keys.SALT)


def test_a_word_is_for_one_key_of_one_organisation_for_a_day(organisation, monkeypatch):
    public, private = sealing.new_keypair()
    sealed, token = keys.challenge(organisation, public)
    word = key_files.told(sealed, private)

    other = sealing.new_keypair()[0]
    for given in (
        (organisation, other, token),
        (factories.organisation("Other"), public, token),
        (organisation, public, token[:-1] + ("x" if token[-1] != "x" else "y")),
        (organisation, public, ""),
    ):
        with pytest.raises(Stale):
            keys.is_answer(*given[:2], token=given[2], word=word)
    monkeypatch.setattr(keys, "CHALLENGE_LASTS", -1)
    with pytest.raises(Stale):
        keys.is_answer(organisation, public, token=token, word=word)


@pytest.mark.parametrize(
    "typed", ["", "x", "AAAA", base64.b64encode(bytes(32)).decode(), "0123 4567 89AB CDEF" * 4]
)
def test_what_is_no_public_key_is_refused(typed):
    with pytest.raises(CannotUseKey, match="not a public key"):
        keys.public_key_from(typed)


def test_the_line_that_the_command_prints_is_read_with_and_without_its_beginning():
    public = sealing.new_keypair()[0]

    line = key_files.public_line(public)
    assert keys.public_key_from(f"  {line}\n") == public
    assert keys.public_key_from(line.removeprefix(key_files.PUBLIC_PREFIX)) == public


def test_a_new_key_is_recorded_and_every_owner_hears_of_it(organisation):
    ann, ben = owner(organisation), owner(organisation, "ben")
    owner(organisation, "gone", is_active=False)
    public = sealing.new_keypair()[0]

    key = keys.add_key(organisation=organisation, public_key=public, by=ann, now=NOW)

    assert (key.custody, key.checked_at, key.made_by) == ("offline", NOW, ann)
    assert key.private_key() is None
    assert told() == {ann.email: "key-made", ben.email: "key-made"}
    event = AuditEvent.objects.get(action="key-made")
    assert (event.actor, event.details) == (ann, {"key": key.fingerprint})


def test_taking_it_in_twice_is_once_and_a_key_from_elsewhere_is_refused(organisation):
    ann = owner(organisation)
    given = {"organisation": organisation, "by": ann, "now": NOW}
    public = sealing.new_keypair()[0]
    key = keys.add_key(public_key=public, **given)

    assert keys.add_key(public_key=public, **given) == key
    assert AuditEvent.objects.filter(action="key-made").count() == 1
    theirs = factories.organisation("Other").sealing_keys.get()
    ours = organisation.sealing_keys.get(custody="server")
    for other in (theirs, ours):
        with pytest.raises(CannotUseKey):
            keys.add_key(public_key=bytes(other.public_key), **given)


def test_a_key_that_nobody_had_checked_counts_as_checked_from_then_on(organisation):
    ann = owner(organisation)
    public = sealing.new_keypair()[0]
    old = SealingKey.objects.create(organisation=organisation, custody="offline", public_key=public)
    assert old not in organisation.sealing_keys.usable()

    keys.add_key(organisation=organisation, public_key=public, by=ann, now=NOW)

    assert old in organisation.sealing_keys.usable()
    assert told() == {ann.email: "key-checked"}


def test_a_key_of_its_own_is_not_what_new_campaigns_get_while_the_server_keeps_one(organisation):
    server = organisation.active_key()
    public = sealing.new_keypair()[0]
    own = keys.add_key(organisation=organisation, public_key=public, by=None, now=NOW)

    assert organisation.active_key() == server
    organisation.sealing_keys.filter(id=server.id).update(retired_at=NOW)
    assert organisation.active_key() == own


def test_a_retired_key_is_not_taken_in_again(organisation):
    ann = owner(organisation)
    public = sealing.new_keypair()[0]
    key = keys.add_key(organisation=organisation, public_key=public, by=ann, now=NOW)
    OutgoingMail.objects.all().delete()

    assert keys.retire_key(key=key, by=ann, now=NOW + timedelta(days=1))
    assert not keys.retire_key(key=key, by=ann, now=NOW + timedelta(days=1))

    assert told() == {ann.email: "key-retired"}
    with pytest.raises(CannotUseKey, match="retired"):
        keys.add_key(organisation=organisation, public_key=public, by=ann, now=NOW)


def test_owners_of_other_organisations_hear_nothing(organisation):
    ann = owner(organisation)
    elsewhere = factories.organisation("Other")
    owner(elsewhere, "dora")
    Membership.objects.create(
        user=User.objects.get(email="dora@example.org"), organisation=organisation, role="viewer"
    )

    keys.add_key(organisation=organisation, public_key=sealing.new_keypair()[0], by=ann, now=NOW)

    assert told() == {ann.email: "key-made"}


def test_nobody_is_told_what_was_sealed_for_another_purpose():
    public, private = sealing.new_keypair()
    secret = SealedBox(PublicKey(public)).encrypt(b'{"name": "Canary"}')

    for sealed, said in (
        (base64.b64encode(secret).decode(), "not what a website asks"),
        ("AAAA", "another key"),
        ("?", "another key"),
    ):
        with pytest.raises(sealing.CannotOpen, match=said):
            key_files.told(sealed, private)


SAID = {
    Action.KEY_MADE: "made a key of your organisation’s own",
    Action.KEY_CHECKED: "is saved and opens",
    Action.KEY_CHANGE_PROPOSED: "A second owner has to agree",
    Action.KEY_CHANGE_APPROVED: "until then any owner can stop it",
    Action.KEY_CHANGE_STOPPED: "stopped the change",
    Action.KEY_CHANGED: "From now on names are sealed to another key",
    Action.KEY_RETIRED: "Nothing is sealed to it any more",
    Action.KEY_DESTROYED: "is destroyed",
}


@pytest.mark.parametrize(("action", "said"), SAID.items())
def test_each_mail_says_what_happened_with_which_key(organisation, action, said):
    ann = owner(organisation)
    key = organisation.sealing_keys.get()

    key_emails.tell_owners(
        organisation,
        action,
        key=key,
        by=ann,
        now=NOW,
        campaigns=["river", "lake"],
        due_at=NOW,
        language="en",
    )

    [mail] = OutgoingMail.objects.filter(message="key_notice")
    sent = composed(mail, Address.parse(ann.email), words([mail])[mail.id])
    [(html, _type)] = sent.alternatives
    for body in (sent.body, html):
        flat = " ".join(body.split())
        assert said in flat
        assert key.fingerprint in flat
        assert "river, lake" in flat
        assert f"/organiser/organisations/{organisation.slug}/keys/" in flat
    assert organisation.name in sent.subject
