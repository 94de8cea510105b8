"""Letters that the campaign carries: sealed, one each, and their writer's to take back."""

from datetime import timedelta

import pytest
from django.utils import timezone

from campaign.accounts.models import SealingKey
from campaign.letters import carrying
from campaign.letters.carrying import CannotCarry
from campaign.letters.models import Addressee, CarriedLetter
from campaign.lib import sealing
from campaign.mail.models import OutgoingMail
from campaign.pages.lifecycle import State
from campaign.pages.models import Campaign
from campaign.signatures import actions
from campaign.signatures.tasks import purge_unconfirmed
from tests import factories
from tests.letters import carried
from tests.letters.carried import LETTER, NOW, carry, recipient
from tests.signatures.test_withdrawing import everything_stored

pytestmark = pytest.mark.django_db


@pytest.fixture
def campaign() -> Campaign:
    return carried.campaign()


def test_a_letter_is_kept_sealed_and_opens_for_the_organisation(campaign):
    letter = carry(factories.confirmed(campaign))

    assert letter.opened(campaign.sealing_key.private_key()) == {
        "name": "Canary Zwitscher",
        "place": "Vientiane",
        "subject": "Before the next meeting",
        "body": "Your Excellency,\n\nPlease act.\n\nCanary Zwitscher",
    }
    for trace in ("Zwitscher", "Vientiane", "Please act."):
        assert trace.encode().hex() not in everything_stored()
        assert trace.encode() not in bytes(letter.sealed)


def test_a_second_letter_replaces_the_first(campaign):
    signature = factories.confirmed(campaign)
    first = carry(signature)

    second = carry(signature, body="Your Excellency,\n\nI have thought again.")

    assert CarriedLetter.objects.get() == second
    assert second.id == first.id
    assert "thought again" in second.opened(campaign.sealing_key.private_key())["body"]


def test_one_signer_writes_to_several_recipients(campaign):
    signature = factories.confirmed(campaign)
    carry(signature, "sec")
    carry(signature, "tha")
    carry(factories.confirmed(campaign, "other@example.org"), "sgp")

    assert [letter.recipient.slug for letter in carrying.carried_by(signature)] == ["tha", "sec"]


@pytest.mark.parametrize("moved", ["recipient", "signature", "sealed"])
def test_a_letter_that_was_moved_does_not_open(campaign, moved):
    ann, bob = factories.confirmed(campaign), factories.confirmed(campaign, "bob@example.org")
    anns, bobs = carry(ann), carry(bob)
    changed = {"recipient": recipient("sgp"), "signature": bob, "sealed": bobs.sealed}
    setattr(anns, moved, changed[moved])

    with pytest.raises(sealing.CannotOpen):
        anns.opened(campaign.sealing_key.private_key())


def test_a_letter_is_no_signature_and_a_signature_no_letter(campaign):
    signature = factories.confirmed(campaign)
    letter = carry(signature)
    letter.sealed, signature.sealed = signature.sealed, letter.sealed

    with pytest.raises(sealing.CannotOpen):
        signature.opened()
    with pytest.raises(sealing.CannotOpen):
        letter.opened(campaign.sealing_key.private_key())


def test_control_characters_go_and_a_subject_is_one_line(campaign):
    letter = carry(
        factories.confirmed(campaign),
        name="Ann\x00\u202e Example",
        subject="Before\r\nBcc: everybody@example.org",
        body="Your Excellency,\r\n\r\nplease\x07 act.",
    )

    opened = letter.opened(campaign.sealing_key.private_key())
    assert opened["name"] == "Ann Example"
    assert opened["subject"] == "Before Bcc: everybody@example.org"
    assert opened["body"] == "Your Excellency,\n\nplease act."


def test_letters_of_unconfirmed_signers_are_not_carried(campaign):
    refused(factories.sign(campaign), "yours is not yet")


def test_a_campaign_that_is_not_open_takes_none(campaign):
    signature = factories.confirmed(campaign)
    Campaign.objects.update(state=State.CLOSED)

    refused(signature, "is not open now")


def test_what_the_server_cannot_read_again_it_does_not_carry(campaign):
    signature = factories.confirmed(campaign)
    public, _private = sealing.new_keypair()
    campaign.sealing_key = SealingKey.objects.create(
        organisation=campaign.organisation, custody=SealingKey.Custody.OFFLINE, public_key=public
    )
    campaign.save()

    assert not carrying.can_carry(campaign)
    refused(signature, "Please send yours yourself")


