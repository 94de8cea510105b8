"""What somebody types in who has a sheet before them, or a file."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from uuid import UUID

import uuid_utils.compat
from django import forms
from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from campaign.lib import countries
from campaign.lib.fields import LineField
from campaign.pages.models import Campaign
from campaign.signatures.paper import reading
from campaign.signatures.paper.imports import MOST_BYTES
from campaign.signatures.paper.lines import Line, check, country_codes
from campaign.signatures.paper.models import Column, Fault, PaperBatch, PaperFault

LINES = 10  # as on a sheet
_WIDEST = 60  # columns of a file that can be chosen from


class AboutPaperForm(forms.Form):
    """What is the same for a whole sheet or file, and is kept for the next one."""

    mark = LineField(
        label=_("Mark"),
        max_length=60,
        required=False,
        help_text=_(
            "The number of the sheet, or where it lay: “12, Central Market”. Nobody’s name."
        ),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    country = forms.ChoiceField(
        label=_("Country where a line has none"),
        required=False,
        error_messages={"invalid_choice": _("Please choose a country from the list.")},
    )
    language = forms.ChoiceField(label=_("Language of the sheet"))

    def __init__(self, campaign: Campaign, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.campaign = campaign
        spoken = {text.language for text in campaign.texts.all()} | {campaign.main_language}
        self.fields["language"].choices = [
            (code, name) for code, name in settings.LANGUAGES if code in spoken
        ]
        self.fields["language"].initial = campaign.main_language
        named = countries.choices(get_language() or "en")
        self.fields["country"].choices = [("", "—"), *named]


class SheetForm(AboutPaperForm):
    """Ten lines, of which any may be empty."""

    once = forms.UUIDField(widget=forms.HiddenInput)  # the sheet, however often it is sent

    def __init__(self, campaign: Campaign, *args: Any, **kwargs: Any) -> None:
        super().__init__(campaign, *args, **kwargs)
        self.fields["once"].initial = uuid_utils.compat.uuid7()
        self.wrong: dict[tuple[int, str], str] = {}  # by line and column
        self.good: dict[int, Line] = {}

    def clean(self) -> None:
        names = country_codes()
        without_country = []
        for number in range(1, LINES + 1):
            cells = self._cells(number)
            if not any(cells[column].strip() for column in ("name", "country", "email")):
                continue
            checked = check(cells, names=names, country=self.cleaned_data.get("country", ""))
            for each in checked.wrong:
                self.wrong[number, each.column] = str(each.reason.label)
                if each.reason == Fault.NO_COUNTRY:
                    without_country.append(number)
            if checked.line:
                self.good[number] = checked.line
        if len(without_country) > 1:
            self._say_once(without_country)
        if self.wrong:
            raise forms.ValidationError(_("Some lines cannot be taken in as they are."))
        if not self.good and not self.errors:
            raise forms.ValidationError(_("No line is filled in."))

    def _say_once(self, lines: Sequence[int]) -> None:
        """One country chosen above mends all of these lines, which have none."""
        for line in lines:
            del self.wrong[line, Column.COUNTRY]
        listed = ", ".join(str(line) for line in lines)
        sentence = _("Please choose it, or write one into each of these lines: %(lines)s.")
        self.add_error("country", sentence % {"lines": listed})

    def say(self, faults: Sequence[PaperFault]) -> None:
        """What was found when they were compared with those who have signed."""
        for fault in faults:
            self.wrong[fault.line, fault.column] = str(fault.get_reason_display())

    def _cells(self, number: int) -> dict[str, str]:
        return {column: self.data.get(f"{column}-{number}", "") for column in Column.values}

    def lines(self) -> Iterator[dict[str, Any]]:
        """As the page shows them: what was typed, and what is wrong with it."""
        for number in range(1, LINES + 1):
            cells = self._cells(number) if self.is_bound else dict.fromkeys(Column.values, "")
            wrong = {column: said for (line, column), said in self.wrong.items() if line == number}
            yield {"number": number, "cells": cells, "wrong": wrong}

    @property
    def batch_id(self) -> UUID:
        return self.cleaned_data["once"]


class FileForm(AboutPaperForm):
    file = forms.FileField(
        label=_("File"),
        help_text=_("CSV or Excel (.xlsx), up to 49 MB, one signature a line."),
        error_messages={
            "required": _("Please choose a file."),
            "missing": _("Please choose a file."),
            "empty": _("This file is empty."),
        },
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.tsv,.txt,.xlsx"}),
    )

    field_order = ("file", "mark", "country", "language")

    def clean_file(self) -> bytes:
        upload = self.cleaned_data["file"]
        if upload.size > MOST_BYTES:
            raise forms.ValidationError(_("This file is too large: 49 MB at most. Split it."))
        return upload.read()


class ColumnsForm(forms.Form):
    """Which column of the file is which, and how it is read."""

    encoding = forms.ChoiceField(label=_("Letters are encoded in"), choices=reading.ENCODINGS)
    delimiter = forms.ChoiceField(label=_("Between columns"), choices=reading.DELIMITERS)
    has_headings = forms.BooleanField(
        label=_("The first row holds headings"), required=False, initial=True
    )
    name = forms.TypedChoiceField(
        label=Column.NAME.label,
        coerce=int,
        error_messages={"required": _("Please say in which column the names are.")},
    )
    country = forms.TypedChoiceField(label=Column.COUNTRY.label, coerce=int, required=False)
    email = forms.TypedChoiceField(label=Column.EMAIL.label, coerce=int, required=False)
    updates = forms.TypedChoiceField(label=Column.UPDATES.label, coerce=int, required=False)
    all_or_none = forms.ChoiceField(
        label=_("If some lines are bad"),
        choices=[
            ("", _("Take the good ones in")),
            ("1", _("Take nothing in until all are good")),
        ],
        widget=forms.RadioSelect,
        required=False,
    )

    def __init__(
        self, batch: PaperBatch, first_row: Sequence[str], *args: Any, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.batch = batch
        named = [
            (place, f"{_letters(place)}: {heading[:40]}" if heading else _letters(place))
            for place, heading in enumerate(first_row[:_WIDEST])
        ]
        for column in Column.values:
            self.fields[column].choices = [("", "—"), *named]
        if batch.format == "xlsx":
            del self.fields["encoding"], self.fields["delimiter"]

    def clean(self) -> None:
        chosen = list(self.columns().values())
        if len(chosen) != len(set(chosen)):
            raise forms.ValidationError(_("One column cannot be two things. Please choose again."))
        if "country" not in self.columns() and not self.batch.country:
            self.add_error(
                "country",
                _("Please say in which column the countries are: none was chosen for all."),
            )
        if "updates" in self.columns() and "email" not in self.columns():
            self.add_error("email", _("Please say in which column their addresses are."))

    def columns(self) -> dict[str, int]:
        given: Mapping[str, Any] = self.cleaned_data
        return {
            column: given[column] for column in Column.values if given.get(column) not in ("", None)
        }


class NameForm(forms.Form):
    name = LineField(
        label=_("Name, as it stands on the paper"),
        max_length=100,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": _("Please type the name.")},
    )


def _letters(place: int) -> str:
    """As spreadsheets call their columns."""
    first, second = divmod(place, 26)
    return (chr(ord("A") + first - 1) if first else "") + chr(ord("A") + second)
