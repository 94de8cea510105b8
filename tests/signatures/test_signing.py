"""A signature is taken in, or a new mail for it, or nothing; the caller never learns which."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from campaign.mail.models import OutgoingMail
from campaign.pages.lifecycle import State
from campaign.pages.models import Campaign
from campaign.signatures import actions, rules
from campaign.signatures.models import Signature
from campaign.signatures.terms import forget_terms
from tests import factories

pytestmark = pytest.mark.django_db

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


def messages() -> list[str]:
    return list(OutgoingMail.objects.order_by("due_at").values_list("message", flat=True))


def test_a_new_address_becomes_a_pending_signature_with_one_mail():
    campaign = factories.campaign()
    now = timezone.now()

    signature = factories.sign(
        campaign,
        "Ann@Example.org",
        name="Ann Example",
        affiliation="River Watch",
        comment="For my children",
        country="MM",
        show_name=True,
        wants_updates=True,
        source="telegram",
        now=now,
    )

    assert signature.state == Signature.State.PENDING
    assert signature.opened() == {
        "name": "Ann Example",
        "email": "Ann@Example.org",
        "affiliation": "River Watch",
    }
    assert signature.public_name == "Ann Example"
    assert signature.comment == "For my children"
    assert (signature.country, signature.language, signature.source) == ("MM", "en", "telegram")
    assert signature.wants_updates
    assert (signature.created_at, signature.mailed_at) == (now, [now])
    assert signature.confirmed_at is signature.counted_at is None
    mail = OutgoingMail.objects.get()
    assert (mail.message, mail.about, mail.due_at) == ("confirm_signature", signature.id, now)
    assert mail.opened() == {"to": "Ann@Example.org"}


def test_a_name_is_in_clear_only_where_its_owner_shows_it():
    campaign = factories.campaign()

    signature = factories.sign(campaign, name="Ann Example", show_name=False)

    assert signature.public_name == ""
    for value in Signature.objects.values_list().get():
        assert b"Ann" not in (
            bytes(value) if isinstance(value, memoryview) else str(value).encode()
        )


def test_signing_is_one_statement_for_known_and_unknown_alike():
    campaign = factories.campaign()
    factories.sign(campaign, "known@example.org")
    counts = []

    for email in ("known@example.org", "new@example.org", "known@example.org"):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            actions.sign(
                slug=campaign.slug,
                email=factories.Address.parse(email),
                name="Ann",
                country="TH",
                language="en",
                now=timezone.now(),
            )
        counts.append([query["sql"][:20] for query in queries])

    assert counts[0] == counts[1] == counts[2]
    assert len(counts[0]) == 1


def test_two_spellings_of_an_address_are_one_signature():
    campaign = factories.campaign()

    factories.sign(campaign, "A.B+x@googlemail.com")
    factories.sign(campaign, "ab@gmail.com")

    assert Signature.objects.count() == 1
    assert OutgoingMail.objects.get().opened() == {"to": "A.B+x@googlemail.com"}


def test_one_address_signs_two_campaigns_with_different_fingerprints():
    river = factories.campaign("river")
    forest = factories.campaign("forest", organisation=river.organisation)

    one, other = factories.sign(river), factories.sign(forest)

    assert bytes(one.fingerprint) != bytes(other.fingerprint)
    assert Signature.objects.count() == 2


def test_a_confirmed_signature_stays_as_it_is_and_gets_another_mail():
    campaign = factories.campaign()
    signature = factories.confirmed(campaign, name="Ann Example", show_name=True)
    OutgoingMail.objects.all().delete()

    factories.sign(campaign, name="Mallory", comment="vile", now=timezone.now() + 16 * MINUTE)

    unchanged = Signature.objects.get()
    assert unchanged.id == signature.id
    assert unchanged.opened()["name"] == "Ann Example"
    assert (unchanged.public_name, unchanged.comment) == ("Ann Example", "")
    assert messages() == ["already_signed"]


def test_a_pending_signature_is_replaced_by_the_newest_form_and_its_old_links_die():
    campaign = factories.campaign()
    now = timezone.now()
    first = factories.sign(campaign, name="Mallory", comment="vile", now=now)

    second = factories.sign(campaign, name="Ann Example", now=now + 16 * MINUTE)

    assert Signature.objects.count() == 1
    assert second.id != first.id
    assert second.opened()["name"] == "Ann Example"
    assert second.comment == ""
    actions.confirm(signature_id=first.id, now=now + 17 * MINUTE)
    assert not Signature.objects.confirmed().exists()
    actions.confirm(signature_id=second.id, now=now + 17 * MINUTE)
    assert Signature.objects.confirmed().count() == 1


@pytest.mark.parametrize("is_confirmed", [False, True])
def test_one_address_gets_one_mail_in_15_minutes_three_a_day_five_in_all(is_confirmed):
    campaign = factories.campaign()
    start = timezone.now()
    if is_confirmed:
        factories.confirmed(campaign, now=start)
    else:
        factories.sign(campaign, now=start)

    mails_after = []
    for later in (
        *(1 * MINUTE, 14 * MINUTE, 16 * MINUTE, 32 * MINUTE, 60 * MINUTE, 23 * 60 * MINUTE),
        *(DAY + MINUTE, DAY + 17 * MINUTE, DAY + 33 * MINUTE, 3 * DAY, 6 * DAY),
    ):
        factories.sign(campaign, now=start + later)
        mails_after.append(OutgoingMail.objects.count())

    assert mails_after == [1, 1, 2, 3, 3, 3, 4, 5, 5, 5, 5]
    assert rules.MAILS_IN_ALL == 5
    assert Signature.objects.count() == 1


def test_within_the_pause_nothing_changes_at_all():
    campaign = factories.campaign()
    now = timezone.now()
    factories.sign(campaign, name="Ann Example", now=now)
    before = Signature.objects.values().get()

    factories.sign(campaign, name="Mallory", comment="vile", now=now + MINUTE)

    assert Signature.objects.values().get() == before
    assert OutgoingMail.objects.count() == 1


@pytest.mark.parametrize(
    "why",
    [
        "draft",
        "scheduled",
        "closed",
        "archived",
        "paused",
        "over",
        "no key",
        "key retired",
        "secret",
    ],
)
def test_a_campaign_that_does_not_take_signatures_writes_nothing(why):
    now = timezone.now()
    fields = {
        "draft": {"state": State.DRAFT},
        "scheduled": {"state": State.SCHEDULED, "opens_at": now + DAY},
        "closed": {"state": State.CLOSED},
        "archived": {"state": State.ARCHIVED},
        "paused": {"paused_at": now},
        "over": {"closes_at": now - MINUTE},
        "no key": {"sealing_key": None},
    }.get(why, {})
    campaign = factories.campaign(**fields)
    if why == "key retired":
        campaign.sealing_key.retired_at = now
        campaign.sealing_key.save()
    if why == "secret":
        Campaign.objects.update(wrapped_fingerprint_secret=None, state=State.ARCHIVED)
    forget_terms()

    with pytest.raises(actions.SigningClosed):
        actions.sign(
            slug=campaign.slug,
            email=factories.Address.parse("ann@example.org"),
            name="Ann",
            country="TH",
            language="en",
            now=now,
        )

    assert not Signature.objects.exists()
    assert not OutgoingMail.objects.exists()


def test_a_campaign_closed_a_moment_ago_takes_nothing_although_its_terms_are_at_hand():
    campaign = factories.campaign()
    factories.sign(campaign, "first@example.org")

    Campaign.objects.update(state=State.CLOSED)

    with pytest.raises(actions.SigningClosed):
        factories.sign(campaign, "late@example.org")
    assert Signature.objects.count() == 1


def test_a_campaign_whose_opening_time_has_come_takes_signatures_before_the_task_ran():
    now = timezone.now()
    campaign = factories.campaign(state=State.SCHEDULED, opens_at=now - MINUTE)

    assert factories.sign(campaign, now=now) is not None


def test_a_new_key_is_used_at_once():
    campaign = factories.campaign()
    factories.sign(campaign, "first@example.org")

    new_key = type(campaign.sealing_key).objects.create_for_server(campaign.organisation)
    Campaign.objects.update(sealing_key=new_key)
    signature = factories.sign(campaign, "second@example.org")

    assert signature.sealing_key_id == new_key.id
    assert signature.opened()["email"] == "second@example.org"


def test_under_offline_custody_the_server_cannot_read_a_signature():
    campaign = factories.campaign()
    from campaign.accounts.models import SealingKey
    from campaign.lib import sealing

    public, private = sealing.new_keypair()
    key = SealingKey.objects.create(
        organisation=campaign.organisation, custody=SealingKey.Custody.OFFLINE, public_key=public
    )
    Campaign.objects.update(sealing_key=key)
    forget_terms()

    signature = factories.sign(campaign, name="Ann Example")

    assert signature.opened() is None
    opened = sealing.open_sealed(
        private, signature.sealed, campaign=campaign.id, signature=signature.id
    )
    assert opened["name"] == "Ann Example"


def test_asking_for_the_mail_again_writes_to_signers_only_and_within_the_limits():
    campaign = factories.campaign()
    now = timezone.now()
    signature = factories.sign(campaign, now=now)

    def again(email: str, later: timedelta) -> int:
        actions.resend(
            slug=campaign.slug,
            email=factories.Address.parse(email),
            language="en",
            now=now + later,
        )
        return OutgoingMail.objects.count()

    assert again("ann@example.org", MINUTE) == 1
    assert again("stranger@example.org", 20 * MINUTE) == 1
    assert again("ann@example.org", 20 * MINUTE) == 2
    assert again("ann@example.org", 21 * MINUTE) == 2
    assert {mail.about for mail in OutgoingMail.objects.all()} == {signature.id}


def test_mail_of_a_campaign_on_hold_is_queued_on_hold():
    campaign = factories.campaign(mail_held_at=timezone.now())

    factories.sign(campaign)

    assert OutgoingMail.objects.get().is_held
