"""What an organiser types about sharing, and what is said where it cannot be taken."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from campaign.lib.fields import LineField, ParagraphsField
from campaign.pages.models import Campaign, CampaignText
from campaign.pages.sharing.channels import SHEET, with_code
from campaign.pages.sharing.links import LONGEST_CODE
from campaign.pages.sharing.models import ShareText
from campaign.pages.sharing.words import (
    BLANKS,
    LONGEST,
    WRITABLE,
    Measured,
    fill,
    measured,
    unknown_blanks,
    written_for,
)

LONGEST_LABEL = 60
EVERYWHERE = "everywhere"  # the name of its field


class LinkForm(forms.Form):
    """A new link's name and code."""

    label = LineField(
        max_length=1000,  # what we read; what we keep is checked below, with a kinder sentence
        error_messages={
            "required": gettext_lazy("Please give the link a name, such as “Flyer March”.")
        },
    )
    code = LineField(max_length=1000, required=False)

    def clean_label(self) -> str:
        label = self.cleaned_data["label"]
        if not any(character.isalnum() for character in label):
            raise forms.ValidationError(self.fields["label"].error_messages["required"])
        if len(label) > LONGEST_LABEL:
            raise forms.ValidationError(
                _("This is too long for a name. Up to %(most)d characters fit.")
                % {"most": LONGEST_LABEL}
            )
        return label

    def clean_code(self) -> str:
        code = self.cleaned_data["code"].lower()
        if len(code) > LONGEST_CODE:
            raise forms.ValidationError(
                _("This is too long for a code. Up to %(most)d characters fit.")
                % {"most": LONGEST_CODE}
            )
        return code


@dataclass(frozen=True, slots=True)
class WordsField:
    """One channel in the editor: its field, and what people will pass on."""

    field: forms.BoundField
    channel: str
    name: str | Promise
    words: str  # with blanks filled
    measured: Measured
    is_own: bool


class ShareTextsForm(forms.Form):
    """The words to pass on in one language: for everywhere, and for each channel that differs."""

    def __init__(
        self,
        campaign: Campaign,
        text: CampaignText,
        page_url: str,
        data: Mapping[str, str] | None = None,
    ) -> None:
        written = written_for(campaign, text.language)
        initial = {field_of(channel): words for channel, words in written.items()}
        super().__init__(data, initial=initial)
        self.campaign, self.text, self.page_url = campaign, text, page_url
        for channel in (ShareText.EVERYWHERE, *WRITABLE):
            self.fields[field_of(channel)] = ParagraphsField(required=False, max_length=20_000)

    def clean(self) -> None:
        for name in self.fields:
            if name in self.cleaned_data and (
                wrong := self._wrong_with(name, self.cleaned_data[name])
            ):
                self.add_error(name, wrong)

    def words(self) -> dict[str, str]:
        """By channel; empty where there are none."""
        return {
            channel: self.cleaned_data[field_of(channel)]
            for channel in (ShareText.EVERYWHERE, *WRITABLE)
        }

    def for_everywhere(self) -> WordsField:
        return self._shown(ShareText.EVERYWHERE, "")

    def channels(self) -> Iterator[WordsField]:
        for channel, name in WRITABLE.items():
            yield self._shown(channel, name)

    def _shown(self, channel: str, name: str | Promise) -> WordsField:
        field = self[field_of(channel)]
        own = str(field.value() or "").strip()
        everywhere = str(self[EVERYWHERE].value() or "").strip()
        words = fill(own or everywhere or self.text.title, self.campaign, self.text)
        url = with_code(self.page_url, channel or SHEET)
        return WordsField(field, channel, name, words, measured(channel, words, url), bool(own))

    def _wrong_with(self, name: str, words: str) -> str:
        if len(words) > LONGEST:
            return _("This is too long. Up to %(most)d characters fit.") % {"most": LONGEST}
        if unknown := unknown_blanks(words):
            return _("There is no blank %(unknown)s. These can be filled: %(known)s.") % {
                "unknown": unknown[0],
                "known": ", ".join(f"{{{blank}}}" for blank in BLANKS),
            }
        if not words or name == EVERYWHERE:
            return ""
        filled = fill(words, self.campaign, self.text)
        size = measured(name, filled, with_code(self.page_url, name))
        if size.is_too_long:
            return _(
                "%(channel)s takes %(most)d characters, the link among them. "
                "With it, this has %(length)d."
            ) % {"channel": WRITABLE[name], "most": size.most, "length": size.length}
        return ""


def field_of(channel: str) -> str:
    return channel or EVERYWHERE
