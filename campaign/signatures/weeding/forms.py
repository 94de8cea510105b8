"""What staff press in the queue, and the list that they may upload."""

import re
from collections.abc import Collection
from datetime import datetime
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from campaign.accounts.models import User
from campaign.pages.models import Campaign
from campaign.signatures.weeding import deciding, suspects
from campaign.signatures.weeding.deciding import Done
from campaign.signatures.weeding.listed import MOST_LINES, TOLD_LINES, BadList, numbers_in
from campaign.signatures.weeding.models import Why

VERBS = {"leave-out": deciding.leave_out, "keep": deciding.keep}
MOST_TICKED = 500
MOST_BYTES = 4 * 1024 * 1024


class DecisionForm(forms.Form):
    """Some suspects of one list, and what shall become of them.

    ticked: their numbers; whole: all of the list instead; group: all that are together with the
    suspect of this number. `only` is a button beside one group: "leave-out 17".
    """

    do = forms.ChoiceField(choices=[(each, each) for each in VERBS])
    whole = forms.BooleanField(required=False)
    group = forms.IntegerField(required=False, min_value=1, max_value=2**63 - 1)

    def __init__(self, data: QueryDict | None = None) -> None:
        if data and "only" in data:
            data = data.copy()
            data["do"], _space, data["group"] = data["only"].partition(" ")
        super().__init__(data)
        numbers = data.getlist("ticked")[:MOST_TICKED] if data else []
        self.ticked = [int(each) for each in numbers if re.fullmatch(r"[0-9]{1,18}", each)]

    def clean(self) -> None:
        chosen = self.ticked or self.cleaned_data.get("whole") or self.cleaned_data.get("group")
        if not chosen:
            raise forms.ValidationError(_("Tick whom you want to decide about first."))

    def carry_out(
        self, *, campaign: Campaign, why: Why, show: str, by: User, now: datetime
    ) -> tuple[Done, bool]:
        """What it did, and whether more are left than one press takes."""
        ids, are_more = self._ids(campaign, why, show)
        verb = VERBS[self.cleaned_data["do"]]
        return verb(campaign=campaign, why=why, suspect_ids=ids, by=by, now=now), are_more

    def _ids(self, campaign: Campaign, why: Why, show: str) -> tuple[Collection[int], bool]:
        if anchor := self.cleaned_data["group"]:
            group = suspects.group_of(campaign, why, anchor)
            return (
                ([], False) if group is None else suspects.ids_of(campaign, why, show, group=group)
            )
        if self.cleaned_data["whole"]:
            return suspects.ids_of(campaign, why, show)
        return self.ticked, False


class ListForm(forms.Form):
    """A file with a signature's number in each line."""

    list = forms.FileField(
        label=_("A file with the numbers of signatures, one in each line"),
        help_text=_("A text file or a table saved as CSV. The first line may be headings."),
        error_messages={
            "required": _("Choose a file first."),
            "empty": _("This file is empty."),
        },
        widget=forms.FileInput(attrs={"accept": ".txt,.csv,text/plain,text/csv"}),
    )

    def clean_list(self) -> Any:
        """Signature -> its line."""
        file = self.cleaned_data["list"]
        if file.size > MOST_BYTES:
            raise forms.ValidationError(_("This file is too large: 4 MB at most."))
        try:
            lines = file.read().decode("utf-8-sig").splitlines()
        except UnicodeDecodeError:
            raise forms.ValidationError(
                _("This is no text in UTF-8. Save the table as CSV (UTF-8) and try again.")
            ) from None
        if len(lines) > MOST_LINES:
            raise forms.ValidationError(_("Up to 20,000 lines fit. Split the list in two."))
        try:
            return numbers_in(lines)
        except BadList as error:
            raise forms.ValidationError(_said_of(error.lines)) from None


def _said_of(lines: list[int]) -> str:
    if not lines:
        return str(_("No line of this file has the number of a signature in it."))
    shown = ", ".join(str(line) for line in lines[:TOLD_LINES])
    if len(lines) > TOLD_LINES:
        shown += " …"
    return ngettext(
        "Line %(lines)s has no number of a signature. Nothing was taken from the file.",
        "Lines %(lines)s have no number of a signature. Nothing was taken from the file.",
        len(lines),
    ) % {"lines": shown}
