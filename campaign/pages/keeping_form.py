"""How many days names are kept after a campaign closes."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy, ngettext

from campaign.pages import keeping
from campaign.pages.models import Campaign


class KeepingForm(forms.Form):
    days = forms.TypedChoiceField(
        label=gettext_lazy("After the campaign closes, names are kept for"),
        coerce=int,
        widget=forms.RadioSelect,
    )

    def __init__(self, campaign: Campaign, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data, initial={"days": campaign.keep_days})
        self.fields["days"].choices = [
            (days, ngettext("%(days)s day", "%(days)s days", days) % {"days": days})
            for days in keeping.choices(campaign)
        ]
