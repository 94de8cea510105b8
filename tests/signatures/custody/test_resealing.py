"""From the server's key to the organisation's own, row by row, and the end of the server's."""

import threading
from datetime import timedelta

import pytest
from django.apps import apps
from django.db import connection, transaction
from django.utils import timezone

from campaign.accounts.models import AuditEvent, SealingKey
from campaign.letters.models import CarriedLetter
from campaign.lib import leases, sealing
from campaign.mail.models import OutgoingMail
from campaign.pages.models import Campaign
from campaign.signatures import actions
from campaign.signatures.custody import changing, destroying, resealing
from campaign.signatures.custody.models import Resealing
from campaign.signatures.models import Signature
from tests import factories
from tests.letters import carried
from tests.signatures.custody.owners import own_key, owner

LATER = timedelta(minutes=2)


class Killed(BaseException):
    """What no code catches."""


@pytest.fixture
def campaign(db: None) -> Campaign:
    return carried.campaign()


@pytest.fixture
def own(campaign) -> tuple[SealingKey, bytes]:
    return own_key(campaign.organisation)


def switched(campaign: Campaign, key: SealingKey) -> Resealing:
    """As it is when the day is over."""
    with transaction.atomic():
        changing._switch(campaign, key, by=None, now=timezone.now())
    campaign.refresh_from_db()
    return Resealing.objects.get(campaign=campaign, state="waiting")


def names(campaign: Campaign, private: bytes) -> list[str]:
    """What the organisation reads of the rows that are sealed to its key."""
    rows = Signature.objects.filter(campaign=campaign, sealing_key__custody="offline")
    return [
        sealing.open_sealed(private, row.sealed, campaign=campaign.id, signature=row.id)["name"]
        for row in rows.exclude(sealed=b"").order_by("id")
    ]


def unsealed() -> list[tuple]:
    """What stands beside the sealed part."""
    return list(Signature.objects.order_by("id").values_list("id", "state", "fingerprint"))


def destroy() -> int:
    return destroying.destroy_needless(now=timezone.now() + LATER)


def test_every_table_with_a_sealing_key_is_known():
    with_key = {
        model
        for model in apps.get_app_config("campaign").get_models()
        if {"sealing_key", "sealed"} <= {field.name for field in model._meta.fields}
    }

    assert {each.model for each in resealing.TABLES} == with_key - {Campaign}


def test_names_and_letters_open_with_the_new_key_only_and_the_old_one_is_destroyed(campaign, own):
    key, private = own
    server = campaign.sealing_key
    ann = owner(campaign.organisation)
    carried.many_letters(campaign, 5)
    pending = factories.sign(campaign, "pending@example.org", name="Not Yet")
    gone = factories.confirmed(campaign, "gone@example.org")
    actions.withdraw(signature_id=gone.id, now=timezone.now())
    before = unsealed()
    job = switched(campaign, key)

    assert destroy() == 0
    assert resealing.reseal_next()
    assert not resealing.reseal_next()

    job.refresh_from_db()
    assert (job.state, job.rows_done, job.rows_total) == ("finished", 12, 12)
    assert names(campaign, private) == [f"Signer Number {n}" for n in range(1, 6)] + ["Not Yet"]
    letter = CarriedLetter.objects.order_by("id").first()
    assert letter.opened(private)["subject"] == carried.LETTER["subject"]
    for row in (*Signature.objects.all(), *CarriedLetter.objects.all()):
        assert row.sealing_key == key
    assert all(row.opened() is None for row in Signature.objects.all())
    assert before == list(
        Signature.objects.order_by("id").values_list("id", "state", "fingerprint")
    )
    assert pending.state == "pending"

    assert destroy() == 1
    assert destroy() == 0
    server.refresh_from_db()
    assert server.wrapped_private_key is None
    assert server.private_key() is None
    assert server.destroyed_at and server.retired_at
    assert AuditEvent.objects.get(action="names-resealed").details["rows"] == 12
    assert AuditEvent.objects.filter(action="key-destroyed").count() == 1
    told = [mail.opened() for mail in OutgoingMail.objects.filter(message="key_notice")]
    assert ann.email in {mail["to"] for mail in told if mail["action"] == "key-destroyed"}
    assert campaign.organisation.active_key() == key


