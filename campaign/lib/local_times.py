"""Moments as people give them: the time on a clock somewhere."""

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

# What browsers send, with and without seconds, and what people write where there is no picker.
FORMATS = ("%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M", "%d.%m.%Y %H:%M")
SHOWN = FORMATS[0]


class LocalTimeField(forms.Field):
    """A day and a time without a zone: `moment_in` knows where that clock hangs."""

    widget = forms.DateTimeInput(attrs={"type": "datetime-local"})
    default_error_messages = {
        "invalid": _("This is not a day and a time. They read like 2026-11-25 09:00."),
    }

    def to_python(self, value: Any) -> datetime | None:
        typed = str(value or "").strip()
        if not typed:
            return None
        for known in FORMATS:
            try:
                return datetime.strptime(typed, known)  # noqa: DTZ007 (that is the point)
            except ValueError:
                continue
        raise ValidationError(self.error_messages["invalid"], code="invalid")


def moment_in(zone: str, clock: datetime | None, *, was: datetime | None = None) -> datetime | None:
    """The moment at which clocks in `zone` show that; of two, where they are set back, the first.

    was: the moment that was shown for changing. A picker knows no seconds: where it says the same
    still, the moment is the same. Raises ValidationError for an hour that clocks leave out.
    """
    if clock is None:
        return None
    if was and shown_in(zone, was) == clock.strftime(SHOWN):
        return was
    there = clock.replace(tzinfo=ZoneInfo(zone))
    try:
        moment = there.astimezone(UTC)
        exists = moment.astimezone(there.tzinfo).replace(tzinfo=None) == clock
    except OverflowError:
        raise ValidationError(_("This day is too far away."), code="far") from None
    if not exists:
        raise ValidationError(
            _("Clocks are set forward that day, and this hour is left out. Choose another time."),
            code="gap",
        )
    return moment


def shown_in(zone: str, moment: datetime | None) -> str:
    """What the clock of a picker shows."""
    return moment.astimezone(ZoneInfo(zone)).strftime(SHOWN) if moment else ""
