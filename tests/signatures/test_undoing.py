"""What was decided is undone, or overtaken by what signers do themselves."""

import pytest
from django.utils import timezone

from campaign.accounts.models import AuditEvent
from campaign.pages.models import Campaign
from campaign.signatures import actions, batches, moderation, queue, rules
from campaign.signatures.batches import CannotUndo
from campaign.signatures.models import Reason, Signature, Standing
from campaign.signatures.moderation_models import ModeratedSignature
from tests import factories
from tests.signatures.moderated import comment, commented, count, held, name, shown

pytestmark = pytest.mark.django_db


# --- Undoing ------------------------------------------------------------------------------------


def test_undoing_puts_the_whole_batch_back_as_it_was(campaign, press):
    waiting, seen = commented(campaign), commented(campaign, "bob@example.org")
    moderation.approve(words=comment(seen), **press)
    batch = moderation.hide(
        words=[*comment(waiting, seen), *name(seen)], reason=Reason.SPAM, **press
    ).batch

    assert batches.undo(batch_id=batch.id, **press) == 2

    for each in (waiting, seen):
        each.refresh_from_db()
    assert (waiting.comment_standing, seen.comment_standing) == ("waiting", "shown")
    assert (seen.name_standing, seen.comment_hidden_for) == ("shown", "")
    last = AuditEvent.objects.order_by("id").last()
    assert (last.action, last.details) == ("moderation-undone", {"what": "hidden", "signatures": 2})


def test_undoing_twice_or_too_late_is_refused(campaign, press):
    batch = moderation.approve(words=comment(commented(campaign)), **press).batch
    late = press | {"now": press["now"] + rules.UNDO_WITHIN}

    with pytest.raises(CannotUndo):
        batches.undo(batch_id=batch.id, **late)
    batches.undo(batch_id=batch.id, **press)
    with pytest.raises(CannotUndo):
        batches.undo(batch_id=batch.id, **press)

    assert AuditEvent.objects.count() == 2


def test_undoing_leaves_what_somebody_has_decided_since(campaign, press):
    ann = commented(campaign)
    first = moderation.approve(words=comment(ann), **press).batch
    moderation.hide(words=comment(ann), reason=Reason.SPAM, **press)

    assert batches.undo(batch_id=first.id, **press) == 0

    ann.refresh_from_db()
    assert ann.comment_standing == Standing.HIDDEN


def test_undoing_leaves_what_its_owner_has_written_since(campaign, press):
    ann = commented(campaign)
    moderation.approve(words=comment(ann), **press)
    batch = moderation.hide(words=comment(ann), reason=Reason.SPAM, **press).batch
    actions.change_choices(
        signature=ann, show_name=True, wants_updates=False, comment="Something else, and vile"
    )

    batches.undo(batch_id=batch.id, **press)

    assert shown(campaign) == [("Ann Example", "")]


@pytest.mark.parametrize("folded", [True, False])
def test_undoing_a_release_takes_it_out_of_the_count_again(campaign, press, folded):
    signature = held(campaign)
    batch = moderation.release(signature_ids=[signature.id], **press).batch
    if folded:
        assert count(campaign) == 1

    batches.undo(batch_id=batch.id, **press)

    assert count(campaign) == 0
    assert queue.held_count(campaign) == 1


def test_undoing_a_refusal_counts_what_counted_and_holds_what_was_held(campaign, press):
    counted, was_held = factories.confirmed(campaign), held(campaign)
    batch = moderation.refuse(
        signature_ids=[counted.id, was_held.id], reason=Reason.SPAM, **press
    ).batch
    assert count(campaign) == 0

    batches.undo(batch_id=batch.id, **press)

    assert count(campaign) == 1
    assert (queue.held_count(campaign), queue.refused_count(campaign)) == (1, 0)


# --- Leaving ------------------------------------------------------------------------------------


