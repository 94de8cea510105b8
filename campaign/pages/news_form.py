"""News as an organiser writes it: a date, and title and text in each language of the campaign."""

from typing import Any

from django import forms
from django.utils.translation import get_language_info, gettext_lazy
from django.utils.translation import gettext as _

from campaign.lib.fields import LineField, MarkdownField
from campaign.pages import news
from campaign.pages.models import Campaign
from campaign.pages.news import Words
from campaign.pages.news_models import LONGEST_TEXT, LONGEST_TITLE, NewsItem

TOO_LONG_TITLE = gettext_lazy("This is too long for a title. Up to 150 characters fit.")
TOO_LONG_TEXT = gettext_lazy("This is too long. Up to 20,000 characters fit.")


class NewsForm(forms.Form):
    on = forms.DateField(
        error_messages={
            "required": gettext_lazy("Please say which day this news is of."),
            "invalid": gettext_lazy("This is not a date. It should read like 2026-11-25."),
        },
    )
    was = forms.CharField(required=False, max_length=64)

    def __init__(
        self, campaign: Campaign, item: NewsItem, data: dict[str, Any] | None = None
    ) -> None:
        """`item`: what is stored, or one without an id."""
        self.item, self.main = item, campaign.main_language
        stored = {each.language: each for each in item.texts.all()} if item.id else {}
        spoken = [each.language for each in campaign.texts.all()]
        # The main one first, whether or not the page has words in it; then as the page has them.
        self.languages = list(dict.fromkeys([self.main, *spoken, *stored]))
        initial: dict[str, Any] = {"on": item.on, "was": news.stamp(item) if item.id else ""}
        for language in self.languages:
            if said := stored.get(language):
                initial |= {f"title-{language}": said.title, f"body-{language}": said.body}
        super().__init__(data, initial=initial)
        for language in self.languages:
            self.fields[f"title-{language}"] = LineField(required=False)
            self.fields[f"body-{language}"] = MarkdownField(required=False)

    def clean(self) -> None:
        for language in self.languages:
            title = self.cleaned_data[f"title-{language}"]
            body = self.cleaned_data[f"body-{language}"]
            if len(title) > LONGEST_TITLE:
                self.add_error(f"title-{language}", TOO_LONG_TITLE)
            if len(body) > LONGEST_TEXT:
                self.add_error(f"body-{language}", TOO_LONG_TEXT)
            if not title and (body or language == self.main):
                self.add_error(f"title-{language}", _("News needs a title."))
            if not body and (title or language == self.main):
                self.add_error(f"body-{language}", _("Please write what has happened."))

    @property
    def words(self) -> dict[str, Words]:
        """What was typed, by language; a language left empty is not among them."""
        return {
            language: Words(title, self.cleaned_data[f"body-{language}"])
            for language in self.languages
            if (title := self.cleaned_data[f"title-{language}"])
        }

    @property
    def parts(self) -> list[dict[str, Any]]:
        """One for each language, for the template."""
        return [
            {
                "language": language,
                "name": get_language_info(language)["name_translated"],
                "is_main": language == self.main,
                "title": self[f"title-{language}"],
                "body": self[f"body-{language}"],
                "is_open": language == self.main
                or bool(self[f"title-{language}"].value() or self[f"body-{language}"].value())
                or bool(
                    self.errors
                    and (self[f"title-{language}"].errors or self[f"body-{language}"].errors)
                ),
            }
            for language in self.languages
        ]
