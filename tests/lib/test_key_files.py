"""Private keys in files that a passphrase opens."""

import json
import re

import pytest
from nacl.public import PrivateKey

from campaign.lib import key_files, sealing
from campaign.lib.key_files import from_recovery_code, recovery_code
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


def test_a_fingerprint_has_128_bits_in_groups():
    assert key_files.fingerprint(bytes(32)) == "6668 7aad f862 bd77 6c8f c18b 8e9f 8e20"


@pytest.mark.parametrize("content", [b"", b"\x00", b"[]", b"{}", b'{"undersigned": "bundle"}'])
def test_something_else_is_named(content):
    with pytest.raises(CannotOpen, match="no key file"):
        key_files.unprotected(content, "x")


def test_one_that_was_changed_is_refused(private):
    content = json.loads(key_files.protected(private, "x", memory=LITTLE))
    other = json.loads(key_files.protected(sealing.new_keypair()[1], "x", memory=LITTLE))

    for changed in (
        *({"public_key": other["public_key"]}, {"sealed": "AAAA"}, {"memory": 1 << 50}),
        *({"salt": "AAAA"}, {"passes": 0}, {"passes": "3"}, {"memory": True}),
    ):
        with pytest.raises(CannotOpen):
            key_files.unprotected(json.dumps(content | changed).encode(), "x")


def test_one_of_a_later_version_is_named(private):
    content = json.loads(key_files.protected(private, "x", memory=LITTLE)) | {"version": 2}

    with pytest.raises(CannotOpen, match="later version"):
        key_files.unprotected(json.dumps(content).encode(), "x")


def test_the_public_half_is_read_without_the_passphrase(private):
    content = key_files.protected(private, "x", memory=LITTLE)

    assert key_files.public_key_in(content) == bytes(PrivateKey(private).public_key)
    with pytest.raises(CannotOpen, match="no key file"):
        key_files.public_key_in(b"{}")


def test_a_recovery_code_is_read_as_people_type_it():
    for _each in range(200):
        private = sealing.new_keypair()[1]
        lines = recovery_code(private)

        assert len(lines) == 4
        assert all(re.fullmatch(r"([0-9A-HJKMNP-TV-Z]{4} ?){4}", line) for line in lines)
        typed = " - ".join(lines).lower().replace("0", "o").replace("1", "l")
        assert from_recovery_code(typed) == from_recovery_code("".join(lines)) == private


def test_every_single_slip_in_a_recovery_code_is_told_with_its_line(private):
    code = "".join(recovery_code(private)).replace(" ", "")

    for place in range(64):
        slip = code[:place] + ("A" if code[place] != "A" else "B") + code[place + 1 :]
        with pytest.raises(CannotOpen, match=f"line {place // 16 + 1} "):
            from_recovery_code(slip)


@pytest.mark.parametrize(
    ("typed", "said"),
    [("", "64 letters"), ("A" * 63, "64 letters"), ("U" * 64, "no U"), ("A" * 63 + "?", "no U")],
)
def test_what_is_no_recovery_code_is_refused(typed, said):
    with pytest.raises(CannotOpen, match=said):
        from_recovery_code(typed)
