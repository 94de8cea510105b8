"""When people in a country are at their desks."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from campaign.lib.office_hours import is_office_time, zone_of


@pytest.mark.parametrize(
    ("country", "zone"),
    [
        ("TH", "Asia/Bangkok"),
        ("ID", "Asia/Jakarta"),
        ("MY", "Asia/Kuala_Lumpur"),
        ("TL", "Asia/Dili"),
        ("US", "America/New_York"),
    ],
)
def test_a_country_has_the_time_of_most_of_its_people(country, zone):
    assert zone_of(country) == ZoneInfo(zone)


@pytest.mark.parametrize("country", ["", "ZZ", "Thailand"])
def test_what_is_no_country_has_no_time(country):
    assert zone_of(country) is None


@pytest.mark.parametrize(
    ("moment", "is_open"),
    [
        ("2026-11-25T01:59", False),  # 8:59 on a Wednesday in Bangkok
        ("2026-11-25T02:00", True),
        ("2026-11-25T09:59", True),
        ("2026-11-25T10:00", False),
        ("2026-11-27T09:59", True),  # Friday
        ("2026-11-28T03:00", False),  # Saturday
        ("2026-11-29T03:00", False),
        ("2026-11-29T23:00", False),  # Monday, six in the morning there
        ("2026-11-30T02:00", True),
    ],
)
def test_offices_are_open_on_weekdays_from_nine_to_five_of_their_own_time(moment, is_open):
    at = datetime.fromisoformat(moment).replace(tzinfo=UTC)

    assert is_office_time(at, ZoneInfo("Asia/Bangkok")) is is_open