def test_withdrawing_takes_along_what_was_decided_and_noted(campaign, press):
    ann = commented(campaign, comment="see www.example.org")
    batch = moderation.hide(
        words=comment(ann), reason=Reason.SPAM, note="Ann sells pills", **press
    ).batch

    actions.withdraw(signature_id=ann.id, now=timezone.now())

    ann.refresh_from_db()
    assert (ann.comment_hidden_for, ann.noticed, ann.is_flagged) == ("", None, False)
    assert not ModeratedSignature.objects.exists()
    batch.refresh_from_db()
    assert batch.note == ""
    assert queue.hidden_count(campaign) == 0


def test_nothing_brings_an_erased_signature_back(campaign, press):
    ann, bot = commented(campaign), held(campaign)
    batch = moderation.hide(words=comment(ann), reason=Reason.SPAM, **press).batch
    for each in (ann, bot):
        actions.withdraw(signature_id=each.id, now=timezone.now())
    before = list(Signature.objects.order_by("id").values())

    assert batches.undo(batch_id=batch.id, **press) == 0
    assert moderation.approve(words=comment(ann), **press).changed == 0
    assert moderation.release(signature_ids=[ann.id, bot.id], **press).changed == 0

    assert list(Signature.objects.order_by("id").values()) == before
    assert count(campaign) == 0


def test_a_held_one_that_leaves_takes_nothing_off_the_count(campaign):
    factories.confirmed(campaign)
    signature = held(campaign)

    actions.withdraw(signature_id=signature.id, now=timezone.now())

    assert count(campaign) == 1


# --- The signer's own choices -------------------------------------------------------------------


def test_new_words_wait_again(campaign, press):
    ann = commented(campaign)
    moderation.approve(words=comment(ann), **press)

    actions.change_choices(signature=ann, show_name=True, wants_updates=False, comment="New.")

    assert shown(campaign) == [("Ann Example", "")]
    assert queue.waiting_count(campaign) == 1


def test_words_that_stay_the_same_stay_where_they_are(campaign, press):
    ann = commented(campaign)
    moderation.approve(words=comment(ann), **press)

    actions.change_choices(signature=ann, show_name=True, wants_updates=True, comment="Because.")

    assert shown(campaign) == [("Ann Example", "Because.")]


def test_new_words_wait_where_the_old_ones_were_hidden_whatever_the_campaign_chose(press):
    campaign = Campaign.objects.get()
    Campaign.objects.update(comments_wait=False)
    ann = commented(campaign)
    moderation.hide(words=comment(ann), reason=Reason.SPAM, **press)

    actions.change_choices(signature=ann, show_name=True, wants_updates=False, comment="New.")

    ann.refresh_from_db()
    assert (ann.comment_standing, ann.comment_hidden_for) == ("waiting", "")


def test_a_hidden_name_stays_hidden_when_it_is_taken_off_and_put_on_again(campaign, press):
    ann = commented(campaign)
    moderation.hide(words=name(ann), reason=Reason.NOT_THEIRS, **press)

    for show_name in (False, True):
        actions.change_choices(signature=ann, show_name=show_name, wants_updates=False)

    ann.refresh_from_db()
    assert (ann.public_name, ann.name_standing) == ("Ann Example", "hidden")


def test_another_name_can_be_given_for_a_hidden_one_only_and_waits(campaign, press):
    ann, bob = commented(campaign), commented(campaign, "bob@example.org", name="Bob Example")
    moderation.hide(words=name(ann), reason=Reason.NOT_THEIRS, **press)

    for each in (ann, bob):
        actions.change_choices(
            signature=each, show_name=True, wants_updates=False, new_name="Mallory"
        )

    for each in (ann, bob):
        each.refresh_from_db()
    assert (ann.public_name, ann.name_standing, ann.name_hidden_for) == ("Mallory", "waiting", "")
    assert (bob.public_name, bob.name_standing) == ("Bob Example", "shown")


def test_choices_that_meet_a_hiding_do_not_write_over_it(campaign, press):
    ann = commented(campaign)
    as_seen = Signature.objects.get(id=ann.id)
    moderation.hide(words=comment(ann), reason=Reason.SPAM, **press)

    actions.change_choices(signature=as_seen, show_name=True, wants_updates=True)

    ann.refresh_from_db()
    assert (ann.comment_standing, ann.wants_updates) == ("hidden", True)
