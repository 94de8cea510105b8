"""The profile at the desk: both side by side, and what a public campaign gives up for good."""

import csv
import io
import time
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from campaign.accounts.models import Organisation
from campaign.lib.weeks import week_of
from campaign.pages.lifecycle import State
from campaign.pages.models import Campaign
from campaign.pages.profiles import Profile
from campaign.pages.settings import stamp
from campaign.signatures import counting, noting
from campaign.signatures.counted_models import Figure
from campaign.signatures.sources import signatures_by_source
from tests import factories
from tests.organiser.people import signed_in, words
from tests.organiser.walking import DONE, NOT_THERE, TO_SIGN_IN, Walk, editors, members, owners

pytestmark = pytest.mark.django_db

PROFILE = "/organiser/river/profile/"
HIGH_RISK = f"{PROFILE}high-risk/"
OVERVIEW = "/organiser/river/"
WEEK = timedelta(weeks=1)


def public() -> Campaign:
    """Ready to become a high-risk one."""
    campaign = factories.campaign()
    key, _private = factories.offline_key(campaign.organisation)
    Campaign.objects.filter(id=campaign.id).update(sealing_key=key)
    return campaign


def arranged() -> tuple[Organisation, dict[str, Any]]:
    """And a draft beside it, which needs one press only."""
    organisation = public().organisation
    factories.campaign("lake", organisation=organisation, state=State.DRAFT)
    return organisation, {}


OPEN = {PROFILE: members(), HIGH_RISK: owners()}
PRESS = {
    "/organiser/lake/profile/": ({"profile": "high-risk"}, editors(DONE)),
    HIGH_RISK: ({"is_sure": "on"}, owners(DONE)),
}
WALK = Walk(arranged, OPEN, PRESS)


@pytest.fixture
def campaign() -> Campaign:
    public()
    return Campaign.objects.get()


def profile_now() -> str:
    return Campaign.objects.get().profile


def test_a_draft_is_chosen_with_one_press_and_changed_back_with_another(campaign):
    Campaign.objects.update(state=State.DRAFT)
    editor = signed_in("editor", campaign.organisation)
    assert "While it is a draft you can change your mind." in words(editor.get(PROFILE))

    editor.post(PROFILE, {"profile": "high-risk"})

    assert profile_now() == Profile.HIGH_RISK
    editor.post(PROFILE, {"profile": "standard"})
    assert profile_now() == Profile.STANDARD


def test_a_public_one_is_shown_what_goes_before_anything_does(campaign, owner):
    key = campaign.organisation.sealing_keys.get(custody="offline")
    for number in range(2):
        factories.confirmed(campaign, f"a{number}@example.org", comment="Tirili", show_name=True)
    assert campaign.signatures.filter(sealing_key=key).count() == 2

    answer = owner.post(PROFILE, {"profile": "high-risk"})

    assert answer.headers["Location"] == HIGH_RISK
    page = words(owner.get(HIGH_RISK))
    assert "2 names that their signers chose to show leave the page at once" in page
    assert "2 comments go the same way" in page
    assert "who asked for news" not in page  # nobody has
    assert profile_now() == Profile.STANDARD
    unsure = owner.post(HIGH_RISK, {})
    assert unsure.status_code == 422
    assert "Tick this to go on. Nothing has changed yet." in words(unsure)
    assert profile_now() == Profile.STANDARD
    assert owner.post(HIGH_RISK, {"is_sure": "on"}).status_code == DONE
    assert profile_now() == Profile.HIGH_RISK
    assert "is being erased" in words(owner.get(PROFILE))


def test_without_a_key_of_its_own_it_says_what_is_missing_and_changes_nothing(owner, campaign):
    servers = campaign.organisation.sealing_keys.get(custody="server")
    Campaign.objects.update(sealing_key=servers)

    page = owner.get(PROFILE)

    assert "It needs a key that only your organisation holds" in words(page)
    assert 'value="high-risk"' not in page.text
    answer = owner.post(HIGH_RISK, {"is_sure": "on"})
    assert answer.status_code == 409
    assert "This is not possible yet" in words(answer)
    assert profile_now() == Profile.STANDARD


def test_general_settings_do_not_hand_the_key_of_a_high_risk_draft_to_the_server(campaign):
    Campaign.objects.update(state=State.DRAFT, profile=Profile.HIGH_RISK)
    campaign.refresh_from_db()
    servers = campaign.organisation.sealing_keys.get(custody="server")
    typed = {
        "slug": "river",
        "time_zone": "UTC",
        "accent": "crimson",
        "main_language": "en",
        "custody": servers.id,
        "was": stamp(campaign),
    }

    answer = signed_in("editor", campaign.organisation).post("/organiser/river/settings/", typed)

    assert answer.status_code == 422
    assert "sealed to a key that only your organisation keeps" in words(answer)
    assert Campaign.objects.get().sealing_key.custody == "offline"


def test_there_is_no_way_back_while_anybody_has_signed(campaign, owner):
    owner.post(HIGH_RISK, {"is_sure": "on"})
    factories.forget_terms()
    factories.sign(campaign)

    page = owner.get(PROFILE)

    assert 'value="standard"' not in page.text
    assert "signed on the word" in words(page)
    assert owner.post(PROFILE, {"profile": "standard"}).status_code == 409
    assert profile_now() == Profile.HIGH_RISK


