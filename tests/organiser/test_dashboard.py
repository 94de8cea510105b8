"""The overview of one campaign: who may see it, what it says in each state, and what it costs."""

import csv
import io
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from campaign.accounts.models import Organisation
from campaign.letters.demo import load_demo_letters
from campaign.lib import fetched
from campaign.mail.models import OutgoingMail
from campaign.organiser import dashboard
from campaign.pages.lifecycle import State
from campaign.pages.models import Campaign, CampaignText
from campaign.signatures import queue
from campaign.signatures.counted_models import Figure, Tally
from tests import factories
from tests.organiser.people import signed_in, words
from tests.organiser.walking import Walk, members
from tests.pages.writing import write

pytestmark = pytest.mark.django_db

HERE = "/organiser/river/"
OPEN = {
    HERE: members(),
    f"{HERE}live.json": members(),
    **{f"{HERE}figures/{what}.csv": members() for what in dashboard.FILES},
}


@pytest.fixture
def signed(campaign: Campaign) -> Campaign:
    return with_signatures(campaign)


def with_signatures(campaign: Campaign) -> Campaign:
    """Three, of two countries and two sources."""
    for number, (country, source) in enumerate([("MM", "line"), ("MM", ""), ("TH", "line")]):
        factories.confirmed(
            campaign, f"{number}@example.org", country=country, source=source, language="my"
        )
    campaign.refresh_from_db()
    return campaign


def arranged() -> tuple[Organisation, dict[str, Any]]:
    return with_signatures(factories.campaign()).organisation, {}


WALK = Walk(arranged, OPEN)


def said(client: Client, path: str = HERE) -> str:
    return words(client.get(path))


def test_nobody_keeps_a_copy(owner, signed):
    for path in OPEN:
        assert owner.get(path).headers["Cache-Control"] == "no-store"


# --- What it says ---------------------------------------------------------------------------


def test_it_says_how_many_from_where_through_what_and_in_which_language(owner, signed):
    page = said(owner)

    for part in (
        *("3 signatures", "The next goal: 100", "Confirmed today 3", "3 confirmed."),
        *("Myanmar 67% · Thailand 33%", "LINE 67%"),
        *("Straight to the page, or unknown 33%", "Burmese 3 100%", "Nothing needs you right now."),
    ):
        assert part in page


def test_the_table_of_the_chart_has_a_row_for_every_bar(owner, signed):
    page = owner.get(f"{HERE}?period=24h").content.decode()

    table = page.split('id="over-time-table"')[1].split("</table>")[0]

    assert table.count('<th scope="row"') == 24
    assert table.count('data-n="3"') == 1


@pytest.mark.parametrize("period", ["24h", "7d", "30d", "all", "nonsense", "", "'\"><script>"])
def test_every_period_is_a_page(owner, signed, period):
    answer = owner.get(HERE, {"period": period})

    assert answer.status_code == 200
    assert b"<script>" not in answer.content
    assert "3 confirmed." in words(answer)
    assert answer.content.count(b'aria-current="true"') == 1


@pytest.mark.parametrize(
    ("here", "before", "sentence"),
    [
        (30, 20, "50% more than in the same time before."),
        (10, 20, "50% fewer than in the same time before."),
        (20, 20, "As many as in the same time before."),
        (20, 0, "There were none in the same time before."),
    ],
)
def test_growth_is_told_beside_the_time_before(owner, campaign, here, before, sentence):
    now = timezone.now()
    for number, days in ((here, 1), (before, 8)):
        at = dashboard.figures.at_day(campaign.today(now) - timedelta(days=days))
        Figure.objects.create(
            campaign=campaign, span="day", about="confirmed", at=at, number=number
        )

    assert sentence in said(owner)


def test_the_way_from_the_page_to_a_signature_is_told_step_by_step(owner, campaign):
    today = dashboard.figures.at_day(campaign.today(timezone.now()))
    for about, number in {
        "seen": 1000,
        "signed": 100,
        "mailed": 98,
        "refused": 2,
        "confirmed": 75,
        "withdrawn": 1,
    }.items():
        Figure.objects.create(campaign=campaign, span="day", about=about, at=today, number=number)

    page = said(owner)

    for part in (
        "Page opened, at least 1,000",
        "Signed 100 10% of the times it was opened",
        "Mails with the link to confirm, sent 98 98% of those that we tried to send",
        "Mails refused for good 2",
        "Confirmed 75 75% of those who signed",
        "Withdrawn later 1",
        "Of 100 mails, 98% were taken. 75% of those who signed confirmed.",
    ):
        assert part in page


