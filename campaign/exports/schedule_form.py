"""What somebody says who sets up a schedule of sealed lists."""

from datetime import date, datetime
from typing import Any

from django import forms
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _

from campaign.exports.choosing import Format, Preset
from campaign.exports.forms import ExportForm
from campaign.exports.schedule_models import LAST_DAY, ExportSchedule
from campaign.exports.scheduling import Wanted
from campaign.pages.models import Campaign

_DAYS = [(day, str(day)) for day in range(1, LAST_DAY)]


class ScheduleForm(ExportForm):
    """As an export is asked for, always sealed, and when."""

    format = None
    handed_to = None
    with_mark = None
    every = forms.ChoiceField(
        label=_("How often"),
        choices=ExportSchedule.Every,
        widget=forms.RadioSelect,
        initial=ExportSchedule.Every.WEEK,
    )
    weekday = forms.TypedChoiceField(label=_("On"), coerce=int, choices=WEEKDAYS.items(), initial=0)
    day_of_month = forms.TypedChoiceField(
        label=_("On day"),
        coerce=int,
        choices=[*_DAYS, (LAST_DAY, _("the last"))],
        initial=1,
    )
    hour = forms.TypedChoiceField(
        label=_("At"),
        coerce=int,
        choices=[(hour, f"{hour:02}:00") for hour in range(24)],
        initial=9,
    )
    ends_on = forms.DateField(
        label=_("Last day"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": _("This is not a date. It should read like 2026-01-31.")},
    )
    times_left = forms.IntegerField(
        label=_("How many times"),
        required=False,
        min_value=1,
        max_value=500,
        help_text=_("It ends by whichever comes first; left empty, when the campaign is archived."),
    )

    def __init__(self, campaign: Campaign, now: datetime, *args: Any, **kwargs: Any) -> None:
        super().__init__(campaign, *args, **kwargs)
        offered = self.fields["preset"].choices
        self.fields["preset"].choices = [each for each in offered if each[0] != Preset.STATISTICS]
        self._today = campaign.today(now)

    def clean_ends_on(self) -> date | None:
        day = self.cleaned_data["ends_on"]
        if day and day < self._today:
            raise forms.ValidationError(_("This day is over."))
        return day

    def clean(self) -> None:
        self.cleaned_data["format"] = Format.SEALED
        super().clean()

    def asked(self) -> Wanted:
        given, wanted = self.cleaned_data, self.wanted()
        del wanted["format"]
        return Wanted(
            **wanted,
            purpose=given["purpose"],
            every=given["every"],
            day=given[_DAY_OF[given["every"]]],
            hour=given["hour"],
            ends_on=given["ends_on"],
            times_left=given["times_left"],
        )


_DAY_OF = {ExportSchedule.Every.WEEK: "weekday", ExportSchedule.Every.MONTH: "day_of_month"}


def typed_in(schedule: ExportSchedule) -> dict[str, Any]:
    """What the form shows of one that is there."""
    wanted = schedule.wanted
    shown: dict[str, Any] = {name: getattr(wanted, name) for name in wanted.__slots__}
    names = ("preset", "columns", "name_display", "purpose", "every", "hour", "ends_on")
    shown |= {name: getattr(schedule, name) for name in (*names, "times_left")}
    return shown | {_DAY_OF[schedule.every]: schedule.day}
