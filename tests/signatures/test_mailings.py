"""News by mail: who gets it, that nobody gets it twice, and that it can be held up."""

from datetime import timedelta

import pytest
from django.utils import timezone

from campaign.accounts.auditing import Action
from campaign.accounts.models import AuditEvent, SealingKey
from campaign.mail.models import OutgoingMail
from campaign.pages import news
from campaign.pages.news import Words
from campaign.signatures import actions, feeding, mailings, watching
from campaign.signatures.followers import followers_by_language
from campaign.signatures.mailing_models import Mailing, MailingCopy, Undeliverable
from campaign.signatures.mailings import CannotMail
from tests import factories
from tests.mail.mail_server import DROP
from tests.mail.outbox import deliver, let_pass
from tests.signatures.news import folded, follower, news_item, owner_of, start

pytestmark = pytest.mark.django_db


def addresses(*names: str) -> list[str]:
    return sorted(f"{name}@example.org" for name in names)


# --- Who gets it ----------------------------------------------------------------------------


def test_it_goes_to_those_who_confirmed_and_asked_for_news(campaign, mail_server):
    ann = follower(campaign, "ann")
    factories.confirmed(campaign, "bo@example.org", wants_updates=False)
    factories.sign(campaign, "cy@example.org", wants_updates=True)
    gone = follower(campaign, "dee")
    actions.withdraw(signature_id=gone.id, now=timezone.now())
    lost = follower(campaign, "eve")
    Undeliverable.objects.create(signature=lost, stopped_at=timezone.now())
    other = factories.campaign("forest", organisation=factories.organisation("Forest"))
    follower(other, "fay")
    OutgoingMail.objects.all().delete()  # confirmations

    mailing = start(news_item(campaign))
    deliver()

    assert mail_server.addressees == ["ann@example.org"]
    assert mailing.recipients == 1
    mailing = folded(mailing)
    assert (mailing.state, mailing.sent) == (Mailing.State.FINISHED, 1)
    assert MailingCopy.objects.get().signature_id == ann.id


def test_each_reads_their_own_language_or_the_main_one(campaign, mail_server):
    follower(campaign, "ann", language="en")
    follower(campaign, "tam", language="th")
    follower(campaign, "van", language="vi")
    OutgoingMail.objects.all().delete()
    item = news_item(campaign, en=Words("In English", "One."), th=Words("ภาษาไทย", "สอง"))

    assert followers_by_language(campaign) == {"en": 1, "th": 1, "vi": 1}
    mailing = start(item)
    deliver()

    subjects = {received.to: received.message["Subject"] for received in mail_server.received}
    assert subjects == {
        "ann@example.org": "In English",
        "tam@example.org": "ภาษาไทย",
        "van@example.org": "In English",
    }
    assert mailing.languages == {"en": 1, "th": 1, "vi": 1}


def test_no_words_of_an_organiser_take_a_readers_own_links_elsewhere(campaign, mail_server):
    follower(campaign, "ann")
    OutgoingMail.objects.all().delete()
    lure = " ".join(
        f"[Look](https://evil.example/?https://{link}.invalid/)"
        for link in ("my", "stop", "unsubscribe")
    )

    start(news_item(campaign, en=Words("The minister answered", lure)))
    deliver()

    [mail] = mail_server.received
    for words in (mail.text, mail.html):
        assert "evil.example/?https://my.invalid/" in words
        assert "evil.example/?http://testserver" not in words
        assert words.count(".invalid") == 3


def test_whoever_asked_never_to_be_written_to_is_left_out(campaign, mail_server):
    from campaign.lib import sealing
    from campaign.mail.actions import suppress

    follower(campaign, "ann")
    follower(campaign, "bo")
    OutgoingMail.objects.all().delete()
    suppress(address_hash=sealing.address_hash("bo@example.org"), now=timezone.now())

    mailing = start(news_item(campaign))
    deliver()

    assert mail_server.addressees == ["ann@example.org"]
    mailing = folded(mailing)
    assert (mailing.sent, mailing.dropped, mailing.state) == (1, 1, Mailing.State.FINISHED)


