"""Choosing a profile: of a draft freely, of a public campaign only towards more protection, and
what then becomes of all that was shown, asked for and stored."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone

from campaign.accounts.auditing import Action
from campaign.accounts.models import AuditEvent, SealingKey, User
from campaign.letters import announcing, dossiers
from campaign.letters.announcing import CannotAnnounce
from campaign.letters.models import CarriedLetter, Dossier, RecordEntry
from campaign.lib import sealing
from campaign.lib.weeks import is_week, week_of
from campaign.mail.models import OutgoingMail
from campaign.organiser.audit_sentences import sentence_of
from campaign.pages.lifecycle import State
from campaign.pages.models import Campaign
from campaign.pages.profiles import RULES, Profile
from campaign.pages.settings import change_settings, stamp
from campaign.public.kept import forget_pages
from campaign.signatures import (
    actions,
    blurring,
    counting,
    feeding,
    mailings,
    moderation,
    noting,
    protecting,
)
from campaign.signatures.counted_models import Figure, Tally
from campaign.signatures.mailing_models import Mailing, MailingCopy, Undeliverable
from campaign.signatures.models import Reason, Signature
from campaign.signatures.moderation_models import ModerationBatch
from tests import factories
from tests.letters import carried
from tests.organiser.people import account
from tests.profiles.stored import everything_stored
from tests.signatures.news import news_item

pytestmark = pytest.mark.django_db

HIGH, STANDARD = Profile.HIGH_RISK, Profile.STANDARD
NOW = datetime(2026, 11, 26, 14, 33, 7, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture
def by(campaign: Campaign) -> User:
    return account("owner", campaign.organisation)


def moved_to_own_key(campaign: Campaign) -> None:
    """As re-sealing leaves it: the organisation's own key for all there is, sealed anew."""
    key, _private = factories.offline_key(campaign.organisation)
    for signature in Signature.objects.filter(campaign=campaign):
        signature.sealed = sealing.seal(
            key.public_key, campaign=campaign.id, signature=signature.id, fields=signature.opened()
        )
        signature.sealing_key = key
        signature.save()
    Campaign.objects.filter(id=campaign.id).update(sealing_key=key)
    campaign.refresh_from_db()
    factories.forget_terms()


def turn(campaign: Campaign, by: User, *, now: datetime = NOW) -> None:
    protecting.choose(campaign, HIGH, by=by, now=now)
    factories.forget_terms()
    forget_pages()


# --- A draft --------------------------------------------------------------------------------------


def test_a_draft_becomes_a_high_risk_one_sealed_to_its_own_key_and_goes_back(campaign, by):
    Campaign.objects.update(state=State.DRAFT)
    factories.offline_key(campaign.organisation)
    newest, _private = factories.offline_key(campaign.organisation)

    assert protecting.choose(campaign, HIGH, by=by, now=NOW)

    assert (campaign.profile, campaign.sealing_key) == (HIGH, newest)
    assert campaign.blurring_since is None
    event = AuditEvent.objects.get(action=Action.PROFILE_CHOSEN)
    assert sentence_of(event) == "Chose the profile: High-risk."
    assert not protecting.choose(campaign, HIGH, by=by, now=NOW)
    assert protecting.choose(campaign, STANDARD, by=by, now=NOW)
    assert campaign.profile == STANDARD


def test_without_a_key_of_its_own_none_becomes_a_high_risk_one(campaign, by):
    retired, _private = factories.offline_key(campaign.organisation)
    SealingKey.objects.filter(id=retired.id).update(retired_at=NOW)
    others, _private = factories.offline_key(factories.organisation("Elsewhere"))
    for state in (State.DRAFT, State.OPEN):
        Campaign.objects.update(state=state)
        campaign.refresh_from_db()

        with pytest.raises(ValidationError, match="a key that only your organisation holds"):
            protecting.choose(campaign, HIGH, by=by, now=NOW)

    campaign.refresh_from_db()
    assert campaign.profile == STANDARD
    assert not AuditEvent.objects.filter(action=Action.PROFILE_CHOSEN).exists()


def test_the_key_of_a_high_risk_draft_is_not_changed_to_the_servers(campaign, by):
    Campaign.objects.update(state=State.DRAFT)
    factories.offline_key(campaign.organisation)
    protecting.choose(campaign, HIGH, by=by, now=NOW)
    servers = campaign.organisation.sealing_keys.get(custody="server")

    with pytest.raises(ValidationError, match="only your organisation keeps"):
        change_settings(campaign, was=stamp(campaign), by=by, now=NOW, sealing_key=servers)

    assert Campaign.objects.get().sealing_key.custody == "offline"


# --- A public one --------------------------------------------------------------------------------


