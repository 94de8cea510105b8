"""Every mail that a signer of a high-risk campaign can get, as whoever holds the phone reads it."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from campaign.mail.models import OutgoingMail
from campaign.pages.models import Campaign, CampaignText, Demand
from campaign.pages.profiles import Profile
from campaign.signatures.models import Signature
from tests import factories
from tests.mail.mail_server import MailServer, Received, links
from tests.mail.outbox import deliver

pytestmark = pytest.mark.django_db

TITLE = "Free the Quetzal"
# What none of them may say: title, organisation, address, demand and place, and what gives away
# that anything was signed at all. The token of a link is drawn by chance, so links go first.
TELLING = (
    *("quetzal", "aurora collective", "auroracollective", "free-the-birds", "cage", "myanmar"),
    *("sign", "campaign", "statement", "petition", "undersigned", "canary zwitscher"),
)


@pytest.fixture(autouse=True)
def _site(settings: Any) -> None:
    settings.SITE_URL, settings.SITE_HOST = "https://post.example", "post.example"
    settings.DEFAULT_FROM_EMAIL = "Undersigned <no-reply@post.example>"
    settings.NEUTRAL_FROM_EMAIL = "Confirmation <no-reply@post.example>"
    settings.BOUNCE_ADDRESS = "bounces@post.example"


@pytest.fixture
def campaign() -> Campaign:
    made = factories.high_risk(
        "free-the-birds", title=TITLE, organisation=factories.organisation("Aurora Collective")
    )
    text = CampaignText.objects.get()
    Demand.objects.create(text=text, sentence="Open every cage in Myanmar.")
    return made


def sign(campaign: Campaign, **fields: Any) -> Signature:
    return factories.sign(campaign, name="Canary Zwitscher", country="MM", **fields)


def confirmation(campaign: Campaign) -> None:
    sign(campaign)


def confirmation_of_somebody_held(campaign: Campaign) -> None:
    signature = sign(campaign)
    Signature.objects.filter(id=signature.id).update(held_at=timezone.now())


def confirmation_sent_again(campaign: Campaign) -> None:
    signature = sign(campaign, now=timezone.now() - timedelta(hours=1))
    forget_waiting()
    ask_again(campaign)
    assert len(Signature.objects.get(id=signature.id).mailed_at) == 2


def signed_before(campaign: Campaign) -> None:
    factories.confirm(sign(campaign, now=timezone.now() - timedelta(hours=1)))
    forget_waiting()
    sign(campaign)


def a_new_link(campaign: Campaign) -> None:
    factories.confirm(sign(campaign, now=timezone.now() - timedelta(hours=1)))
    forget_waiting()
    ask_again(campaign)


def queued_before_it_was_a_high_risk_campaign(campaign: Campaign) -> None:
    Campaign.objects.update(profile=Profile.STANDARD)
    factories.forget_terms()
    sign(campaign)
    Campaign.objects.update(profile=Profile.HIGH_RISK)
    factories.forget_terms()


def ask_again(campaign: Campaign) -> None:
    Client(headers={"Sec-Fetch-Site": "same-origin"}).post(
        f"/en/c/{campaign.slug}/send-again/", {"email": "ann@example.org"}
    )


def forget_waiting() -> None:
    OutgoingMail.objects.all().delete()


EVERY_MAIL = [
    confirmation,
    confirmation_of_somebody_held,
    confirmation_sent_again,
    signed_before,
    a_new_link,
    queued_before_it_was_a_high_risk_campaign,
]


def read(received: Received) -> str:
    """All headers and both bodies, decoded, in small letters."""
    headers = [f"{name}: {value}" for name, value in received.message.items()]
    return "\n".join([*headers, received.text, received.html]).lower()


@pytest.mark.parametrize("arrange", EVERY_MAIL)
def test_no_mail_says_what_was_signed_or_that_anything_was(
    arrange: Callable[[Campaign], None], campaign: Campaign, mail_server: MailServer
) -> None:
    arrange(campaign)

    deliver()

    (received,) = mail_server.received
    said = read(received)
    for telling in TELLING:
        assert telling not in said, telling
    assert received.message["From"] == "Confirmation <no-reply@post.example>"
    assert received.message["Subject"] in {"Please confirm your address", "The link you asked for"}
    assert "https://post.example/en/" in said
    # The first words are what a list of mails shows.
    assert " ".join(received.text.split()).startswith("Hello, Somebody, ")


@pytest.mark.parametrize("arrange", [confirmation, signed_before])
def test_the_same_words_are_found_in_a_standard_campaigns_mail(
    arrange: Callable[[Campaign], None], campaign: Campaign, mail_server: MailServer
) -> None:
    """So the test above looks where they would be."""
    Campaign.objects.update(profile=Profile.STANDARD)
    factories.forget_terms()
    arrange(campaign)

    deliver()

    said = read(mail_server.received[0])
    for telling in ("quetzal", "sign", "undersigned"):
        assert telling in said


@pytest.mark.parametrize("arrange", EVERY_MAIL)
def test_every_link_in_a_mail_leads_where_it_says(
    arrange: Callable[[Campaign], None], campaign: Campaign, mail_server: MailServer
) -> None:
    arrange(campaign)
    deliver()

    (received,) = mail_server.received
    found = links(received.text)
    assert len(found) == (2 if "asked for" in received.message["Subject"] else 3)
    for link in found:
        assert Client().get(link.removeprefix("https://post.example")).status_code == 200


def test_it_says_how_long_its_link_works(campaign: Campaign, mail_server: MailServer) -> None:
    confirmation(campaign)
    deliver()

    assert "The link works for 24 hours." in mail_server.received[0].text


def test_one_can_still_ask_never_to_be_written_to(
    campaign: Campaign, mail_server: MailServer
) -> None:
    confirmation(campaign)
    deliver()

    header = mail_server.received[0].message["List-Unsubscribe"]
    link = "".join(header.split()).strip("<>").removeprefix("https://post.example")
    assert Client().post(link, {"List-Unsubscribe": "One-Click"}).status_code == 200
    factories.sign(campaign, now=timezone.now() + timedelta(hours=1))
    deliver()
    assert len(mail_server.received) == 1
