"""A letter's text, as organisers type it: what cannot go out is refused beside its field."""

import pytest

from campaign.letters.models import LetterVersion
from campaign.letters.version_form import VersionForm
from campaign.pages.models import Campaign
from tests.journeys.payloads import PAYLOADS
from tests.letters.desk import campaign_with_letters, letters_of, version

pytestmark = pytest.mark.django_db
GOOD = {
    "name": "Thailand",
    "language": "en",
    "group": "chosen",
    "recipients": ["tha"],
    "subject": "A request",
    "body": "{{ salutation }},\n\nPlease act.\n\n{{ signer_name }}",
}


@pytest.fixture
def campaign() -> Campaign:
    return campaign_with_letters()


def form_with(campaign: Campaign, stored: LetterVersion | None = None, **typed: object):
    form = VersionForm(stored or LetterVersion(), letters_of(campaign), GOOD | typed)
    form.is_valid()
    return form


def errors(campaign: Campaign, **typed: object) -> dict[str, list[str]]:
    return dict(form_with(campaign, **typed).errors)


def test_what_is_typed_becomes_a_version(campaign):
    form = form_with(campaign)

    assert form.errors == {}
    assert [each.slug for each in form.chosen] == ["tha"]
    assert (form.written().name, form.written().group) == ("Thailand", "")


@pytest.mark.parametrize(
    ("typed", "field", "said"),
    [
        ({"body": "{{ slautation }}, hello"}, "body", "There is no blank called “slautation”."),
        ({"subject": "To {{ nobody }}"}, "subject", "There is no blank called “nobody”."),
        ({"body": "{{ salutation, hello"}, "body", "A blank begins with {{ and ends with }}"),
        ({"body": "x" * 100_000}, "body", "The letter has 100,000 letters. Up to 4,000 fit"),
        ({"body": "\x01\x02\u202e \n"}, "body", "The letter is empty."),
        ({"body": ""}, "body", "The letter is empty."),
        ({"subject": "x" * 151}, "subject", "Up to 150 characters fit."),
        ({"subject": "x" * 100_000}, "subject", "Up to 150 characters fit."),
        ({"subject": "\x0b"}, "subject", "A letter needs a subject."),
        ({"name": ""}, "name", "Please name this letter"),
        ({"name": "x" * 100_000}, "name", "Up to 100 characters fit."),
        ({"language": "tlh"}, "language", "choose the language"),
        ({"group": "planets"}, "group", "say whom this letter is for"),
        ({"recipients": []}, "recipients", "at least one recipient"),
        ({"recipients": ["mmr"]}, "recipients", "this campaign’s recipients"),
        ({"recipients": ["atlantis"]}, "recipients", "this campaign’s recipients"),
        ({"group": "informed"}, "group", "This rule fits none of this campaign’s recipients."),
    ],
)
def test_what_cannot_be_a_letter_is_refused_beside_its_field(campaign, typed, field, said):
    found = errors(campaign, **typed)

    assert list(found) == [field]
    assert said in found[field][0]


def test_control_and_reordering_characters_are_taken_out(campaign):
    form = form_with(
        campaign, subject="A\r\nBcc: x@example.org\x00"[:-1], body="One\x07\u202etwo\r\n\r\nThree"
    )

    assert form.errors == {}
    assert form.written().subject == "A Bcc: x@example.org"
    assert form.written().body == "Onetwo\n\nThree"


def test_a_nul_byte_is_refused_and_not_a_crash(campaign):
    assert list(errors(campaign, body="a\x00b")) == ["body"]


@pytest.mark.parametrize("payload", PAYLOADS[::7])
def test_script_is_text_or_an_unknown_blank(campaign, payload):
    form = form_with(campaign, subject="s", body=payload + "\n")

    if "{{" in payload:
        assert list(form.errors) == ["body"]
    else:
        assert form.errors == {}


def test_a_word_can_be_mended_in_a_letter_whose_rule_fits_nobody_any_more(campaign):
    stored = version(campaign, "For information", group="informed")

    unchanged = form_with(campaign, stored, group="informed", body="Mended.")
    another = form_with(campaign, stored, group="chosen", recipients=["mmr"])

    assert unchanged.errors == {}
    assert list(another.errors) == ["recipients"]


def test_the_form_opens_with_what_is_stored(campaign):
    stored = version(campaign, "Two", recipients=("sgp", "tha"), language="th")

    form = VersionForm(stored, letters_of(campaign))

    assert form["group"].value() == "chosen"
    assert form["recipients"].value() == ["tha", "sgp"]
    assert form["language"].value() == "th"
