"""What the desk reads: the same numbers by hour, day, week and in all, at the same price."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from campaign.pages.models import Campaign
from campaign.signatures import actions, counting, figures
from campaign.signatures.counted_models import Figure
from campaign.signatures.figures import DAY, HOUR, WEEK, Events, Stretch
from tests import factories

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 6, 10, 20, 40, tzinfo=UTC)  # 03:40 on the 11th in Jakarta, a Thursday
ONE_EACH = ["MM", "TH", "LA", "VN", "ID"]
AGES = [timedelta(hours=2), timedelta(days=2), timedelta(days=10), timedelta(days=40)]


@pytest.fixture
def campaign() -> Campaign:
    """One signature of each age, and one that was withdrawn an hour ago."""
    campaign = factories.campaign(time_zone="Asia/Jakarta")
    for number, age in enumerate(AGES):
        factories.confirmed(
            campaign, f"{number}@example.org", country=ONE_EACH[number], now=NOW - age
        )
    leaves = factories.confirmed(campaign, "l@example.org", country="ID", now=NOW - 3 * HOUR)
    actions.withdraw(signature_id=leaves.id, now=NOW - HOUR)
    campaign.refresh_from_db()
    return campaign


def period(campaign: Campaign, stretch: Stretch) -> figures.Period:
    return figures.period(campaign, stretch, now=NOW)


@pytest.mark.parametrize(
    ("stretch", "confirmed", "before", "countries"),
    [
        (Stretch.LAST_24_HOURS, 2, 0, {"MM"}),
        (Stretch.LAST_7_DAYS, 3, 1, {"MM", "TH"}),
        (Stretch.LAST_30_DAYS, 4, 1, {"MM", "TH", "LA"}),
        (Stretch.EVER, 5, 0, {"MM", "TH", "LA", "VN"}),
    ],
)
def test_each_stretch_of_time_has_what_happened_in_it(
    campaign, stretch, confirmed, before, countries
):
    here, earlier = figures.events(campaign, period(campaign, stretch))
    found = figures.breakdowns(campaign, period(campaign, stretch))

    assert here == Events(confirmed=confirmed, withdrawn=1)
    assert here.more == confirmed - 1
    assert earlier == Events(confirmed=before)
    assert set(found["country"].numbers) == countries  # who withdrew is in none
    for breakdown in found.values():
        assert breakdown.total == confirmed - 1 == sum(breakdown.numbers.values())


@pytest.mark.parametrize(
    ("stretch", "step", "count"),
    [
        (Stretch.LAST_24_HOURS, HOUR, 24),
        (Stretch.LAST_7_DAYS, HOUR, 6 * 24 + 4),  # from midnight there, up to now
        (Stretch.LAST_30_DAYS, DAY, 30),
        (Stretch.EVER, DAY, 41),
    ],
)
def test_bars_go_from_the_first_to_now_without_a_gap_and_end_at_the_total(
    campaign, stretch, step, count
):
    bars = figures.bars(campaign, period(campaign, stretch))

    assert len(bars) == count
    assert {later.at - bar.at for bar, later in zip(bars, bars[1:], strict=False)} == {step}
    assert bars[-1].total == campaign.signature_count == 4
    assert (
        sum(bar.confirmed for bar in bars)
        == figures.events(campaign, period(campaign, stretch))[0].confirmed
    )
    for bar, later in zip(bars, bars[1:], strict=False):
        assert later.total - bar.total == later.confirmed - later.withdrawn


def test_a_day_begins_at_midnight_where_the_campaign_is(campaign):
    bars = figures.bars(campaign, period(campaign, Stretch.LAST_30_DAYS))

    assert [bar.at.day for bar in bars if bar.confirmed] == [1, 9, 11]
    assert bars[-1].at == datetime(2026, 6, 11, tzinfo=UTC)


def test_a_long_campaign_is_shown_in_weeks_from_monday(campaign):
    factories.confirmed(campaign, "first@example.org", now=NOW - timedelta(days=200))
    campaign.refresh_from_db()

    bars = figures.bars(campaign, period(campaign, Stretch.EVER))

    assert {later.at - bar.at for bar, later in zip(bars, bars[1:], strict=False)} == {WEEK}
    assert {bar.at.weekday() for bar in bars} == {0}
    assert sum(bar.confirmed for bar in bars) == 6
    assert bars[0].total == 1
    assert len(bars) == 30


def test_hours_of_a_zone_that_is_half_an_hour_off_begin_at_half_past():
    campaign = factories.campaign(time_zone="Asia/Yangon")
    midnight = datetime(2026, 6, 4, 17, 30, tzinfo=UTC)

    first = period(campaign, Stretch.LAST_7_DAYS).bars_since

    assert first - midnight == timedelta(minutes=30)


def test_lately_is_today_there_and_this_hour_in_one_statement(campaign, django_assert_num_queries):
    factories.confirmed(campaign, "now@example.org", now=NOW)
    campaign.refresh_from_db()

    with django_assert_num_queries(1):
        lately = figures.lately(campaign, now=NOW)

    # It was 01:40 two hours ago, and an hour before that.
    assert lately == figures.Lately(signatures=5, on_paper=0, today=3, this_hour=1)


def test_a_campaign_without_anything_has_bars_and_no_rows():
    campaign = factories.campaign()

    for stretch in Stretch:
        here, before = figures.events(campaign, period(campaign, stretch))
        bars = figures.bars(campaign, period(campaign, stretch))
        assert here == before == Events()
        assert bars and {bar.total for bar in bars} == {0}
        found = figures.breakdowns(campaign, period(campaign, stretch))
        assert [breakdown.numbers for breakdown in found.values()] == [{}, {}, {}]


def test_figures_of_another_campaign_are_not_among_them(campaign):
    other = factories.campaign("other", organisation=campaign.organisation)

    assert figures.events(other, period(other, Stretch.EVER)) == (Events(), Events())


def test_the_most_come_first_and_a_page_shows_no_more_than_it_can():
    campaign = factories.campaign()
    Figure.objects.bulk_create(
        Figure(
            campaign=campaign,
            span="ever",
            about="source",
            at=Figure.EVER,
            value=f"s{number}",
            number=number,
        )
        for number in range(1, 501)
    )
    ever = period(campaign, Stretch.EVER)

    sources = figures.breakdowns(campaign, ever)["source"]
    whole = list(figures.whole_breakdown(campaign, ever, Figure.About.SOURCE))

    assert list(sources.numbers.items())[:2] == [("s500", 500), ("s499", 499)]
    assert len(sources.numbers) == figures.MOST_ROWS
    assert (sources.kinds, sources.total) == (500, 125_250)
    assert len(whole) == 500
    assert whole[-1] == ("s1", 1)


def rows_read(campaign: Campaign, stretch: Stretch) -> int:
    """How many rows of figures PostgreSQL touches for all that one page shows."""
    here = figures.period(campaign, stretch, now=NOW)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")  # as it decides for a large table
    with CaptureQueriesContext(connection) as queries:
        figures.events(campaign, here)
        figures.bars(campaign, here)
        figures.breakdowns(campaign, here)
    read = 0
    for query in queries:
        with connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN (ANALYZE, FORMAT JSON) {query['sql']}")
            read += leaves(cursor.fetchone()[0][0]["Plan"])
    return read


def leaves(plan: dict) -> int:
    if not plan.get("Plans"):
        return int(plan["Actual Rows"] * plan["Actual Loops"])
    return sum(leaves(each) for each in plan["Plans"])


@pytest.mark.parametrize("stretch", Stretch)
def test_ten_times_as_many_signatures_touch_no_more_rows(stretch):
    """One hour's signatures of two countries: more of them, and no more figures."""
    read = []
    for many in (2, 20):
        campaign = factories.campaign(f"c-{many}", time_zone="Asia/Jakarta")
        for number in range(many):
            factories.confirmed(
                campaign, f"{number}@example.org", country=ONE_EACH[number % 2], now=NOW
            )
        campaign.refresh_from_db()
        read.append(rows_read(campaign, stretch))

    assert read[0] == read[1] > 0


def test_a_longer_time_by_country_reads_days_and_not_hours():
    """Thirty days of one country in every hour: thirty rows of it, and not seven hundred."""
    campaign = factories.campaign()
    for day in range(30):
        for hour in range(0, 24, 8):
            factories.confirmed(
                campaign,
                f"{day}-{hour}@example.org",
                country="MM",
                now=NOW - day * DAY - hour * HOUR,
                counted=False,
            )
    counting.fold_confirmed(now=NOW)
    campaign.refresh_from_db()

    in_all = rows_read(campaign, Stretch.EVER)
    in_days = rows_read(campaign, Stretch.LAST_30_DAYS)

    assert in_days < 6 * 31
    assert in_all < 2 * 32 + 6