def test_a_change_of_mind_after_it_was_taken_down_counts(campaign, mail_server):
    ann, bo, cy = (follower(campaign, name) for name in ("ann", "bo", "cy"))
    OutgoingMail.objects.all().delete()
    mailing = start(news_item(campaign))

    mailings.stop_news(signature_id=ann.id)
    feeding.feed(timezone.now())
    assert OutgoingMail.objects.count() == 2
    mailings.stop_news(signature_id=bo.id)  # it waits in the outbox already
    deliver()

    assert mail_server.addressees == ["cy@example.org"]
    mailing = folded(mailing)
    assert (mailing.sent, mailing.dropped) == (1, 2)


# --- Once -----------------------------------------------------------------------------------


def test_pressing_send_twice_makes_one_mailing(campaign, mail_server):
    follower(campaign, "ann")
    OutgoingMail.objects.all().delete()
    item = news_item(campaign)

    first, second = start(item), start(item)
    for _again in range(3):
        feeding.prepare(first.id)
        deliver()

    assert first.id == second.id
    assert mail_server.addressees == ["ann@example.org"]
    started = AuditEvent.objects.filter(action=Action.MAILING_STARTED)
    assert [event.details for event in started] == [{"news": item.id, "recipients": 1}]


def test_the_database_itself_refuses_a_second_copy(campaign):
    from django.db import IntegrityError, transaction

    ann = follower(campaign, "ann")
    mailing = start(news_item(campaign))
    copy = MailingCopy.objects.get()

    with pytest.raises(IntegrityError, match="nobody_gets_it_twice"), transaction.atomic():
        MailingCopy.objects.create(id=ann.id, mailing=mailing, signature=ann)

    assert MailingCopy.objects.get() == copy


def test_where_the_connection_broke_over_it_nobody_tries_again(campaign, mail_server):
    """It arrived, and its sender was never told so."""
    for name in ("ann", "bo", "cy"):
        follower(campaign, name)
    OutgoingMail.objects.all().delete()
    mail_server.answers("DATA", "bo@example.org", DROP)

    mailing = start(news_item(campaign))
    deliver()
    let_pass(timedelta(days=3))
    deliver()

    assert sorted(mail_server.addressees) == addresses("ann", "bo", "cy")
    mailing = folded(mailing)
    assert (mailing.sent, mailing.unclear, mailing.state) == (2, 1, Mailing.State.FINISHED)


def test_what_is_refused_for_now_is_tried_again(campaign, mail_server):
    follower(campaign, "ann")
    OutgoingMail.objects.all().delete()
    mail_server.answers("RCPT", "ann@example.org", "451 4.2.0 busy")

    mailing = start(news_item(campaign))
    deliver()
    assert folded(mailing).state == Mailing.State.RUNNING
    let_pass(timedelta(minutes=1))
    deliver()

    assert mail_server.addressees == ["ann@example.org"]
    assert folded(mailing).sent == 1


def test_an_address_that_is_gone_gets_no_more_news(campaign, mail_server, settings):
    ann = follower(campaign, "ann")
    full = follower(campaign, "bo")
    OutgoingMail.objects.all().delete()
    mail_server.answers("RCPT", "ann@example.org", "550 5.1.1 no such user")
    mail_server.answers("RCPT", "bo@example.org", "550 5.7.1 policy")

    mailing = start(news_item(campaign))
    deliver()

    mailing = folded(mailing)
    assert (mailing.refused, mailing.state) == (2, Mailing.State.FINISHED)
    assert list(Undeliverable.objects.values_list("signature", flat=True)) == [ann.id]
    codes = dict(MailingCopy.objects.values_list("signature", "code"))
    assert codes == {ann.id: "550 5.1.1", full.id: "550 5.7.1"}
    assert list(campaign.bounce_tallies.values_list("message", "hard", "soft")) == [("news", 1, 0)]
    ann.refresh_from_db()
    assert ann.wants_updates  # their own choice stays theirs


# --- In its turn ----------------------------------------------------------------------------


def test_a_confirmation_goes_before_a_mailing(campaign, mail_server):
    for number in range(30):
        follower(campaign, f"reader{number}")
    OutgoingMail.objects.all().delete()
    start(news_item(campaign))
    assert feeding.feed(timezone.now()) == 30

    factories.sign(campaign, "new@example.org")
    deliver()

    assert mail_server.addressees[0] == "new@example.org"
    assert len(mail_server.addressees) == 31


