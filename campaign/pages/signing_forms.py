"""What is said above a page, below a closed one, and when signing goes on."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from campaign.lib.local_times import LocalTimeField, moment_in, shown_in
from campaign.pages.each_language_form import EachLanguageForm
from campaign.pages.models import Campaign


class BannerForm(EachLanguageForm):
    until = LocalTimeField(
        label=gettext_lazy("Show it until"),
        required=False,
        help_text=gettext_lazy("Leave it empty, and it stays until you remove it."),
    )

    def __init__(
        self, campaign: Campaign, data: Mapping[str, Any] | None = None, *, now: datetime
    ) -> None:
        self.now = now
        shown = shown_in(campaign.time_zone, campaign.banner_until)
        super().__init__(campaign, data, initial={"until": shown})

    def said(self) -> Mapping[str, str]:
        return self.campaign.banner

    def clean_until(self) -> datetime | None:
        was = self.campaign.banner_until
        until = moment_in(self.campaign.time_zone, self.cleaned_data["until"], was=was)
        if until and until <= self.now and until != was:
            raise ValidationError(_("This time has passed. Choose a later one."))
        return until


class FinalWordsForm(EachLanguageForm):
    most, rows = 600, 4

    def said(self) -> Mapping[str, str]:
        return self.campaign.final_words


class ReopenForm(forms.Form):
    closes_at = LocalTimeField(
        label=gettext_lazy("Signing closes again"),
        required=False,
        help_text=gettext_lazy("Leave it empty, and it stays open until you close it."),
    )

    def __init__(
        self, campaign: Campaign, data: Mapping[str, Any] | None = None, *, now: datetime
    ) -> None:
        self.campaign, self.now = campaign, now
        super().__init__(data, auto_id="id_reopen_%s")

    def clean_closes_at(self) -> datetime | None:
        closes = moment_in(self.campaign.time_zone, self.cleaned_data["closes_at"])
        if closes and closes <= self.now:
            raise ValidationError(_("This time has passed. Choose a later one."))
        return closes
