"""Writing the texts of a campaign's letters."""

import pytest

from campaign.letters.models import LetterVersion
from campaign.letters.versions import stamp
from campaign.pages.models import Campaign
from tests.letters.desk import campaign_with_letters, names, version
from tests.organiser.people import words

pytestmark = pytest.mark.django_db
VERSIONS = "/organiser/river/letters/versions/"
GOOD = {
    "name": "Thailand",
    "language": "en",
    "group": "chosen",
    "recipients": ["tha"],
    "subject": "To {{ state }}",
    "body": "{{ salutation }},\n\nPlease act, {{ state }}.\n\n{{ signer_name }}",
}


@pytest.fixture
def campaign() -> Campaign:
    return campaign_with_letters()


def base(campaign: Campaign) -> LetterVersion:
    return campaign.letter_versions.get(name="Base")


def test_the_list_says_whom_each_is_for_who_gets_it_and_what_is_wrong(editor, campaign):
    version(campaign, "Thai", position=1, recipients=("tha",), language="th")
    version(campaign, "To Naypyidaw", position=2, recipients=("mmr",))
    version(campaign, "States again", position=10, group="member_states")

    said = words(editor.get(VERSIONS))

    assert "For: Thailand, in Thai 1 recipient gets it: Thailand" in said
    assert "Myanmar Its rule fits none" in said
    assert "Everybody base letter 3 recipients get it: Thailand, Singapore, ASEAN" in said
    assert "For: All member states Never used" in said
    assert said.count("Delete") == 3  # not the last that fits everybody


def test_a_new_letter_is_stored_where_it_is_used(editor, campaign):
    response = editor.post(f"{VERSIONS}new/", GOOD, follow=True)

    assert "Saved: “Thailand”." in words(response)
    assert names(campaign) == ["Thailand", "Base"]
    stored = campaign.letter_versions.get(name="Thailand")
    assert (stored.subject, stored.body) == (GOOD["subject"], GOOD["body"])


def test_the_first_letter_begins_with_a_form_that_can_be_filled(editor, campaign):
    campaign.letter_versions.all().delete()

    assert "There is no letter yet" in words(editor.get(VERSIONS))
    assert "Yours respectfully" in words(editor.get(f"{VERSIONS}new/"))


def test_a_duplicate_is_stored_only_once_it_is_saved(editor, campaign):
    html = editor.get(f"{VERSIONS}new/?like={base(campaign).id}").content.decode()

    assert 'value="Copy of Base"' in html
    assert "Please act, {{ state }}." in html
    assert names(campaign) == ["Base"]


def test_an_unknown_blank_is_refused_beside_its_field_and_nothing_typed_is_lost(editor, campaign):
    response = editor.post(
        f"{VERSIONS}new/", GOOD | {"body": "Dear {{ slautation }}, I wrote a lot"}
    )

    assert response.status_code == 422
    said = words(response)
    assert said.count("There is no blank called “slautation”.") == 2  # above, and at the field
    assert "Dear {{ slautation }}, I wrote a lot" in said
    assert 'id="error_body"' in response.content.decode()
    assert names(campaign) == ["Base"]


def test_a_rule_that_fits_nobody_is_refused(editor, campaign):
    response = editor.post(f"{VERSIONS}new/", GOOD | {"group": "informed"})

    assert response.status_code == 422
    assert "This rule fits none of this campaign’s recipients." in words(response)


def test_a_preview_stores_nothing_and_says_how_long_it_is(editor, campaign):
    response = editor.post(f"{VERSIONS}new/", GOOD | {"preview": "1"})

    assert response.status_code == 200
    said = words(response)
    assert "Please act, Thailand." in said
    assert "It fits on one page of A4." in said
    assert "It opens in a mail program by itself" in said
    assert names(campaign) == ["Base"]


def test_a_letter_of_two_pages_that_fits_in_no_link_and_greets_nobody_is_told_so(editor):
    long = "A sentence of a letter, which goes on for a while.\n\n" * 75

    said = words(editor.post(f"{VERSIONS}new/", GOOD | {"preview": "1", "body": long}))

    assert "It takes 2 pages of A4." in said or "It takes 3 pages of A4." in said
    assert "It is too long to open in a mail program by itself" in said
    assert "It greets nobody" in said
    assert "It is signed by nobody" in said


def test_the_preview_can_be_of_any_recipient_it_is_for(editor):
    letter = GOOD | {"group": "", "preview": "1"}

    assert "Please act, Thailand." in words(editor.post(f"{VERSIONS}new/", letter))
    assert "Please act, Singapore." in words(
        editor.post(f"{VERSIONS}new/", letter | {"shown_to": "sgp"})
    )
    assert "Please act, Thailand." in words(
        editor.post(f"{VERSIONS}new/", letter | {"shown_to": "mmr"})
    )


