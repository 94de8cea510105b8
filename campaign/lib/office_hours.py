"""When people in a country are at their desks."""

from datetime import datetime, time
from functools import cache
from importlib import resources
from zoneinfo import ZoneInfo

BEGIN, END = time(9), time(17)
SATURDAY = 5


@cache
def zone_of(country: str) -> ZoneInfo | None:
    """Where its capital, or most of its people, tells the time: the first zone that the time zone
    database names for it. None for a code that it does not know."""
    return next((ZoneInfo(zone) for code, zone in _zones() if code == country), None)


def is_office_time(moment: datetime, zone: ZoneInfo) -> bool:
    """Monday to Friday, nine to five. Holidays are not known here."""
    there = moment.astimezone(zone)
    return there.weekday() < SATURDAY and BEGIN <= there.time() < END


@cache
def _zones() -> list[tuple[str, str]]:
    """(country, zone) in the order of the database's zone.tab: country, place, zone, remarks."""
    table = resources.files("tzdata") / "zoneinfo" / "zone.tab"
    rows = [
        line.split("\t")
        for line in table.read_text(encoding="utf-8").splitlines()
        if line and not line.startswith("#")
    ]
    return [(country, zone.strip()) for country, _place, zone, *_remarks in rows]
