"""Where hardly anybody confirms, mail is held and organisers are told."""

from datetime import timedelta

import pytest
from django.utils import timezone

from campaign.accounts.actions import create_organiser
from campaign.mail.models import OutgoingMail
from campaign.signatures import actions, rules, tasks, watching
from tests import factories

pytestmark = pytest.mark.django_db

EARLIER = timedelta(hours=1)


@pytest.fixture(autouse=True)
def _ten_are_enough(monkeypatch):
    monkeypatch.setattr(rules, "CONFIRM_RATIO_OVER", 10)


def signed(campaign, *, confirmed: int, pending: int, ago: timedelta = EARLIER) -> None:
    now = timezone.now() - ago
    for number in range(confirmed + pending):
        signature = factories.sign(campaign, f"{number}@example.org", now=now)
        if number < confirmed:
            actions.confirm(signature_id=signature.id, now=now)


def test_too_few_confirmations_hold_the_campaigns_mail_and_tell_its_organisers():
    campaign = factories.campaign()
    create_organiser(
        email="olga@example.org",
        password="x",
        organisation=campaign.organisation,
        now=timezone.now(),
    )
    other = factories.campaign("forest")
    factories.sign(other, "elsewhere@example.org")
    signed(campaign, confirmed=1, pending=9)

    tasks.watch_confirmations()
    tasks.watch_confirmations()

    campaign.refresh_from_db()
    assert campaign.mail_held_at
    assert OutgoingMail.objects.filter(is_held=True).count() == 10
    told = OutgoingMail.objects.filter(message="mail_held")
    assert [mail.opened()["to"] for mail in told] == ["olga@example.org"]
    assert not OutgoingMail.objects.filter(is_held=True, message="mail_held").exists()
    other.refresh_from_db()
    assert other.mail_held_at is None


@pytest.mark.parametrize(
    ("confirmed", "pending", "ago"),
    [(2, 8, EARLIER), (0, 9, EARLIER), (0, 10, timedelta(minutes=5))],
)
def test_enough_confirmed_or_too_few_or_too_fresh_to_say_goes_on(confirmed, pending, ago):
    campaign = factories.campaign()
    signed(campaign, confirmed=confirmed, pending=pending, ago=ago)

    tasks.watch_confirmations()

    campaign.refresh_from_db()
    assert campaign.mail_held_at is None
    assert not OutgoingMail.objects.filter(is_held=True).exists()


def test_released_mail_goes_out_and_is_not_held_again_for_the_same_reason():
    campaign = factories.campaign()
    signed(campaign, confirmed=0, pending=10)
    tasks.watch_confirmations()
    campaign.refresh_from_db()

    watching.release_mail(campaign, by=None, now=timezone.now())
    tasks.watch_confirmations()

    campaign.refresh_from_db()
    assert campaign.mail_held_at is None
    assert not OutgoingMail.objects.filter(is_held=True).exists()
    assert OutgoingMail.objects.due(timezone.now()).count() == 10