def test_the_outbox_is_never_full_of_it(campaign, monkeypatch, mail_server):
    monkeypatch.setattr(feeding, "AT_ONCE", 4)
    monkeypatch.setattr(feeding, "WAITING_AT_MOST", 6)
    for number in range(15):
        follower(campaign, f"reader{number}")
    OutgoingMail.objects.all().delete()
    mailing = start(news_item(campaign))
    mail_server.answers("RCPT", "", *["451 4.2.0 busy"] * 100)

    deliver()  # the server puts everything off

    assert OutgoingMail.objects.count() == 6
    assert mailing.copies.waiting().count() == 9


def test_a_throttle_lets_a_few_go_every_few_seconds(campaign, mail_server):
    for number in range(10):
        follower(campaign, f"reader{number}")
    OutgoingMail.objects.all().delete()
    now = timezone.now()
    start(news_item(campaign), per_hour=500, now=now)

    # 500 an hour: two every 14.4 seconds.
    fed = [feeding.feed(now + timedelta(seconds=second)) for second in range(45)]

    assert [(second, number) for second, number in enumerate(fed) if number] == [
        *((0, 2), (15, 2), (29, 2), (44, 2)),
    ]


def test_pausing_holds_what_waits_and_going_on_sends_the_rest_once(
    campaign, mail_server, monkeypatch
):
    monkeypatch.setattr(feeding, "AT_ONCE", 3)
    names = [f"reader{number}" for number in range(8)]
    for name in names:
        follower(campaign, name)
    OutgoingMail.objects.all().delete()
    mailing, by = start(news_item(campaign)), owner_of(campaign)
    feeding.feed(timezone.now())

    mailings.pause(mailing=mailing, by=by, now=timezone.now())
    deliver()
    assert mail_server.addressees == []
    assert feeding.feed(timezone.now()) == 0

    watching.release_mail(campaign, by=None, now=timezone.now())  # of other mail: not this one
    deliver()
    assert mail_server.addressees == []

    mailings.resume(mailing=mailing, by=by, now=timezone.now())
    deliver()
    assert sorted(mail_server.addressees) == addresses(*names)
    assert folded(mailing).state == Mailing.State.FINISHED
    assert list(
        AuditEvent.objects.filter(action__startswith="mailing")
        .order_by("id")
        .values_list("action", flat=True)
    ) == ["mailing-started", "mailing-paused", "mailing-resumed", "mailing-finished"]


def test_pausing_stops_a_sender_within_the_message_it_has_in_hand(campaign, mail_server):
    """What a sender has claimed and not begun is not sent either."""
    from campaign.mail import delivery

    for number in range(5):
        follower(campaign, f"reader{number}")
    OutgoingMail.objects.all().delete()
    mailing = start(news_item(campaign))
    feeding.feed(timezone.now())
    batch = OutgoingMail.objects.claim(now=timezone.now(), lease=delivery.LEASE, most=50)

    mailings.pause(mailing=mailing, by=owner_of(campaign), now=timezone.now())
    connection = delivery.get_connection()
    delivery._deliver(batch, connection, timezone.now(), delivery.Outcome())
    connection.close()

    assert len(batch) == 5
    assert mail_server.addressees == []
    mailings.resume(mailing=mailing, by=owner_of(campaign), now=timezone.now())
    deliver()
    assert len(mail_server.addressees) == 5


def test_stopping_for_good_forgets_who_has_not_had_it(campaign, mail_server, monkeypatch):
    monkeypatch.setattr(feeding, "AT_ONCE", 2)
    for number in range(6):
        follower(campaign, f"reader{number}")
    OutgoingMail.objects.all().delete()
    mailing = start(news_item(campaign))
    feeding.feed(timezone.now())

    mailings.cancel(mailing=mailing, by=owner_of(campaign), now=timezone.now())
    deliver()

    assert mail_server.addressees == []
    assert not OutgoingMail.objects.exists()
    assert not mailing.copies.waiting().exists()
    assert folded(mailing).state == Mailing.State.CANCELLED


# --- What is refused ------------------------------------------------------------------------


def test_a_draft_is_not_mailed_nor_is_news_that_was_taken_down(campaign, mail_server):
    follower(campaign, "ann")
    OutgoingMail.objects.all().delete()
    with pytest.raises(CannotMail, match="Publish it first"):
        start(news_item(campaign, published=False))

    item = news_item(campaign)
    start(item)
    feeding.feed(timezone.now())
    news.take_down(item=item, by=owner_of(campaign), now=timezone.now())
    deliver()

    assert mail_server.addressees == []


