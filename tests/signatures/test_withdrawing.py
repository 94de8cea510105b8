"""Leaving takes everything with it."""

from datetime import timedelta

import pytest
from django.apps import apps
from django.db import connection
from django.utils import timezone

from campaign.lib import sealing
from campaign.mail.models import OutgoingMail
from campaign.pages.models import Campaign
from campaign.signatures import actions, counting
from campaign.signatures.counted_models import Tally
from campaign.signatures.models import Signature
from tests import factories

pytestmark = pytest.mark.django_db

CANARY = {
    "name": "Canary Zwitscher",
    "affiliation": "Aviary Nine",
    "comment": "tweet-tweet-tweet",
    "country": "LA",
    "source": "perch",
    "show_name": True,
    "wants_updates": True,
}


def everything_stored() -> str:
    """Every value of every row of every table, as text."""
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            for row in cursor.fetchall():
                for value in row:
                    binary = isinstance(value, bytes | memoryview)
                    found.append(bytes(value).hex() if binary else str(value))
    return "\n".join(found)


@pytest.mark.parametrize("confirmed", [True, False])
def test_after_withdrawing_no_personal_field_is_left_in_any_table(confirmed):
    campaign = factories.campaign()
    made = factories.confirmed if confirmed else factories.sign
    signature = made(campaign, "canary@example.org", **CANARY)
    sealed, fingerprint = bytes(signature.sealed).hex(), bytes(signature.fingerprint).hex()
    assert "Canary Zwitscher" in everything_stored()  # shown by choice: the search does find things
    assert sealed in everything_stored()

    actions.withdraw(signature_id=signature.id, now=timezone.now())

    stored = everything_stored()
    for trace in ("Canary", "canary", "Aviary", "tweet", sealed, fingerprint):
        assert trace not in stored
    assert not OutgoingMail.objects.exists()
    left = Signature.objects.get()
    assert (left.state, left.country, left.language, left.source, left.wants_updates) == (
        "withdrawn",
        "",
        "",
        "",
        False,
    )


def test_a_stolen_database_gives_up_no_hidden_name_and_no_address():
    campaign = factories.campaign()
    factories.confirmed(campaign, "canary@example.org", **CANARY | {"show_name": False})
    factories.sign(campaign, "other@example.org", name="Other Canary")

    stored = everything_stored()

    for trace in ("Zwitscher", "Other Canary", "canary@", "other@", "Aviary"):
        assert trace not in stored
        assert trace.encode().hex() not in stored


def test_the_count_goes_down_by_one_once():
    campaign = factories.campaign()
    factories.confirmed(campaign, "stays@example.org")
    signature = factories.confirmed(campaign, "goes@example.org", country="LA")

    for _twice in range(2):
        actions.withdraw(signature_id=signature.id, now=timezone.now())
        counting.fold_confirmed(now=timezone.now())

    campaign.refresh_from_db()
    assert campaign.signature_count == 1
    assert sorted(Tally.objects.values_list("country", "confirmed", "withdrawn")) == [
        ("LA", 1, 1),
        ("TH", 1, 0),
    ]
    assert counting.reconcile(campaign.id) == 0


def test_withdrawn_before_it_was_counted_it_never_counts():
    campaign = factories.campaign()
    signature = factories.confirmed(campaign, counted=False)

    actions.withdraw(signature_id=signature.id, now=timezone.now())
    counting.fold_confirmed(now=timezone.now())

    campaign.refresh_from_db()
    assert campaign.signature_count == 0
    assert not Tally.objects.exists()


def test_a_withdrawn_signature_cannot_be_confirmed_and_its_address_may_sign_anew():
    campaign = factories.campaign()
    old = factories.sign(campaign)
    actions.withdraw(signature_id=old.id, now=timezone.now())

    actions.confirm(signature_id=old.id, now=timezone.now())
    new = factories.sign(campaign)

    old.refresh_from_db()
    assert old.is_withdrawn
    assert new.is_pending
    assert new.id != old.id


def test_leaving_leaves_others_alone():
    campaign = factories.campaign()
    stays = factories.confirmed(campaign, "stays@example.org")
    goes = factories.confirmed(campaign, "goes@example.org")
    before = Signature.objects.values().get(id=stays.id)

    actions.withdraw(signature_id=goes.id, now=timezone.now() + timedelta(seconds=1))

    assert Signature.objects.values().get(id=stays.id) == before
    assert OutgoingMail.objects.filter(about=stays.id).count() == 1


def test_changing_ones_choices_shows_and_hides_the_name():
    campaign = factories.campaign()
    signature = factories.confirmed(campaign, name="Ann Example", comment="Because.")

    actions.change_choices(signature=signature, show_name=True, wants_updates=True)
    signature.refresh_from_db()
    assert (signature.public_name, signature.comment, signature.wants_updates) == (
        "Ann Example",
        "Because.",
        True,
    )

    actions.change_choices(signature=signature, show_name=False, wants_updates=False)
    signature.refresh_from_db()
    assert (signature.public_name, signature.comment, signature.wants_updates) == ("", "", False)


def test_choices_that_meet_a_withdrawal_bring_nothing_back():
    signature = factories.confirmed(factories.campaign(), name="Ann Example", show_name=True)
    as_seen = Signature.objects.get(id=signature.id)

    actions.withdraw(signature_id=signature.id, now=timezone.now())
    actions.change_choices(signature=as_seen, show_name=True, wants_updates=True)

    signature.refresh_from_db()
    assert signature.is_withdrawn
    assert (signature.public_name, signature.comment, signature.wants_updates) == ("", "", False)


def test_a_row_whose_sealed_value_was_swapped_does_not_open():
    campaign = factories.campaign()
    ann, bob = (
        factories.sign(campaign, "ann@example.org"),
        factories.sign(campaign, "bob@example.org"),
    )

    Signature.objects.filter(id=ann.id).update(sealed=bob.sealed)
    ann.refresh_from_db()

    with pytest.raises(sealing.CannotOpen):
        ann.opened()


def test_every_table_that_holds_people_is_known_here():
    """A new model wants a thought: does withdrawing reach it?"""
    with_text = {
        model.__name__
        for model in apps.get_app_config("campaign").get_models()
        if any(
            field.name in {"sealed", "content", "email", "public_name"}
            for field in model._meta.fields
        )
    }

    of_campaigns = {"PictureFile", "PublishedChange", "WorkingCopy"}  # organisers' own words
    of_signers = {"CarriedLetter", "OutgoingMail", "PaperEntry", "Signature"}
    assert with_text == {"User"} | of_signers | of_campaigns
    assert Campaign.objects.count() == 0
