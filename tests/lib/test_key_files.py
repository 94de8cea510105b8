"""Private keys in files that a passphrase opens."""

import json

import pytest

from campaign.lib import key_files, sealing
from campaign.lib.sealing import CannotOpen

LITTLE = 8 * 1024 * 1024  # bytes for Argon2, so that tests are quick


@pytest.fixture
def private() -> bytes:
    return sealing.new_keypair()[1]


def test_it_opens_with_its_passphrase_and_holds_no_key_in_clear(private):
    content = key_files.protected(private, "ကြိယာ four words", memory=LITTLE)

    assert key_files.unprotected(content, "ကြိယာ four words") == private
    assert private not in content
    with pytest.raises(CannotOpen, match="wrong passphrase"):
        key_files.unprotected(content, "four words")


@pytest.mark.parametrize("content", [b"", b"\x00", b"[]", b"{}", b'{"undersigned": "bundle"}'])
def test_something_else_is_named(content):
    with pytest.raises(CannotOpen, match="no key file"):
        key_files.unprotected(content, "x")


def test_one_that_was_changed_is_refused(private):
    content = json.loads(key_files.protected(private, "x", memory=LITTLE))
    other = json.loads(key_files.protected(sealing.new_keypair()[1], "x", memory=LITTLE))

    for changed in ({"public_key": other["public_key"]}, {"sealed": "AAAA"}, {"memory": 1 << 50}):
        with pytest.raises(CannotOpen):
            key_files.unprotected(json.dumps(content | changed).encode(), "x")
