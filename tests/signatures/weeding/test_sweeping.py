"""The search: what it finds, what it leaves, how it goes on when somebody is in its way."""

import tracemalloc
from datetime import timedelta

import pytest
from django.utils import timezone

from campaign.accounts.models import SealingKey
from campaign.lib import leases, sealing
from campaign.lib.leases import LostClaim
from campaign.pages.models import Campaign
from campaign.signatures import actions
from campaign.signatures.models import Signature
from campaign.signatures.weeding import deciding, matching, reading, sweeping
from campaign.signatures.weeding.models import Mark, Suspect, Sweep, Why
from tests import factories
from tests.organiser.people import account
from tests.signatures.test_withdrawing import everything_stored
from tests.signatures.weeding.people import AT, crowd, found, sign, swept, waiting

pytestmark = pytest.mark.django_db


def test_honest_people_stay_unmentioned(campaign):
    sign(campaign, "Aye", "Aye", "Su Su", "Su Su", "Sukarno", "王伟", "王伟", country="MM")
    sign(campaign, "Ann Example", "Ben Example", "José dos Santos")

    sweep = swept(campaign)

    assert (sweep.state, sweep.rows_done, sweep.unread) == ("done", 10, 0)
    assert found(campaign) == []


def test_the_first_of_one_name_stays_and_the_others_wait_whatever_the_spelling(campaign):
    first, *doubles = sign(
        campaign, "José dos Santos", "JOSE DOS  SANTOS", "Jose\u0301 dos-Santos", country="TL"
    )
    sign(campaign, "José dos Santos", country="PT")  # another place, another person

    swept(campaign)

    assert found(campaign) == [(each.id, Why.SAME_NAME) for each in doubles]
    assert first.id not in {signature for signature, _why in found(campaign)}


def test_two_of_one_name_with_one_address_at_two_providers_are_told_once_and_better(campaign):
    _first, double = [
        sign(campaign, "Ann Example", email=f"ann.river@{domain}", at=AT + timedelta(hours=n))[0]
        for n, domain in enumerate(("gmail.com", "yahoo.com"))
    ]

    swept(campaign)

    assert found(campaign) == [(double.id, Why.SAME_PERSON)]


def test_jokes_throwaway_addresses_and_bursts_at_one_domain(campaign, monkeypatch):
    monkeypatch.setattr(matching, "ALIKE", 3)
    monkeypatch.setattr(matching, "SAME_DOMAIN", matching.SAME_DOMAIN.replace(">= 25", ">= 3"))
    [joke] = sign(campaign, "Mickey Mouse", email="a@gmail.com")
    [thrown] = sign(campaign, "Ann Example", email="b@mailinator.com")
    class_ = sign(
        campaign, "Ben Bo Example", "Cho Di Example", "Eve Fo Example", email="x@few.example"
    )
    sign(campaign, "Gil Ho Example", email="y@few.example", at=AT + timedelta(hours=2))
    sign(campaign, "Ida Jo Example", "Kim Lo Example", "Mo Na Example", email="z@gmail.com")

    swept(campaign)

    assert found(campaign) == [
        (joke.id, Why.FIGURE),
        (thrown.id, Why.THROWAWAY),
        *((each.id, Why.SAME_DOMAIN) for each in class_),
    ]


def test_who_does_not_count_is_not_looked_at(campaign):
    [held] = sign(campaign, "Mickey Mouse")
    [pending] = sign(campaign, "Donald Duck")
    Signature.objects.filter(id=held.id).update(held_at=AT, counted_at=None)
    Signature.objects.filter(id=pending.id).update(state="pending", confirmed_at=None)

    assert swept(campaign).rows_done == 0
    assert found(campaign) == []


def test_nothing_of_a_name_is_stored_and_nothing_that_could_be_tested_without_the_secret(campaign):
    sign(campaign, "Canary Zwitscher", "Canary Zwitscher", email="canary@perch.example")

    swept(campaign)

    assert len(waiting(campaign)) == 1
    stored = everything_stored()
    for trace in ("Canary", "canary", "zwitscher", "perch.example"):
        assert trace not in stored
        assert trace.encode().hex() not in stored
    assert not Mark.objects.exists()
    groups = {bytes(each.group) for each in Suspect.objects.all()}
    secret = campaign.fingerprint_secret()
    assert sealing.fingerprint(secret, "canary zwitscher")[:16] not in groups


