"""What organisers decide about words and signatures, and what they read of them."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from campaign.accounts.models import AuditEvent, SealingKey
from campaign.signatures import actions, moderation, queue, rules, tasks
from campaign.signatures.counted_models import Tally
from campaign.signatures.models import Reason, Signature
from campaign.signatures.moderation_models import ModerationBatch
from tests import factories
from tests.signatures.moderated import comment, commented, count, held, name, shown

pytestmark = pytest.mark.django_db


# --- What waits ---------------------------------------------------------------------------------


def test_a_name_appears_at_once_and_a_comment_waits(campaign):
    commented(campaign)

    assert shown(campaign) == [("Ann Example", "")]
    assert queue.waiting_count(campaign) == 1


@pytest.mark.parametrize(
    ("names_wait", "comments_wait", "is_shown"),
    [
        (True, True, []),
        (True, False, [("", "Because.")]),
        (False, False, [("Ann Example", "Because.")]),
    ],
)
def test_a_campaign_chooses_what_waits(names_wait, comments_wait, is_shown):
    campaign = factories.campaign(names_wait=names_wait, comments_wait=comments_wait)

    commented(campaign)

    assert shown(campaign) == is_shown


def test_what_a_rule_notices_waits_all_the_same():
    campaign = factories.campaign(comments_wait=False)

    commented(campaign, name="President", comment="Call 0812345678")

    assert shown(campaign) == []
    signature = Signature.objects.get()
    assert (signature.is_flagged, signature.noticed) == (True, ["name:office", "comment:phone"])


def test_what_is_flagged_stands_before_what_is_newer(campaign):
    now = timezone.now()
    commented(campaign, "link@example.org", "see www.example.org", now=now)
    commented(campaign, "plain@example.org", "Because.", now=now + timedelta(seconds=9))

    waiting = Signature.objects.waiting().filter(campaign=campaign)

    assert [each.comment for each in waiting] == ["see www.example.org", "Because."]


def test_the_pending_and_the_held_wait_in_no_queue(campaign):
    factories.sign(campaign, "pending@example.org", comment="Because.")
    held(campaign, comment="Because.")

    assert queue.waiting_count(campaign) == 0


# --- Words --------------------------------------------------------------------------------------


def test_approving_shows_a_comment_and_counts_as_one_batch(campaign, press, editor):
    ann, bob = commented(campaign), commented(campaign, "bob@example.org")

    done = moderation.approve(words=comment(ann, bob), **press)

    assert done.changed == 2
    assert [said for _name, said in shown(campaign)] == ["Because.", "Because."]
    assert queue.waiting_count(campaign) == 0
    event = AuditEvent.objects.get()
    assert (event.action, event.actor, event.details) == ("words-approved", editor, {"items": 2})


def test_hiding_the_comment_leaves_the_name_and_the_count(campaign, press):
    ann = commented(campaign)

    moderation.hide(words=comment(ann), reason=Reason.INSULT, note="Ann again", **press)

    ann.refresh_from_db()
    assert (ann.comment_standing, ann.comment_hidden_for) == ("hidden", "insult")
    assert shown(campaign) == [("Ann Example", "")]
    assert count(campaign) == 1
    assert AuditEvent.objects.get().details == {"items": 1, "reason": "insult"}
    assert ModerationBatch.objects.get().note == "Ann again"


def test_hiding_the_name_leaves_the_comment(campaign, press):
    ann = commented(campaign)
    moderation.approve(words=comment(ann), **press)

    moderation.hide(words=name(ann), reason=Reason.IMPERSONATION, **press)

    assert shown(campaign) == [("", "Because.")]


def test_pressing_twice_is_pressing_once(campaign, press):
    ann = commented(campaign)

    dones = [
        moderation.hide(words=comment(ann), reason=Reason.SPAM, **press).changed for _ in range(2)
    ]

    assert dones == [1, 0]
    assert ModerationBatch.objects.count() == AuditEvent.objects.count() == 1


def test_what_is_hidden_comes_back_when_it_is_put_back_and_not_when_it_is_approved(campaign, press):
    ann = commented(campaign)
    moderation.hide(words=comment(ann), reason=Reason.SPAM, **press)

    assert moderation.approve(words=comment(ann), **press).changed == 0
    assert moderation.restore(words=comment(ann), **press).changed == 1

    ann.refresh_from_db()
    assert (ann.comment_standing, ann.comment_hidden_for) == ("shown", "")


def test_another_campaigns_words_are_not_touched(campaign, press):
    theirs = factories.campaign("theirs", organisation=factories.organisation("Theirs"))
    ann = commented(theirs)

    assert moderation.approve(words=comment(ann), **press).changed == 0
    assert moderation.refuse(signature_ids=[ann.id], reason=Reason.SPAM, **press).changed == 0

    assert shown(theirs) == [("Ann Example", "")]


def test_a_press_costs_the_same_for_one_and_for_twenty(campaign, press):
    costs = []
    for many in (1, 20):
        signatures = [commented(campaign, f"{many}-{number}@example.org") for number in range(many)]
        with CaptureQueriesContext(connection) as queries:
            moderation.hide(words=comment(*signatures), reason=Reason.SPAM, **press)
        costs.append(len(queries))

    assert costs[0] == costs[1] < 12


# --- Signatures ---------------------------------------------------------------------------------


def test_what_looks_automated_is_confirmed_and_does_not_count(campaign):
    signature = held(campaign, show_name=True)

    assert signature.is_confirmed
    assert count(campaign) == 0
    assert shown(campaign) == []
    assert queue.held_count(campaign) == 1


def test_the_form_holds_what_is_one_of_many(campaign, monkeypatch):
    monkeypatch.setattr(rules, "DISPOSABLE_AN_HOUR", 1)
    factories.confirmed(campaign, "a@10minutemail.com")

    signature = factories.confirmed(campaign, "b@10minutemail.com", comment="see www.example.org")

    assert signature.held_at == signature.created_at
    assert signature.noticed == ["comment:link", "disposable"]
    assert count(campaign) == 1


def test_a_held_one_costs_the_signer_and_the_database_nothing_more(campaign, monkeypatch):
    monkeypatch.setattr(rules, "DISPOSABLE_AN_HOUR", 0)
    factories.sign(campaign, "first@example.org")
    costs = []

    for email in ("b@example.org", "b@10minutemail.com"):
        with CaptureQueriesContext(connection) as queries:
            actions.sign(
                slug=campaign.slug,
                email=factories.Address.parse(email),
                name="Ann",
                country="TH",
                language="en",
                now=timezone.now(),
            )
        costs.append(len(queries))

    assert costs == [1, 1]
    assert [each.is_held for each in Signature.objects.order_by("id")] == [False, False, True]


def test_releasing_counts_it_once(campaign, press):
    signature = held(campaign)

    for _twice in range(2):
        moderation.release(signature_ids=[signature.id], **press)
        assert count(campaign) == 1


def test_refusing_leaves_it_out_until_it_is_released_after_all(campaign, press):
    signature = held(campaign)

    moderation.refuse(signature_ids=[signature.id], reason=Reason.SPAM, **press)

    assert count(campaign) == 0
    assert (queue.held_count(campaign), queue.refused_count(campaign)) == (0, 1)
    moderation.release(signature_ids=[signature.id], **press)
    assert count(campaign) == 1


@pytest.mark.parametrize("verb", [moderation.hold, moderation.refuse])
def test_one_that_was_counted_leaves_the_count_and_the_page(campaign, press, verb):
    stays = commented(campaign, "stays@example.org", country="LA")
    goes = commented(campaign, "goes@example.org")

    verb(signature_ids=[goes.id], reason=Reason.SPAM, **press)

    assert count(campaign) == 1
    assert sorted(Tally.objects.values_list("country", "confirmed")) == [("LA", 1), ("TH", 0)]
    assert [each.id for each in Signature.objects.shown()] == [stays.id]


def test_the_database_knows_that_what_is_held_is_not_counted(campaign):
    signature = factories.confirmed(campaign)

    with pytest.raises(IntegrityError, match="held_is_not_counted"), transaction.atomic():
        Signature.objects.filter(id=signature.id).update(held_at=timezone.now())


# --- Reading ------------------------------------------------------------------------------------


def test_reading_sealed_names_is_recorded_and_reaches_held_ones_only(campaign, press):
    bot = held(campaign, name="Bot Example")
    other = factories.confirmed(campaign, name="Ann Example")

    names = queue.read_names(signature_ids=[bot.id, other.id], **press)

    assert names == {bot.id: "Bot Example"}
    event = AuditEvent.objects.get()
    assert (event.action, event.details) == ("names-read", {"signatures": 1})


def test_where_only_the_organisation_has_the_key_nothing_is_read(campaign, press):
    bot = held(campaign)
    SealingKey.objects.update(custody="offline", wrapped_private_key=None)

    assert queue.read_names(signature_ids=[bot.id], **press) == {}
    assert not AuditEvent.objects.exists()


def test_pages_follow_each_other_without_a_gap(campaign, monkeypatch):
    monkeypatch.setattr(queue, "ON_A_PAGE", 2)
    now = timezone.now()
    words = ["a", "b www.example.org", "c", "d", "e www.example.org"]
    for number, said in enumerate(words):  # two at the same moment
        when = now + timedelta(seconds=number // 2)
        commented(campaign, f"{number}@example.org", said, now=when)

    seen, place = [], None
    while True:
        page = queue.page_of(Signature.objects.waiting().filter(campaign=campaign), after=place)
        seen += [each.comment[0] for each in page.signatures]
        if page.following is None:
            break
        place = queue.Place.read(str(page.following))

    assert seen == ["e", "b", "d", "c", "a"]


@pytest.mark.parametrize("code", ["", "x", "1-2", "1-2-3", f"1-{'9' * 40}-{'0' * 32}", "1--5-zz"])
def test_a_place_that_is_none_is_the_first_page(code):
    assert queue.Place.read(code) is None


def test_old_decisions_are_forgotten(campaign, press):
    old = press | {"now": press["now"] - rules.REMEMBER_MODERATION - timedelta(days=1)}
    ann, bob = commented(campaign), commented(campaign, "bob@example.org")
    moderation.approve(words=comment(ann), **old)
    kept = moderation.approve(words=comment(bob), **press).batch

    tasks.purge_unconfirmed()

    assert list(ModerationBatch.objects.all()) == [kept]


@pytest.mark.parametrize(
    ("list_of", "index"),
    [
        ("shown", "signature_shown"),
        ("waiting", "signature_waiting"),
        ("hidden", "signature_hidden"),
        ("held", "signature_held"),
        ("refused", "signature_held"),
    ],
)
def test_every_list_is_read_from_its_index(campaign, list_of, index):
    signatures = getattr(Signature.objects, list_of)().filter(campaign=campaign)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("SET LOCAL enable_sort = off")

    assert f"using {index} " in signatures[:8].explain()
