"""Signers who let a partner have their address, and those who do not."""

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from campaign.lib import tokens
from campaign.pages import partners
from campaign.pages.models import Campaign
from campaign.pages.partner_models import ConsentWording, Partner
from campaign.public.kept import forget_pages
from campaign.signatures import actions
from campaign.signatures.agreed import agreed_by_wording
from campaign.signatures.models import Signature
from campaign.signatures.terms import forget_terms
from tests import factories

pytestmark = pytest.mark.django_db

HERE = {"HTTP_SEC_FETCH_SITE": "same-origin"}
FORM = {"name": "Ann Example", "email": "ann@example.org", "country": "TH"}


@pytest.fixture
def campaign() -> Campaign:
    forget_pages()
    return factories.campaign()


def partner(campaign: Campaign, name: str = "Delta Friends", **words: str) -> Partner:
    made = partners.add_partner(
        campaign=campaign,
        name=name,
        privacy_url="https://example.org/privacy",
        words=words or {"en": f"{name} may write to me."},
        by=None,
        now=timezone.now(),
    )
    forget_terms()
    return made


def post(typed: dict[str, Any], slug: str = "river") -> Any:
    return Client().post(f"/en/c/{slug}/sign/", FORM | typed, **HERE)


def test_each_partner_has_an_empty_box_of_its_own(campaign):
    wording = partner(campaign).wordings.get()
    page = Client().get("/en/c/river/sign/").content.decode()

    box = page[page.index(f'name="agreed_{wording.id}"') :]
    assert "checked" not in box[: box.index(">")]
    assert "Delta Friends may write to me." in page
    assert 'href="https://example.org/privacy"' in page


def test_a_campaign_without_partners_asks_about_none(campaign):
    assert "agreed_" not in Client().get("/en/c/river/sign/").content.decode()
    post({})
    assert Signature.objects.get().agreed_to is None


def test_what_is_ticked_is_stored_with_the_words_that_were_read(campaign):
    delta, hills = partner(campaign), partner(campaign, "Hill Friends")
    read = delta.wordings.get()

    post({f"agreed_{read.id}": "on"})

    assert Signature.objects.get().agreed_to == [read.id]
    assert hills.wordings.get().id not in Signature.objects.get().agreed_to


def test_words_replaced_while_somebody_was_reading_are_those_they_agreed_to(campaign):
    made = partner(campaign)
    read = made.wordings.get()
    partners.change_partner(
        made,
        name=made.name,
        privacy_url=made.privacy_url,
        words={"en": "Other words."},
        by=None,
        now=timezone.now(),
    )
    forget_terms()

    post({f"agreed_{read.id}": "on"})

    assert Signature.objects.get().agreed_to == [read.id]


@pytest.mark.parametrize("typed", ["agreed_999999999", "agreed_x", "agreed_-1", "agreed_١"])
def test_invented_boxes_count_as_none(campaign, typed):
    partner(campaign)
    assert post({typed: "on"}).status_code == 303
    assert Signature.objects.get().agreed_to is None


def test_partners_of_another_campaign_and_retired_ones_get_nobody(campaign):
    elsewhere = partner(factories.campaign("hills", title="Hills"))
    retired = partner(campaign, "Gone")
    partners.retire_partner(retired, by=None, now=timezone.now())
    forget_terms()

    post({f"agreed_{each.wordings.get().id}": "on" for each in (elsewhere, retired)})

    assert Signature.objects.get().agreed_to is None


def test_two_boxes_of_one_partner_are_one(campaign):
    made = partner(campaign, en="They may write.", th="เขียนถึงฉันได้")
    post({f"agreed_{each.id}": "on" for each in made.wordings.all()})
    assert len(Signature.objects.get().agreed_to) == 1


def test_it_is_one_statement_with_partners_as_without(campaign, django_assert_num_queries):
    read = partner(campaign).wordings.get()
    post({"email": "warm@example.org"})
    with django_assert_num_queries(1):
        post({f"agreed_{read.id}": "on"})


def test_what_was_ticked_stays_ticked_when_something_else_is_wrong(campaign):
    read = partner(campaign).wordings.get()
    page = post({f"agreed_{read.id}": "on", "email": "nowhere"})
    assert page.status_code == 422
    assert f'id="id_agreed_{read.id}" name="agreed_{read.id}" value="on" checked' in (
        page.content.decode()
    )


def test_signers_take_it_back_on_their_own_page_and_add_nobody_there(campaign):
    delta, hills = partner(campaign), partner(campaign, "Hill Friends")
    read, other = delta.wordings.get(), hills.wordings.get()
    signature = factories.confirmed(campaign, agreed=[read.id])
    address = f"/en/my/{tokens.for_signature(tokens.MY, signature.id)}/"
    assert "Delta Friends may write to me." in Client().get(address).content.decode()

    Client().post(address, {f"agreed_{read.id}": "on", f"agreed_{other.id}": "on"}, **HERE)
    signature.refresh_from_db()
    assert signature.agreed_to == [read.id]

    Client().post(address, {}, **HERE)
    signature.refresh_from_db()
    assert signature.agreed_to is None
    assert "Delta Friends" not in Client().get(address).content.decode()


def test_leaving_takes_it_along(campaign):
    read = partner(campaign).wordings.get()
    signature = factories.confirmed(campaign, agreed=[read.id])
    actions.withdraw(signature_id=signature.id, now=timezone.now())
    signature.refresh_from_db()
    assert signature.agreed_to is None


def test_the_desk_counts_those_who_count(campaign, django_assert_num_queries):
    delta, hills = partner(campaign), partner(campaign, "Hill Friends")
    read, other = delta.wordings.get().id, hills.wordings.get().id
    factories.confirmed(campaign, "a@example.org", agreed=[read, other])
    factories.confirmed(campaign, "b@example.org", agreed=[read])
    factories.confirmed(campaign, "c@example.org")
    factories.sign(campaign, "pending@example.org", agreed=[read])

    with django_assert_num_queries(1):
        assert agreed_by_wording(campaign) == {read: 2, other: 1}
    assert ConsentWording.objects.count() == 2
