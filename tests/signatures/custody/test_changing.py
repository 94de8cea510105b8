"""Another key: two owners, a day, and a mail to all at each step."""

from datetime import timedelta

import pytest
from django.utils import timezone

from campaign.accounts import auditing, members
from campaign.accounts.models import AuditEvent, KeyChange, Membership, SealingKey
from campaign.mail.models import OutgoingMail
from campaign.pages.lifecycle import PUBLIC_STATES, State
from campaign.pages.models import Campaign
from campaign.signatures.actions import SigningClosed
from campaign.signatures.custody import changing
from campaign.signatures.custody.changing import CannotChange
from campaign.signatures.custody.models import Resealing
from tests import factories
from tests.signatures.custody.owners import own_key, owner

pytestmark = pytest.mark.django_db
NOW = timezone.now()
DAY = timedelta(days=1)


@pytest.fixture
def campaign() -> Campaign:
    campaign = factories.campaign()
    factories.confirmed(campaign)
    return campaign


@pytest.fixture
def ann(campaign):
    return owner(campaign.organisation)


@pytest.fixture
def ben(campaign):
    return owner(campaign.organisation, "ben")


@pytest.fixture
def key(campaign) -> SealingKey:
    return own_key(campaign.organisation)[0]


def proposed(campaign, key, by) -> KeyChange:
    return changing.propose(
        organisation=campaign.organisation,
        key=key,
        campaign_ids=[campaign.id],
        language="en",
        by=by,
        now=NOW,
    )


def key_of(campaign) -> SealingKey | None:
    campaign.refresh_from_db()
    return campaign.sealing_key


def told(action: str) -> set[str]:
    mails = [mail.opened() for mail in OutgoingMail.objects.filter(message="key_notice")]
    return {mail["to"] for mail in mails if mail["action"] == action}


def test_two_owners_and_a_day_later_the_campaign_seals_to_it(campaign, key, ann, ben):
    server = campaign.sealing_key
    change = proposed(campaign, key, ann)
    changing.approve(change=change, by=ben, now=NOW)

    assert changing.switch_due(now=NOW + DAY - timedelta(seconds=1)) == 0
    assert key_of(campaign) == server
    assert changing.switch_due(now=NOW + DAY) == 1
    assert key_of(campaign) == key

    both = {ann.email, ben.email}
    for step in ("key-change-proposed", "key-change-approved", "key-changed"):
        assert told(step) == both
        assert AuditEvent.objects.filter(action=step).exists()
    assert Resealing.objects.get().new_key == key
    assert changing.switch_due(now=NOW + DAY) == 0
    newer = factories.sign(campaign, "later@example.org")
    assert (newer.sealing_key, newer.opened()) == (key, None)


def test_nobody_approves_what_they_proposed(campaign, key, ann, ben):
    change = proposed(campaign, key, ann)

    with pytest.raises(CannotChange, match="another owner"):
        changing.approve(change=change, by=ann, now=NOW)

    change.refresh_from_db()
    assert (change.state, change.due_at) == ("proposed", None)


@pytest.mark.parametrize("how", ["asked in", "raised"])
def test_a_second_account_that_came_a_moment_ago_is_no_second_owner(campaign, key, ann, ben, how):
    change = proposed(campaign, key, ann)
    if how == "asked in":
        Membership.objects.filter(user=ben).update(created_at=NOW)
    else:
        auditing.record(
            auditing.Action.ROLE_CHANGED,
            actor=ann,
            now=NOW,
            organisation=campaign.organisation,
            member_id=ben.id,
        )

    with pytest.raises(CannotChange, match="for a day"):
        changing.approve(change=change, by=ben, now=NOW)

    assert changing.switch_due(now=NOW + 2 * DAY) == 0
    assert key_of(campaign) != key


def test_a_single_owner_is_told_that_a_second_one_is_needed(campaign, key, ann):
    with pytest.raises(CannotChange, match="only one"):
        proposed(campaign, key, ann)

    assert not KeyChange.objects.exists()
    assert key_of(campaign) != key


def test_an_owner_who_cannot_sign_in_any_more_is_no_second_one(campaign, key, ann, ben):
    ben.is_active = False
    ben.save()

    with pytest.raises(CannotChange, match="only one"):
        proposed(campaign, key, ann)


def test_of_a_draft_one_owner_is_enough_and_all_are_told(key, ann, ben):
    server = key.organisation.active_key()
    fresh = factories.campaign("fresh", sealing_key=server, state=State.DRAFT)

    assert proposed(fresh, key, ann) is None

    assert key_of(fresh) == key
    assert told("key-changed") == {ann.email, ben.email}
    assert AuditEvent.objects.get(action="key-changed").campaign_slug == "fresh"


@pytest.mark.parametrize("state", PUBLIC_STATES)
def test_a_public_campaign_that_nobody_has_signed_is_not_one_owners_to_change(key, ann, ben, state):
    """Whoever has one owner's session would read everybody who signs from then on."""
    server = key.organisation.active_key()
    fresh = factories.campaign("fresh", sealing_key=server, state=state)

    change = proposed(fresh, key, ann)

    assert key_of(fresh) == server
    assert list(change.campaigns.all()) == [fresh]
    assert told("key-changed") == set()
    changing.approve(change=change, by=ben, now=NOW)
    assert changing.switch_due(now=NOW + DAY) == 1
    assert key_of(fresh) == key


