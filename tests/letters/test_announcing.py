"""Those who asked for news are told once that a state has answered."""

from datetime import date
from urllib.parse import urlsplit

import pytest
from django.utils import timezone

from campaign.accounts.models import SealingKey
from campaign.letters import announcing, recording
from campaign.letters.announcing import CannotAnnounce
from campaign.letters.models import RecordEntry
from campaign.mail.models import OutgoingMail, Suppression
from campaign.pages.models import Campaign
from campaign.signatures import actions
from campaign.signatures.models import Signature
from tests import factories
from tests.letters import carried
from tests.letters.carried import NOW, recipient
from tests.mail.mail_server import MailServer
from tests.mail.outbox import deliver

pytestmark = pytest.mark.django_db


@pytest.fixture
def campaign() -> Campaign:
    return carried.campaign()


def follower(campaign: Campaign, name: str, **fields) -> Signature:
    signature = factories.confirmed(
        campaign, f"{name}@example.org", **{"wants_updates": True} | fields
    )
    OutgoingMail.objects.all().delete()
    return signature


def entry(campaign: Campaign, *, event: str = "answered", is_published: bool = True) -> RecordEntry:
    return RecordEntry.objects.create(
        campaign=campaign,
        recipient=recipient(),
        event=event,
        on=date(2026, 11, 24),
        is_published=is_published,
        recorded_at=NOW,
    )


def told(mail_server: MailServer) -> list[str]:
    deliver()
    return mail_server.addressees


def test_those_who_asked_are_told_in_their_language_and_can_stop_it(campaign, mail_server):
    ann = follower(campaign, "ann")
    follower(campaign, "ben", wants_updates=False)
    factories.sign(campaign, "cho@example.org", wants_updates=True)
    OutgoingMail.objects.all().delete()
    answered = entry(campaign)

    announcing.announce(entry=answered, now=NOW)
    assert announcing.announce_due(now=timezone.now()) == 1
    deliver()

    (received,) = mail_server.received
    assert received.to == "ann@example.org"
    assert received.message["Subject"] == "Thailand has answered"
    assert "On 24 November 2026, Thailand answered." in received.text
    assert f"http://testserver/en/c/{campaign.slug}/letters/" in received.text
    assert "/en/my/" in received.text
    assert "List-Unsubscribe" in received.message
    assert received.message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert str(ann.id) not in received.text
    answered.refresh_from_db()
    assert answered.announced_at


def test_a_mail_programs_button_ends_news_of_this_campaign_and_nothing_else(
    campaign, mail_server, client
):
    ann = follower(campaign, "ann")
    announcing.announce(entry=entry(campaign), now=NOW)
    announcing.announce_due(now=timezone.now())
    deliver()
    (received,) = mail_server.received
    stop_url = received.message["List-Unsubscribe"].strip(" <>")
    assert stop_url in received.text.splitlines()
    assert f'href="{stop_url}"' in received.html
    assert "/unsubscribe/" in received.text  # from everything: another link

    answer = client.post(urlsplit(stop_url).path, {"List-Unsubscribe": "One-Click"})

    ann.refresh_from_db()
    assert answer.status_code == 200
    assert (ann.wants_updates, ann.state) == (False, "confirmed")
    assert not Suppression.objects.exists()


@pytest.mark.parametrize(
    ("event", "subject"),
    [
        ("acknowledged", "Thailand says that your letters have arrived"),
        ("refused", "Thailand has refused"),
        ("returned", "The letters to Thailand came back"),
    ],
)
def test_each_reaction_has_its_own_words(campaign, mail_server, event, subject):
    follower(campaign, "ann")

    announcing.announce(entry=entry(campaign, event=event), now=NOW)
    announcing.announce_due(now=timezone.now())
    deliver()

    assert mail_server.received[0].message["Subject"] == subject


def test_nobody_is_told_twice_however_it_is_broken_off(campaign, mail_server, monkeypatch):
    monkeypatch.setattr(announcing, "WAITING_AT_MOST", 2)
    for number in range(5):
        follower(campaign, f"signer{number}")
    answered = entry(campaign)
    for _twice in range(2):
        announcing.announce(entry=answered, now=NOW)

    assert announcing.announce_due(now=timezone.now()) == 2
    assert announcing.announce_due(now=timezone.now()) == 0  # two are waiting still
    deliver()
    recording.unpublish(entry=answered, by=None, now=timezone.now())
    assert announcing.announce_due(now=timezone.now()) == 0
    recording.publish(entry=answered, by=None, now=timezone.now())
    announcing.announce(entry=answered, now=NOW)
    for _round in range(5):
        announcing.announce_due(now=timezone.now())
        deliver()

    assert mail_server.addressees == [f"signer{number}@example.org" for number in range(5)]


@pytest.mark.parametrize("change", ["withdraws", "wants no more", "taken off the page"])
def test_whoever_changed_their_mind_meanwhile_is_not_written_to(campaign, mail_server, change):
    ann = follower(campaign, "ann")
    answered = entry(campaign)
    announcing.announce(entry=answered, now=NOW)
    announcing.announce_due(now=timezone.now())

    if change == "withdraws":
        actions.withdraw(signature_id=ann.id, now=timezone.now())
    elif change == "wants no more":
        actions.change_choices(signature=ann, show_name=False, wants_updates=False)
    else:
        recording.unpublish(entry=answered, by=None, now=timezone.now())

    assert told(mail_server) == []
    assert not OutgoingMail.objects.exists()


def test_what_only_the_organisation_can_open_is_nobody_we_can_write_to(campaign):
    ann = follower(campaign, "ann")
    SealingKey.objects.filter(id=ann.sealing_key_id).update(
        custody="offline", wrapped_private_key=None
    )

    assert announcing.followers(campaign).count() == 0
    announcing.announce(entry=entry(campaign), now=NOW)
    assert announcing.announce_due(now=timezone.now()) == 0


def test_one_that_does_not_open_costs_the_others_nothing(campaign, mail_server):
    broken, _ann = follower(campaign, "broken"), follower(campaign, "ann")
    Signature.objects.filter(id=broken.id).update(sealed=b"noise")

    announcing.announce(entry=entry(campaign), now=NOW)
    announcing.announce_due(now=timezone.now())

    assert told(mail_server) == ["ann@example.org"]


def test_while_mail_is_held_nobody_is_told(campaign):
    follower(campaign, "ann")
    announcing.announce(entry=entry(campaign), now=NOW)
    Campaign.objects.update(mail_held_at=NOW)

    assert announcing.announce_due(now=timezone.now()) == 0


def test_only_what_a_recipient_did_and_everybody_sees_is_told(campaign):
    with pytest.raises(CannotAnnounce, match="not what you do"):
        announcing.announce(entry=entry(campaign, event="sent"), now=NOW)
    with pytest.raises(CannotAnnounce, match="Publish it first"):
        announcing.announce(entry=entry(campaign, is_published=False), now=NOW)

    assert not RecordEntry.objects.exclude(announce_at=None).exists()


def test_composing_costs_the_same_for_one_and_for_three(campaign, django_assert_num_queries):
    from campaign.mail import composing

    for name in ("ann", "ben", "cho"):
        follower(campaign, name)
    announcing.announce(entry=entry(campaign), now=NOW)
    announcing.announce_due(now=timezone.now())
    mails = list(OutgoingMail.objects.all())

    with django_assert_num_queries(4) as one:
        composing.words(mails[:1])
    with django_assert_num_queries(len(one)):
        assert len(composing.words(mails)) == 3
