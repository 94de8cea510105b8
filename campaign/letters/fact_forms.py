"""What somebody has found out about a recipient, and what is said where it cannot be so."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from campaign.letters import checking
from campaign.letters.models import Fact, Recipient, Register
from campaign.letters.models.register import Confidence
from campaign.lib.fields import LineField, ParagraphsField

_CONFIDENCE_ERRORS = dict.fromkeys(
    ["required", "invalid_choice"], gettext_lazy("Please say how sure this is.")
)


class _Sourced(forms.Form):
    confidence = forms.ChoiceField(choices=Confidence.choices, error_messages=_CONFIDENCE_ERRORS)
    source = LineField(
        max_length=1000,
        error_messages={
            "max_length": gettext_lazy("This is too long. Up to 1,000 characters fit."),
            "required": gettext_lazy(
                "Say where you looked: a page’s address, a letter, a telephone call."
            ),
        },
    )


class FactForm(_Sourced):
    value = forms.CharField(
        required=False,
        max_length=5000,  # what we read; each fact has its own length (checking.MOST)
        error_messages={"max_length": gettext_lazy("This is far too long.")},
    )
    note = ParagraphsField(
        max_length=2000,
        required=False,
        error_messages={
            "max_length": gettext_lazy("This is too long. Up to 2,000 characters fit.")
        },
    )
    # Only of an incumbent: ministers change, so it matters when the source says so.
    as_of = forms.DateField(
        required=False,
        error_messages={"invalid": gettext_lazy("This is not a date. One reads like 2026-03-31.")},
    )
    was = forms.CharField(required=False, max_length=64)

    field_order = ("value", "as_of", "confidence", "source", "note")

    def __init__(
        self,
        name: str,
        fact: Fact | None,
        data: dict[str, Any] | None = None,
        *,
        today: date,
    ) -> None:
        self.name, self.today = name, today
        initial: dict[str, Any] = {"was": checking.stamp(fact)}
        if fact:
            initial |= {
                "value": fact.value,
                "confidence": fact.confidence,
                "source": fact.source,
                "note": fact.note,
                "as_of": fact.checked_on.isoformat(),
            }
        super().__init__(data, initial=initial)

    @property
    def is_dated(self) -> bool:
        return self.name == Fact.Name.INCUMBENT

    def clean_value(self) -> str:
        return checking.checked_value(self.name, self.cleaned_data["value"])

    def clean_as_of(self) -> date | None:
        as_of = self.cleaned_data["as_of"]
        if not self.is_dated:
            return None
        if as_of is None:
            raise forms.ValidationError(_("Say of which day your source is: people leave office."))
        if as_of > self.today + timedelta(days=1):  # it may be tomorrow where they are
            raise forms.ValidationError(_("This day has not come yet."))
        return as_of


class ChairForm(_Sourced):
    recipient = forms.ChoiceField(
        error_messages=dict.fromkeys(
            ["required", "invalid_choice"], gettext_lazy("Please choose a state.")
        )
    )

    field_order = ("recipient", "confidence", "source")

    def __init__(
        self, register: Register, states: list[Recipient], data: Any = None, **initial: Any
    ) -> None:
        self.register, self.states = register, states
        super().__init__(data, initial=initial)
        self.fields["recipient"].choices = [(each.slug, each.slug) for each in states]

    @property
    def state(self) -> Recipient:
        slug = self.cleaned_data["recipient"]
        return next(each for each in self.states if each.slug == slug)
