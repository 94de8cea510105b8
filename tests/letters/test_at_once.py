"""Carried letters when many things happen at once, against the real database."""

import contextlib
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.utils import timezone

from campaign.letters import announcing, carrying, dossiers, mailing
from campaign.letters.models import CarriedLetter, Dossier, RecordEntry
from campaign.mail.models import OutgoingMail
from campaign.signatures import actions
from campaign.signatures.models import Signature
from tests import factories
from tests.letters import carried, test_announcing
from tests.letters.carried import NOW, carry, recipient
from tests.letters.test_mailing import WEDNESDAY_NOON, switch_on
from tests.signatures.test_parallel import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def test_ten_letters_of_one_signer_to_one_recipient_are_one():
    signature = factories.confirmed(carried.campaign())

    at_once(lambda number: _carried(signature, f"Number {number}"), 10)

    letter = CarriedLetter.objects.get()
    assert "Number" in letter.opened(letter.sealing_key.private_key())["body"]


def test_whoever_withdraws_while_writing_leaves_no_letter():
    signature = factories.confirmed(carried.campaign())

    def leave_or_write(number: int) -> None:
        if number == 3:
            actions.withdraw(signature_id=signature.id, now=timezone.now())
        else:
            _carried(signature, f"Number {number}")

    at_once(leave_or_write, 8)

    assert Signature.objects.get().is_withdrawn
    assert not CarriedLetter.objects.exists()


def test_ten_workers_mail_a_letter_once_and_count_it_once():
    campaign = carried.campaign()
    switch_on(campaign)
    carried.many_letters(campaign, 3)

    at_once(lambda _number: mailing.mail_letters(now=WEDNESDAY_NOON), 10)

    sent = CarriedLetter.objects.exclude(mailed_at=None).values_list("id", flat=True)
    mails = OutgoingMail.objects.filter(message="carried_letter").values_list("about", flat=True)
    assert sorted(mails) == sorted(sent)
    assert RecordEntry.objects.get().letters == len(sent) <= 3


def test_a_letter_written_anew_while_it_is_mailed_is_mailed_once(monkeypatch):
    campaign = carried.campaign()
    switch_on(campaign)
    signature = factories.confirmed(campaign)
    carry(signature)
    seal = carrying.sealing.seal

    def seal_while_a_worker_comes_by(*args, **kwargs):
        at_once(lambda _number: mailing.mail_letters(now=WEDNESDAY_NOON), 1)
        return seal(*args, **kwargs)

    monkeypatch.setattr(carrying.sealing, "seal", seal_while_a_worker_comes_by)
    carry(signature, body="Your Excellency,\n\nPlease act now.")
    monkeypatch.undo()
    mailing.mail_letters(now=WEDNESDAY_NOON)

    assert OutgoingMail.objects.filter(message="carried_letter").count() == 1


def test_a_letter_taken_back_while_it_is_mailed_goes_with_its_mail(monkeypatch):
    campaign = carried.campaign()
    switch_on(campaign)
    signature = factories.confirmed(campaign)
    carry(signature)
    record_sent = mailing._record_sent

    with ThreadPoolExecutor(1) as signer:

        def record_while_it_is_taken_back(*args, **kwargs):
            taken_back.append(signer.submit(_taken_back, signature))
            time.sleep(0.3)
            record_sent(*args, **kwargs)

        taken_back = []
        monkeypatch.setattr(mailing, "_record_sent", record_while_it_is_taken_back)
        mailing.mail_letters(now=WEDNESDAY_NOON)
        taken_back[0].result()

    assert not CarriedLetter.objects.exists()
    assert not OutgoingMail.objects.filter(message="carried_letter").exists()


def test_ten_workers_tell_everybody_once():
    campaign = carried.campaign()
    for number in range(12):
        test_announcing.follower(campaign, f"signer{number}")
    announcing.announce(entry=test_announcing.entry(campaign), now=NOW)

    at_once(lambda _number: announcing.announce_due(now=timezone.now()), 10)

    about = list(OutgoingMail.objects.values_list("about", flat=True))
    assert len(about) == len(set(about)) == 12


def test_ten_workers_claim_a_dossier_once():
    campaign = carried.campaign()
    carry(factories.confirmed(campaign), "tha")
    carry(factories.confirmed(campaign, "ben@example.org"), "sgp")
    for slug in ("tha", "sgp"):
        _asked(campaign, slug)

    claimed = at_once(lambda _number: dossiers.claim(now=timezone.now()), 10)

    assert len([dossier for dossier in claimed if dossier]) == 1
    assert Dossier.objects.filter(state="building").count() == 1


def test_ten_clicks_ask_for_one_dossier():
    campaign = carried.campaign()
    carry(factories.confirmed(campaign))

    at_once(lambda _number: _asked(campaign, "tha"), 10)

    assert Dossier.objects.count() == 1


def _carried(signature: Signature, words: str) -> None:
    with contextlib.suppress(carrying.CannotCarry):
        carry(signature, body=f"Your Excellency,\n\n{words}\n\nAnn", now=timezone.now())


def _taken_back(signature: Signature) -> None:
    try:
        carrying.take_back(signature=signature, recipient=recipient())
    finally:
        connection.close()


def _asked(campaign, slug: str) -> None:
    dossiers.request_dossier(
        campaign=campaign,
        recipient=recipient(slug),
        contents="letters",
        by=None,
        now=timezone.now(),
    )
