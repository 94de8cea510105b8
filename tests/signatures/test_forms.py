"""What a signer types, and what is said where it cannot be taken."""

import pytest
from django.http import QueryDict

from campaign.signatures.forms import ChoicesForm, EmailOnlyForm, PlainForm, SignForm

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


@pytest.mark.parametrize("form", [SignForm, EmailOnlyForm, ChoicesForm])
@pytest.mark.parametrize(
    "typed",
    [
        *("", "name=&email=&country=", "name=Ann&email=ann%40example.org&country=th&website=x"),
        "name=Ann&name=+Bob+&email=bob%40example.org&country=TH&show_name=on&updates=on",
        "name=An%00n&email=%00&country=ABC&comment=%00&show_name=false&updates=0",
        f"name={'x' * 1001}&email={'x' * 255}&affiliation={'x' * 201}&comment={'x' * 5001}",
    ],
)
def test_reading_by_the_short_way_finds_what_django_finds(form, typed, monkeypatch):
    ours = form(QueryDict(typed))
    assert ours.errors or ours.cleaned_data

    monkeypatch.delattr(PlainForm, "_clean_fields")
    djangos = form(QueryDict(typed))

    assert djangos.errors.get_json_data() == ours.errors.get_json_data()
    assert djangos.cleaned_data == ours.cleaned_data


def test_an_empty_form_to_fill_in_has_no_errors():
    form = SignForm()

    assert not form.errors
    assert form["name"].value() is None