def test_where_nobody_was_seen_it_says_that_nobody_counted(owner, signed):
    assert "Page opened, at least not counted" in said(owner)


def test_a_campaign_that_nobody_has_signed_says_what_to_do_first(owner, campaign):
    page = said(owner)

    assert "Nobody has signed yet" in page
    assert "Sign it yourself." in page
    assert "Signatures over time" not in page


def test_a_draft_is_led_step_by_step_to_its_page(campaign):
    Campaign.objects.update(state=State.DRAFT, sealing_key=None)
    editor = signed_in("editor", campaign.organisation)

    answer = editor.get(HERE)

    assert [step.title for step in answer.context["steps"] if step.is_blocked] == [
        "Look through the settings"
    ]
    page = words(answer)
    assert "Read the words The page asks for nothing yet: it has no demand." in page
    assert "something is missing There is no key to seal signatures with" in page
    for where in ("page/", "settings/", "settings/picture/", "preview/", "publish/"):
        assert f'href="{HERE}{where}"' in answer.content.decode()
    assert "Nobody has signed yet" not in page
    viewer = signed_in("viewer", campaign.organisation).get(HERE)
    assert "To the picture" not in words(viewer)


@pytest.mark.parametrize(
    ("fields", "parts"),
    [
        ({"state": State.DRAFT}, ["Not published yet", "This campaign is a draft"]),
        (
            {"state": State.SCHEDULED, "opens_at": timezone.now() + timedelta(days=1)},
            ["Scheduled", "It opens on"],
        ),
        ({"state": State.CLOSED}, ["Closed", "The campaign is over, and nobody has signed it."]),
        ({"paused_at": timezone.now()}, ["Paused", "Signing has been paused since"]),
    ],
    ids=["draft", "scheduled", "closed", "paused"],
)
def test_each_state_of_a_campaign_is_told(fields, parts):
    campaign = factories.campaign(**fields)
    page = said(signed_in("owner", campaign.organisation))

    for part in parts:
        assert part in page


def test_a_closed_campaign_keeps_its_figures(owner, signed):
    Campaign.objects.update(state=State.CLOSED)

    page = said(owner)

    assert "3 signatures" in page and "Myanmar 2 67%" in page
    assert "The next goal" not in page


def test_a_long_list_begins_with_its_first_and_shows_all_when_asked(owner, campaign):
    for number in range(1, 41):
        Figure.objects.create(
            campaign=campaign,
            span="ever",
            about="source",
            at=Figure.EVER,
            value=f"poster-{number:02}",
            number=number,
        )
    Campaign.objects.update(signature_count=1)

    short = said(owner, f"{HERE}?period=all")
    whole = said(owner, f"{HERE}?period=all&show=sources")

    assert "poster-40" in short and "poster-01" not in short
    assert "Show all 40" in short
    assert "poster-01" in whole and "Show all" not in whole


def test_where_charts_could_not_be_fetched_the_tables_stand_there(owner, signed, settings):
    settings.STATICFILES_DIRS = []
    fetched.fetched_url.cache_clear()
    try:
        answer = owner.get(HERE)
    finally:
        fetched.fetched_url.cache_clear()

    assert "What draws charts and the map could not be fetched" in words(answer)
    assert b"uPlot" not in answer.content and b"data-map=" not in answer.content
    assert b'id="over-time-table"' in answer.content


def test_codes_that_nobody_has_named_are_text(owner, campaign):
    """Of links from before they had names."""
    code = "a-._b" * 6
    factories.confirmed(campaign)
    Figure.objects.filter(about="source").update(value=code)

    assert code in said(owner)


def test_a_page_in_another_language_has_its_names_in_it(signed):
    CampaignText.objects.create(campaign=signed, language="my", title="မြစ်", summary="မြစ်")
    client = signed_in("owner", signed.organisation)

    page = client.get(HERE, headers={"Accept-Language": "fil"}).content.decode()

    assert "Birmano" in page or "Burmese" in page
    assert "Myanmar" in page


# --- What needs somebody --------------------------------------------------------------------


def needs_at(campaign: Campaign, role: str = "owner") -> str:
    return needs_seen_by(signed_in(role, campaign.organisation))