def test_groups_of_two_campaigns_have_nothing_in_common(campaign):
    lake = factories.campaign("lake")
    for each in (campaign, lake):
        sign(each, "Ann Example", "Ann Example", email="a@gmail.com")
        swept(each)

    groups = {each.campaign_id: bytes(each.group) for each in Suspect.objects.all()}

    assert len(set(groups.values())) == 2


def test_kept_ones_are_not_shown_again_unless_something_new_comes(campaign):
    by = account("staff", campaign.organisation)
    sign(campaign, "Mickey Mouse", "Ann Example", "Ann Example")
    swept(campaign)
    for each in waiting(campaign):
        deciding.keep(
            campaign=campaign, why=Why(each.why), suspect_ids=[each.id], by=by, now=timezone.now()
        )

    swept(campaign)
    assert found(campaign) == []
    [new] = sign(campaign, "ann example")
    swept(campaign)

    assert found(campaign) == [(new.id, Why.SAME_NAME)]


def test_what_is_no_reason_any_more_waits_no_longer(campaign):
    first, double = sign(campaign, "Ann Example", "Ann Example")
    swept(campaign)
    assert found(campaign) == [(double.id, Why.SAME_NAME)]

    actions.withdraw(signature_id=first.id, now=timezone.now())
    assert found(campaign) == []
    swept(campaign)

    assert not Suspect.objects.exists()


def test_two_who_ask_get_one_search(campaign):
    now = timezone.now()
    first = sweeping.request_sweep(campaign=campaign, by=None, now=now)

    assert sweeping.request_sweep(campaign=campaign, by=None, now=now) == first
    assert Sweep.objects.count() == 1


def test_a_search_that_was_killed_in_the_middle_goes_on_where_it_was(campaign, monkeypatch):
    monkeypatch.setattr(reading, "BATCH", 2)
    first, *_ = sign(campaign, "Ann Example", "Mickey Mouse", "Ben Bo Example", "Cho Di Example")
    sign(campaign, "Ann Example")
    sweep = sweeping.request_sweep(campaign=campaign, by=None, now=timezone.now())
    killed_after = _killed_after(monkeypatch, batches=1)

    with pytest.raises(KeyboardInterrupt):
        sweeping.sweep_next()
    sweep.refresh_from_db()
    assert (sweep.state, sweep.rows_done) == ("building", 2)
    assert not sweeping.sweep_next()  # it is somebody's for a minute still
    Sweep.objects.update(claimed_until=timezone.now() - timedelta(seconds=1))
    killed_after.undo()
    assert sweeping.sweep_next()

    sweep.refresh_from_db()
    assert (sweep.state, sweep.rows_done) == ("done", 5)
    assert [why for _signature, why in found(campaign)] == [Why.FIGURE, Why.SAME_NAME]
    assert first.id not in dict(found(campaign))


def _killed_after(monkeypatch, *, batches: int) -> pytest.MonkeyPatch:
    """As a worker dies: between two batches, with nothing tidied up."""
    there, stored = pytest.MonkeyPatch(), sweeping._store
    done = []

    def store(*args, **kwargs):
        if len(done) == batches:
            raise KeyboardInterrupt
        done.append(stored(*args, **kwargs))

    there.setattr(sweeping, "_store", store)
    return there


def test_who_withdraws_while_their_batch_is_looked_at_leaves_no_trace(campaign, monkeypatch):
    one, other = sign(campaign, "Canary Zwitscher", "Canary Zwitscher")
    [joke] = sign(campaign, "Mickey Mouse")
    stored = sweeping._store

    def withdrawn_before(*args, **kwargs):
        for each in (one, joke):
            actions.withdraw(signature_id=each.id, now=timezone.now())
        stored(*args, **kwargs)

    monkeypatch.setattr(sweeping, "_store", withdrawn_before)

    swept(campaign)

    assert not Suspect.objects.filter(signature__in=[one, joke]).exists()
    assert found(campaign) == []
    assert not Mark.objects.exists()
    assert other.id


