"""A pending signature is confirmed once, by its own link, in time."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from campaign.pages.lifecycle import State
from campaign.pages.models import Campaign
from campaign.signatures import actions
from campaign.signatures.models import Signature
from tests import factories

pytestmark = pytest.mark.django_db


def test_confirming_is_one_statement_and_keeps_its_first_moment(django_assert_num_queries):
    signature = factories.sign(factories.campaign())
    first = timezone.now()

    with django_assert_num_queries(1):
        actions.confirm(signature_id=signature.id, now=first)
    with django_assert_num_queries(1):
        actions.confirm(signature_id=signature.id, now=first + timedelta(minutes=1))

    signature.refresh_from_db()
    assert signature.is_confirmed
    assert signature.confirmed_at == first


@pytest.mark.parametrize(
    ("state", "counts"),
    [(State.OPEN, True), (State.CLOSED, True), (State.ARCHIVED, False), (State.DRAFT, False)],
)
def test_a_signature_made_in_time_is_confirmed_until_the_list_is_handed_over(state, counts):
    campaign = factories.campaign()
    signature = factories.sign(campaign)
    Campaign.objects.update(state=state)

    actions.confirm(signature_id=signature.id, now=timezone.now())

    signature.refresh_from_db()
    assert signature.is_confirmed is counts
    assert Signature.objects.confirmed().exists() is counts


def test_after_a_week_the_link_is_over():
    signature = factories.sign(factories.campaign())
    too_late = signature.created_at + signature.campaign.rules.confirm_within

    assert not actions.can_confirm(signature, now=too_late)
    actions.confirm(signature_id=signature.id, now=too_late)

    signature.refresh_from_db()
    assert signature.is_pending


def test_an_unknown_signature_changes_nothing():
    signature = factories.sign(factories.campaign())

    actions.confirm(signature_id=uuid4(), now=timezone.now())

    signature.refresh_from_db()
    assert signature.is_pending
