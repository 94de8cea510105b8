"""What an organiser sets about a campaign: each mistake beside its field, nothing typed lost."""

import re
import zoneinfo
from collections.abc import Mapping
from datetime import date, datetime
from functools import cache, cached_property
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import get_language_info, gettext_lazy
from django.utils.translation import gettext as _

from campaign.accounts.models import SealingKey
from campaign.lib.fields import LineField
from campaign.lib.local_times import LocalTimeField, moment_in, shown_in
from campaign.pages.lifecycle import State
from campaign.pages.models import Accent, Campaign, check_slug
from campaign.pages.settings import TAKEN, can_choose_key, is_taken, stamp

HIGHEST_GOAL = 2_000_000_000
# First those of the states that this site began with; then all.
NEAR = (
    *("Asia/Brunei", "Asia/Phnom_Penh", "Asia/Dili", "Asia/Jakarta", "Asia/Makassar"),
    *("Asia/Jayapura", "Asia/Vientiane", "Asia/Kuala_Lumpur", "Asia/Yangon", "Asia/Manila"),
    *("Asia/Singapore", "Asia/Bangkok", "Asia/Ho_Chi_Minh", "UTC"),
)
_PLACE = re.compile(r"(Africa|America|Antarctica|Asia|Atlantic|Australia|Europe|Indian|Pacific)/")
_PARTIAL_DATE = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?\Z")


def zone_choices() -> list[tuple[str, list[tuple[str, str]]]]:
    return [
        (_("South-East Asia"), [(zone, zone.replace("_", " ")) for zone in NEAR]),
        (_("Elsewhere"), [(zone, zone.replace("_", " ")) for zone in _far()]),
    ]


@cache
def _far() -> list[str]:
    """Zones of other places, read from the disk once: it has a file for each."""
    return sorted(
        zone for zone in zoneinfo.available_timezones() if _PLACE.match(zone) and zone not in NEAR
    )


