"""What is typed to end something: the address of a campaign, the address of a signer."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from campaign.lib.addresses import Address
from campaign.pages.models import Campaign

HERE, EVERYWHERE = "here", "everywhere"


class TypedAgainForm(forms.Form):
    """Whoever presses by mistake has not typed the campaign's name."""

    typed = forms.CharField(
        label=gettext_lazy("To be sure, type the last part of the campaign’s address"),
        max_length=80,
        error_messages={"required": gettext_lazy("Please type it: this cannot be taken back.")},
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )

    def __init__(self, campaign: Campaign, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data)
        self.campaign = campaign
        self.fields["typed"].help_text = _("It is: %(slug)s") % {"slug": campaign.slug}

    def clean_typed(self) -> str:
        if self.cleaned_data["typed"].strip().lower() != self.campaign.slug:
            raise ValidationError(
                _("This is not it. Type %(slug)s.") % {"slug": self.campaign.slug}
            )
        return self.cleaned_data["typed"]


class ErasureForm(forms.Form):
    address = forms.CharField(
        label=gettext_lazy("E-mail address of the person"),
        help_text=gettext_lazy(
            "Any spelling of it: it is recognised as it is when somebody signs."
        ),
        max_length=254,
        error_messages={"required": gettext_lazy("Please give the address to erase.")},
        widget=forms.EmailInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    reach = forms.ChoiceField(
        label=gettext_lazy("Where"),
        choices=[
            (EVERYWHERE, gettext_lazy("In all campaigns of this organisation")),
            (HERE, gettext_lazy("In this campaign only")),
        ],
        initial=EVERYWHERE,
        widget=forms.RadioSelect,
    )
    never_write_again = forms.BooleanField(
        label=gettext_lazy("Never write to this address again"),
        help_text=gettext_lazy(
            "Not from any campaign on this site, even if somebody signs with it. Only if they ask."
        ),
        required=False,
    )

    def clean_address(self) -> Address:
        return Address.parse(self.cleaned_data["address"])

    @property
    def wanted(self) -> dict[str, Any]:
        """What `erase_address` is asked for."""
        return {
            "address": self.cleaned_data["address"],
            "everywhere": self.cleaned_data["reach"] == EVERYWHERE,
            "never_write_again": self.cleaned_data["never_write_again"],
        }
