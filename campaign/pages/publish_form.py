"""When a page goes public: at once, or at a time."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from campaign.lib.local_times import LocalTimeField, moment_in, shown_in
from campaign.pages.models import Campaign


class PublishForm(forms.Form):
    when = forms.ChoiceField(
        choices=[("now", gettext_lazy("Now")), ("later", gettext_lazy("At a time"))],
        error_messages={"required": gettext_lazy("Say when.")},
    )
    opens_at = LocalTimeField(label=gettext_lazy("Signing opens"), required=False)

    def __init__(
        self, campaign: Campaign, data: Mapping[str, Any] | None = None, *, now: datetime
    ) -> None:
        self.campaign, self.now = campaign, now
        planned = campaign.opens_at if campaign.opens_at and campaign.opens_at > now else None
        initial = {
            "when": "later" if planned else "now",
            "opens_at": shown_in(campaign.time_zone, planned),
        }
        super().__init__(data, initial=initial)

    def clean_opens_at(self) -> datetime | None:
        """None: now."""
        if self.cleaned_data.get("when") != "later":
            return None
        campaign = self.campaign
        opens = moment_in(campaign.time_zone, self.cleaned_data["opens_at"], was=campaign.opens_at)
        if opens is None:
            raise ValidationError(_("Say on which day and at what time, or publish it now."))
        if opens <= self.now:
            raise ValidationError(_("This time has passed. Choose a later one, or publish it now."))
        if campaign.closes_at and campaign.closes_at <= opens:
            raise ValidationError(
                _("It would open after it closes. Choose an earlier time, or change the other.")
            )
        return opens
