"""Choosing what a campaign does for its signers, and being sure of it."""

from django import forms
from django.utils.translation import gettext_lazy

from campaign.pages.profiles import Profile


class ProfileForm(forms.Form):
    profile = forms.TypedChoiceField(
        choices=Profile.choices,
        coerce=Profile,
        error_messages={
            "required": gettext_lazy("Choose one of the two."),
            "invalid_choice": gettext_lazy("Choose one of the two."),
        },
    )


class NoWayBackForm(forms.Form):
    is_sure = forms.BooleanField(
        label=gettext_lazy("I have read this, and know that it cannot be undone."),
        error_messages={"required": gettext_lazy("Tick this to go on. Nothing has changed yet.")},
    )
