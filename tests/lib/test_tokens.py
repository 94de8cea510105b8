"""Links that prove themselves."""

from uuid import uuid4

import pytest

from campaign.lib import tokens


def test_a_token_reads_back_for_its_own_purpose_only():
    signature = uuid4()

    token = tokens.for_signature(tokens.CONFIRM, signature)

    assert tokens.signature_of(tokens.CONFIRM, token) == signature
    assert tokens.signature_of(tokens.MY, token) is None
    assert tokens.read(tokens.UNSUBSCRIBE, token) is None


def test_a_token_is_short_and_survives_a_mail_program():
    token = tokens.for_signature(tokens.CONFIRM, uuid4())

    assert len(token) == 43
    assert token.replace("-", "").replace("_", "").isalnum()


@pytest.mark.parametrize("place", range(0, 43, 3))
def test_an_altered_token_is_nothing(place):
    token = tokens.for_signature(tokens.CONFIRM, uuid4())

    altered = token[:place] + ("A" if token[place] != "A" else "B") + token[place + 1 :]

    assert tokens.signature_of(tokens.CONFIRM, altered) is None


def test_no_other_spelling_of_the_same_bytes_is_taken():
    token = tokens.for_signature(tokens.CONFIRM, uuid4())
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"

    taken = [end for end in letters if tokens.signature_of(tokens.CONFIRM, token[:-1] + end)]

    assert taken == [token[-1]]


@pytest.mark.parametrize("nonsense", ["", "x", "a" * 43, "ü" * 43, "a" * 44, "../" * 14, "=" * 43])
def test_nonsense_is_no_token(nonsense):
    assert tokens.read(tokens.CONFIRM, nonsense) is None


def test_links_survive_a_change_of_the_secret_key(settings):
    signature = uuid4()
    token = tokens.for_signature(tokens.MY, signature)
    old_key = settings.SECRET_KEY

    settings.SECRET_KEY = "another-key-altogether-another-key-altogether-1234"
    assert tokens.signature_of(tokens.MY, token) is None

    settings.SECRET_KEY_FALLBACKS = [old_key]
    assert tokens.signature_of(tokens.MY, token) == signature
