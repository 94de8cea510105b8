"""A partner's list: those who agreed to that partner, and what they agreed to."""

import io

import pytest
from django.utils import timezone

from campaign.exports import jobs
from campaign.exports.bundles import Bundle
from campaign.exports.choosing import Contradiction, Filters
from campaign.pages.models import Campaign
from campaign.pages.partner_models import Partner
from tests import factories
from tests.exports.signers import asked, built, content, signer, table
from tests.signatures.test_agreeing import partner

pytestmark = pytest.mark.django_db


@pytest.fixture
def campaign() -> Campaign:
    return factories.campaign()


@pytest.fixture
def delta(campaign) -> Partner:
    """With somebody who agreed to it, somebody who agreed to another one too, and somebody to
    nobody."""
    delta, hills = partner(campaign), partner(campaign, "Hill Friends")
    mine, theirs = delta.wordings.get().id, hills.wordings.get().id
    signer(campaign, "Ann", email="ann@example.org", agreed_to=[mine])
    signer(campaign, "Ben", email="ben@example.org", agreed_to=[theirs, mine])
    signer(campaign, "Cat", email="cat@example.org", agreed_to=[theirs], wants_updates=True)
    signer(campaign, "Dan", email="dan@example.org")
    return delta


def test_only_those_who_agreed_to_this_partner(campaign, delta):
    job = built(campaign, preset="partner", filters=Filters(partner=delta.id))

    headings, *rows = table(content(job), "csv")
    assert [row[0] for row in rows] == ["Ann", "Ben"]
    agreed = headings.index("Agreed to")
    assert {row[agreed] for row in rows} == {"Delta Friends may write to me."}


def test_nothing_is_said_of_other_partners(campaign, delta):
    said = content(built(campaign, preset="partner", filters=Filters(partner=delta.id))).decode()
    assert "Hill" not in said
    assert "Cat" not in said


def test_a_partner_is_named(campaign, delta):
    with pytest.raises(Contradiction, match="which partner") as refused:
        asked(campaign, preset="partner", now=timezone.now())
    assert refused.value.field == "partner"


def test_held_ones_go_to_no_partner(campaign, delta):
    with pytest.raises(Contradiction):
        asked(campaign, preset="partner", filters=Filters(partner=delta.id, group="held"))


def test_the_sealed_bundle_says_the_same(campaign, delta):
    job = built(campaign, format="sealed", preset="partner", filters=Filters(partner=delta.id))
    said = content(job)

    bundle = Bundle(io.BytesIO(said))
    rows = [*bundle.open([campaign.sealing_key.private_key()]).rows()]
    assert [row[0] for row in rows] == ["Ann", "Ben"]
    assert {row[4] for row in rows} == {"Delta Friends may write to me."}
    assert b"Friends" not in said  # whoever carries it does not read which partner it is for


def test_whoever_took_it_back_is_not_in_it(campaign, delta):
    campaign.signatures.update(agreed_to=None)
    with pytest.raises(jobs.CannotExport):
        asked(campaign, preset="partner", filters=Filters(partner=delta.id), now=timezone.now())
