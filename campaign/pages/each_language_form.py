"""Short words in each language of a page, as an organiser types them."""

from collections.abc import Iterator, Mapping
from typing import Any

from django import forms
from django.utils.translation import get_language_info
from django.utils.translation import gettext as _

from campaign.lib import text as plain
from campaign.pages.models import Campaign


def languages_of(campaign: Campaign) -> list[str]:
    """Those its page speaks or is about to, the main one first."""
    written = {text.language for text in campaign.texts.all()}
    written |= {copy.language for copy in campaign.working_copies.only("language", "campaign_id")}
    return sorted(
        written | {campaign.main_language}, key=lambda each: (each != campaign.main_language, each)
    )


class EachLanguageForm(forms.Form):
    """A field for each language, called words_en and so on, before those of the form itself."""

    most = 200  # characters
    rows = 2

    def __init__(
        self, campaign: Campaign, data: Mapping[str, Any] | None = None, *args: Any, **kwargs: Any
    ) -> None:
        self.campaign = campaign
        self.languages = languages_of(campaign)
        initial = {f"words_{code}": words for code, words in self.said().items()}
        kwargs["initial"] = initial | kwargs.get("initial", {})
        kwargs.setdefault("auto_id", f"id_{type(self).__name__.lower()}_%s")
        super().__init__(data, *args, **kwargs)
        for code in self.languages:
            self.fields[f"words_{code}"] = forms.CharField(
                label=get_language_info(code)["name_translated"],
                required=False,
                max_length=self.most,
                widget=forms.Textarea(attrs={"rows": self.rows, "lang": code, "dir": "auto"}),
                error_messages={
                    "max_length": _("This is too long. Up to %(most)d characters fit.")
                    % {"most": self.most}
                },
            )

    def said(self) -> Mapping[str, str]:
        """What is said now, by language."""
        raise NotImplementedError

    def word_fields(self) -> Iterator[forms.BoundField]:
        return (self[f"words_{code}"] for code in self.languages)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        words = {
            code: plain.paragraphs(cleaned.get(f"words_{code}", "")) for code in self.languages
        }
        cleaned["words"] = words
        main = self.campaign.main_language
        if any(words.values()) and not words[main] and f"words_{main}" not in self.errors:
            self.add_error(
                f"words_{main}",
                _("Say it in this language too: readers of a language without words see these."),
            )
        return cleaned
