"""What somebody says who asks for a list of signers."""

import hashlib
import json
from typing import Any

from django import forms
from django.utils import translation
from django.utils.translation import get_language_info
from django.utils.translation import gettext_lazy as _

from campaign.exports.choosing import (
    ALL_COLUMNS,
    HEADINGS,
    Consent,
    Contradiction,
    Filters,
    Format,
    Group,
    NameDisplay,
    Origin,
    Preset,
    settled,
)
from campaign.lib import countries
from campaign.lib.fields import LineField
from campaign.pages.models import Campaign
from campaign.signatures.counted_models import Figure

_ABOUT = {
    Figure.About.COUNTRY: "countries",
    Figure.About.LANGUAGE: "languages",
    Figure.About.SOURCE: "sources",
}
_DAY = {"type": "date"}
# Folded away while nothing is said in them.
_NARROWING = (
    *("name_display", "group", "since", "until", "countries", "languages", "sources"),
    *("consent", "partner", "origin", "with_mark"),
)


class ExportForm(forms.Form):
    preset = forms.ChoiceField(
        label=_("What"), choices=Preset, widget=forms.RadioSelect, initial=Preset.DELIVERY
    )
    columns = forms.MultipleChoiceField(
        label=_("Which columns"),
        choices=[(column, HEADINGS[column]) for column in ALL_COLUMNS],
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("They stand in this order. The record says which went out."),
    )
    format = forms.ChoiceField(
        label=_("As"), choices=Format, widget=forms.RadioSelect, initial=Format.XLSX
    )
    purpose = forms.CharField(
        label=_("What for?"),
        max_length=300,
        help_text=_("Who gets it, and when. Owners read it in the record of who did what."),
        error_messages={"required": _("Please say what it is for.")},
    )
    handed_to = LineField(
        label=_("Handed to"),
        max_length=200,
        required=False,
        help_text=_("Stands on the first page of a PDF: the office, or whoever takes it."),
    )
    name_display = forms.ChoiceField(
        label=_("Names"), choices=NameDisplay, initial=NameDisplay.AS_SIGNED
    )
    group = forms.ChoiceField(label=_("Whose"), choices=Group, initial=Group.STANDING)
    since = forms.DateField(
        label=_("Confirmed on or after"),
        required=False,
        widget=forms.DateInput(attrs=_DAY, format="%Y-%m-%d"),
        error_messages={"invalid": _("This is not a date. It should read like 2026-01-31.")},
    )
    until = forms.DateField(
        label=_("Confirmed on or before"),
        required=False,
        widget=forms.DateInput(attrs=_DAY, format="%Y-%m-%d"),
        error_messages={"invalid": _("This is not a date. It should read like 2026-01-31.")},
    )
    countries = forms.MultipleChoiceField(label=_("Countries"), required=False)
    languages = forms.MultipleChoiceField(label=_("Languages"), required=False)
    sources = forms.MultipleChoiceField(label=_("Came by the link"), required=False)
    consent = forms.ChoiceField(label=_("News by mail"), choices=Consent, required=False)
    partner = forms.TypedChoiceField(
        label=_("Agreed to hear from"), required=False, coerce=int, empty_value=None
    )
    origin = forms.ChoiceField(label=_("Signed"), choices=Origin, required=False)
    with_mark = forms.BooleanField(
        label=_("Mark CSV files for Excel"),
        required=False,
        initial=True,
        help_text=_("With it Excel reads every script; some other programs stumble over it."),
    )

    def __init__(self, campaign: Campaign, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, choices in _there(campaign).items():
            self.fields[name].choices = choices
            self.fields[name].widget.attrs["size"] = min(max(len(choices), 2), 6)
        self._offer_partners(campaign)
        if campaign.sealing_key and campaign.sealing_key.is_offline:
            # Of names that this site cannot open, nothing else has names in it.
            self.initial.setdefault("format", Format.SEALED)

    def _offer_partners(self, campaign: Campaign) -> None:
        """Where there are none, neither they nor their preset is offered."""
        if partners := [*campaign.partners.values_list("id", "name")]:
            self.fields["partner"].choices = [("", _("Whether or not")), *partners]
        else:
            offered = self.fields["preset"].choices
            self.fields["preset"].choices = [each for each in offered if each[0] != Preset.PARTNER]

    def clean(self) -> None:
        if self.errors.keys() - {"purpose", "handed_to"}:
            return
        if self.cleaned_data["format"] != Format.PDF:
            self.cleaned_data["handed_to"] = ""
        try:
            settled(**self.wanted())
        except Contradiction as error:
            self.add_error(error.field, error.sentence)

    def filters(self) -> Filters:
        given = self.cleaned_data
        return Filters(
            group=given["group"],
            since=given["since"],
            until=given["until"],
            countries=tuple(given["countries"]),
            languages=tuple(given["languages"]),
            sources=tuple(given["sources"]),
            consent=given["consent"],
            partner=given["partner"],
            origin=given["origin"],
        )

    def wanted(self) -> dict[str, Any]:
        """As jobs.matching takes it."""
        given = self.cleaned_data
        return {
            "format": given["format"],
            "preset": given["preset"],
            "columns": given["columns"] if given["preset"] == Preset.OWN else [],
            "name_display": given["name_display"],
            "filters": self.filters(),
        }

    @property
    def is_narrowed(self) -> bool:
        """Is anything said, by a link too, or wrong, in what is folded away?"""
        there = [self[name] for name in _NARROWING if name in self.fields]
        return any(each.errors or (each.value() or None) != each.field.initial for each in there)

    def stamp(self) -> str:
        """The same for the same rows: was it these that were counted?"""
        wanted = self.wanted() | {"filters": self.filters().as_json()}
        said = json.dumps(wanted, sort_keys=True).encode()
        return hashlib.sha256(said).hexdigest()[:16]


def _there(campaign: Campaign) -> dict[str, list[tuple[str, str]]]:
    """What signatures there are by: from the desk's figures, in one query. Nothing where no part of
    them is taken out by itself: that one person signed in a country is not to be read here."""
    found: dict[str, list[tuple[str, str]]] = {name: [] for name in _ABOUT.values()}
    if campaign.rules.knows_weeks_only:
        return found
    figures = campaign.figures.filter(span=Figure.Span.EVER, about__in=_ABOUT, number__gt=0)
    language = translation.get_language()
    for about, value in figures.exclude(value="").values_list("about", "value"):
        said = value
        if about == Figure.About.COUNTRY:
            said = countries.name(value, language) or value
        elif about == Figure.About.LANGUAGE:
            said = get_language_info(value)["name_translated"]
        found[_ABOUT[about]].append((value, said))
    return {name: sorted(values, key=lambda each: each[1]) for name, values in found.items()}