def needs_seen_by(client: Client) -> str:
    page = client.get(HERE).content.decode()
    part = page.split('data-live-part="needs"')[1].split("</section>")[0]
    return words(HttpResponse(f"<main {part}"))


def test_mail_on_hold_is_sent_from_here(campaign):
    factories.sign(campaign)
    Campaign.objects.update(mail_held_at=timezone.now())
    OutgoingMail.objects.update(is_held=True)
    client = signed_in("editor", campaign.organisation)

    page = client.get(HERE).content.decode()
    assert 'action="/organiser/river/release-mail/"' in page
    client.post("/organiser/river/release-mail/")

    assert "Mail is on hold" in page
    assert "Mail is on hold" not in said(client)
    assert not OutgoingMail.objects.get().is_held


def test_who_may_not_send_it_sees_that_it_waits(campaign):
    Campaign.objects.update(mail_held_at=timezone.now())

    needs = needs_at(campaign, "viewer")

    assert "Mail is on hold" in needs
    assert "Owners and editors decide." in needs
    assert "Let the mail go" not in needs


def test_a_campaign_without_a_key_says_that_nobody_can_sign(campaign):
    Campaign.objects.update(sealing_key=None)

    assert "Nobody can sign: there is no key" in needs_at(campaign)


@pytest.mark.parametrize(("days", "is_told"), [(2, True), (4, False)])
def test_closing_is_told_when_it_is_near(campaign, days, is_told):
    Campaign.objects.update(
        closes_at=timezone.now() + timedelta(days=days), time_zone="Asia/Jakarta"
    )

    assert ("This campaign closes on" in needs_at(campaign)) is is_told


@pytest.mark.parametrize(
    ("refused", "mailed", "is_told"), [(10, 100, True), (9, 10, False), (10, 1000, False)]
)
def test_many_refused_mails_are_told(campaign, refused, mailed, is_told):
    today = dashboard.figures.at_day(campaign.today(timezone.now()))
    for about, number in (("refused", refused), ("mailed", mailed)):
        Figure.objects.create(campaign=campaign, span="day", about=about, at=today, number=number)

    assert ("were refused for good" in needs_at(campaign)) is is_told


@pytest.mark.parametrize(("mailed", "is_told"), [(0, True), (1, False)])
def test_mail_that_does_not_go_out_is_told(campaign, mailed, is_told):
    hour = timezone.now().replace(minute=0, second=0, microsecond=0)
    for about, number in (("signed", 3), ("mailed", mailed)):
        Figure.objects.create(campaign=campaign, span="hour", about=about, at=hour, number=number)

    assert ("People sign and no mail goes out." in needs_at(campaign)) is is_told


def test_letters_that_need_somebody_are_told_once(campaign):
    load_demo_letters(campaign, now=timezone.now())
    client = signed_in("owner", campaign.organisation)

    assert "rest on facts that somebody should check." in needs_seen_by(client)
    campaign.letter_versions.all().delete()
    assert "there is no letter to them." in needs_seen_by(client)


# --- Live -----------------------------------------------------------------------------------


def test_live_figures_are_the_pages_own_and_unchanged_ones_are_not_sent_again(owner, signed):
    page = owner.get(HERE).content.decode()
    first = owner.get(f"{HERE}live.json")
    etag = first.headers["ETag"]

    again = owner.get(f"{HERE}live.json", headers={"If-None-Match": etag})
    factories.confirmed(signed, "new@example.org")
    fresh = owner.get(f"{HERE}live.json", headers={"If-None-Match": etag})

    assert first.json()["signatures"] == "3 signatures"
    assert f"data-version={etag}" in page
    assert (again.status_code, again.content) == (304, b"")
    assert fresh.status_code == 200
    assert (fresh.json()["signatures"], fresh.json()["today"]) == ("4 signatures", "4")


@pytest.mark.parametrize("field", ["mail_held_at", "paused_at"])
def test_what_the_page_shows_beside_numbers_is_new_too(owner, signed, field):
    etag = owner.get(f"{HERE}live.json").headers["ETag"]

    Campaign.objects.update(**{field: timezone.now()})

    assert owner.get(f"{HERE}live.json", headers={"If-None-Match": etag}).status_code == 200


def test_live_figures_cost_one_statement_beside_the_door(owner, signed):
    owner.get(f"{HERE}live.json")
    with CaptureQueriesContext(connection) as queries:
        owner.get(f"{HERE}live.json")

    # Session, person, campaign, figures.
    assert [query["sql"].split('SELECT "')[1].split('"')[0] for query in queries] == [
        *("django_session", "campaign_user", "campaign_campaign", "campaign_figure"),
    ]


