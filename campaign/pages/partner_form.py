"""A partner, and the box beside which signers agree to it, as somebody types them."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from campaign.lib import text as plain
from campaign.pages.each_language_form import EachLanguageForm
from campaign.pages.models import Campaign
from campaign.pages.partner_models import LONGEST_WORDING, Partner


class PartnerForm(EachLanguageForm):
    most = LONGEST_WORDING

    name = forms.CharField(
        label=gettext_lazy("Name of the partner"),
        max_length=100,
        error_messages={"required": gettext_lazy("Please say who it is.")},
    )
    privacy_url = forms.URLField(
        label=gettext_lazy("Its page about what it does with addresses"),
        max_length=300,
        assume_scheme="https",
        help_text=gettext_lazy("Linked beside the box, so that people know what they agree to."),
        error_messages={
            "required": gettext_lazy("People must be able to read what becomes of their address."),
            "invalid": gettext_lazy("This is no address of a page. One reads https://example.org."),
        },
    )

    def __init__(
        self,
        campaign: Campaign,
        data: Mapping[str, Any] | None = None,
        *,
        partner: Partner | None = None,
    ) -> None:
        self.partner = partner
        initial = {"name": partner.name, "privacy_url": partner.privacy_url} if partner else {}
        super().__init__(campaign, data, initial=initial)
        self.order_fields(["name", "privacy_url"])

    def said(self) -> Mapping[str, str]:
        return self.partner.words() if self.partner else {}

    def clean_name(self) -> str:
        return plain.one_line(self.cleaned_data["name"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        words = {code: " ".join(said.split()) for code, said in cleaned["words"].items()}
        main = f"words_{self.campaign.main_language}"
        if not any(words.values()) and main not in self.errors:
            self.add_error(main, _("Please say what people agree to."))
        return cleaned | {"words": words}

    def examples(self) -> list[tuple[str, str]]:
        """A sentence for each language, to begin with: ("en", "Yes, …")."""
        return [(code, _example_in(code)) for code in self.languages]


def _example_in(language: str) -> str:
    with override(language):
        return _("Yes, this group may write to me about its work.")