def test_what_the_server_can_still_read_keeps_it_from_becoming_one(campaign, by):
    factories.confirmed(campaign)
    key, _private = factories.offline_key(campaign.organisation)
    Campaign.objects.update(sealing_key=key)

    with pytest.raises(ValidationError, match="still sealed to a key that this website holds"):
        turn(campaign, by)

    assert Campaign.objects.get().profile == STANDARD


def test_letters_that_the_server_can_read_do_too(by):
    Campaign.objects.all().delete()
    campaign = carried.campaign()
    signature = factories.confirmed(campaign)
    carried.carry(signature)
    moved_to_own_key(campaign)  # but for the letter

    with pytest.raises(ValidationError, match="Some letters"):
        turn(campaign, by)

    assert Campaign.objects.get().profile == STANDARD
    assert not AuditEvent.objects.filter(action=Action.PROFILE_CHOSEN).exists()
    CarriedLetter.objects.all().delete()
    turn(campaign, by)
    assert campaign.profile == HIGH


def test_names_and_comments_are_off_the_page_at_once_and_then_out_of_the_database(campaign, by):
    for number in range(3):
        factories.confirmed(
            campaign,
            f"ann{number}@example.org",
            name="Canary Zwitscher",
            show_name=True,
            comment="Tirili tirila",
            wants_updates=True,
        )
    Signature.objects.update(comment_standing="shown")
    forget_pages()
    assert Client().get("/en/c/river/").text.count("Canary Zwitscher") == 3
    moved_to_own_key(campaign)
    counted = protecting.shown_so_far(campaign)
    assert (counted.names, counted.comments, counted.followers) == (3, 3, 3)

    turn(campaign, by)

    page = Client().get("/en/c/river/").text
    assert "Canary" not in page
    assert "Tirili" not in page
    assert "Zwitscher" in everything_stored()  # a worker has still to come
    blurring.erase_due(now=NOW)
    stored = everything_stored()
    for planted in ("Canary", "Zwitscher", "Tirili"):
        assert planted not in stored
        assert planted.encode().hex() not in stored
    assert not Signature.objects.filter(wants_updates=True).exists()
    assert Signature.objects.confirmed().count() == 3


def test_it_is_erased_in_batches_and_goes_on_until_nobody_can_be_writing_any_more(
    campaign, by, monkeypatch
):
    monkeypatch.setattr(blurring, "ROWS", 2)
    for number in range(5):
        factories.confirmed(campaign, f"ann{number}@example.org", show_name=True)
    moved_to_own_key(campaign)
    turn(campaign, by)

    blurring.erase_due(now=NOW)
    assert not Signature.objects.exclude(public_name="").exists()
    # Written by rules of before, in this moment.
    Signature.objects.filter(id=Signature.objects.first().id).update(public_name="Canary")
    assert Campaign.objects.get().blurring_since == NOW
    blurring.erase_due(now=NOW + timedelta(minutes=2))

    assert not Signature.objects.exclude(public_name="").exists()
    assert Campaign.objects.get().blurring_since is None


def test_times_tallies_and_figures_become_those_of_weeks_and_add_up(campaign, by):
    monday = week_of(NOW)
    for number, hours in enumerate((0, 1, 30, 60)):
        now = monday + hours * HOUR + timedelta(minutes=12)
        factories.confirmed(campaign, f"ann{number}@example.org", now=now)
    factories.confirmed(campaign, "before@example.org", now=monday - 50 * HOUR)
    noting.fold_signed(now=NOW)
    noting.count_seen({"river": 7}, now=monday + 5 * HOUR)
    noting.count_seen({"river": 4}, now=monday + 50 * HOUR)
    moved_to_own_key(campaign)
    assert Tally.objects.count() == 5

    turn(campaign, by)
    left = Signature.objects.order_by("id").last()
    actions.withdraw(signature_id=left.id, now=NOW)  # before a worker came to its row
    blurring.erase_due(now=NOW)

    before = monday - timedelta(weeks=1)
    tallies = {(tally.hour, tally.confirmed): tally.withdrawn for tally in Tally.objects.all()}
    assert set(tallies) == {(before, 1), (monday, 4)}
    assert sum(tallies.values()) == 1
    ends = set(Figure.objects.values_list("at", flat=True))
    assert ends == {monday - timedelta(weeks=1), monday, Figure.EVER}
    assert not Figure.objects.filter(about="signed").exists()
    seen = Figure.objects.filter(about="seen").values_list("span", "at", "number")
    assert set(seen) == {("hour", monday, 11), ("day", monday, 11), ("ever", Figure.EVER, 11)}
    for signature in Signature.objects.confirmed():
        for moment in (signature.created_at, signature.confirmed_at, signature.counted_at):
            assert is_week(moment)
    assert counting.reconcile(campaign.id) == 0
    figured = Figure.objects.get(span="ever", about="confirmed").number
    assert figured - Figure.objects.get(span="ever", about="withdrawn").number == 4