# --- Files ----------------------------------------------------------------------------------


def rows(client: Client, what: str, period: str = "all") -> list[list[str]]:
    answer = client.get(f"{HERE}figures/{what}.csv?period={period}")
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert answer.headers["Content-Disposition"] == (
        f'attachment; filename="river-{what}-{period}.csv"'
    )
    text = b"".join(answer.streaming_content).decode()
    assert text.startswith("\ufeff")  # so that a spreadsheet takes it for UTF-8
    return list(csv.reader(io.StringIO(text[1:])))


def test_each_chart_is_a_file(owner, signed):
    assert rows(owner, "countries") == [
        ["Code", "Country", "Signatures"],
        ["MM", "Myanmar", "2"],
        ["TH", "Thailand", "1"],
    ]
    assert rows(owner, "sources")[1:] == [
        ["line", "LINE", "2"],
        ["", "Straight to the page, or unknown", "1"],
    ]
    assert rows(owner, "languages")[1:] == [["my", "Burmese", "3"]]
    assert ["Confirmed", "3"] in rows(owner, "funnel")
    assert ["Page opened, at least", "not counted"] in rows(owner, "funnel")


def test_the_file_over_time_names_its_time_zone_and_each_hours_offset(owner, signed):
    Campaign.objects.update(time_zone="Asia/Yangon")

    heading, *hours = rows(owner, "time", "24h")

    assert heading[0] == "Begins (Asia/Yangon)"
    assert len(hours) == 24
    assert all(hour[0].endswith(":30+06:30") for hour in hours)
    assert hours[-1][3] == "3"
    assert sum(int(hour[1]) for hour in hours) == 3


def test_a_file_has_more_than_a_page_and_no_formula(owner, campaign):
    Figure.objects.bulk_create(
        Figure(
            campaign=campaign,
            span="ever",
            about="source",
            at=Figure.EVER,
            value=value,
            number=1,
        )
        for value in ("=1+1", "+1", "-1", "@x", "\t=1", "\r=1", *(f"s{n}" for n in range(400)))
    )

    found = rows(owner, "sources")[1:]

    assert len(found) == 406
    assert {row[0] for row in found} >= {"'=1+1", "'+1", "'-1", "'@x", "'\t=1", "'\r=1"}
    assert not any(
        cell.startswith(("=", "+", "-", "@", "\t", "\r")) for row in found for cell in row
    )


@pytest.mark.parametrize("what", ["names", "addresses", "time.csv"])
def test_there_is_no_other_file(owner, signed, what):
    assert owner.get(f"{HERE}figures/{what}.csv").status_code == 404


# --- What it costs --------------------------------------------------------------------------


def test_the_page_costs_the_same_for_one_signature_and_for_many(owner, campaign):
    load_demo_letters(campaign, now=timezone.now())
    write(campaign, title="Not published yet")
    costs = []
    for many in (1, 3):
        for number in range(many):
            factories.confirmed(
                campaign,
                f"{many}-{number}@example.org",
                country=["MM", "TH", "LA"][number],
                source=f"s{number}",
            )
        for period in ("24h", "7d", "30d", "all"):
            with CaptureQueriesContext(connection) as queries:
                assert owner.get(HERE, {"period": period}).status_code == 200
            costs.append(len(queries))

    one, many = costs[:4], costs[4:]
    assert one == many
    assert max(many) < 20


def test_no_figure_is_counted_from_signatures_or_tallies(owner, signed):
    with CaptureQueriesContext(connection) as queries:
        for path in OPEN:
            answer = owner.get(path)
            if answer.streaming:
                list(answer.streaming_content)

    asked = [query["sql"] for query in queries]
    assert any("campaign_figure" in sql for sql in asked)
    assert not any(Tally._meta.db_table in sql for sql in asked)
    # What waits for somebody is looked for in an index of its own, and not past so many.
    [of_signatures] = [sql for sql in asked if "campaign_signature" in sql]
    assert of_signatures.count(f"LIMIT {queue.MOST_COUNTED}") == 5


def test_a_viewer_sees_the_same_numbers(signed):
    viewer = signed_in("viewer", signed.organisation)

    assert "3 signatures" in said(viewer)
