"""What a high-risk campaign asks, keeps and shows of those who sign it."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from campaign.lib import sealing, tokens
from campaign.lib.weeks import id_in_week_of, is_week, week_of
from campaign.pages.models import Campaign
from campaign.pages.profiles import RULES, Profile
from campaign.public.kept import forget_pages
from campaign.signatures import actions, blurring, counting, links, noting, tasks
from campaign.signatures.counted_models import Figure, Tally
from campaign.signatures.models import Signature
from campaign.signatures.terms import forget_terms
from tests import factories
from tests.letters.carried import letters_of
from tests.profiles.stored import everything_stored

pytestmark = pytest.mark.django_db

HIGH = RULES[Profile.HIGH_RISK]
THURSDAY = datetime(2026, 11, 26, 14, 33, 7, 123456, tzinfo=UTC)
MONDAY = datetime(2026, 11, 23, tzinfo=UTC)
DAY = timedelta(days=1)
POSTED = {
    "name": "Canary Zwitscher",
    "email": "canary@example.org",
    "country": "MM",
    "affiliation": "Kanarienverein",
    "comment": "Tirili tirila",
    "show_name": "on",
    "updates": "on",
}
SAME_ORIGIN = {"Sec-Fetch-Site": "same-origin"}


@pytest.fixture
def campaign() -> Campaign:
    return factories.high_risk()


def post(campaign: Campaign, **typed: str) -> Any:
    path = f"/en/c/{campaign.slug}/sign/"
    return Client(headers=SAME_ORIGIN).post(path, POSTED | typed)


# --- Asking and storing -----------------------------------------------------------------------


def test_the_form_asks_for_name_address_and_country_and_says_what_is_left_behind(campaign):
    for path in ("/en/c/river/", "/en/c/river/sign/"):
        page = Client().get(path).text

        asked = set(re.findall(r'name="([a-z_]+)"', page.split("<form", 1)[1].split("</form>")[0]))
        assert asked == {"name", "email", "country", "website"}
        assert "What signing here leaves behind" in page
        assert "use an address that does not name you" in page


def test_a_standard_form_asks_for_the_rest_and_says_nothing_of_it():
    factories.campaign()

    page = Client().get("/en/c/river/").text

    for name in ("affiliation", "comment", "show_name", "updates"):
        assert f'name="{name}"' in page
    assert "What signing here leaves behind" not in page


def test_what_is_posted_by_hand_beside_the_form_is_stored_nowhere(campaign):
    assert post(campaign).status_code == 303

    signature = Signature.objects.get()
    assert (signature.public_name, signature.comment, signature.wants_updates) == ("", "", False)
    stored = everything_stored()
    for planted in ("Canary", "Zwitscher", "Tirili", "canary@", "Kanarienverein"):
        assert planted not in stored
        assert planted.encode().hex() not in stored


def test_not_even_under_the_seal_is_there_an_affiliation():
    organisation = factories.organisation()
    key, private = factories.offline_key(organisation)
    campaign = factories.campaign(
        organisation=organisation, sealing_key=key, profile=Profile.HIGH_RISK
    )

    post(campaign)

    signature = Signature.objects.get()
    assert sealing.open_sealed(
        private, signature.sealed, campaign=campaign.id, signature=signature.id
    ) == {"name": "Canary Zwitscher", "email": "canary@example.org", "affiliation": ""}


def test_a_standard_campaign_keeps_all_of_it():
    campaign = factories.campaign()

    post(campaign)

    signature = Signature.objects.get()
    assert signature.public_name == "Canary Zwitscher"
    assert (signature.comment, signature.wants_updates) == ("Tirili tirila", True)
    assert signature.opened()["affiliation"] == "Kanarienverein"


def test_without_a_key_of_the_organisations_own_nobody_can_sign():
    campaign = factories.campaign(profile=Profile.HIGH_RISK)  # and the server's key

    assert post(campaign).status_code == 409
    assert not Signature.objects.exists()


@pytest.mark.parametrize("make", [factories.campaign, factories.high_risk])
def test_signing_and_confirming_are_as_many_statements_in_either_profile(make):
    campaign = make()
    factories.sign(campaign)  # terms are at hand

    with CaptureQueriesContext(
        connection,
    ) as signing:
        actions.sign(
            slug="river",
            name="Ben",
            email=factories.Address.parse("ben@example.org"),
            country="TH",
            language="en",
            now=timezone.now(),
        )
    signature = factories.signature_of(campaign, "ben@example.org")
    with CaptureQueriesContext(connection) as confirming:
        actions.confirm(signature_id=signature.id, now=timezone.now())

    assert (len(signing), len(confirming)) == (1, 1)


def test_who_signs_by_terms_of_before_it_turned_high_risk_signs_by_those_of_now():
    """A process remembers for five seconds what a campaign is like; the statement looks."""
    campaign = factories.campaign()
    factories.sign(campaign)  # remembered: standard
    key, _private = factories.offline_key(campaign.organisation)
    Campaign.objects.update(profile=Profile.HIGH_RISK, sealing_key=key)
    forget_pages()

    assert post(campaign).status_code == 303

    signature = factories.signature_of(campaign, POSTED["email"])
    assert (signature.public_name, signature.comment) == ("", "")
    forget_terms()


# --- What is shown ----------------------------------------------------------------------------


def test_no_name_is_on_the_page_even_where_a_row_had_one(campaign):
    signature = factories.confirmed(campaign)
    Signature.objects.filter(id=signature.id).update(
        public_name="Canary Zwitscher", comment="Tirili", comment_standing="shown"
    )
    forget_pages()

    page = Client().get("/en/c/river/").text

    assert "Canary" not in page
    assert "Tirili" not in page
    assert "Nobody has chosen to show their name" not in page
    assert Client().get("/en/c/river/what-is-shown/").status_code == 404


def test_the_kept_page_follows_the_profile():
    campaign = factories.campaign()
    standard = Client().get("/en/c/river/")
    key, _private = factories.offline_key(campaign.organisation)
    Campaign.objects.update(profile=Profile.HIGH_RISK, sealing_key=key)
    forget_pages()  # two seconds later

    high = Client().get("/en/c/river/")

    assert high.headers["ETag"] != standard.headers["ETag"]
    again = Client(headers={"If-None-Match": standard.headers["ETag"]}).get("/en/c/river/")
    assert again.status_code == 200


def test_the_count_stands_still_until_the_day_is_over_and_moves_by_ten(campaign):
    Campaign.objects.update(steady_on=THURSDAY.date())
    for number in range(12):
        signature = factories.sign(campaign, f"a{number}@example.org", now=THURSDAY)
        actions.confirm(signature_id=signature.id, now=THURSDAY)

    for hours in (0, 3, 9):  # until 23:33
        counting.fold_confirmed(now=THURSDAY + timedelta(hours=hours))
        counting.steady_counts(now=THURSDAY + timedelta(hours=hours))
        assert count_shown() == 0
    after_midnight = THURSDAY + timedelta(hours=10)
    counting.fold_confirmed(now=after_midnight)
    assert count_shown() == 0  # the number of the new day is taken in one go, below
    counting.steady_counts(now=after_midnight)

    assert count_shown() == 10
    assert Campaign.objects.get().signature_count == 12
    assert "Rounded down to 10" in Client().get("/en/c/river/").text


def test_who_leaves_moves_no_count_that_day(campaign):
    for number in range(10):
        factories.confirmed(campaign, f"a{number}@example.org", now=THURSDAY, counted=False)
    friday = THURSDAY + DAY
    counting.fold_confirmed(now=friday)
    Campaign.objects.update(steady_on=THURSDAY.date())
    counting.steady_counts(now=friday)
    assert count_shown() == 10

    actions.withdraw(signature_id=Signature.objects.first().id, now=friday)
    counting.steady_counts(now=friday + timedelta(hours=2))

    assert Campaign.objects.get().signature_count == 9
    assert count_shown() == 10
    counting.steady_counts(now=friday + DAY)
    assert count_shown() == 0


def test_the_count_of_a_standard_campaign_moves_as_people_confirm():
    factories.confirmed(factories.campaign())

    assert count_shown() == 1


def count_shown() -> int:
    forget_pages()
    shown = Client().get("/c/river/count.json").json()["signatures"]
    forget_pages()
    return shown


# --- Times --------------------------------------------------------------------------------------


def test_a_number_of_a_signature_tells_the_week_and_nothing_finer():
    made = {id_in_week_of(THURSDAY + timedelta(seconds=each)) for each in range(100)}

    assert len(made) == 100
    assert {each.version for each in made} == {7}
    assert {each.variant for each in made} == {"specified in RFC 4122"}
    assert {each.int >> 80 for each in made} == {int(MONDAY.timestamp() * 1000)}


def test_once_counted_a_row_knows_the_week_only(campaign):
    factories.confirmed(campaign, now=THURSDAY, counted=False)
    counting.fold_confirmed(now=THURSDAY + DAY)

    blurring.blur_mail_times(now=THURSDAY + 2 * DAY)

    signature = Signature.objects.get()
    assert signature.id.int >> 80 == int(MONDAY.timestamp() * 1000)
    assert (signature.created_at, signature.confirmed_at, signature.counted_at) == (MONDAY,) * 3
    assert signature.mailed_at == [MONDAY]
    assert week_of(THURSDAY) == MONDAY
    assert is_week(signature.created_at)


def test_until_then_it_knows_the_day_of_its_confirmation(campaign):
    signature = factories.confirmed(campaign, now=THURSDAY, counted=False)

    assert signature.confirmed_at == THURSDAY.replace(hour=0, minute=0, second=0, microsecond=0)


def test_a_standard_row_keeps_its_times():
    signature = factories.confirmed(factories.campaign(), now=THURSDAY)

    blurring.blur_mail_times(now=THURSDAY + 2 * DAY)

    signature.refresh_from_db()
    assert (signature.created_at, signature.confirmed_at) == (THURSDAY, THURSDAY)
    assert (signature.counted_at, signature.mailed_at) == (THURSDAY, [THURSDAY])


def test_no_tally_and_no_figure_is_finer_than_a_week(campaign):
    for number, later in enumerate((0, 1, 2)):
        now = THURSDAY + later * DAY
        factories.confirmed(campaign, f"a{number}@example.org", now=now, counted=False)
        counting.fold_confirmed(now=now + DAY)
    noting.count_seen({"river": 3}, now=THURSDAY)
    noting.fold_signed(now=THURSDAY + 7 * DAY)
    actions.withdraw(signature_id=Signature.objects.first().id, now=THURSDAY + 2 * DAY)

    tally = Tally.objects.get()
    assert (tally.hour, tally.confirmed, tally.withdrawn) == (MONDAY, 3, 1)
    assert set(Figure.objects.values_list("at", flat=True)) == {MONDAY, Figure.EVER}
    assert not Figure.objects.filter(about="signed").exists()
    confirmed = Figure.objects.get(span="day", about="confirmed")
    assert confirmed.number == 3
    assert counting.reconcile(campaign.id) == 0


def test_figures_made_anew_are_the_same(campaign):
    campaign.time_zone = "Asia/Yangon"  # six and a half hours ahead
    campaign.save()
    factories.confirmed(campaign, now=THURSDAY, counted=False)
    counting.fold_confirmed(now=THURSDAY + DAY)
    before = set(Figure.objects.values_list("span", "about", "at", "value", "number"))

    noting.make_anew([campaign.id])

    after = set(Figure.objects.values_list("span", "about", "at", "value", "number"))
    assert after == before


def test_limits_on_mail_hold_across_the_blurring(campaign):
    for hours in (0, 1, 2):
        factories.sign(campaign, now=THURSDAY + timedelta(hours=hours))
    signature = factories.sign(campaign, now=THURSDAY + timedelta(hours=3))  # a fourth: none
    assert len(signature.mailed_at) == 3
    factories.confirm(signature, now=THURSDAY + timedelta(hours=4), counted=False)

    blurring.blur_mail_times(now=THURSDAY + 2 * DAY)
    for days in (2, 3, 4):
        factories.sign(campaign, now=THURSDAY + days * DAY)

    signature.refresh_from_db()
    assert len(signature.mailed_at) == 5


def test_whoever_may_be_mailed_no_more_has_had_a_link_that_still_works(campaign):
    assert HIGH.my_link_lasts > blurring.MAIL_REMEMBERED
    factories.confirmed(campaign, now=MONDAY, counted=False)
    for days in range(1, 60):
        now = MONDAY + days * DAY
        blurring.blur_mail_times(now=now)
        factories.sign(campaign, now=now)  # somebody asks every day
        newest = max(Signature.objects.get().mailed_at)
        assert now - newest < HIGH.my_link_lasts


# --- Links ---------------------------------------------------------------------------------------


def confirm_link(signature: Signature, *, now: datetime) -> str:
    return f"/en/confirm/{links.token_for(tokens.CONFIRM, signature.id, HIGH, now=now)}/"


def my_link(signature: Signature, *, now: datetime) -> str:
    return f"/en/my/{links.token_for(tokens.MY, signature.id, HIGH, now=now)}/"


def test_who_does_not_confirm_within_a_day_is_forgotten(campaign):
    now = timezone.now()
    signature = factories.sign(campaign, now=now - timedelta(hours=24, minutes=1))
    in_time = factories.sign(campaign, "ben@example.org", now=now - timedelta(hours=23))

    factories.confirm(signature, now=now)
    factories.confirm(in_time, now=now)

    assert (signature.state, in_time.state) == ("pending", "confirmed")
    assert not actions.can_confirm(signature, now=now)
    tasks.purge_unconfirmed()
    assert list(Signature.objects.all()) == [in_time]


def test_in_a_standard_campaign_there_is_a_week():
    campaign, now = factories.campaign(), timezone.now()
    signature = factories.sign(campaign, now=now - 6 * DAY)

    tasks.purge_unconfirmed()

    assert factories.confirm(signature, now=now).state == "confirmed"


def test_the_link_to_ones_own_page_works_for_thirty_days_and_no_longer(campaign):
    signature, now = factories.confirmed(campaign), timezone.now()

    assert Client().get(my_link(signature, now=now)).status_code == 200
    assert Client().get(my_link(signature, now=now - 30 * DAY)).status_code == 200
    over = Client().get(my_link(signature, now=now - 31 * DAY))
    assert over.status_code == 404
    assert over.content == Client().get("/en/my/nonsense/").content
    rest = Client(headers=SAME_ORIGIN).post(my_link(signature, now=now - 31 * DAY) + "withdraw/")
    assert rest.status_code == 404
    assert Signature.objects.get().is_confirmed


def test_a_link_without_a_time_is_dead_here_and_one_with_a_time_elsewhere(campaign):
    signature = factories.confirmed(campaign)
    elsewhere = factories.confirmed(factories.campaign("lake"))

    assert (
        Client().get(f"/en/my/{tokens.for_signature(tokens.MY, signature.id)}/").status_code == 404
    )
    assert Client().get(my_link(elsewhere, now=timezone.now())).status_code == 404


def test_the_link_to_confirm_shows_nothing_once_its_days_are_over(campaign):
    """Else it would be a link to the signer's page that lasts for ever."""
    signature, now = factories.confirmed(campaign), timezone.now()

    thanks = Client().get(confirm_link(signature, now=now))

    assert thanks.status_code == 200
    assert "Now clear away what is left" in thanks.text
    assert Client().get(confirm_link(signature, now=now - 2 * DAY)).status_code == 404


