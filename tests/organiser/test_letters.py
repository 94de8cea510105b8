"""Whom a campaign writes to, what needs somebody, and all letters to be read, as organisers see
them."""

import pytest
from django.utils import timezone

from campaign.letters.models import DeliveryTally, Recipient, Register
from campaign.mail.models import OutgoingMail
from campaign.pages.models import Campaign
from tests.letters.desk import campaign_with_letters, check_email, version
from tests.organiser.people import signed_in, words

pytestmark = pytest.mark.django_db
LETTERS = "/organiser/river/letters/"
RECIPIENTS = f"{LETTERS}recipients/"


@pytest.fixture
def campaign() -> Campaign:
    return campaign_with_letters()


# --- Overview -------------------------------------------------------------------------------


def test_the_list_of_campaigns_leads_to_the_letters(owner):
    assert LETTERS.encode() in owner.get("/organiser/").content


def test_at_a_glance_whom_it_writes_to_who_is_left_out_and_what_needs_somebody(owner, campaign):
    version(campaign, "To Naypyidaw", recipients=("mmr",))
    for channel, letters in [("mail_program", 2), ("pdf", 3)]:
        DeliveryTally.objects.create(
            campaign=campaign,
            recipient=Recipient.objects.get(slug="tha"),
            channel=channel,
            hour=timezone.now(),
            letters=letters,
        )

    said = words(owner.get(LETTERS))

    assert (
        "This campaign writes to 3 recipients. Letters written so far: 5. Left out: Myanmar."
        in said
    )
    assert "It would be read as recognition." in said
    assert "The letter “To Naypyidaw” is for nobody." in said
    assert "1 recipient has no postal address that letters may bear." in said
    assert "Singapore (Postal address)" in said


def test_states_are_named_in_the_language_of_the_page_and_bodies_as_they_call_themselves(
    owner, campaign
):
    informed = Recipient.objects.get(slug="mmr-copy")
    campaign.addressees.create(recipient=informed, office=informed.offices.get())

    said = words(owner.get(LETTERS, headers={"accept-language": "th"}))

    assert "สิงคโปร์" in said
    assert "National Unity Government" in said  # of Myanmar too, and not the state


def test_who_is_new_in_the_register_waits_for_a_decision(owner, campaign):
    assert "new in the register" not in words(owner.get(LETTERS))
    campaign.addressees.filter(recipient__slug="sgp").delete()

    assert "Singapore is new in the register." in words(owner.get(LETTERS))


def test_a_campaign_without_recipients_is_told_how_to_begin(owner, campaign):
    campaign.addressees.all().delete()

    assert "This campaign writes to nobody yet" in words(owner.get(LETTERS))


def test_the_overview_costs_the_same_for_one_recipient_and_for_three(
    owner, campaign, django_assert_num_queries
):
    with django_assert_num_queries(12):
        owner.get(LETTERS)
    campaign.addressees.exclude(recipient__slug="tha").delete()
    Recipient.objects.exclude(slug="tha").delete()
    with django_assert_num_queries(12):
        owner.get(LETTERS)


# --- Recipients -----------------------------------------------------------------------------


def typed(**changed: str | None) -> dict[str, str]:
    """The form as it opens, with some fields changed; None takes a tick away."""
    offices = {
        recipient.slug: str(recipient.offices.all()[0].id)
        for recipient in Recipient.objects.prefetch_related("offices")
    }
    form = {
        **{f"{slug}-office": office for slug, office in offices.items()},
        **{f"{slug}-is_addressed": "on" for slug in ("tha", "sgp", "sec")},
        "mmr-why_not": "It would be read as recognition.",
        "letters_from": "",
    }
    form |= {name.replace("__", "-"): value for name, value in changed.items()}
    return {name: value for name, value in form.items() if value is not None}


def standing(campaign: Campaign) -> dict[str, bool]:
    return {
        each.recipient.slug: each.is_addressed
        for each in campaign.addressees.select_related("recipient")
    }


def test_myanmar_is_left_out_by_default_with_its_reason(owner, campaign):
    campaign.addressees.all().delete()

    html = owner.get(RECIPIENTS).content.decode()

    assert 'name="mmr-is_addressed" value="on" data-addressed>' in html
    assert 'name="tha-is_addressed" value="on" data-addressed checked>' in html
    assert "It would be read as recognition." in html


def test_saving_stores_everything_that_was_decided(owner, campaign):
    representative = Recipient.objects.get(slug="tha").offices.all()[1]

    response = owner.post(
        RECIPIENTS,
        typed(
            tha__office=str(representative.id),
            sgp__is_addressed=None,
            sgp__why_not="It has acted.\r\n",
            **{"mmr-copy-is_addressed": "on"},
            letters_from=" letters@example.org ",
        ),
        follow=True,
    )

    assert "Saved." in words(response)
    assert standing(campaign) == {
        "tha": True,
        "sgp": False,
        "mmr": False,
        "mmr-copy": True,
        "sec": True,
    }
    assert campaign.addressees.get(recipient__slug="tha").office == representative
    assert campaign.addressees.get(recipient__slug="sgp").why_not == "It has acted."
    campaign.organisation.refresh_from_db()
    assert campaign.organisation.letters_from == "letters@example.org"


