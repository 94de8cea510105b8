"""Many at once, against the real database."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.utils import timezone

from campaign.mail.models import OutgoingMail
from campaign.signatures import actions, batches, counting, moderation
from campaign.signatures.counted_models import Tally
from campaign.signatures.models import Reason, Signature
from campaign.signatures.moderation import Words
from campaign.signatures.moderation_models import ModeratedSignature
from tests import factories
from tests.organiser.people import account

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(what, times: int) -> list:
    def alone(number: int):
        try:
            return what(number)
        finally:
            connection.close()

    with ThreadPoolExecutor(10) as pool:
        return list(pool.map(alone, range(times)))


def test_fifty_parallel_signatures_of_one_address_are_one_row_and_one_mail():
    campaign = factories.campaign()
    now = timezone.now()

    at_once(lambda number: factories.sign(campaign, name=f"Ann {number}", now=now), 50)

    assert Signature.objects.count() == 1
    assert OutgoingMail.objects.count() == 1


def test_twenty_parallel_confirmations_count_one():
    campaign = factories.campaign()
    signature = factories.sign(campaign)

    def confirm_and_count(_number: int) -> int:
        actions.confirm(signature_id=signature.id, now=timezone.now())
        return counting.fold_confirmed(now=timezone.now())

    folded = at_once(confirm_and_count, 20)

    campaign.refresh_from_db()
    assert sum(folded) == 1
    assert campaign.signature_count == 1


def test_counting_in_parallel_counts_each_signature_once():
    campaign = factories.campaign()
    for number in range(60):
        factories.confirmed(campaign, f"{number}@example.org", counted=False)

    folded = at_once(lambda _number: counting.fold_confirmed(now=timezone.now()), 8)
    counting.fold_confirmed(now=timezone.now())

    campaign.refresh_from_db()
    assert campaign.signature_count == 60
    assert sum(folded) <= 60
    assert sum(Tally.objects.values_list("confirmed", flat=True)) == 60


def test_withdrawing_while_counting_never_leaves_the_total_wrong():
    campaign = factories.campaign()
    signatures = [
        factories.confirmed(campaign, f"{number}@example.org", counted=False)
        for number in range(30)
    ]

    def work(number: int) -> None:
        counting.fold_confirmed(now=timezone.now())
        if number % 2:
            actions.withdraw(signature_id=signatures[number].id, now=timezone.now())

    at_once(work, 30)
    counting.fold_confirmed(now=timezone.now())

    assert counting.reconcile(campaign.id) == 0
    campaign.refresh_from_db()
    assert campaign.signature_count == 15


def test_holding_and_releasing_while_counting_never_leaves_the_total_wrong():
    campaign = factories.campaign()
    by = account("editor", campaign.organisation)
    signatures = [
        factories.confirmed(campaign, f"{number}@example.org", counted=False)
        for number in range(12)
    ]

    def work(number: int) -> None:
        mine = [signatures[number % 12].id, signatures[(number * 7) % 12].id]
        press = {"campaign": campaign, "signature_ids": mine, "by": by, "now": timezone.now()}
        moderation.hold(**press)
        counting.fold_confirmed(now=timezone.now())
        batch = moderation.release(**press).batch
        counting.fold_confirmed(now=timezone.now())
        if batch and number % 3 == 0:
            batches.undo(campaign=campaign, batch_id=batch.id, by=by, now=timezone.now())
        if number % 4 == 0:
            actions.withdraw(signature_id=signatures[number % 12].id, now=timezone.now())

    at_once(work, 24)
    counting.fold_confirmed(now=timezone.now())

    assert counting.reconcile(campaign.id) == 0
    campaign.refresh_from_db()
    standing = Signature.objects.standing().filter(counted_at__isnull=False).count()
    assert campaign.signature_count == standing
    tallied = sum(each.confirmed - each.withdrawn for each in Tally.objects.all())
    assert tallied == standing
    assert Signature.objects.filter(state="withdrawn").count() == 3


def test_approving_while_withdrawing_brings_nothing_back():
    campaign = factories.campaign()
    by = account("editor", campaign.organisation)
    signatures = [
        factories.confirmed(campaign, f"{number}@example.org", comment="Vile.", show_name=True)
        for number in range(12)
    ]
    words = [Words(each.id, "comment") for each in signatures]

    def work(number: int) -> None:
        if number % 2:
            actions.withdraw(signature_id=signatures[number].id, now=timezone.now())
        else:
            press = {"campaign": campaign, "words": words, "by": by, "now": timezone.now()}
            moderation.approve(**press)
            moderation.hide(reason=Reason.SPAM, **press)

    at_once(work, 12)

    gone = Signature.objects.filter(state="withdrawn")
    assert gone.count() == 6
    assert not gone.exclude(comment="", public_name="", comment_hidden_for="").exists()
    assert not ModeratedSignature.objects.filter(signature__state="withdrawn").exists()
