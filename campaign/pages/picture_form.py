"""A picture for a page, and its words: each mistake beside its field, nothing typed lost."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from campaign.lib import text as plain
from campaign.lib.fields import LineField, RedrawnField
from campaign.lib.redrawing import renditions
from campaign.pages.each_language_form import EachLanguageForm
from campaign.pages.models import Campaign

WHY_NOT: dict[str, Promise] = {
    "kind": gettext_lazy(
        "This is not a JPEG, PNG, WebP or AVIF picture, whatever its name says, or it is something "
        "else as well. Open it, and save it as a JPEG."
    ),
    "damaged": gettext_lazy(
        "This picture cannot be read. Is it damaged? Open it, and save it anew."
    ),
    "size": gettext_lazy("This picture is too large: at most %(pixels)d million points."),
    "heavy": gettext_lazy("Drawing this picture takes too long. Save it smaller, and try again."),
    "small": gettext_lazy(
        "This picture is too small to look well: it needs to be at least 400 points wide."
    ),
    "shape": gettext_lazy(
        "This picture is too long or too flat for the page. Cut it to a third at most."
    ),
}


class PictureForm(EachLanguageForm):
    """What is to be seen on it is required in every language: some hear the page."""

    most, rows = 300, 2

    picture = RedrawnField(
        redraw=renditions,
        why_not=WHY_NOT,
        label=gettext_lazy("Picture"),
        required=False,
        help_text=gettext_lazy(
            "JPEG, PNG, WebP or AVIF, up to 10 MB; best 1,920 points wide or more. It is drawn "
            "anew: place, camera and whatever else hides in the file stay behind."
        ),
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp,image/avif"}),
        error_messages={
            "empty": gettext_lazy("This file is empty."),
            "required": gettext_lazy("Choose a picture."),
        },
    )
    credit = LineField(
        label=gettext_lazy("Credit"),
        required=False,
        max_length=200,
        help_text=gettext_lazy("Who took it, and under which licence. Shown below it."),
    )

    def __init__(self, campaign: Campaign, *args: Any) -> None:
        self.stored = getattr(campaign, "picture", None)
        credit = self.stored.credit if self.stored else ""
        super().__init__(campaign, *args, initial={"credit": credit})
        self.fields["picture"].required = self.stored is None

    def said(self) -> Mapping[str, str]:
        return self.stored.alt if self.stored else {}

    def clean(self) -> dict[str, Any]:
        cleaned = forms.Form.clean(self)
        cleaned["words"] = {
            code: plain.one_line(cleaned.get(f"words_{code}", "")) for code in self.languages
        }
        for code, words in cleaned["words"].items():
            if not words and f"words_{code}" not in self.errors:
                self.add_error(
                    f"words_{code}",
                    _("Say what is to be seen, for those who cannot see it."),
                )
        return cleaned
