"""When names go: foretold, closed for good, begun."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from campaign.accounts.models import SealingKey
from campaign.exports import ending as ending_exports
from campaign.exports.models import ExportJob
from campaign.letters import building, dossiers
from campaign.letters import ending as ending_letters
from campaign.letters.models import Dossier
from campaign.lib import sealing
from campaign.lib.addresses import Address
from campaign.mail import composing
from campaign.mail.models import OutgoingMail
from campaign.pages import keeping
from campaign.pages import signing as signing_verbs
from campaign.pages.lifecycle import LONGEST_KEPT, State
from campaign.pages.models import Campaign
from campaign.signatures import actions, ending, erasing
from campaign.signatures.mailings import CannotMail
from campaign.signatures.models import Signature
from campaign.templatetags import typeset
from tests import factories
from tests.exports import signers
from tests.letters import carried
from tests.signatures import news
from tests.signatures.news import owner_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_folders")]

DAY = timedelta(days=1)
NOW = timezone.now()


def closed(slug: str = "river", *, days_ago: float = 0.001, **fields: Any) -> Campaign:
    """With an owner, and three signers: two confirmed, one not."""
    campaign = factories.campaign(slug, **fields)
    owner_of(campaign)
    for name in ("ann", "bob"):
        factories.confirmed(campaign, f"{name}@example.org")
    factories.sign(campaign, "pending@example.org")
    closes_at = NOW - days_ago * DAY
    opens_at = closes_at - 30 * DAY
    Campaign.objects.filter(id=campaign.id).update(
        state=State.CLOSED, closes_at=closes_at, opens_at=opens_at
    )
    campaign.refresh_from_db()
    return campaign


def close(campaign: Campaign) -> None:
    ending.close_for_good(campaign, by=owner_of(campaign), now=NOW)
    campaign.refresh_from_db()


def mails(message: str) -> list[str]:
    """What owners are told, in the order in which it was queued."""
    there = OutgoingMail.objects.filter(message=message).order_by("id")
    return [mail.opened()["what"] for mail in there]


# --- The clock ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "until"),
    [
        ({"closes_at": NOW, "keep_days": 30}, NOW + 30 * DAY),
        ({"closes_at": NOW}, NOW + 180 * DAY),
        ({}, NOW - 10 * DAY + LONGEST_KEPT),
        ({"closes_at": NOW + 2000 * DAY}, NOW - 10 * DAY + LONGEST_KEPT),
    ],
    ids=["as chosen", "as nobody chose", "never closed", "closes too late"],
)
def test_names_are_kept_until_a_day_that_can_be_told(fields, until):
    campaign = factories.campaign(opens_at=NOW - 10 * DAY, **fields)

    assert campaign.names_kept_until == until


@pytest.mark.parametrize(
    ("state", "days", "is_taken"),
    [
        (State.DRAFT, 365, True),
        (State.OPEN, 90, True),
        (State.OPEN, 365, False),
        (State.CLOSED, 365, False),
        (State.OPEN, 91, False),
        (State.OPEN, 180, True),
    ],
)
def test_once_people_sign_on_it_the_time_only_becomes_shorter(state, days, is_taken):
    campaign = factories.campaign(state=state)

    if is_taken:
        keeping.keep_for(campaign, days=days, by=owner_of(campaign), now=NOW)
    else:
        with pytest.raises(ValidationError, match="only be shortened"):
            keeping.keep_for(campaign, days=days, by=owner_of(campaign), now=NOW)

    campaign.refresh_from_db()
    assert campaign.keep_days == (days if is_taken else 180)
    changed = campaign.audit_events.filter(action="keeping-changed").values_list("details")
    expected = [({"days": days, "days_before": 180},)] if is_taken and days != 180 else []
    assert list(changed) == expected


def plan(at: datetime) -> str | None:
    """What has become of it after a worker looked in."""
    ending.plan(now=at)
    found = ending.Ending.objects.first()
    return found and found.state


def test_owners_are_warned_twice_and_then_it_closes_for_good_by_itself():
    campaign = closed(days_ago=100, keep_days=180)
    due = campaign.names_kept_until

    assert plan(due - 14 * DAY - timedelta(minutes=1)) is None
    for at, told in (
        (due - 14 * DAY, ["soon"]),
        (due - 4 * DAY, ["soon"]),
        (due - 3 * DAY, ["soon", "soon"]),
        (due - timedelta(minutes=1), ["soon", "soon"]),
    ):
        assert plan(at) == "planned"
        assert mails("names_ending") == told
    assert plan(due) == "waiting"

    campaign.refresh_from_db()
    assert (campaign.state, campaign.wrapped_fingerprint_secret) == (State.ARCHIVED, None)
    events = campaign.audit_events.order_by("id").values_list("action", "actor_email")
    assert [event for event in events if event[0] != "campaign-created"] == [
        ("erasure-announced", ""),
        ("erasure-announced", ""),
        ("closed-for-good", ""),
        ("names-erasing", ""),
    ]
    assert plan(due + DAY) == "waiting"  # twice is once


def test_where_workers_were_away_owners_still_have_their_two_weeks():
    campaign = closed(days_ago=400, keep_days=30)

    assert plan(NOW) == "planned"
    assert plan(NOW + 13 * DAY) == "planned"
    assert plan(NOW + 13 * DAY + timedelta(hours=1)) == "planned"
    assert plan(NOW + 15 * DAY) == "planned"  # the last warning was late: three days from then
    assert plan(NOW + 16 * DAY) == "waiting"
    assert campaign.audit_events.filter(action="erasure-announced").count() == 2


def test_a_campaign_that_nobody_closes_ends_three_years_after_it_opened():
    campaign = factories.campaign(opens_at=NOW - LONGEST_KEPT + 14 * DAY)

    for at in (NOW, NOW + 11 * DAY, NOW + 14 * DAY):
        plan(at)

    campaign.refresh_from_db()
    assert campaign.state == State.ARCHIVED
    assert campaign.closes_at == NOW + 14 * DAY


def test_opened_again_it_is_warned_of_anew():
    campaign = closed(days_ago=170, keep_days=180)
    assert plan(NOW) == "planned"

    signing_verbs.reopen(
        campaign, closes_at=NOW + 100 * DAY, by=owner_of(campaign), now=NOW + timedelta(hours=1)
    )
    plan(NOW + timedelta(hours=2))

    assert ending.Ending.objects.get().warned_at is None
    assert plan(NOW + 290 * DAY) == "planned"
    assert mails("names_ending") == ["soon", "soon"]


def read(mail: OutgoingMail) -> str:
    """Subject and text, as its reader has them."""
    words = composing.words([mail])[mail.id]
    message = composing.composed(mail, Address.parse("owner@example.org"), words)
    assert "<p" in message.alternatives[0][0]
    return f"{message.subject}\n{message.body}"


def test_owners_read_when_what_goes_and_where_to_look():
    campaign = closed(days_ago=166, keep_days=180)
    plan(campaign.names_kept_until - 14 * DAY)
    close(campaign)
    ending.erase_now(campaign, by=owner_of(campaign), now=NOW)
    erasing.erase_next()
    day_told = typeset.day(campaign.names_kept_until, campaign.time_zone)

    soon, closed_mail, done = map(
        read, OutgoingMail.objects.filter(message="names_ending").order_by("id")
    )

    assert soon.startswith(f"All names will be erased on {day_told}\n")
    assert "take out before then" in soon
    assert closed_mail.startswith("A campaign was closed for good\n")
    assert f"Names are kept until {day_told}" in closed_mail
    assert done.startswith("All names are erased\n")
    assert "delete them, too" in done
    for mail in (soon, closed_mail, done):
        assert "Keep the river free" in mail
        assert "http://testserver/staff/river/keeping/" in mail


# --- Closing for good -----------------------------------------------------------------------


def test_closing_for_good_takes_at_once_what_waits():
    campaign = closed()
    to = carried.campaign("letters")
    assert OutgoingMail.objects.filter(about__isnull=False).count() == 3

    close(campaign)

    assert (campaign.state, campaign.wrapped_fingerprint_secret) == (State.ARCHIVED, None)
    assert sorted(campaign.signatures.values_list("state", flat=True)) == ["confirmed"] * 2
    assert not OutgoingMail.objects.filter(about__isnull=False).exists()
    assert mails("names_ending") == ["closed"]
    assert campaign.signature_count == 2
    event = campaign.audit_events.get(action="closed-for-good")
    assert (event.actor, event.details) == (owner_of(campaign), {})
    to.refresh_from_db()
    assert to.wrapped_fingerprint_secret  # others are left alone


def test_lists_and_dossiers_that_wait_are_destroyed_with_it(django_capture_on_commit_callbacks):
    campaign = carried.campaign()
    carried.carry(factories.confirmed(campaign, counted=False))
    export = signers.built(campaign)
    waiting = signers.asked(campaign, purpose="Another", now=timezone.now())
    dossier = built_dossier(campaign)
    files = [*settings.EXPORT_DIR.iterdir(), *settings.DOSSIER_DIR.iterdir()]
    assert len(files) == 2
    signing_verbs.close(campaign, words={}, by=owner_of(campaign), now=NOW + timedelta(seconds=1))
    campaign.refresh_from_db()

    with django_capture_on_commit_callbacks(execute=True):
        ending.close_for_good(campaign, by=owner_of(campaign), now=NOW + timedelta(seconds=2))

    states = list(ExportJob.objects.order_by("id").values_list("id", "state", "wrapped_key"))
    assert states == [(export.id, "expired", None), (waiting.id, "cancelled", None)]
    assert list(Dossier.objects.values_list("state", "wrapped_key")) == [("expired", None)]
    assert [path for path in files if path.exists()] == []
    assert campaign.audit_events.filter(action="export-destroyed").count() == 1
    assert campaign.audit_events.filter(action="dossier-destroyed").count() == 1
    assert dossier.id


def built_dossier(campaign: Campaign) -> Dossier:
    made = dossiers.request_dossier(
        campaign=campaign,
        recipient=carried.recipient(),
        contents=Dossier.Contents.LETTERS,
        by=owner_of(campaign),
        now=timezone.now(),
    )
    assert building.build_next()
    made.refresh_from_db()
    assert made.is_ready
    return made


def test_a_mailing_on_its_way_stops_and_none_begins():
    campaign = closed()
    Campaign.objects.update(state=State.OPEN, closes_at=None)
    campaign.refresh_from_db()
    news.follower(campaign, "fay")
    item = news.news_item(campaign)
    mailing = news.start(item)
    another = news.news_item(campaign)
    Campaign.objects.update(state=State.CLOSED, closes_at=NOW - DAY)

    close(campaign)

    mailing.refresh_from_db()
    assert mailing.state == "cancelled"
    assert not mailing.copies.waiting().exists()
    another.campaign = campaign
    with pytest.raises(CannotMail, match="closed for good"):
        news.start(another)


@pytest.mark.parametrize("state", [State.DRAFT, State.SCHEDULED, State.OPEN])
def test_what_can_be_taken_back_comes_before_what_cannot(state):
    campaign = factories.campaign(state=state, opens_at=NOW + DAY if state == "scheduled" else None)

    with pytest.raises(ValidationError, match="Close signing first"):
        close(campaign)

    campaign.refresh_from_db()
    assert campaign.state == state
    assert campaign.wrapped_fingerprint_secret
    assert not ending.Ending.objects.exists()


def test_nothing_opens_it_again_not_even_a_statement_of_sql():
    campaign = closed()
    close(campaign)

    with pytest.raises(ValidationError, match="cannot be opened again"):
        signing_verbs.reopen(campaign, closes_at=None, by=owner_of(campaign), now=NOW)
    with pytest.raises(IntegrityError, match="closed_for_good_stays_closed"), transaction.atomic():
        Campaign.objects.filter(id=campaign.id).update(state=State.OPEN)
    with pytest.raises(actions.SigningClosed):
        factories.forget_terms()
        actions.sign(
            slug="river",
            name="Late",
            email=Address.parse("late@example.org"),
            country="TH",
            language="en",
            now=NOW,
        )


def test_closing_twice_is_once():
    campaign = closed()

    close(campaign)
    close(campaign)

    assert campaign.audit_events.filter(action="closed-for-good").count() == 1
    assert mails("names_ending") == ["closed"]


def test_a_signer_still_leaves_with_their_link_afterwards():
    campaign = closed()
    ann = factories.signature_of(campaign, "ann@example.org")
    close(campaign)

    actions.withdraw(signature_id=ann.id, now=NOW)

    ann.refresh_from_db()
    campaign.refresh_from_db()
    assert (ann.state, bytes(ann.sealed), campaign.signature_count) == ("withdrawn", b"", 1)


def test_with_the_whole_database_and_the_servers_key_nobody_can_test_an_address_any_more():
    """Under offline custody, at once. Under server custody once rows are erased (test_erasing)."""
    organisation = factories.organisation("Offline")
    organisation.sealing_keys.update(
        custody="offline", wrapped_private_key=None, checked_at=timezone.now()
    )
    campaign = closed(organisation=organisation)
    assert can_be_tested("ann@example.org")

    close(campaign)

    assert not can_be_tested("ann@example.org")


def can_be_tested(email: str) -> bool:
    """Does whoever holds every row and SEALING_KEY find out that this address has signed?

    Every secret that any column holds is unwrapped for every purpose there is; with each of them,
    and with the keys themselves, everything that looks like a fingerprint is tried.
    """
    values = everything_binary()
    purposes = [Campaign.FINGERPRINT_PURPOSE]
    purposes += [SealingKey.purpose(key.public_key) for key in SealingKey.objects.all()]
    secrets = [sealing.key_from("SEALING_KEY"), sealing.key_from("MAIL_KEY")]
    openers = []
    for value in values:
        for purpose in purposes:
            try:
                secrets.append(sealing.unwrap(value, purpose=purpose))
            except (sealing.CannotOpen, ValueError):
                continue
    address = Address.parse(email).normalised
    if any(sealing.fingerprint(secret, address) in values for secret in secrets):
        return True
    openers = [sealing.Opener(secret) for secret in secrets if len(secret) == 32]
    for signature in Signature.objects.exclude(sealed=b""):
        for opener in openers:
            try:
                fields = opener.open(
                    signature.sealed, campaign=signature.campaign_id, signature=signature.id
                )
            except sealing.CannotOpen:
                continue
            if fields["email"] == email:
                return True
    return False


def everything_binary() -> set[bytes]:
    """Every value of bytes in any table."""
    found = set()
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            for row in cursor.fetchall():
                found |= {bytes(value) for value in row if isinstance(value, bytes | memoryview)}
    return found


# --- Files in which somebody has left -------------------------------------------------------


def test_a_list_in_which_somebody_has_left_is_destroyed_within_the_hour(
    django_capture_on_commit_callbacks,
):
    campaign = factories.campaign()
    goes = factories.confirmed(campaign, "goes@example.org")
    factories.confirmed(campaign, "stays@example.org")
    job = signers.built(campaign)
    actions.withdraw(signature_id=goes.id, now=timezone.now())

    assert ending_exports.destroy_outdated(now=job.finished_at + timedelta(minutes=59)) == 0
    with django_capture_on_commit_callbacks(execute=True):
        assert ending_exports.destroy_outdated(now=job.finished_at + timedelta(hours=1)) == 1

    job.refresh_from_db()
    assert (job.state, job.wrapped_key) == ("expired", None)
    assert not any(settings.EXPORT_DIR.iterdir())


def test_a_list_in_which_everybody_still_is_stays_its_time():
    campaign = factories.campaign()
    factories.confirmed(campaign, "stays@example.org")
    job = signers.built(campaign)

    assert ending_exports.destroy_outdated(now=job.finished_at + timedelta(hours=5)) == 0


def test_a_dossier_in_which_somebody_has_left_is_destroyed_within_a_day():
    campaign = carried.campaign()
    goes, stays = (factories.confirmed(campaign, f"{name}@example.org") for name in ("a", "b"))
    carried.carry(goes)
    carried.carry(stays)
    dossier = built_dossier(campaign)
    assert ending_letters.destroy_outdated(now=dossier.finished_at + 2 * DAY) == 0

    actions.withdraw(signature_id=goes.id, now=timezone.now())

    assert ending_letters.destroy_outdated(now=dossier.finished_at + DAY / 2) == 0
    assert ending_letters.destroy_outdated(now=dossier.finished_at + DAY) == 1
    assert Dossier.objects.get().wrapped_key is None