def test_where_the_campaign_does_not_write_nothing_is_carried(campaign):
    signature = factories.confirmed(campaign)

    refused(signature, "does not write there", slug="mmr")
    Addressee.objects.filter(recipient__slug="tha").delete()
    refused(signature, "does not write there", slug="tha")


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"body": " \x00\n"}, "some words"),
        ({"name": ""}, "some words"),
        ({"body": "a" * 100_000}, "too long"),
        ({"name": "a" * 101}, "too long"),
    ],
)
def test_a_letter_that_says_nothing_or_too_much_is_refused(campaign, changed, sentence):
    refused(factories.confirmed(campaign), sentence, **changed)


def test_a_letter_refused_leaves_the_earlier_one(campaign):
    signature = factories.confirmed(campaign)
    before = carry(signature)

    with pytest.raises(CannotCarry):
        carry(signature, body="a" * 100_000)

    assert bytes(CarriedLetter.objects.get().sealed) == bytes(before.sealed)


def test_withdrawing_takes_the_letters_and_their_mail_along(campaign):
    signature = factories.confirmed(campaign, "canary@example.org")
    stays = carry(factories.confirmed(campaign, "stays@example.org"))
    sealed = [bytes(carry(signature, slug).sealed).hex() for slug in ("tha", "sgp")]
    letter = CarriedLetter.objects.get(signature=signature, recipient=recipient())
    waiting = mail_about(letter)
    assert all(trace in everything_stored() for trace in (*sealed, str(letter.id)))

    actions.withdraw(signature_id=signature.id, now=timezone.now())

    stored = everything_stored()
    for trace in (*sealed, str(letter.id), bytes(waiting.content).hex()):
        assert trace not in stored
    assert CarriedLetter.objects.get() == stays


def test_a_withdrawal_that_fails_keeps_the_letters(campaign, monkeypatch):
    signature = factories.confirmed(campaign)
    carry(signature)
    monkeypatch.setattr(carrying, "_unsend", lambda letters: 1 / 0)

    with pytest.raises(ZeroDivisionError):
        actions.withdraw(signature_id=signature.id, now=timezone.now())

    signature.refresh_from_db()
    assert signature.is_confirmed
    assert CarriedLetter.objects.count() == 1


def test_whoever_goes_for_good_leaves_no_letter(campaign):
    signature = factories.confirmed(campaign)
    carry(signature)
    type(signature).objects.update(state="pending", created_at=timezone.now() - timedelta(days=60))

    purge_unconfirmed()

    assert not CarriedLetter.objects.exists()


def test_taking_back_erases_one_letter(campaign):
    signature = factories.confirmed(campaign)
    carry(signature, "sgp")
    letter = carry(signature)
    mail_about(letter)
    CarriedLetter.objects.filter(id=letter.id).update(mailed_at=NOW)

    for _twice in range(2):
        carrying.take_back(signature=signature, recipient=recipient())

    assert [left.recipient.slug for left in CarriedLetter.objects.all()] == ["sgp"]
    assert not OutgoingMail.objects.filter(about=letter.id).exists()


def test_a_letter_taken_back_after_mailing_is_erased_and_never_mailed_again(campaign):
    signature = factories.confirmed(campaign)
    sealed = bytes(carry(signature).sealed).hex()
    CarriedLetter.objects.update(mailed_at=NOW)

    carrying.take_back(signature=signature, recipient=recipient())

    assert carrying.carried_by(signature) == []
    assert sealed not in everything_stored()
    assert carry(signature).mailed_at == NOW


def mail_about(letter: CarriedLetter) -> OutgoingMail:
    return OutgoingMail.objects.create(
        message="carried_letter",
        language="en",
        about=letter.id,
        content=OutgoingMail.seal_content(letter.id, "desk@example.org"),
        due_at=NOW,
    )


def refused(signature, sentence: str, slug: str = "tha", **changed: str) -> None:
    with pytest.raises(CannotCarry, match=sentence):
        carrying.carry(
            signature=signature, recipient=recipient(slug), **LETTER | {"now": NOW} | changed
        )
    assert not CarriedLetter.objects.exists()