def test_who_asks_by_their_address_gets_a_new_link(campaign):
    signature = factories.confirmed(campaign, now=timezone.now() - 2 * DAY)
    page = Client().get("/en/c/river/check-your-mail/")
    assert "you get a new link to it, which works for 30 days" in page.text

    Client(headers=SAME_ORIGIN).post("/en/c/river/send-again/", {"email": "ann@example.org"})

    assert len(Signature.objects.get(id=signature.id).mailed_at) == 2


# --- The signer's pages -------------------------------------------------------------------------


def test_pages_of_a_signer_offer_no_choice_that_does_not_exist(campaign):
    signature, now = factories.confirmed(campaign), timezone.now()

    mine = Client().get(my_link(signature, now=now)).text
    thanks = Client().get(confirm_link(signature, now=now)).text

    for name in ("show_name", "updates", "comment"):
        assert f'name="{name}"' not in mine
    assert "In the week of" in mine
    for page in (mine, thanks):
        assert "<title>Confirmation ·" in page
        assert "Before you pass it on" in page
        assert page.index("Before you pass it on") < page.index('class="share"')
        assert "Send me a new link" in page


def test_a_choice_that_is_posted_by_hand_changes_nothing(campaign):
    signature = factories.confirmed(campaign)

    Client(headers=SAME_ORIGIN).post(
        my_link(signature, now=timezone.now()),
        {"show_name": "on", "updates": "on", "comment": "Tirili", "new_name": "Canary"},
    )

    signature.refresh_from_db()
    assert (signature.public_name, signature.comment, signature.wants_updates) == ("", "", False)


