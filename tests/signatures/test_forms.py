"""What a signer types, and what is said where it cannot be taken."""

import pytest

from campaign.signatures.forms import SignForm

GOOD = {"name": "Ann Example", "email": "ann@example.org", "country": "TH"}


def test_the_least_that_a_signature_needs():
    form = SignForm(GOOD)

    assert form.is_valid()
    assert form.cleaned_data["name"] == "Ann Example"
    assert form.cleaned_data["email"].typed == "ann@example.org"
    assert not form.cleaned_data["show_name"]
    assert not form.cleaned_data["updates"]
    assert not form.is_trapped


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("name", "", "Please give your name."),
        ("name", "   ", "Please give your name."),
        ("name", "123 !!", "Please give your name."),
        ("name", "x" * 101, "too long for a name"),
        ("name", "x" * 10_000, "too long for a name"),
        ("name", "Buy at https://evil.example", "no links"),
        ("name", "www.evil.example", "no links"),
        ("name", "An\x00n", "Null characters"),
        ("email", "", "Please give your e-mail address"),
        ("email", "a@localhost", "does not look like an e-mail address"),
        ("email", "a@example.org\r\nBcc: b@example.org", "does not look like"),
        ("email", "a" * 300 + "@example.org", "too long"),
        ("country", "", "Please choose the country"),
        ("country", "XX", "Please choose a country from the list."),
        ("country", "Thailand", "Please choose a country from the list."),
        ("affiliation", "x" * 201, "Up to 200"),
        ("comment", "x" * 501, "Up to 500"),
        ("comment", "x" * 5001, "Up to 500"),
    ],
)
def test_what_cannot_be_taken_is_said_beside_its_field_only(field, typed, said):
    form = SignForm(GOOD | {field: typed})

    assert not form.is_valid()
    assert list(form.errors) == [field]
    assert said in form.errors[field][0]
    assert form[field].value() == typed


def test_names_lose_what_reorders_and_keep_their_letters():
    form = SignForm(GOOD | {"name": "ဒေါ်အောင်\u202e ဆန်း", "comment": "a\r\n\r\nb\u2066"})

    assert form.is_valid()
    assert form.cleaned_data["name"] == "ဒေါ်အောင် ဆန်း"
    assert form.cleaned_data["comment"] == "a\n\nb"


@pytest.mark.parametrize(
    ("code", "kept"), [("telegram", "telegram"), ("<script>", ""), ("x" * 33, ""), ("", "")]
)
def test_a_source_code_that_is_none_is_forgotten_without_a_word(code, kept):
    form = SignForm(GOOD | {"source": code})

    assert form.is_valid()
    assert form.cleaned_data["source"] == kept


def test_a_program_falls_into_the_trap():
    form = SignForm(GOOD | {"website": "https://spam.example"})

    assert form.is_valid()
    assert form.is_trapped


def test_one_form_does_not_change_the_next():
    SignForm(GOOD | {"name": ""}).is_valid()
    form = SignForm(GOOD)

    assert form.is_valid()
    assert form.errors == {}
