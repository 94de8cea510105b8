"""Weeks: as fine as the times are that may be known of somebody at risk."""

import secrets
from datetime import UTC, datetime, timedelta
from uuid import UUID


def week_of(moment: datetime) -> datetime:
    """When its week began: on Monday at midnight in UTC, as PostgreSQL's date_trunc has it."""
    midnight = day_of(moment)
    return midnight - timedelta(days=midnight.weekday())


def day_of(moment: datetime) -> datetime:
    """When its day began in UTC, likewise."""
    return moment.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)


def is_week(moment: datetime) -> bool:
    """Does it tell the week only? Of what was not made to, nothing falls on that microsecond."""
    is_midnight = not (moment.microsecond or moment.second)  # nearly all end here
    return is_midnight and moment == week_of(moment)


def id_in_week_of(moment: datetime) -> UUID:
    """A UUIDv7, whose first part is a time to the millisecond, of which only the week is true."""
    since_epoch = week_of(moment) - datetime(1970, 1, 1, tzinfo=UTC)
    value = (since_epoch // timedelta(milliseconds=1)) << 80 | secrets.randbits(80)
    value = value & ~(0xF << 76) | (7 << 76)  # version
    value = value & ~(0x3 << 62) | (0x2 << 62)  # variant
    return UUID(int=value)
