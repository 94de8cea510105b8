"""The register: looking at it, and checking it."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from campaign.letters import checking
from campaign.letters.models import ChairYear, Fact, Recipient
from campaign.pages.models import Campaign
from tests.letters.desk import campaign_with_letters, fact
from tests.organiser.people import STRANGER, signed_in, words

pytestmark = pytest.mark.django_db
REGISTER = "/organiser/registers/test/"
EMAIL = f"{REGISTER}tha/minister/email/"


@pytest.fixture
def campaign() -> Campaign:
    made = campaign_with_letters()
    Fact.objects.update(checked_on=timezone.now().date())
    return made


@pytest.fixture
def staff(campaign: Campaign) -> Client:
    return signed_in("staff", campaign.organisation)


def typed(stored: Fact | None, **changed: str) -> dict[str, str]:
    return {
        "value": "minister@example.org",
        "confidence": "verified",
        "note": "",
        "source": "https://mfa.example.org/contact",
        "was": checking.stamp(stored),
    } | changed


def test_every_fact_stands_there_with_its_confidence_source_and_day(staff):
    html = staff.get(REGISTER).content.decode()
    said = words(staff.get(REGISTER))

    assert "443 Sri Ayudhya Road, Bangkok 10400, Thailand" in said
    assert "the ministry's page" in said
    assert "looked for, and not found" in said  # Thailand's e-mail address
    assert "sure-verified" in html
    assert "sure-unverified" in html
    assert "2026 Thailand Verified" in said


def test_a_source_that_is_a_page_is_linked_and_script_is_not(staff):
    Fact.objects.filter(name="title").update(
        source="https://mfa.example.org/x and javascript:alert(1) <script>alert(1)</script>"
    )

    html = staff.get(REGISTER).content.decode()

    assert '<a href="https://mfa.example.org/x" rel="nofollow">' in html
    assert 'href="javascript' not in html
    assert "<script>alert" not in html


def test_what_needs_checking_can_be_seen_by_itself(staff):
    stale = fact("tha", "title")
    stale.checked_on -= timedelta(days=91)
    stale.save()

    said = words(staff.get(f"{REGISTER}?show=to-check"))

    assert "What needs checking (2)" in said
    assert "not checked for 90 days" in said
    assert "Tanglin" in said  # Singapore's address is unverified
    assert "443 Sri Ayudhya Road" not in said
    Fact.objects.update(checked_on=timezone.now().date(), is_checked_by_staff=True)
    assert "Nothing needs checking." in words(staff.get(f"{REGISTER}?show=to-check"))


def test_viewers_and_editors_look_only(campaign):
    for role in ("viewer", "editor"):
        client = signed_in(role, campaign.organisation)
        assert EMAIL.encode() not in client.get(REGISTER).content
        assert "You may look" in words(client.get(REGISTER))


def test_a_fact_that_somebody_has_checked(staff):
    page = staff.get(EMAIL)
    assert "the server may send letters" in words(page)

    response = staff.post(EMAIL, typed(fact("tha", "email")), follow=True)

    assert "Saved: E-mail address of Thailand, checked today." in words(response)
    checked = fact("tha", "email")
    assert (checked.value, checked.is_sendable) == ("minister@example.org", True)
    assert checked.checked_by.email == "staff@example.org"
    assert checked.checked_on == timezone.now().date()


def test_an_owner_elsewhere_may_check_too(campaign):
    client = signed_in(STRANGER)

    assert client.post(EMAIL, typed(fact("tha", "email"))).status_code == 302


def test_a_wrong_value_is_refused_beside_its_field_and_nothing_typed_is_lost(staff):
    response = staff.post(
        EMAIL, typed(fact("tha", "email"), value="minister at mfa", note="I telephoned.")
    )

    assert response.status_code == 422
    said = words(response)
    assert said.count("This does not look like an e-mail address.") == 2
    assert "I telephoned." in said
    assert 'value="minister at mfa"' in response.content.decode()
    assert fact("tha", "email").value == ""


def test_who_saves_second_is_told_and_keeps_what_they_typed(staff):
    opened = typed(fact("tha", "email"))
    staff.post(EMAIL, opened | {"value": "theirs@example.org"})

    response = staff.post(EMAIL, opened | {"value": "mine@example.org"})

    assert response.status_code == 409
    assert "It now says “theirs@example.org”." in words(response)
    html = response.content.decode()
    assert 'value="mine@example.org"' in html
    assert f'value="{checking.stamp(fact("tha", "email"))}"' in html
    assert fact("tha", "email").value == "theirs@example.org"


def test_an_incumbent_is_added_with_a_day_and_a_source(staff):
    path = f"{REGISTER}tha/minister/incumbent/"
    assert "Letters never bear a name" in words(staff.get(path))

    without_day = staff.post(path, typed(None, value="Ann Example"))
    with_day = staff.post(path, typed(None, value="Ann Example", as_of="2026-03-31"))

    assert without_day.status_code == 422
    assert with_day.status_code == 302
    assert fact("tha", "incumbent").checked_on.isoformat() == "2026-03-31"


def test_the_chair_of_a_year_is_shown_and_set(staff):
    path = f"{REGISTER}chair/2027/"
    assert "Add the chair of 2027" in words(staff.get(REGISTER))

    assert staff.post(path, {"recipient": "sgp", "confidence": "verified"}).status_code == 422
    staff.post(path, {"recipient": "sgp", "confidence": "verified", "source": "its page"})

    assert ChairYear.objects.get(year=2027).recipient.slug == "sgp"


def test_the_register_costs_the_same_for_one_recipient_and_for_five(
    staff, campaign, django_assert_num_queries
):
    with django_assert_num_queries(10):
        staff.get(REGISTER)
    campaign.addressees.all().delete()
    Recipient.objects.exclude(slug="tha").delete()
    with django_assert_num_queries(10):
        staff.get(REGISTER)
