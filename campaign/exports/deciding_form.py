"""What the second person says."""

from django import forms
from django.utils.translation import gettext_lazy as _


class DecidingForm(forms.Form):
    decision = forms.ChoiceField(
        choices=[("approve", _("Approve")), ("refuse", _("Refuse"))],
        error_messages={"required": _("Please approve it or refuse it.")},
    )
    reason = forms.CharField(
        label=_("Why not?"),
        max_length=300,
        required=False,
        help_text=_("Only if you refuse. Owners and staff are written to, with these words."),
    )

    def clean(self) -> None:
        given = self.cleaned_data
        if given.get("decision") == "refuse" and not given.get("reason") and not self.errors:
            self.add_error("reason", _("Please say why, so that they can ask for something else."))
