"""What only a key opens."""

from uuid import uuid4

import pytest
from django.core.exceptions import ImproperlyConfigured

from campaign.lib import sealing

ANN = {"name": "Ann Example", "email": "ann@example.org", "affiliation": ""}


def test_sealed_fields_come_back_with_the_private_key_only():
    public, private = sealing.new_keypair()
    _other_public, other_private = sealing.new_keypair()
    signature = uuid4()

    sealed = sealing.seal(public, campaign=7, signature=signature, fields=ANN)

    assert sealing.open_sealed(private, sealed, campaign=7, signature=signature) == ANN
    with pytest.raises(sealing.CannotOpen):
        sealing.open_sealed(other_private, sealed, campaign=7, signature=signature)


@pytest.mark.parametrize("moved", ["to another campaign", "to another signature"])
def test_a_sealed_value_moved_from_its_row_is_refused(moved):
    public, private = sealing.new_keypair()
    signature = uuid4()
    sealed = sealing.seal(public, campaign=7, signature=signature, fields=ANN)

    elsewhere = (8, signature) if "campaign" in moved else (7, uuid4())

    with pytest.raises(sealing.CannotOpen, match="another (row|campaign)"):
        sealing.open_sealed(private, sealed, campaign=elsewhere[0], signature=elsewhere[1])


def test_a_damaged_value_is_refused():
    public, private = sealing.new_keypair()
    signature = uuid4()
    sealed = bytearray(sealing.seal(public, campaign=7, signature=signature, fields=ANN))

    sealed[40] ^= 1

    with pytest.raises(sealing.CannotOpen):
        sealing.open_sealed(private, bytes(sealed), campaign=7, signature=signature)


def test_the_length_of_a_sealed_value_does_not_tell_a_name():
    public, _private = sealing.new_keypair()

    lengths = {
        len(
            sealing.seal(
                public,
                campaign=7,
                signature=uuid4(),
                fields={"name": name, "email": "ann@example.org", "affiliation": ""},
            )
        )
        for name in ("Li", "Ann Example", "ဒေါ်အောင်", "A rather longer name than most")
    }

    assert len(lengths) == 1


def test_burmese_names_come_back_unchanged():
    public, private = sealing.new_keypair()
    signature = uuid4()
    fields = {"name": "ဒေါ်အောင်ဆန်းစုကြည်", "email": "a@example.org"}

    sealed = sealing.seal(public, campaign=1, signature=signature, fields=fields)

    assert sealing.open_sealed(private, sealed, campaign=1, signature=signature) == fields


def test_a_wrapped_secret_opens_for_its_purpose_only():
    secret = sealing.new_secret()

    wrapped = sealing.wrap(secret, purpose="fingerprint-secret")

    assert sealing.unwrap(wrapped, purpose="fingerprint-secret") == secret
    with pytest.raises(sealing.CannotOpen):
        sealing.unwrap(wrapped, purpose="sealing-key:00")


def test_a_wrapped_secret_needs_the_key_outside_the_database(settings):
    wrapped = sealing.wrap(sealing.new_secret(), purpose="x")

    settings.SEALING_KEY = "MDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDA="

    with pytest.raises(sealing.CannotOpen):
        sealing.unwrap(wrapped, purpose="x")


def test_waiting_mail_opens_in_its_own_row_only():
    mail, other = uuid4(), uuid4()

    sealed = sealing.encrypt_mail({"to": "ann@example.org"}, mail=mail)

    assert b"ann" not in sealed
    assert sealing.decrypt_mail(sealed, mail=mail) == {"to": "ann@example.org"}
    with pytest.raises(sealing.CannotOpen):
        sealing.decrypt_mail(sealed, mail=other)


def test_a_fingerprint_is_the_campaigns_own():
    one, other = sealing.new_secret(), sealing.new_secret()

    assert sealing.fingerprint(one, "a@b.org") == sealing.fingerprint(one, "a@b.org")
    assert sealing.fingerprint(one, "a@b.org") != sealing.fingerprint(other, "a@b.org")
    assert sealing.fingerprint(one, "a@b.org") != sealing.fingerprint(one, "c@b.org")


@pytest.mark.parametrize("key", ["short", "", "!!!!", "QUJD"])
def test_a_key_that_is_none_is_named(settings, key):
    settings.MAIL_KEY = key

    with pytest.raises(ImproperlyConfigured, match="MAIL_KEY must be 32 random bytes"):
        sealing.encrypt_mail({"to": "x"}, mail=uuid4())


def test_keys_may_be_written_url_safe_and_without_padding():
    standard = "+/+/+/+/+/+/+/+/+/+/+/+/+/+/+/+/+/+/+/+/+/8="

    url_safe = standard.translate(str.maketrans("+/", "-_")).rstrip("=")

    assert sealing.decoded_key(url_safe, "X") == sealing.decoded_key(standard, "X")