def test_blanks_are_listed_with_what_they_are_and_an_example(editor, campaign):
    said = words(editor.get(f"{VERSIONS}{base(campaign).id}/"))

    assert "{{ office }}" in said
    assert "the state or body" in said
    assert "Minister of Foreign Affairs of the Kingdom of Thailand" in said


def test_who_saves_second_sees_both_texts_and_overwrites_nothing(editor, campaign):
    stored = base(campaign)
    opened = GOOD | {"group": "", "was": stamp(stored)}
    editor.post(f"{VERSIONS}{stored.id}/", opened | {"name": "Theirs", "body": "Their words."})

    response = editor.post(f"{VERSIONS}{stored.id}/", opened | {"name": "M", "body": "My words."})

    assert response.status_code == 409
    said = words(response)
    assert "Somebody else has changed this letter meanwhile" in said
    assert "My words." in said
    assert "Their words." in said
    stored.refresh_from_db()
    assert stored.body == "Their words."


def test_having_seen_both_one_may_save_ones_own(editor, campaign):
    stored = base(campaign)
    opened = GOOD | {"group": "", "was": "something older"}
    shown = editor.post(f"{VERSIONS}{stored.id}/", opened).content.decode()
    assert f'name="was" value="{stamp(stored)}"' in shown

    editor.post(f"{VERSIONS}{stored.id}/", opened | {"was": stamp(stored)})

    stored.refresh_from_db()
    assert stored.name == "Thailand"


def test_an_error_in_the_form_does_not_wave_the_older_text_through(editor, campaign):
    """The form that comes back bears the stamp it was sent with, not a newer one."""
    stored = base(campaign)

    shown = editor.post(
        f"{VERSIONS}{stored.id}/", GOOD | {"was": "something older", "body": ""}
    ).content.decode()

    assert 'name="was" value="something older"' in shown


def test_what_was_written_to_a_letter_that_somebody_deleted_is_not_lost(editor, campaign):
    gone = version(campaign, "Gone", recipients=("sgp",))
    path = f"{VERSIONS}{gone.id}/"
    gone.delete()

    response = editor.post(path, GOOD | {"body": "My words."})

    assert response.status_code == 409
    assert "Somebody else has deleted this letter meanwhile" in words(response)
    assert "My words." in words(response)
    assert f'action="{VERSIONS}new/"' in response.content.decode()


def test_the_last_letter_that_fits_everybody_is_kept(editor, campaign):
    path = f"{VERSIONS}{base(campaign).id}/"

    assert "This is the only letter that fits everybody." in words(editor.get(f"{path}delete/"))
    assert editor.post(f"{path}delete/").status_code == 409
    narrowed = editor.post(path, GOOD | {"was": stamp(base(campaign))})
    assert narrowed.status_code == 422
    assert "This is the only letter that fits everybody." in words(narrowed)
    assert names(campaign) == ["Base"]


def test_deleting_says_who_gets_what_instead_and_waits_for_a_press(editor, campaign):
    extra = version(campaign, "Thailand", position=1, recipients=("tha",))
    path = f"{VERSIONS}{extra.id}/delete/"

    assert "1 recipient gets this letter now" in words(editor.get(path))
    assert names(campaign) == ["Thailand", "Base"]
    editor.post(path)
    assert names(campaign) == ["Base"]


def test_versions_move(editor, campaign):
    extra = version(campaign, "Thailand", position=1, recipients=("tha",))

    editor.post(f"{VERSIONS}{extra.id}/move/", {"direction": "down"})
    assert names(campaign) == ["Base", "Thailand"]
    editor.post(f"{VERSIONS}{extra.id}/move/", {"direction": "up"})
    assert names(campaign) == ["Thailand", "Base"]


def test_script_in_every_field_is_text(editor, campaign):
    script = "</textarea><script>alert(1)</script>"

    editor.post(f"{VERSIONS}new/", GOOD | {"name": script, "subject": script, "body": script})

    stored = campaign.letter_versions.get(name=script)
    for path in (
        *(VERSIONS, f"{VERSIONS}{stored.id}/", f"{VERSIONS}{stored.id}/delete/"),
        *("/organiser/river/letters/", "/organiser/river/letters/preview/"),
    ):
        assert "<script>alert" not in editor.get(path).content.decode()


def test_the_list_costs_the_same_for_one_version_and_for_four(
    editor, campaign, django_assert_num_queries
):
    with django_assert_num_queries(9):
        editor.get(VERSIONS)
    for number, slug in enumerate(("tha", "sgp", "sec")):
        version(campaign, slug, position=number, recipients=(slug,))
    with django_assert_num_queries(9):
        editor.get(VERSIONS)