def test_under_offline_custody_nothing_can_be_mailed(campaign):
    follower(campaign, "ann")
    SealingKey.objects.update(custody=SealingKey.Custody.OFFLINE, wrapped_private_key=None)
    campaign.refresh_from_db()
    item = news_item(campaign)

    with pytest.raises(CannotMail, match="sealed"):
        start(item)

    assert not Mailing.objects.exists()


def test_nobody_to_write_to_is_said_so(campaign):
    with pytest.raises(CannotMail, match="Nobody has asked"):
        start(news_item(campaign))


def test_a_campaign_writes_twice_a_day_at_most(campaign):
    follower(campaign, "ann")
    now = timezone.now()
    start(news_item(campaign), now=now - timedelta(hours=25))
    for _twice in range(2):
        start(news_item(campaign), now=now)

    with pytest.raises(CannotMail, match="enough for one day"):
        start(news_item(campaign), now=now)

    assert Mailing.objects.count() == 3


def test_while_mail_of_the_campaign_is_held_nothing_goes(campaign, mail_server):
    follower(campaign, "ann")
    OutgoingMail.objects.all().delete()
    start(news_item(campaign))
    campaign.mail_held_at = timezone.now()
    campaign.save()

    deliver()

    assert mail_server.addressees == []


# --- Leaving --------------------------------------------------------------------------------


def test_withdrawing_takes_the_waiting_copy_and_its_mail_along(campaign, mail_server):
    ann, bo = follower(campaign, "ann"), follower(campaign, "bo")
    OutgoingMail.objects.all().delete()
    mailing = start(news_item(campaign))
    feeding.feed(timezone.now())

    actions.withdraw(signature_id=ann.id, now=timezone.now())

    assert list(OutgoingMail.objects.values_list("about", flat=True)) == [bo.id]
    assert list(MailingCopy.objects.values_list("signature", flat=True).order_by("state")) == [
        None,
        bo.id,
    ]
    deliver()
    mailing = folded(mailing)
    assert mail_server.addressees == ["bo@example.org"]
    assert (mailing.sent, mailing.dropped, mailing.state) == (1, 1, Mailing.State.FINISHED)


def test_after_withdrawing_nothing_says_who_had_got_it(campaign, mail_server):
    ann = follower(campaign, "ann")
    OutgoingMail.objects.all().delete()
    mailing = start(news_item(campaign))
    deliver()
    Undeliverable.objects.create(signature=ann)

    actions.withdraw(signature_id=ann.id, now=timezone.now())

    assert MailingCopy.objects.get().signature_id is None
    assert not Undeliverable.objects.exists()
    assert folded(mailing).sent == 1


def test_stopping_the_news_is_laid_to_the_mailing_that_came_last(campaign, mail_server):
    ann = follower(campaign, "ann")
    OutgoingMail.objects.all().delete()
    mailing = start(news_item(campaign))
    deliver()

    for _twice in range(2):
        mailings.stop_news(signature_id=ann.id)

    ann.refresh_from_db()
    mailing.refresh_from_db()
    assert (ann.wants_updates, mailing.unsubscribed) == (False, 1)


def test_of_old_mailings_only_numbers_are_kept(campaign, mail_server):
    follower(campaign, "ann")
    OutgoingMail.objects.all().delete()
    mailing = start(news_item(campaign))
    deliver()
    folded(mailing)

    feeding.forget_old(now=timezone.now() + timedelta(days=59))
    assert mailing.copies.count() == 1
    feeding.forget_old(now=timezone.now() + timedelta(days=61))

    mailing.refresh_from_db()
    assert (mailing.copies.count(), mailing.sent) == (0, 1)


# --- What it costs --------------------------------------------------------------------------


def test_taking_down_who_gets_it_costs_the_same_statements_for_one_and_for_five(
    campaign, django_assert_num_queries
):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    follower(campaign, "ann")
    one = start(news_item(campaign), prepared=False)
    with CaptureQueriesContext(
        connection,
    ) as for_one:
        feeding.prepare(one.id)
    for number in range(4):
        follower(campaign, f"reader{number}")
    five = start(news_item(campaign), prepared=False)

    with django_assert_num_queries(len(for_one)):
        feeding.prepare(five.id)

    assert (one.copies.count(), five.copies.count()) == (1, 5)
