"""What owners give us of a key: its public half, and the word that only the other half opens."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from campaign.accounts import keys
from campaign.accounts.models import Organisation


class PublicKeyForm(forms.Form):
    """`cleaned_data["public_key"]`: 32 bytes."""

    public_key = forms.CharField(
        label=gettext_lazy("Public key"),
        max_length=500,
        help_text=gettext_lazy("The line that begins with “undersigned-public-key:”."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        error_messages={
            "required": gettext_lazy("Paste the line with the public key."),
            "max_length": gettext_lazy(
                "This is more than a public key. It is one line that begins with "
                "“undersigned-public-key:”."
            ),
        },
    )

    def clean_public_key(self) -> bytes:
        try:
            return keys.public_key_from(self.cleaned_data["public_key"])
        except keys.CannotUseKey as error:
            raise forms.ValidationError(str(error)) from None


class AnswerForm(PublicKeyForm):
    """Is valid where the word is the one that was sealed to the key."""

    token = forms.CharField(max_length=1000, widget=forms.HiddenInput)
    word = forms.CharField(
        label=gettext_lazy("The word that it opened"),
        max_length=100,
        help_text=gettext_lazy("Sixteen letters and digits."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        error_messages={"required": gettext_lazy("Open the file, or type the word.")},
    )

    def __init__(self, organisation: Organisation, data: Any) -> None:
        self.organisation = organisation
        super().__init__(data)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if {"public_key", "token", "word"} <= set(cleaned):
            self._check(**cleaned)
        return cleaned

    def _check(self, *, public_key: bytes, token: str, word: str) -> None:
        try:
            is_right = keys.is_answer(self.organisation, public_key, token=token, word=word)
        except keys.Stale:
            self.add_error("word", _("That check is over: it lasts a day. Here is a new one."))
            return
        if not is_right:
            self.add_error(
                "word", _("That is not the word that was sealed to this key. Here is a new one.")
            )
