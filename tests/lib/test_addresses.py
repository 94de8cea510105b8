"""Is this an e-mail address, and whose is it?"""

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from campaign.lib.addresses import Address


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("A.B+x@googlemail.com", "ab@gmail.com"),
        ("Ann@Example.ORG", "ann@example.org"),
        ("ann+list@example.org", "ann@example.org"),
        ("ann@bücher.example", "ann@xn--bcher-kva.example"),
        (" ann@example.org\n", "ann@example.org"),
    ],
)
def test_two_spellings_of_one_persons_address_are_one(one, other):
    assert Address.parse(one).normalised == Address.parse(other).normalised


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("a.b@example.org", "ab@example.org"),
        ("ann@example.org", "ann@example.com"),
        ("+ann@example.org", "+bob@example.org"),
    ],
)
def test_two_peoples_addresses_stay_two(one, other):
    assert Address.parse(one).normalised != Address.parse(other).normalised


def test_mail_goes_to_the_address_as_typed():
    assert Address.parse(" A.B+x@GoogleMail.com ").typed == "A.B+x@GoogleMail.com"


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "ann",
        "a@localhost",
        "a@[127.0.0.1]",
        "a@10.0.0.1",
        "a@example.org\nBcc: b@example.org",
        "a@example.org\r\nSubject: x",
        "a b@example.org",
        '"<script>"@example.org',
        "a@b@example.org",
        "မြန်မာ@example.org",
        "a" * 65 + "@example.org",
        "a@" + "b" * 250 + ".org",
        "a@example..org",
        "a@-example.org",
        "a@example.org\x00",
        "\u202ea@example.org",
    ],
)
def test_what_mail_cannot_be_sent_to_is_refused_kindly(typed):
    with pytest.raises(ValidationError, match="does not look like an e-mail address"):
        Address.parse(typed)


@given(st.text(max_size=300))
def test_no_text_breaks_the_check(typed):
    try:
        address = Address.parse(typed)
    except ValidationError:
        return
    assert "@" in address.normalised


def test_an_address_does_not_show_itself_in_a_log():
    address = Address.parse("ann@example.org")

    assert "ann" not in repr(address)
    assert address.masked == "a…@example.org"