def test_news_that_waits_is_stopped_and_who_had_it_is_forgotten(campaign, by):
    had = factories.confirmed(campaign, "had@example.org", wants_updates=True)
    factories.confirmed(campaign, "waits@example.org", wants_updates=True)
    OutgoingMail.objects.all().delete()
    mailing = mailings.start(
        item=news_item(campaign), per_hour=None, is_neutral=False, by=by, now=NOW
    )
    feeding.prepare_due(now=NOW)
    MailingCopy.objects.filter(signature=had).update(state=MailingCopy.State.SENT)
    Undeliverable.objects.create(signature=had)
    moved_to_own_key(campaign)

    turn(campaign, by)
    blurring.erase_due(now=NOW)

    mailing.refresh_from_db()
    assert mailing.state == Mailing.State.CANCELLED
    assert [copy.signature for copy in mailing.copies.all()] == [None]
    assert not Undeliverable.objects.exists()
    assert not OutgoingMail.objects.exists()
    campaign.refresh_from_db()
    assert "mails nobody" in mailings.why_not(news_item(campaign), now=NOW + timedelta(days=2))


def test_nobody_is_told_of_an_answer_any_more(by):
    Campaign.objects.all().delete()
    campaign = carried.campaign()
    factories.confirmed(campaign, wants_updates=True)
    OutgoingMail.objects.all().delete()
    entry = RecordEntry.objects.create(
        campaign=campaign,
        recipient=carried.recipient(),
        event="answered",
        on=NOW.date(),
        is_published=True,
        recorded_at=NOW,
    )
    announcing.announce(entry=entry, now=NOW)
    assert announcing.announce_due(now=NOW) == 1
    moved_to_own_key(campaign)

    turn(campaign, by)

    assert not OutgoingMail.objects.exists()
    assert announcing.announce_due(now=NOW) == 0
    entry.campaign.refresh_from_db()
    with pytest.raises(CannotAnnounce, match="high-risk"):
        announcing.announce(entry=entry, now=NOW)


def test_dossiers_with_names_that_were_shown_cannot_be_opened_any_more(by):
    Campaign.objects.all().delete()
    campaign = carried.campaign()
    ready, waiting = (
        Dossier.objects.create(
            campaign=campaign,
            recipient=carried.recipient(),
            contents=Dossier.Contents.NAMES,
            language="en",
            requested_at=NOW,
            state=state,
            wrapped_key=key,
        )
        for state, key in ((Dossier.State.READY, b"key"), (Dossier.State.WAITING, None))
    )
    factories.confirmed(campaign, show_name=True)
    moved_to_own_key(campaign)
    assert dossiers.items_for(campaign, carried.recipient(), "names").count() == 1

    turn(campaign, by)

    ready.refresh_from_db()
    waiting.refresh_from_db()
    assert (ready.state, ready.wrapped_key) == (Dossier.State.EXPIRED, None)
    assert waiting.state == Dossier.State.CANCELLED
    assert dossiers.items_for(campaign, carried.recipient(), "names").count() == 0


def test_what_was_said_of_somebodys_words_goes_with_them(campaign, by):
    signature = factories.confirmed(campaign, show_name=True)
    moderation.hide(
        campaign=campaign,
        words=[moderation.Words(signature.id, "name")],
        reason=Reason.INSULT,
        note="Canary again",
        by=by,
        now=NOW,
    )
    moved_to_own_key(campaign)

    turn(campaign, by)
    blurring.erase_due(now=NOW)

    assert ModerationBatch.objects.get().note == ""
    signature.refresh_from_db()
    assert (signature.name_hidden_for, signature.moderations.count()) == ("", 0)


def test_a_choice_that_comes_a_moment_too_late_shows_nothing(campaign, by):
    signature = factories.confirmed(campaign)
    signature = Signature.objects.select_related("campaign").get(id=signature.id)
    moved_to_own_key(campaign)
    turn(campaign, by)

    actions.change_choices(  # with the campaign as it was when the page was opened
        signature=signature, show_name=True, wants_updates=True, comment="Tirili"
    )

    signature.refresh_from_db()
    assert (signature.public_name, signature.comment, signature.wants_updates) == ("", "", False)


def test_it_does_not_go_back_while_anybody_has_signed(campaign, by):
    moved_to_own_key(campaign)
    turn(campaign, by)
    signature = factories.sign(campaign)

    with pytest.raises(ValidationError, match="signed on the word"):
        protecting.choose(campaign, STANDARD, by=by, now=NOW)

    assert Campaign.objects.get().profile == HIGH
    actions.withdraw(signature_id=signature.id, now=timezone.now())
    assert protecting.choose(campaign, STANDARD, by=by, now=NOW)


def test_the_rules_of_each_profile_are_complete_and_differ_in_every_promise():
    standard, high = RULES[STANDARD], RULES[HIGH]
    for name in standard.__slots__:
        assert getattr(standard, name) != getattr(high, name), name
    assert set(RULES) == set(Profile)