class SettingsForm(forms.Form):
    slug = LineField(
        label=gettext_lazy("Address of the page"),
        max_length=80,
        error_messages={
            "required": gettext_lazy("The page needs an address."),
            "max_length": gettext_lazy("This is too long. Up to 80 characters fit."),
        },
    )
    time_zone = forms.ChoiceField(
        label=gettext_lazy("Time zone"),
        choices=zone_choices,
        help_text=gettext_lazy("All times of the campaign are in it, here and on its page."),
    )
    opens_at = LocalTimeField(label=gettext_lazy("Signing opens"), required=False)
    closes_at = LocalTimeField(label=gettext_lazy("Signing closes"), required=False)
    goal_set = forms.IntegerField(
        label=gettext_lazy("Goal"),
        required=False,
        min_value=1,
        max_value=HIGHEST_GOAL,
        help_text=gettext_lazy(
            "Leave it empty, and the page shows the next round number. Once a goal is reached, it "
            "does so too."
        ),
        error_messages={
            "invalid": gettext_lazy("Write a whole number, or leave it empty."),
            "min_value": gettext_lazy("Write a number from 1 on, or leave it empty."),
            "max_value": gettext_lazy("That is more than there are people to sign."),
        },
    )
    accent = forms.ChoiceField(label=gettext_lazy("Colour"), choices=Accent.choices)
    main_language = forms.ChoiceField(
        label=gettext_lazy("Main language"),
        help_text=gettext_lazy(
            "Shown to those whose own language the page does not speak; mails to you are in it."
        ),
    )
    custody = forms.ChoiceField(label=gettext_lazy("Who keeps the key"), required=False)
    statement_title = LineField(
        label=gettext_lazy("Title of the statement"), required=False, max_length=300
    )
    statement_publisher = LineField(
        label=gettext_lazy("Published by"), required=False, max_length=200
    )
    statement_date = LineField(
        label=gettext_lazy("Date"),
        required=False,
        help_text=gettext_lazy("As far as it is known: 2024-03-01, 2024-03 or 2024."),
    )
    statement_url = forms.URLField(
        label=gettext_lazy("Where it can be read"),
        required=False,
        max_length=500,
        assume_scheme="https",
        widget=forms.URLInput(attrs={"placeholder": "https://"}),
        error_messages={
            "invalid": gettext_lazy("This is not a web address. One begins with https://."),
            "max_length": gettext_lazy("This address is too long. Up to 500 characters fit."),
        },
    )
    was = forms.CharField(widget=forms.HiddenInput)

    def __init__(
        self,
        campaign: Campaign,
        data: Mapping[str, Any] | None = None,
        *,
        now: datetime,
        begun_with: Mapping[str, Any] | None = None,
    ) -> None:
        """begun_with: earlier settings to be looked at and saved again, else those of now."""
        self.campaign, self.now = campaign, now
        super().__init__(data, initial=self._initial(begun_with or {}))
        state = campaign.state_at(now)
        # What has happened is no setting any more.
        self.has_opened = state not in {State.DRAFT, State.SCHEDULED}
        self.has_closed = state in {State.CLOSED, State.ARCHIVED}
        if self.has_opened:
            del self.fields["opens_at"]
        if self.has_closed:
            del self.fields["closes_at"]
        self.fields["main_language"].choices = [
            (text.language, get_language_info(text.language)["name_translated"])
            for text in sorted(campaign.texts.all(), key=lambda text: text.language)
        ]
        if can_choose_key(campaign):
            self.fields["custody"].choices = [(str(key.id), str(key)) for key in self.keys.values()]
        else:
            del self.fields["custody"]

    def _initial(self, earlier: Mapping[str, Any]) -> dict[str, Any]:
        campaign = self.campaign
        names = ("slug", "time_zone", "goal_set", "accent", "main_language")
        names += ("statement_title", "statement_publisher", "statement_date", "statement_url")
        shown = {name: earlier.get(name, getattr(campaign, name)) for name in names}
        for name in ("opens_at", "closes_at"):
            moment = getattr(campaign, name)
            if earlier.get(name):
                moment = datetime.fromisoformat(earlier[name])
            shown[name] = shown_in(shown["time_zone"], moment)
        return shown | {"custody": str(campaign.sealing_key_id or ""), "was": stamp(campaign)}

    @cached_property
    def keys(self) -> dict[str, SealingKey]:
        """The organisation's newest key of each custody that campaigns may seal to."""
        keys = self.campaign.organisation.sealing_keys.usable().order_by("id")
        return {key.custody: key for key in keys}

    def clean_slug(self) -> str:
        slug = self.cleaned_data["slug"].lower()
        if not re.fullmatch(r"[a-z0-9]+(-+[a-z0-9]+)*", slug):
            raise ValidationError(
                _("Use letters from a to z, digits and hyphens, such as free-the-reporters.")
            )
        check_slug(slug)
        if is_taken(slug, campaign=self.campaign):
            raise ValidationError(TAKEN)
        return slug

    def clean_statement_date(self) -> str:
        typed = self.cleaned_data["statement_date"]
        if not typed:
            return ""
        try:
            if not _PARTIAL_DATE.match(typed):
                raise ValueError
            date.fromisoformat((typed + "-01-01")[:10])
        except ValueError:
            raise ValidationError(
                _("This is not a date. One reads like 2024-03-01, or 2024-03, or 2024.")
            ) from None
        return typed

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        for name in ("opens_at", "closes_at"):
            if name in cleaned and "time_zone" in cleaned:
                try:
                    was = getattr(self.campaign, name)
                    cleaned[name] = moment_in(cleaned["time_zone"], cleaned[name], was=was)
                except ValidationError as error:
                    self.add_error(name, error)
            else:
                cleaned.pop(name, None)
        self._check_times(cleaned)
        return cleaned

    def _check_times(self, cleaned: dict[str, Any]) -> None:
        opens, closes = cleaned.get("opens_at"), cleaned.get("closes_at")
        if self.has_opened:
            opens = self.campaign.opens_at
        if self.campaign.state == State.SCHEDULED and "opens_at" in cleaned and not opens:
            self.add_error(
                "opens_at",
                _("It is scheduled: say when it opens. For at once, give this minute."),
            )
        if opens and closes and closes <= opens:
            self.add_error("closes_at", _("A campaign closes after it opens. Choose a later time."))
        elif closes and closes <= self.now:
            self.add_error(
                "closes_at",
                _("This time has passed. To close a campaign at once, go to “Signing”.")
                if self.has_opened
                else _("This time has passed. Choose a later one."),
            )

    def values(self) -> dict[str, Any]:
        """What `change_settings` is to store."""
        cleaned = dict(self.cleaned_data)
        chosen = cleaned.pop("custody", "")
        del cleaned["was"]
        key = next((key for key in self.keys.values() if str(key.id) == chosen), None)
        return cleaned | {"sealing_key": key}