@pytest.mark.parametrize("typed", [{}, {"profile": "reckless"}, {"profile": "\0"}])
def test_nonsense_is_refused_and_changes_nothing(owner, typed):
    answer = owner.post(PROFILE, typed)

    assert answer.status_code == 422
    assert "Choose one of the two." in words(answer)
    assert profile_now() == Profile.STANDARD


def test_who_proved_themselves_a_while_ago_proves_it_again(owner):
    session = owner.session
    session["account_authentication_methods"] = [
        record | {"at": time.time() - 3600} for record in session["account_authentication_methods"]
    ]
    session.save()

    answer = owner.post(HIGH_RISK, {"is_sure": "on"})

    assert answer.status_code == TO_SIGN_IN
    assert answer.headers["Location"].startswith("/accounts/2fa/reauthenticate/")
    assert profile_now() == Profile.STANDARD


@pytest.mark.parametrize("path", [PROFILE, HIGH_RISK, OVERVIEW])
def test_a_page_costs_the_same_for_one_signer_and_for_three(owner, campaign, path):
    counts = []
    for number in range(3):
        factories.confirmed(campaign, f"a{number}@example.org", show_name=True)
        with CaptureQueriesContext(connection) as queries:
            assert owner.get(path).status_code == 200
        counts.append(len(queries))

    assert counts[0] == counts[2] < 20


# --- The overview: weeks only ------------------------------------------------------------------


@pytest.fixture
def weekly(campaign: Campaign) -> Campaign:
    """Seven from Thailand and three from Laos in the week before last, one in this."""
    Campaign.objects.update(profile=Profile.HIGH_RISK)
    factories.forget_terms()
    before, now = week_of(timezone.now()) - 2 * WEEK, timezone.now()
    for number in range(10):
        country = "TH" if number < 7 else "LA"
        address = f"a{number}@example.org"
        factories.confirmed(campaign, address, now=before, country=country, counted=False)
    factories.confirmed(campaign, "late@example.org", now=now, country="TH", counted=False)
    noting.count_seen({"river": 5}, now=now)
    counting.fold_confirmed(now=now + timedelta(days=1))
    Campaign.objects.update(steady_on=None)
    counting.steady_counts(now=now)
    return Campaign.objects.get()


def test_figures_are_of_whole_weeks_and_of_five_or_more(weekly, owner):
    page = owner.get(OVERVIEW)
    said = words(page)

    assert weekly.signature_count == 11
    assert "10 signatures" in said  # as everybody sees it
    assert "told by the week, up to Sunday" in said
    assert "10 confirmed." in said  # and not that of this week
    assert "Thailand" in said
    assert "Laos" not in said
    assert "Countries with fewer than 5 are not shown." in said
    assert "Confirmed today" not in said
    assert "Confirmed since" not in said
    assert "data-live-url" not in page.text
    assert "live.js" not in page.text
    assert "24 hours" not in said
    bars = page.context["moments"]
    assert [(moment.bar.confirmed, moment.bar.total) for moment in bars] == [(10, 10), (0, 10)]


def test_nothing_is_live(weekly, owner):
    assert owner.get("/organiser/river/live.json").status_code == NOT_THERE


@pytest.mark.parametrize("period", ["24h", "7d", "30d", "all"])
def test_files_say_no_more_than_the_page_whatever_is_asked_for(weekly, owner, period):
    def file(what: str) -> list[list[str]]:
        answer = owner.get(f"/organiser/river/figures/{what}.csv?period={period}")
        content = b"".join(answer.streaming_content).decode("utf-8-sig")
        return list(csv.reader(io.StringIO(content)))[1:]

    first = week_of(timezone.now()) - 2 * WEEK
    assert file("time") == [
        [str(first.date()), "10", "0", "10"],
        [str((first + WEEK).date()), "0", "0", "10"],
    ]
    assert file("countries") == [["TH", "Thailand", "7"]]
    assert [number for _step, number in file("funnel")] == ["not counted", "0", "0", "10", "0"]


def test_in_its_first_week_there_are_no_figures_and_a_reason(campaign, owner):
    Campaign.objects.update(profile=Profile.HIGH_RISK)
    factories.forget_terms()
    factories.confirmed(campaign, now=timezone.now(), counted=False)
    counting.fold_confirmed(now=timezone.now() + timedelta(days=1))
    assert Figure.objects.filter(about="confirmed").exists()

    said = words(owner.get(OVERVIEW))

    assert "No figures yet" in said
    assert "on the Monday after somebody signs" in said


def test_lists_of_campaigns_know_no_more_than_the_page(weekly):
    for role, path in (("viewer", "/organiser/"), ("staff", "/staff/")):
        said = words(signed_in(role, weekly.organisation).get(path))
        assert "11" not in said
        assert "10" in said


def test_links_tell_whole_weeks_and_five_or_more(campaign, owner):
    Campaign.objects.update(profile=Profile.HIGH_RISK)
    campaign.refresh_from_db()
    factories.forget_terms()
    now = timezone.now()
    for source, many, weeks in (("copy", 6, 1), ("share", 4, 1), ("share", 3, 0)):
        for number in range(many):
            address = f"{source}{weeks}{number}@example.org"
            factories.confirmed(
                campaign, address, now=now - weeks * WEEK, source=source, counted=False
            )
    counting.fold_confirmed(now=now + timedelta(days=1))

    assert signatures_by_source(campaign, now=now) == {"copy": 6}
    assert signatures_by_source(campaign, now=now + WEEK) == {"copy": 6, "share": 7}
    assert "by whole weeks" in words(owner.get("/organiser/river/sharing/"))
