"""The demonstration's letters: one page, polite, right for each recipient, ready to send."""

from datetime import date
from urllib.parse import quote

import pytest
from django.utils import timezone

from campaign.letters.demo import load_demo_letters
from campaign.letters.writing import Letters
from campaign.pages.demo import load_demo
from campaign.pages.models import Campaign

pytestmark = pytest.mark.django_db


@pytest.fixture
def letters() -> Letters:
    campaign, _is_new = load_demo(timezone.now())
    load_demo_letters(campaign, now=timezone.now())
    return Letters(Campaign.objects.get(), today=date(2026, 11, 25))


def test_ten_states_and_the_secretariat_are_addressed_and_myanmar_is_not(letters):
    assert [each.recipient.slug for each in letters.addressees] == [
        *("brn", "khm", "idn", "lao", "mys", "phl", "sgp", "tha", "tls", "vnm", "asec")
    ]
    assert [each.recipient.slug for each in letters.left_out] == ["mmr"]
    assert "recognising them" in letters.left_out[0].why_not


def test_loading_them_twice_changes_nothing(letters):
    assert not load_demo_letters(letters.campaign, now=timezone.now())
    assert letters.campaign.letter_versions.count() == 9


def test_every_letter_is_whole(letters):
    for addressee in letters.addressees:
        letter = letters.letter_to(addressee, signer_name="Ann Example", signer_place="Thailand")

        assert "{{" not in letter.subject + letter.body
        assert letter.body.startswith("Your Excellency,\n\n")
        assert "Yours respectfully,\n\nAnn Example\nThailand" in letter.body
        assert letter.address[0].startswith(("H.E. the", "The", "Yang Berhormat the"))


def test_every_letter_still_fits_into_a_link_that_opens_a_mail_program(letters):
    lengths = {}
    for addressee in letters.addressees:
        letter = letters.letter_to(addressee, signer_name="Ann Example", signer_place="Thailand")
        lengths[addressee.recipient.slug] = len(
            f"mailto:?subject={quote(letter.subject)}&body={quote(letter.body)}"
        )

    assert {slug: length for slug, length in lengths.items() if length >= 2000} == {}


def test_letters_differ_where_the_facts_call_for_it(letters):
    said = {each.recipient.slug: letters.letter_to(each).body for each in letters.addressees}

    assert "entities in Singapore" in said["sgp"]
    assert "was not yet at the table" in said["tls"]
    assert all("Singapore" not in body for slug, body in said.items() if slug != "sgp")
    assert len(set(said.values())) == 11
