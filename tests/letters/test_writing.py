"""One letter, composed."""

from datetime import date

import pytest

from campaign.letters import actions, registering
from campaign.letters.models import Addressee, LetterVersion, Recipient, Register
from campaign.letters.register_file import read_register
from campaign.letters.writing import Letters
from campaign.pages.models import Campaign
from tests import factories
from tests.letters.desk import version
from tests.letters.register import raw

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 25)


@pytest.fixture
def campaign() -> Campaign:
    registering.load(read_register(raw(), name="test"))
    made = factories.campaign()
    actions.address_register(made, Register.objects.get())
    version(made, "Base", position=9)
    return made


def letter(campaign: Campaign, slug: str, **fields: str):
    letters = Letters(campaign, today=TODAY)
    return letters.letter_to(letters.addressee(slug), **fields)


def test_a_letter_has_its_blanks_filled_and_its_address_above(campaign):
    written = letter(
        campaign, "tha", signer_name="Ann Example", personal_line="I was born in Yangon."
    )

    assert written.address == [
        "H.E. the Minister of Foreign Affairs of the",
        "Kingdom of Thailand",
        "Ministry of Foreign Affairs",
        "443 Sri Ayudhya Road, Bangkok 10400",
        "Thailand",
    ]
    assert written.date == "25 November 2026"
    assert written.body == (
        "Your Excellency,\n\nI was born in Yangon.\n\nPlease act, Thailand.\n\nAnn Example"
    )


def test_an_unverified_address_is_not_on_the_letter(campaign):
    written = letter(campaign, "sgp")

    assert written.address[-1] == "Singapore"
    assert "Tanglin" not in "\n".join(written.address)


def test_the_first_version_whose_rule_fits_is_used(campaign):
    version(campaign, "States", position=2, group="member_states")
    version(campaign, "Thailand", position=1, recipients=("tha",))
    version(campaign, "Bodies", position=3, group="bodies")

    assert {slug: letter(campaign, slug).version.name for slug in ("tha", "sgp", "sec")} == {
        "tha": "Thailand",
        "sgp": "States",
        "sec": "Bodies",
    }


def test_the_state_in_the_chair_gets_the_letter_to_the_chair(campaign):
    version(campaign, "Chair", position=1, group="chair")

    assert letter(campaign, "tha").version.name == "Chair"
    assert letter(campaign, "sgp").version.name == "Base"


def test_an_unconfirmed_chair_is_no_chair(campaign):
    version(campaign, "Chair", position=1, group="chair")
    Register.objects.get().chairs.update(confidence="unverified")

    assert letter(campaign, "tha").version.name == "Base"


def test_a_letter_in_another_language_is_offered_and_the_recipients_own_comes_first(campaign):
    version(campaign, "Thai", position=1, language="th", subject="เรื่อง", body="เรียน {{ date }}")

    letters = Letters(campaign, today=TODAY)
    addressee = letters.addressee("tha")

    assert letters.languages(addressee) == ["en", "th"]
    assert letters.letter_to(addressee).language == "en"
    assert letters.letter_to(addressee, language="th").body == "เรียน 25 พฤศจิกายน ค.ศ. 2026"
    assert letters.letter_to(addressee, language="vi").language == "en"


def test_how_many_have_signed_is_said_once_it_is_a_reason_to_listen(campaign):
    LetterVersion.objects.update(body="Dear all\n{{ count }} people have signed.")

    assert letter(campaign, "tha").body == "Dear all"
    campaign.signature_count = 12_345
    assert letter(campaign, "tha").body == "Dear all\n12,345 people have signed."


def test_who_gets_a_copy_for_information_is_said(campaign):
    LetterVersion.objects.update(body="Dear all\nCopy: {{ copies }}")
    informed = Recipient.objects.get(slug="mmr-copy")
    assert letter(campaign, "tha").body == "Dear all"

    Addressee.objects.create(campaign=campaign, recipient=informed, office=informed.offices.get())

    assert letter(campaign, "tha").body == (
        "Dear all\nCopy: Union Minister for Foreign Affairs, National Unity Government"
    )


def test_who_is_left_out_is_left_out_with_the_reason(campaign):
    letters = Letters(campaign, today=TODAY)

    assert letters.addressee("mmr") is None
    assert [(each.recipient.slug, each.why_not) for each in letters.left_out] == [
        ("mmr", "It would be read as recognition.")
    ]


def test_nobody_can_write_where_no_letter_fits(campaign):
    LetterVersion.objects.update(group="bodies")

    assert [each.recipient.slug for each in Letters(campaign, today=TODAY).addressees] == ["sec"]


def test_all_letters_cost_the_same_number_of_statements_for_one_recipient_and_for_three(
    campaign, django_assert_num_queries
):
    def write_all() -> None:
        letters = Letters(Campaign.objects.get(), today=TODAY)
        for addressee in letters.addressees:
            letters.letter_to(addressee)

    def statements() -> int:
        with django_assert_num_queries(8) as captured:
            write_all()
        return len(captured)

    for_three = statements()
    Addressee.objects.exclude(recipient__slug="tha").delete()

    assert statements() == for_three
