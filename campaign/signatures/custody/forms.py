"""What an owner chooses when names are to be sealed to another key."""

from typing import Any

from django import forms
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from campaign.accounts.models import Organisation
from campaign.signatures.custody.changing import with_needs_two


class ChangeForm(forms.Form):
    key = forms.ChoiceField(
        widget=forms.RadioSelect,
        error_messages={
            "required": gettext_lazy("Choose the key that names are to be sealed to."),
            "invalid_choice": gettext_lazy("Choose a key of the list."),
        },
    )
    campaigns = forms.MultipleChoiceField(
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": gettext_lazy("Choose at least one campaign."),
            "invalid_choice": gettext_lazy("Choose campaigns of the list."),
        },
    )

    def __init__(self, organisation: Organisation, data: Any = None) -> None:
        self.own_keys = list(
            organisation.sealing_keys.usable().filter(custody="offline").order_by("-id")
        )
        campaigns = with_needs_two(organisation.campaigns.select_related("sealing_key"))
        campaigns = campaigns.exclude(ending__state="finished")  # no name is left to seal
        self.there = [
            campaign
            for campaign in campaigns.prefetch_related("texts").order_by("-created_at")
            if any(key.id != campaign.sealing_key_id for key in self.own_keys)
        ]
        initial = {"key": str(self.own_keys[0].id)} if self.own_keys else {}
        super().__init__(data, initial=initial)
        self.fields["key"].choices = [(str(key.id), key.fingerprint) for key in self.own_keys]
        self.fields["campaigns"].choices = [(str(each.id), each.slug) for each in self.there]

    def clean_campaigns(self) -> list[str]:
        """Several keys: what seals to the one that was chosen is named, not passed over."""
        chosen = self.cleaned_data["campaigns"]
        for campaign in self.there:
            key = str(campaign.sealing_key_id)
            if str(campaign.id) in chosen and key == self.cleaned_data.get("key"):
                title = campaign.text_in(translation.get_language()).title
                raise forms.ValidationError(
                    _("“%(campaign)s” seals to this key already: take its tick away.")
                    % {"campaign": title}
                )
        return chosen

    def chosen(self) -> dict[str, Any]:
        """What `changing.propose` is to be asked for."""
        by_id = {str(key.id): key for key in self.own_keys}
        ids = [int(each) for each in self.cleaned_data["campaigns"]]
        return {"key": by_id[self.cleaned_data["key"]], "campaign_ids": ids}
