"""Partners at the staff desk."""

from typing import Any

import pytest
from django.utils import timezone

from campaign.accounts.models import Organisation
from campaign.organiser.audit_sentences import sentence_of
from campaign.pages.models import Campaign
from campaign.pages.partner_models import Partner
from campaign.pages.partners import MOST_ASKED, retire_partner
from tests import factories
from tests.organiser.people import signed_in, words
from tests.organiser.walking import DONE, ONLY_PRESSED, Walk, entrusted, owners
from tests.pages.test_partners import TYPED
from tests.signatures.test_agreeing import partner

pytestmark = pytest.mark.django_db

PARTNERS = "/staff/river/partners/"


def arranged() -> tuple[Organisation, dict[str, Any]]:
    campaign = factories.campaign()
    asked, retired = partner(campaign), partner(campaign, "Gone")
    retire_partner(retired, by=None, now=timezone.now())
    return campaign.organisation, {"PARTNER": asked.id, "RETIRED": retired.id}


WALK = Walk(
    arranged,
    {
        PARTNERS: entrusted(),
        f"{PARTNERS}new/": owners(),
        f"{PARTNERS}PARTNER/": owners(),
        f"{PARTNERS}PARTNER/retire/": ONLY_PRESSED,
        f"{PARTNERS}RETIRED/bring-back/": ONLY_PRESSED,
    },
    {
        f"{PARTNERS}new/": (TYPED | {"name": "New Friends"}, owners(DONE)),
        f"{PARTNERS}PARTNER/": (TYPED | {"words_en": "Yes."}, owners(DONE)),
        f"{PARTNERS}PARTNER/retire/": ({}, owners(DONE)),
        f"{PARTNERS}RETIRED/bring-back/": ({}, owners(DONE)),
    },
)


def test_from_adding_a_partner_to_its_list(campaign):
    owner = signed_in("owner", campaign.organisation)
    assert "asked about nobody but you" in words(owner.get(PARTNERS))

    assert owner.post(f"{PARTNERS}new/", TYPED).headers["Location"] == PARTNERS
    made = Partner.objects.get()
    factories.confirmed(campaign, agreed=[made.wordings.get().id])

    page = words(owner.get(PARTNERS))
    assert "1 agreed" in page
    assert TYPED["words_en"] in page
    asked = owner.get(f"/staff/river/exports/new/?preset=partner&partner={made.id}")
    form = asked.context["form"]
    assert (form["preset"].value(), form["partner"].value()) == ("partner", str(made.id))
    event = campaign.audit_events.get()
    assert sentence_of(event) == "Added the partner “Delta Friends”."


def test_words_that_somebody_agreed_to_stay_to_be_read(campaign):
    made = partner(campaign)
    factories.confirmed(campaign, agreed=[made.wordings.get().id])
    owner = signed_in("owner", campaign.organisation)

    owner.post(f"{PARTNERS}{made.id}/", TYPED | {"words_en": "Other words."})

    page = words(owner.get(PARTNERS))
    assert "Other words." in page
    assert "Delta Friends may write to me." in page


@pytest.mark.parametrize(("state", "status"), [("open", 422), ("draft", DONE)])
def test_nobody_is_given_addresses_under_a_name_that_another_was_agreed_to_by(
    campaign, state, status
):
    made = partner(campaign)
    Campaign.objects.update(state=state)
    owner = signed_in("owner", campaign.organisation)

    answer = owner.post(f"{PARTNERS}{made.id}/", TYPED | {"name": "State Security"})

    made.refresh_from_db()
    assert answer.status_code == status
    assert made.name == ("Delta Friends" if state == "open" else "State Security")
    assert ("agreed to it by this name" in answer.content.decode()) == (state == "open")


def test_what_is_wrong_is_said_and_nothing_typed_is_lost(campaign):
    owner = signed_in("owner", campaign.organisation)
    wrong = owner.post(f"{PARTNERS}new/", TYPED | {"privacy_url": "nowhere at all"})
    assert wrong.status_code == 422
    assert "This is no address of a page." in words(wrong)
    assert TYPED["words_en"] in wrong.content.decode()
    assert not Partner.objects.exists()


def test_a_name_taken_is_said_beside_it(campaign):
    partner(campaign)
    owner = signed_in("owner", campaign.organisation)
    wrong = owner.post(f"{PARTNERS}new/", TYPED)
    assert "There is a partner of this name already." in words(wrong)


def test_no_room_for_one_more_is_said(campaign):
    retired = partner(campaign, "Gone")
    retire_partner(retired, by=None, now=timezone.now())
    for number in range(MOST_ASKED):
        partner(campaign, f"Group {number}")
    owner = signed_in("owner", campaign.organisation)

    assert f"{PARTNERS}new/" not in owner.get(PARTNERS).content.decode()
    refused = owner.post(f"{PARTNERS}{retired.id}/bring-back/")
    assert refused.status_code == 409
    assert "retire one first" in words(refused)


def test_three_partners_cost_no_query_more_than_one(campaign, django_assert_max_num_queries):
    staff = signed_in("staff", campaign.organisation)
    partner(campaign)
    with django_assert_max_num_queries(19) as one:
        staff.get(PARTNERS)
    partner(campaign, "Hills")
    partner(campaign, "Sea")
    with django_assert_max_num_queries(len(one)):
        staff.get(PARTNERS)


def test_partners_of_other_campaigns_are_not_there(campaign):
    elsewhere = partner(factories.campaign("hills", title="Hills"))
    owner = signed_in("owner", campaign.organisation)
    assert owner.get(f"{PARTNERS}{elsewhere.id}/").status_code == 404
    assert owner.post(f"{PARTNERS}{elsewhere.id}/retire/").status_code == 404
