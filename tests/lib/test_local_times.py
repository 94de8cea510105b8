"""What a clock says somewhere, and when that is."""

from datetime import UTC, datetime

import pytest
from django.core.exceptions import ValidationError

from campaign.lib.local_times import LocalTimeField, moment_in, shown_in


@pytest.mark.parametrize(
    ("typed", "clock"),
    [
        ("2026-11-25T09:30", datetime(2026, 11, 25, 9, 30)),
        ("2026-11-25T09:30:15", datetime(2026, 11, 25, 9, 30, 15)),
        (" 25.11.2026 09:30 ", datetime(2026, 11, 25, 9, 30)),
        ("", None),
    ],
)
def test_a_picker_and_a_person_are_read(typed, clock):
    assert LocalTimeField(required=False).clean(typed) == clock


@pytest.mark.parametrize("typed", ["tomorrow", "2026-13-01T00:00", "2026-02-30T00:00", "\x00", "9"])
def test_what_is_no_time_is_said_to_be_none(typed):
    with pytest.raises(ValidationError, match="They read like"):
        LocalTimeField().clean(typed)


def test_a_clock_is_where_it_hangs():
    nine = datetime(2026, 11, 25, 9)

    assert moment_in("Asia/Yangon", nine) == datetime(2026, 11, 25, 2, 30, tzinfo=UTC)
    assert moment_in("Asia/Jakarta", nine) == datetime(2026, 11, 25, 2, tzinfo=UTC)
    assert shown_in("Asia/Yangon", moment_in("Asia/Yangon", nine)) == "2026-11-25T09:00"


def test_an_hour_that_clocks_leave_out_is_refused_and_of_one_that_comes_twice_the_first_is_meant():
    with pytest.raises(ValidationError, match="this hour is left out"):
        moment_in("Europe/Berlin", datetime(2027, 3, 28, 2, 30))

    twice = moment_in("Europe/Berlin", datetime(2026, 10, 25, 2, 30))
    assert twice == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


def test_a_moment_that_is_shown_and_sent_back_is_the_same_to_the_second():
    was = datetime(2026, 11, 25, 9, 30, 41, 5, tzinfo=UTC)

    assert moment_in("UTC", datetime(2026, 11, 25, 9, 30), was=was) == was
    assert moment_in("UTC", datetime(2026, 11, 25, 9, 31), was=was) != was


@pytest.mark.parametrize("year", [1, 9999])
def test_the_end_of_time_is_no_error_of_ours(year):
    at_the_edge = datetime(year, 1, 1) if year == 1 else datetime(year, 12, 31, 23, 59)

    for zone in ("Asia/Tokyo", "America/New_York", "UTC"):
        try:
            moment_in(zone, at_the_edge)
        except ValidationError as error:
            assert error.code == "far"