def test_neither_is_a_public_campaign_whose_key_was_retired(key, ann):
    fresh = factories.campaign("fresh", sealing_key=key)
    changing.retire(key=key, by=ann, now=NOW)

    with pytest.raises(CannotChange, match="only one"):
        proposed(fresh, own_key(key.organisation)[0], ann)

    assert key_of(fresh) is None


@pytest.mark.parametrize("approved", [False, True])
def test_any_owner_stops_it(campaign, key, ann, ben, approved):
    carol = owner(campaign.organisation, "carol")
    change = proposed(campaign, key, ann)
    if approved:
        changing.approve(change=change, by=ben, now=NOW)

    assert changing.keys.stop_change(change=change, by=carol, now=NOW)
    assert not changing.keys.stop_change(change=change, by=carol, now=NOW)

    assert changing.switch_due(now=NOW + 2 * DAY) == 0
    assert key_of(campaign) != key
    assert told("key-change-stopped") == {ann.email, ben.email, carol.email}
    with pytest.raises(CannotChange, match="decided"):
        changing.approve(change=change, by=ben, now=NOW)


@pytest.mark.parametrize("who_goes", ["ann", "ben"])
def test_it_falls_with_the_ownership_of_either(campaign, key, ann, ben, who_goes):
    carol = owner(campaign.organisation, "carol")
    change = proposed(campaign, key, ann)
    changing.approve(change=change, by=ben, now=NOW)
    goes = campaign.organisation.memberships.get(user__email=f"{who_goes}@example.org")

    members.change_role(membership=goes, role="editor", by=carol, now=NOW)

    change.refresh_from_db()
    assert change.state == "stopped"
    assert changing.switch_due(now=NOW + 2 * DAY) == 0


def test_it_falls_where_an_account_was_closed_in_the_meantime(campaign, key, ann, ben):
    change = proposed(campaign, key, ann)
    changing.approve(change=change, by=ben, now=NOW)
    ben.is_active = False
    ben.save()

    assert changing.switch_due(now=NOW + DAY) == 0

    change.refresh_from_db()
    assert change.state == "stopped"
    assert key_of(campaign) != key


def test_one_change_at_a_time(campaign, key, ann, ben):
    proposed(campaign, key, ann)

    with pytest.raises(CannotChange, match="under way"):
        proposed(campaign, own_key(campaign.organisation)[0], ben)


def test_what_only_the_organisation_can_open_never_comes_back_to_the_server(
    campaign, key, ann, ben
):
    server = campaign.sealing_key
    Campaign.objects.update(sealing_key=key)

    with pytest.raises(CannotChange, match="cannot come back"):
        proposed(campaign, server, ann)

    assert key_of(campaign) == key


def test_neither_an_unchecked_nor_a_retired_nor_anybody_elses_key(campaign, key, ann, ben):
    SealingKey.objects.filter(id=key.id).update(checked_at=None)
    key.refresh_from_db()
    with pytest.raises(CannotChange, match="saved"):
        proposed(campaign, key, ann)
    SealingKey.objects.filter(id=key.id).update(checked_at=NOW, retired_at=NOW)
    key.refresh_from_db()
    with pytest.raises(CannotChange, match="retired"):
        proposed(campaign, key, ann)
    theirs = own_key(factories.organisation("Other"))[0]
    with pytest.raises(CannotChange, match="this organisation"):
        proposed(campaign, theirs, ann)


def test_another_organisations_campaign_is_not_touched(key, ann, ben):
    theirs = factories.campaign("lake", organisation=factories.organisation("Other"))

    with pytest.raises(CannotChange, match="at least one"):
        changing.propose(
            organisation=key.organisation,
            key=key,
            campaign_ids=[theirs.id],
            language="en",
            by=ann,
            now=NOW,
        )


def test_from_one_own_key_to_the_next_old_names_stay_with_the_old_one(campaign, key, ann, ben):
    Campaign.objects.update(sealing_key=key)
    old = factories.confirmed(campaign, "old@example.org")
    newer, _private = own_key(campaign.organisation)
    change = proposed(campaign, newer, ann)
    changing.approve(change=change, by=ben, now=NOW)

    changing.switch_due(now=NOW + DAY)

    old.refresh_from_db()
    key.refresh_from_db()
    assert old.sealing_key == key
    assert key.retired_at == NOW + DAY
    assert not Resealing.objects.exists()
    assert factories.sign(campaign, "new@example.org").sealing_key == newer


def test_a_retired_key_closes_signing_until_there_is_another_one(campaign, key, ann, ben):
    Campaign.objects.update(sealing_key=key)
    factories.forget_terms()

    changing.retire(key=key, by=ann, now=NOW)

    assert key_of(campaign) is None
    assert not campaign.is_open(NOW)
    with pytest.raises(SigningClosed):
        factories.sign(campaign, "late@example.org")
    assert told("key-retired") == {ann.email, ben.email}
    newer, _private = own_key(campaign.organisation)
    changing.approve(change=proposed(campaign, newer, ann), by=ben, now=NOW)
    changing.switch_due(now=NOW + DAY)
    assert factories.sign(campaign, "late@example.org").sealing_key == newer


def test_retiring_a_key_stops_the_change_to_it(campaign, key, ann, ben):
    change = proposed(campaign, key, ann)

    changing.retire(key=key, by=ben, now=NOW)

    change.refresh_from_db()
    assert change.state == "stopped"


def test_the_servers_key_is_not_retired_by_hand(campaign, ann):
    with pytest.raises(CannotChange):
        changing.retire(key=campaign.sealing_key, by=ann, now=NOW)
    assert key_of(campaign).is_active
