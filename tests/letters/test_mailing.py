"""Carried letters by e-mail: from the organisation, to checked addresses, in office hours."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from campaign.accounts.models import User
from campaign.letters import carrying, mailing, recording
from campaign.letters.models import Addressee, CarriedLetter, Fact, RecordEntry
from campaign.mail.models import OutgoingMail
from campaign.pages.models import Campaign
from campaign.signatures import actions
from tests import factories
from tests.letters import carried
from tests.letters.carried import carry, recipient
from tests.mail.outbox import deliver

pytestmark = pytest.mark.django_db

WEDNESDAY_NOON = datetime(2026, 11, 25, 5, tzinfo=UTC)  # in Bangkok


@pytest.fixture
def campaign() -> Campaign:
    """Letters to Thailand go by e-mail: switched on, checked, and with a sender of their own."""
    made = carried.campaign()
    switch_on(made)
    return made


def switch_on(campaign: Campaign) -> None:
    organisation = campaign.organisation
    organisation.letters_from = "letters@river.example.org"
    organisation.save()
    Addressee.objects.filter(campaign=campaign, recipient__slug="tha").update(is_mailed=True)
    Fact.objects.filter(office__recipient__slug="tha", name="email").update(
        value="minister@mfa.example.org", confidence="verified", is_checked_by_staff=True
    )


def letters(campaign: Campaign, number: int) -> list[CarriedLetter]:
    return [
        carry(factories.confirmed(campaign, f"signer{each}@example.org"), name=f"Signer {each}")
        for each in range(number)
    ]


def mailed() -> int:
    return CarriedLetter.objects.exclude(mailed_at=None).count()


def test_a_letter_goes_as_its_writer_wrote_it_from_the_organisations_address(campaign, mail_server):
    carry(
        factories.confirmed(campaign, "canary@example.org"),
        subject="Before the next meeting",
        body="Your Excellency,\n\nPlease act. ขอบคุณ\n\nCanary Zwitscher",
    )

    assert mailing.mail_letters(now=WEDNESDAY_NOON) == 1
    deliver()

    (received,) = mail_server.received
    message = received.message
    assert received.to == "minister@mfa.example.org"
    assert message["From"] == "River Watch <letters@river.example.org>"
    assert message["Reply-To"] == "River Watch <letters@river.example.org>"
    assert message["Subject"] == "Before the next meeting"
    assert message.get_content_type() == "text/plain"
    text = received.text.replace("\r\n", "\n")
    assert text == "Your Excellency,\n\nPlease act. ขอบคุณ\n\nCanary Zwitscher\n"
    headers = "\n".join(f"{name}: {value}" for name, value in message.items())
    assert "canary" not in headers.lower()
    assert "unsubscribe" not in headers.lower()
    assert not OutgoingMail.objects.exists()


def test_what_somebody_typed_makes_no_header(campaign, mail_server):
    letter = carry(
        factories.confirmed(campaign),
        name="Ann\r\nBcc: victim@example.org",
        subject="Hello\r\nBcc: victim@example.org\r\n\r\n<script>",
    )
    organisation = campaign.organisation
    organisation.name = 'River\nBcc: victim@example.org, "Watch'
    organisation.save()

    mailing.mail_letters(now=WEDNESDAY_NOON)
    deliver()

    (received,) = mail_server.received
    assert mail_server.addressees == ["minister@mfa.example.org"]
    assert received.message["Bcc"] is None
    assert received.message["Subject"] == "Hello Bcc: victim@example.org <script>"
    assert received.message["From"].addresses[0].addr_spec == "letters@river.example.org"
    assert letter.recipient.slug == "tha"


def test_an_organisation_at_a_unicode_domain_can_send(campaign, mail_server):
    organisation = campaign.organisation
    organisation.name, organisation.letters_from = "Flusswacht Süd", "briefe@straße.example"
    organisation.save()
    carry(factories.confirmed(campaign))

    mailing.mail_letters(now=WEDNESDAY_NOON)
    deliver()

    (received,) = mail_server.received
    assert received.message["From"] == "Flusswacht Süd <briefe@xn--strae-oqa.example>"
    assert received.message["Reply-To"] == "Flusswacht Süd <briefe@xn--strae-oqa.example>"


@pytest.mark.parametrize(
    "closed",
    [
        datetime(2026, 11, 25, 1, 59, tzinfo=UTC),
        datetime(2026, 11, 25, 10, tzinfo=UTC),
        datetime(2026, 11, 28, 5, tzinfo=UTC),
    ],
)
def test_nothing_goes_while_the_office_is_closed(campaign, closed):
    letters(campaign, 1)

    assert mailing.mail_letters(now=closed) == 0
    assert mailing.mail_letters(now=WEDNESDAY_NOON) == 1


def test_it_goes_one_by_one_and_no_more_than_thirty_in_an_hour(campaign):
    carried.many_letters(campaign, 40)

    for minute in range(60):
        assert mailing.mail_letters(now=WEDNESDAY_NOON + timedelta(minutes=minute)) <= 1
    assert mailed() == 30
    assert RecordEntry.objects.get().letters == 30

    mailing.mail_letters(now=WEDNESDAY_NOON + timedelta(minutes=61))
    assert mailed() == 31


def test_an_office_is_one_office_whichever_campaign_writes_to_it(campaign):
    other = carried.campaign("lake", organisation=campaign.organisation)
    switch_on(other)
    Addressee.objects.update(mails_an_hour=1)
    letters(campaign, 1)
    letters(other, 1)

    for minute in range(10):
        mailing.mail_letters(now=WEDNESDAY_NOON + timedelta(minutes=minute))

    assert mailed() == 1


def test_each_letter_goes_once(campaign):
    letters(campaign, 1)

    for hour in range(4):
        mailing.mail_letters(now=WEDNESDAY_NOON + timedelta(hours=hour))

    assert OutgoingMail.objects.filter(message="carried_letter").count() == 1


@pytest.mark.parametrize(
    "spoil",
    [
        lambda campaign: Addressee.objects.update(is_mailed=False),
        lambda campaign: Addressee.objects.update(is_addressed=False, why_not="Not now."),
        lambda campaign: Fact.objects.filter(name="email").update(is_checked_by_staff=False),
        lambda campaign: Fact.objects.filter(name="email").update(confidence="unverified"),
        lambda campaign: Fact.objects.filter(name="email").update(value=""),
        lambda campaign: Fact.objects.filter(name="email").update(value="the minister"),
        lambda campaign: type(campaign.organisation).objects.update(letters_from=""),
        lambda campaign: Campaign.objects.update(paused_at=timezone.now()),
        lambda campaign: Campaign.objects.update(mail_held_at=timezone.now()),
        lambda campaign: Campaign.objects.update(state="draft"),
    ],
    ids=[
        *("not switched on", "left out", "not checked", "unverified", "empty", "no address"),
        *("no sender", "paused", "held", "a draft"),
    ],
)
def test_nothing_goes_where_something_is_missing(campaign, spoil):
    letters(campaign, 1)
    spoil(campaign)

    assert mailing.mail_letters(now=WEDNESDAY_NOON) == 0
    assert mailed() == 0
    assert not OutgoingMail.objects.filter(message="carried_letter").exists()


@pytest.mark.parametrize("leaves", ["withdraws", "takes back"])
def test_whoever_leaves_before_it_went_sends_nothing(campaign, mail_server, leaves):
    (letter,) = letters(campaign, 1)
    mailing.mail_letters(now=WEDNESDAY_NOON)

    if leaves == "withdraws":
        actions.withdraw(signature_id=letter.signature_id, now=timezone.now())
    else:
        carrying.take_back(signature=letter.signature, recipient=recipient())
    deliver()

    assert mail_server.received == []


def test_a_day_is_one_entry_in_the_record_public_until_an_organiser_says_otherwise(campaign):
    carried.many_letters(campaign, 3)
    mailing.mail_letters(now=WEDNESDAY_NOON)
    entry = RecordEntry.objects.get()
    assert (entry.event, entry.how, entry.letters, entry.is_published) == ("sent", "email", 1, True)
    RecordEntry.objects.update(is_published=False)

    mailing.mail_letters(now=WEDNESDAY_NOON + timedelta(minutes=1))
    mailing.mail_letters(now=WEDNESDAY_NOON + timedelta(days=1))

    assert list(
        RecordEntry.objects.order_by("on").values_list("on__day", "letters", "is_published")
    ) == [(25, 2, False), (26, 1, True)]


def test_only_the_key_the_letter_was_sealed_to_opens_it_on_its_way(campaign, mail_server):
    (letter,) = letters(campaign, 1)
    mailing.mail_letters(now=WEDNESDAY_NOON)

    assert b"Please act" not in bytes(OutgoingMail.objects.get(about=letter.id).content)
    assert "subject" not in OutgoingMail.objects.get(about=letter.id).opened()


def test_the_days_entry_is_gone_on_with_though_somebody_took_it_off_the_page(campaign):
    carried.many_letters(campaign, 2)
    mailing.mail_letters(now=WEDNESDAY_NOON)
    entry = RecordEntry.objects.get()

    recording.change(
        entry=entry,
        **{name: getattr(entry, name) for name in ("recipient", "event", "on", "how", "letters")},
        note="Only for us.",
        is_published=False,
        document=None,
        document_title="",
        dossier=None,
        by=User.objects.create_user("organiser@example.org", "x"),
        now=WEDNESDAY_NOON,
    )
    mailing.mail_letters(now=WEDNESDAY_NOON + timedelta(minutes=2))

    entry = RecordEntry.objects.get()
    assert (entry.letters, entry.is_published, entry.recorded_by) == (2, False, None)


def test_an_entry_whose_author_has_left_does_not_stop_the_mail(campaign):
    carried.many_letters(campaign, 2)
    mailing.mail_letters(now=WEDNESDAY_NOON)
    somebody = User.objects.create_user("organiser@example.org", "x")
    recording.record(
        campaign=campaign,
        recipient=recipient(),
        event=RecordEntry.Event.SENT,
        how=RecordEntry.How.EMAIL,
        on=WEDNESDAY_NOON.date(),
        by=somebody,
        now=WEDNESDAY_NOON,
    )
    somebody.delete()

    assert mailing.mail_letters(now=WEDNESDAY_NOON + timedelta(minutes=2)) == 1
    assert list(RecordEntry.objects.order_by("id").values_list("letters", flat=True)) == [2, None]
