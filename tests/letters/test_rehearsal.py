"""Test mode: all letters, to the organiser and to nobody else."""

from datetime import timedelta

import pytest
from django.utils import timezone

from campaign.accounts.models import User
from campaign.letters import rehearsal
from campaign.lib import sealing
from campaign.lib.addresses import Address
from campaign.mail import actions as outbox
from campaign.mail.models import OutgoingMail
from campaign.pages.models import Campaign
from tests.letters.desk import campaign_with_letters, version
from tests.mail.outbox import deliver, send_to

pytestmark = pytest.mark.django_db


@pytest.fixture
def campaign() -> Campaign:
    return campaign_with_letters()


@pytest.fixture
def organiser() -> User:
    return User.objects.create_user("organiser@example.org", "x")


def send(campaign: Campaign, organiser: User, **fields: object) -> int:
    return rehearsal.send_tests(
        campaign=campaign,
        by=organiser,
        **{"language": "", "last_at": None, "now": timezone.now()} | fields,
    )


def test_each_letter_arrives_as_a_mail_of_its_own(campaign, organiser, mail_sink, settings):
    send_to(mail_sink, settings)
    version(campaign, "Singapore", position=1, recipients=("sgp",), subject="To {{ state }}")

    assert send(campaign, organiser) == 3
    deliver()

    assert mail_sink.addressees == ["organiser@example.org"] * 3
    by_subject = {mail.message["Subject"]: mail for mail in mail_sink.received}
    assert set(by_subject) == {
        "Test, to Thailand: A request",
        "Test, to Singapore: To Singapore",
        "Test, to ASEAN Secretariat: A request",
    }
    thailand = by_subject["Test, to Thailand: A request"]
    for said in (thailand.text, thailand.html):
        assert "443 Sri Ayudhya Road, Bangkok 10400" in said
        assert "Please act, Thailand." in said
        assert "It went to you only." in said
        assert "[the signer’s name]" in said
        assert "/organiser/river/letters/preview/" in said


def test_the_language_that_was_asked_for(campaign, organiser, mail_sink, settings):
    send_to(mail_sink, settings)
    version(campaign, "Thai", language="th", subject="เรื่อง", body="เรียน {{ signer_name }}")

    send(campaign, organiser, language="th")
    deliver()

    assert all("เรียน" in mail.text for mail in mail_sink.received)


def test_script_in_a_letter_is_text_in_the_mail(campaign, organiser, mail_sink, settings):
    send_to(mail_sink, settings)
    campaign.letter_versions.update(subject="<b>x</b>", body="<script>1</script> {{ signer_name }}")

    send(campaign, organiser)
    deliver()

    assert "&lt;script&gt;1&lt;/script&gt;" in mail_sink.received[0].html
    assert "<script" not in mail_sink.received[0].html
    assert "<script>1</script>" in mail_sink.received[0].text


def test_not_again_while_they_are_under_way_nor_within_a_minute(campaign, organiser):
    send(campaign, organiser)
    with pytest.raises(rehearsal.TooSoon):
        send(campaign, organiser)
    assert OutgoingMail.objects.count() == 3

    OutgoingMail.objects.all().delete()  # they have arrived
    now = timezone.now()
    with pytest.raises(rehearsal.TooSoon):
        send(campaign, organiser, last_at=now - timedelta(seconds=59), now=now)
    assert send(campaign, organiser, last_at=now - timedelta(seconds=60), now=now) == 3


def test_another_organiser_does_not_wait_for_this_one(campaign, organiser):
    send(campaign, organiser)

    assert send(campaign, User.objects.create_user("other@example.org", "x")) == 3


def test_who_asked_never_to_be_written_to_is_not(campaign, organiser):
    hashed = sealing.address_hash(Address.parse(organiser.email).normalised)
    outbox.suppress(address_hash=hashed, now=timezone.now())

    with pytest.raises(rehearsal.NeverWrite):
        send(campaign, organiser)

    assert not OutgoingMail.objects.exists()


def test_a_letter_to_somebody_who_was_left_out_meanwhile_is_dropped(
    campaign, organiser, mail_sink, settings
):
    send_to(mail_sink, settings)
    send(campaign, organiser)
    campaign.addressees.filter(recipient__slug="tha").update(is_addressed=False, why_not="x")

    deliver()

    assert len(mail_sink.received) == 2


def test_composing_them_costs_the_same_for_one_and_for_three(
    campaign, organiser, django_assert_num_queries
):
    send(campaign, organiser)
    mails = list(OutgoingMail.objects.order_by("id"))

    for some in (mails[:1], mails):
        with django_assert_num_queries(8):
            assert len(rehearsal.letter_test(some)) == len(some)
