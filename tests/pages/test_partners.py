"""Partners, and the words with which signers agree to hear from them."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from campaign.accounts.models import AuditEvent
from campaign.pages import partners
from campaign.pages.models import Campaign
from campaign.pages.partner_form import PartnerForm
from campaign.pages.partner_models import ConsentWording, Partner, asked_in
from tests import factories
from tests.organiser.people import account

pytestmark = pytest.mark.django_db

TYPED = {
    "name": "Delta Friends",
    "privacy_url": "https://example.org/privacy",
    "words_en": "Delta Friends may write to me.",
}


def partner(campaign: Campaign, **fields: Any) -> Partner:
    fields = {
        "name": "Delta Friends",
        "privacy_url": "https://example.org/privacy",
        "words": {"en": "Delta Friends may write to me."},
        "by": account("owner", campaign.organisation) if "by" not in fields else fields.pop("by"),
        "now": timezone.now(),
    } | fields
    return partners.add_partner(campaign=campaign, **fields)


def changed(partner: Partner, words: dict[str, str]) -> None:
    partners.change_partner(
        partner,
        name=partner.name,
        privacy_url=partner.privacy_url,
        words=words,
        by=None,
        now=timezone.now(),
    )


def test_readers_of_a_language_without_words_see_the_main_ones(campaign):
    partner(campaign, words={"en": "They may write.", "th": "เขียนถึงฉันได้"}, by=None)

    assert [box.wording.words for box in asked_in(campaign, "th")] == ["เขียนถึงฉันได้"]
    assert [box.wording.words for box in asked_in(campaign, "vi")] == ["They may write."]


def test_three_partners_cost_no_query_more_than_one(campaign, django_assert_num_queries):
    partner(campaign, by=None)
    with django_assert_num_queries(2):
        assert len(asked_in(campaign, "en")) == 1
    for name in ("Hill Friends", "Sea Friends"):
        partner(campaign, name=name, by=None)
    with django_assert_num_queries(2):
        assert len(asked_in(campaign, "en")) == 3


def test_words_are_never_changed_and_stored_once(campaign):
    made = partner(campaign, by=None)
    first = made.wordings.get()

    changed(made, {"en": "Other words."})
    changed(made, {"en": first.words})

    assert ConsentWording.objects.count() == 2
    first.refresh_from_db()
    assert first.is_in_use
    assert not ConsentWording.objects.get(words="Other words.").is_in_use


def test_a_language_whose_words_are_taken_away_falls_back(campaign):
    made = partner(campaign, words={"en": "They may write.", "th": "เขียนถึงฉันได้"}, by=None)

    changed(made, {"en": "They may write.", "th": ""})

    assert [box.wording.words for box in asked_in(campaign, "th")] == ["They may write."]


def test_signers_are_asked_about_few(campaign):
    for number in range(partners.MOST_ASKED):
        last = partner(campaign, name=f"Group {number}", by=None)
    with pytest.raises(ValidationError, match="already"):
        partner(campaign, by=None)

    partners.retire_partner(last, by=None, now=timezone.now())
    partner(campaign, by=None)
    with pytest.raises(ValidationError, match="already"):
        partners.bring_back_partner(last, by=None, now=timezone.now())
    assert last.name not in [box.partner.name for box in asked_in(campaign, "en")]


def test_signers_of_a_high_risk_campaign_are_asked_about_nobody():
    with pytest.raises(ValidationError, match="nobody but you"):
        partner(factories.high_risk(), by=None)


def test_retired_and_brought_back_once_however_often_it_is_pressed(campaign):
    made = partner(campaign)
    for _press in range(2):
        partners.retire_partner(made, by=None, now=timezone.now())
    for _press in range(2):
        partners.bring_back_partner(made, by=None, now=timezone.now() + timedelta(hours=1))

    assert [*AuditEvent.objects.order_by("id").values_list("action", flat=True)][-3:] == [
        "partner-added",
        "partner-retired",
        "partner-brought-back",
    ]


def test_a_name_is_taken_once_in_any_letters(campaign):
    partner(campaign, by=None)
    with pytest.raises(ValidationError) as refused:
        partner(campaign, name="DELTA friends", by=None)
    assert "name" in refused.value.message_dict
    partner(factories.campaign("hills", title="Hills"), by=None)


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"name": "  "}, "name"),
        ({"privacy_url": "javascript:alert(1)"}, "privacy_url"),
        ({"privacy_url": ""}, "privacy_url"),
        ({"words_en": ""}, "words_en"),
        ({"words_en": "x" * 301}, "words_en"),
    ],
)
def test_what_is_typed_wrong_is_said_beside_it(campaign, typed, field):
    form = PartnerForm(campaign, TYPED | typed)
    assert not form.is_valid()
    assert [*form.errors] == [field]