def test_withdrawing_works_through_a_link_with_a_time(campaign):
    signature = factories.confirmed(campaign)

    page = my_link(signature, now=timezone.now()) + "withdraw/"
    assert Client(headers=SAME_ORIGIN).post(page).status_code == 303

    assert Signature.objects.get().is_withdrawn
    assert "<title>Confirmation ·" in Client().get(page).text


def test_of_who_has_left_the_week_is_known(campaign):
    counted = factories.confirmed(campaign, now=THURSDAY, counted=False)
    counting.fold_confirmed(now=THURSDAY + DAY)
    pending = factories.sign(campaign, "ben@example.org", now=THURSDAY)

    for signature in (counted, pending):
        actions.withdraw(signature_id=signature.id, now=THURSDAY + DAY)

    for row in Signature.objects.all():
        assert row.is_withdrawn
        assert {row.created_at, row.confirmed_at, row.withdrawn_at} <= {MONDAY, None}
    assert counting.reconcile(campaign.id) == 0


def test_whoever_thinks_of_writing_a_letter_is_warned_first():
    letters_of(factories.high_risk())
    warning = "A letter bears your name and goes to a government"

    assert warning in Client().get("/en/c/river/letters/").text
    Campaign.objects.update(profile=Profile.STANDARD)
    forget_pages()
    assert warning not in Client().get("/en/c/river/letters/").text