@pytest.mark.parametrize(("killed_at", "sealed_before"), [(1, 0), (4, 3), (7, 7), (10, 10)])
def test_a_worker_that_is_killed_at_any_row_is_followed_by_one_that_goes_on(
    campaign, own, monkeypatch, killed_at, sealed_before
):
    key, private = own
    carried.many_letters(campaign, 7)
    switched(campaign, key)
    monkeypatch.setattr(resealing, "BATCH", 3)
    seal, calls = sealing.seal, iter(range(1000))

    def dies(*args, **kwargs):
        if next(calls) == killed_at:
            raise Killed
        return seal(*args, **kwargs)

    with monkeypatch.context() as patch:
        patch.setattr(resealing.sealing, "seal", dies)
        with pytest.raises(Killed):
            resealing.reseal_next()

    # Whole batches are sealed anew, and each row opens with the key that it names.
    done = [model.objects.filter(sealing_key=key).count() for model in (Signature, CarriedLetter)]
    assert sum(done) == sealed_before
    for row in Signature.objects.select_related("sealing_key"):
        opener = row.sealing_key.private_key() or private
        assert sealing.open_sealed(opener, row.sealed, campaign=campaign.id, signature=row.id)
    Resealing.objects.update(state="building", claimed_until=timezone.now() - leases.LEASE)
    assert resealing.reseal_next()
    assert len(names(campaign, private)) == 7
    assert Resealing.objects.get().state == "finished"


def test_a_name_that_does_not_open_stays_and_keeps_the_old_key(campaign, own):
    key, private = own
    carried.many_letters(campaign, 3)
    broken = Signature.objects.order_by("id")[1]
    Signature.objects.filter(id=broken.id).update(sealed=b"damaged" * 40)
    job = switched(campaign, key)

    resealing.reseal_next()

    job.refresh_from_db()
    assert (job.state, job.failure) == ("failed", resealing.UNREADABLE)
    assert names(campaign, private) == ["Signer Number 1", "Signer Number 3"]
    broken.refresh_from_db()
    assert (bytes(broken.sealed), broken.sealing_key.custody) == (b"damaged" * 40, "server")
    assert destroy() == 0
    assert Resealing.objects.count() == 1
    resealing.try_again(job=job, now=timezone.now())
    assert Resealing.objects.filter(state="waiting").count() == 1


def test_another_sealing_key_of_the_server_changes_nothing(campaign, own, settings):
    factories.confirmed(campaign)
    job = switched(campaign, own[0])
    settings.SEALING_KEY = "bm90IHRoZSByaWdodCBrZXksIDMyIGJ5dGVzIGxvbmc="

    resealing.reseal_next()

    job.refresh_from_db()
    assert (job.state, job.failure) == ("failed", resealing.WRONG_KEY)
    assert Signature.objects.get().sealing_key.custody == "server"


def test_the_servers_key_lives_while_another_campaign_seals_to_it(campaign, own):
    factories.campaign("lake", sealing_key=campaign.sealing_key)
    switched(campaign, own[0])
    resealing.reseal_next()

    assert destroy() == 0
    assert Campaign.objects.get(slug="lake").sealing_key.private_key()


def test_a_row_that_came_in_meanwhile_is_sealed_before_the_key_goes(campaign, own):
    """Written by a request that had read the old key before the switch."""
    key, private = own
    server = campaign.sealing_key
    switched(campaign, key)
    resealing.reseal_next()
    Campaign.objects.filter(id=campaign.id).update(sealing_key=server)
    factories.sign(campaign, "late@example.org", name="Late Comer")
    Campaign.objects.filter(id=campaign.id).update(sealing_key=key)

    assert destroy() == 0
    assert resealing.reseal_next()
    assert names(campaign, private) == ["Late Comer"]
    assert destroy() == 1


def test_nothing_is_sealed_to_a_key_that_was_retired_meanwhile(campaign, own):
    key, _private = own
    factories.confirmed(campaign)
    job = switched(campaign, key)

    changing.retire(key=key, by=owner(campaign.organisation), now=timezone.now())

    assert not resealing.reseal_next()
    job.refresh_from_db()
    assert (job.state, job.failure) == ("failed", resealing.RETIRED)
    assert Signature.objects.get().opened()["name"] == "Ann Example"
    assert destroy() == 0


@pytest.mark.django_db(transaction=True)
def test_whoever_withdraws_meanwhile_is_erased_and_nobody_waits_for_ever(campaign, own):
    key, private = own
    staying = factories.confirmed(campaign, "stays@example.org", name="Stays")
    leaving = factories.confirmed(campaign, "leaves@example.org", name="Leaves")
    switched(campaign, key)
    is_held, may_go = threading.Event(), threading.Event()

    def withdraw_slowly():
        try:
            with transaction.atomic():
                actions.withdraw(signature_id=leaving.id, now=timezone.now())
                is_held.set()
                may_go.wait(10)
        finally:
            connection.close()

    someone = threading.Thread(target=withdraw_slowly)
    someone.start()
    is_held.wait(10)
    threading.Timer(0.5, may_go.set).start()
    resealing.reseal_next()
    someone.join()

    assert Resealing.objects.get().state == "finished"
    leaving.refresh_from_db()
    assert (leaving.state, bytes(leaving.sealed), leaving.sealing_key) == ("withdrawn", b"", key)
    staying.refresh_from_db()
    assert names(campaign, private) == ["Stays"]