def test_who_withdraws_afterwards_takes_what_was_suspected_along(campaign):
    [joke] = sign(campaign, "Mickey Mouse")
    sweep = swept(campaign)
    Mark.objects.create(sweep=sweep, signature=joke, why=Why.SAME_NAME, key=b"k", group=b"g")

    actions.withdraw(signature_id=joke.id, now=timezone.now())

    assert not Suspect.objects.exists()
    assert not Mark.objects.exists()


def test_one_that_is_broken_off_stops_at_the_next_batch_and_keeps_what_it_found(
    campaign, monkeypatch
):
    monkeypatch.setattr(reading, "BATCH", 1)
    by = account("staff", campaign.organisation)
    sign(campaign, "Mickey Mouse", "Donald Duck", "Bugs Bunny")
    stored = sweeping._store

    def cancelled_meanwhile(sweep, *args, **kwargs):
        if sweep.rows_done == 1:
            sweeping.cancel_sweep(campaign=campaign, by=by, now=timezone.now())
        stored(sweep, *args, **kwargs)

    monkeypatch.setattr(sweeping, "_store", cancelled_meanwhile)

    sweep = swept(campaign)

    assert (sweep.state, sweep.rows_done) == ("cancelled", 1)
    assert len(waiting(campaign)) == 1
    assert not Mark.objects.exists()
    assert not sweeping.sweep_next()


def test_a_lost_claim_changes_nothing(campaign):
    sign(campaign, "Mickey Mouse")
    sweeping.request_sweep(campaign=campaign, by=None, now=timezone.now())
    sweep = leases.claim(
        Sweep.objects.select_related("campaign"), lock=1, now=timezone.now(), started_at=AT
    )
    Sweep.objects.update(claimed_until=timezone.now() + timedelta(hours=1))

    with pytest.raises(LostClaim):
        sweeping._sweep(sweep)

    assert not Suspect.objects.exists()


def test_under_offline_custody_only_what_stands_in_clear_is_looked_at(campaign):
    public, _private = sealing.new_keypair()
    campaign.sealing_key = SealingKey.objects.create(
        organisation=campaign.organisation, custody="offline", public_key=public
    )
    campaign.save()
    sign(campaign, "Mickey Mouse", "Donald Duck")
    [shown] = sign(campaign, "Bugs Bunny", public_name="Bugs Bunny")
    [thrown] = sign(campaign, "Ann Example", noticed=["disposable"])

    sweep = swept(campaign)

    assert sweep.unread == 4
    assert found(campaign) == [(shown.id, Why.FIGURE), (thrown.id, Why.THROWAWAY)]


def test_a_damaged_signature_is_counted_as_unread_and_stops_nothing(campaign):
    damaged, joke = sign(campaign, "Mickey Mouse", "Donald Duck")
    Signature.objects.filter(id=damaged.id).update(sealed=b"x" * 300)

    sweep = swept(campaign)

    assert (sweep.state, sweep.unread) == ("done", 1)
    assert found(campaign) == [(joke.id, Why.FIGURE)]


def test_where_the_servers_key_is_another_it_fails_with_a_sentence(campaign, settings):
    sign(campaign, "Mickey Mouse")
    sweep = sweeping.request_sweep(campaign=campaign, by=None, now=timezone.now())
    settings.SEALING_KEY = "YW5vdGhlciBzZWFsaW5nIGtleSwgMzIgYnl0ZXMgISE="

    sweeping.sweep_next()

    sweep.refresh_from_db()
    assert (sweep.state, sweep.failure) == ("failed", sweeping.CANNOT_OPEN)


def test_memory_does_not_grow_with_those_who_signed(campaign, monkeypatch):
    monkeypatch.setattr(reading, "BATCH", 100)
    crowd(campaign, ["Ann Example"] * 100)
    _peak_of(campaign)  # what is loaded once is loaded now
    few = _peak_of(campaign)
    crowd(campaign, [f"Ben {number} Example" for number in range(1_200)])
    many = _peak_of(campaign)

    assert many < few + 500_000  # bytes; the names of 1,200 more, opened, weigh more
    assert len(waiting(campaign)) == 99


def _peak_of(campaign: Campaign) -> int:
    sweeping.request_sweep(campaign=campaign, by=None, now=timezone.now())
    tracemalloc.start()
    try:
        sweeping.sweep_next()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