def test_leaving_out_needs_a_reason_and_nothing_typed_is_lost(owner, campaign):
    before = standing(campaign)

    response = owner.post(
        RECIPIENTS,
        typed(
            sgp__is_addressed=None,
            sgp__why_not=" \u202e ",
            tha__is_addressed=None,
            tha__why_not="A reason I thought about for long",
            letters_from="not an address",
        ),
    )

    assert response.status_code == 422
    said = words(response)
    assert "Nothing was saved: please look at 2 things again" in said
    assert said.count("Say why Singapore is left out: the page tells its readers.") == 2
    assert "A reason I thought about for long" in said
    assert 'value="not an address"' in response.content.decode()
    assert standing(campaign) == before


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"tha__why_not": "x" * 100_000, "tha__is_addressed": None}, "Up to 600 characters fit."),
        ({"tha__office": "999999"}, "Please choose one of its offices."),
        ({"tha__office": None}, "Please choose one of its offices."),
        ({"tha__office": "' OR 1=1"}, "Please choose one of its offices."),
        ({"tha__mails_an_hour": "1000"}, "a whole number from 1 to 120"),
        ({"tha__mails_an_hour": "soon"}, "a whole number from 1 to 120"),
        ({"tha__is_mailed": "on"}, "nobody has checked an e-mail address of it"),
        ({"letters_from": "x" * 300 + "@example.org"}, "too long to be one"),
        ({"letters_from": "a@b.org\nBcc: c@d.org"}, "does not look like an e-mail address"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_stored(owner, campaign, changed, said):
    before = list(campaign.addressees.values())

    response = owner.post(RECIPIENTS, typed(sgp__is_addressed=None, sgp__why_not="x", **changed))

    assert response.status_code == 422
    assert said in words(response)
    assert list(campaign.addressees.values()) == before


def test_an_office_of_somebody_else_is_no_office(owner, campaign):
    foreign = Recipient.objects.get(slug="sgp").offices.first()

    assert owner.post(RECIPIENTS, typed(tha__office=str(foreign.id))).status_code == 422


def test_letters_go_by_mail_only_where_staff_have_checked_an_address(owner, campaign):
    assert "nobody has checked an e-mail address" in words(owner.get(RECIPIENTS))
    check_email("tha")

    said = words(owner.get(RECIPIENTS))
    owner.post(RECIPIENTS, typed(tha__is_mailed="on", tha__mails_an_hour="12"))

    assert "minister@example.org" in said
    thailand = campaign.addressees.get(recipient__slug="tha")
    assert (thailand.is_mailed, thailand.mails_an_hour) == (True, 12)


def test_the_checked_address_of_one_office_is_not_that_of_the_other(owner, campaign):
    check_email("tha")
    representative = Recipient.objects.get(slug="tha").offices.all()[1]

    response = owner.post(
        RECIPIENTS, typed(tha__is_mailed="on", tha__office=str(representative.id))
    )

    assert response.status_code == 422
    assert not campaign.addressees.filter(is_mailed=True).exists()


def test_only_owners_change_the_address_that_letters_come_from(campaign):
    editor = signed_in("editor", campaign.organisation)

    assert b'name="letters_from"' not in editor.get(RECIPIENTS).content
    assert editor.post(RECIPIENTS, typed(letters_from="mine@example.org")).status_code == 302
    campaign.organisation.refresh_from_db()
    assert campaign.organisation.letters_from == ""


def test_a_viewer_looks_and_cannot_press(campaign):
    html = signed_in("viewer", campaign.organisation).get(RECIPIENTS).content.decode()

    assert '<fieldset class="plain" disabled>' in html
    assert "Save all of it" not in html


def test_a_recipient_without_an_address_is_told_what_that_means(owner):
    said = words(owner.get(RECIPIENTS))

    assert "without a street: people can mail them" in said
    assert "Check the address (Singapore)" in said  # unverified
    assert "Check the address (Thailand)" not in said


def test_script_in_a_reason_is_text(owner, campaign):
    reason = "</textarea><script>alert(1)</script>"

    owner.post(RECIPIENTS, typed(sgp__is_addressed=None, sgp__why_not=reason))

    for path in (LETTERS, RECIPIENTS):
        html = owner.get(path).content.decode()
        assert "<script>alert" not in html
        assert "&lt;script&gt;alert(1)" in html


def test_one_of_several_registers_is_chosen_first(owner, campaign):
    campaign.addressees.all().delete()
    Register.objects.create(slug="other", name="The Other One", as_of="2026-01-01")

    assert "Choose the register" in words(owner.get(RECIPIENTS))
    assert "Thailand" in words(owner.get(f"{RECIPIENTS}?register=test"))


def test_without_a_register_it_is_said_who_loads_one(owner, campaign):
    campaign.addressees.all().delete()
    Register.objects.all().delete()

    assert "There is no register yet" in words(owner.get(RECIPIENTS))


def test_the_form_costs_the_same_for_one_recipient_and_for_five(
    owner, campaign, django_assert_num_queries
):
    with django_assert_num_queries(11):
        owner.get(RECIPIENTS)
    campaign.addressees.all().delete()
    Recipient.objects.exclude(slug="tha").delete()
    thailand = Recipient.objects.get()
    campaign.addressees.create(recipient=thailand, office=thailand.offices.all()[0])
    with django_assert_num_queries(11):
        owner.get(RECIPIENTS)


# --- All letters, to be read ----------------------------------------------------------------


def test_all_letters_stand_side_by_side_as_they_would_arrive(owner, campaign):
    version(campaign, "Singapore", position=1, recipients=("sgp",), body="Dear {{ state }}")

    response = owner.get(f"{LETTERS}preview/")

    said = words(response)
    assert "443 Sri Ayudhya Road, Bangkok 10400" in said
    assert "Please act, Thailand." in said
    assert "Dear Singapore" in said
    assert "[the signer’s name]" in said
    assert "Myanmar" not in said
    html = response.content.decode()
    assert html.count('<article class="paper"') == 3
    assert html.count('class="differs"') == 1  # Singapore's one paragraph


def test_another_language_can_be_read(owner, campaign):
    version(campaign, "Thai", language="th", subject="เรื่อง", body="เรียน {{ signer_name }}")

    assert "เรียน" not in words(owner.get(f"{LETTERS}preview/"))
    assert words(owner.get(f"{LETTERS}preview/?language=th")).count("เรียน") == 3
    assert owner.get(f"{LETTERS}preview/?language=%3Cscript%3E").status_code == 200


def test_all_letters_cost_the_same_for_one_recipient_and_for_three(
    owner, campaign, django_assert_num_queries
):
    with django_assert_num_queries(9):
        owner.get(f"{LETTERS}preview/")
    campaign.addressees.exclude(recipient__slug="tha").delete()
    with django_assert_num_queries(9):
        owner.get(f"{LETTERS}preview/")


def test_each_letter_is_there_as_a_pdf(owner):
    response = owner.get(f"{LETTERS}preview/tha.pdf")

    assert response.headers["Content-Type"] == "application/pdf"
    assert response.content.startswith(b"%PDF-")
    assert response.headers["Content-Disposition"] == 'inline; filename="river-tha.pdf"'


def test_after_the_recipients_comes_the_first_letter(owner, campaign):
    campaign.letter_versions.all().delete()

    response = owner.post(RECIPIENTS, typed(letters_from=""), follow=True)

    assert response.redirect_chain == [(f"{LETTERS}versions/", 302)]
    assert "Saved. Now write the letter that they get." in words(response)
    assert "Write the first letter" in words(response)


def test_without_any_letter_that_is_said_once_and_not_for_each_recipient(owner, campaign):
    campaign.letter_versions.all().delete()

    said = words(owner.get(LETTERS))

    assert said.count("There is no letter yet.") == 1
    assert "has no letter" not in said


def test_recipients_that_no_version_fits_are_named_together(owner, campaign):
    version = campaign.letter_versions.get()
    version.group = version.Group.BODIES
    version.save()

    said = words(owner.get(LETTERS))

    assert "2 recipients have no letter." in said
    assert "nobody can write there: Thailand, Singapore." in said


def test_without_letters_the_way_on_is_said(owner, campaign):
    campaign.letter_versions.all().delete()

    assert "There is nothing to read yet" in words(owner.get(f"{LETTERS}preview/"))


def test_all_letters_are_mailed_to_the_organiser_and_not_twice_a_minute(owner, campaign):
    first = owner.post(f"{LETTERS}preview/test/", {"language": ""}, follow=True)
    OutgoingMail.objects.all().delete()  # delivered
    second = owner.post(f"{LETTERS}preview/test/", {"language": ""})

    assert "3 letters are on their way to owner@example.org" in words(first)
    assert second.status_code == 429
    assert "try again in a minute" in words(second)
    assert not OutgoingMail.objects.exists()


def test_pages_of_the_desk_are_kept_by_no_cache(owner):
    for path in (LETTERS, RECIPIENTS, f"{LETTERS}preview/", f"{LETTERS}preview/tha.pdf"):
        assert owner.get(path).headers["Cache-Control"] == "no-store"
