"""What a signer types, and what is said where it cannot be taken.

Built once for each POST, on the path that a crowd takes. The templates write the inputs themselves
(templates/components/sign_form.html).
"""

import re
from collections.abc import Mapping
from typing import Self

from django import forms
from django.utils.translation import gettext_lazy as _

from campaign.lib import countries, text
from campaign.lib.addresses import Address

_LINK = re.compile(r"https?:|www\.|://|@", re.IGNORECASE)
_AGREED = re.compile(r"agreed_(\d{1,9})\Z", re.ASCII)
_SOURCE = re.compile(r"[A-Za-z0-9_-]{1,32}\Z")


class _Fields(dict[str, forms.Field]):
    """Fields that no form alters, so that forms need no copy of them."""

    def __deepcopy__(self, memo: dict[int, object]) -> Self:
        return self


def with_shared_fields(form: type[forms.Form]) -> type[forms.Form]:
    form.base_fields = _Fields(form.base_fields)
    return form


class PlainForm(forms.Form):
    """A form that is read rather than rendered.

    Django prepares every form to be rendered: it copies the fields, translates the colon behind
    their labels, and builds an object around each, through which it reads what was typed. That
    took longer than all the rules together.
    """

    def __init__(self, data: Mapping[str, str] | None = None) -> None:
        super().__init__(data, label_suffix="")

    def _clean_fields(self) -> None:
        """Django's, by a shorter way, for fields of which none is disabled, prefixed or a file.

        Should Django stop calling this, its own does the same.
        """
        for name, field in self.fields.items():
            try:
                typed = field.widget.value_from_datadict(self.data, self.files, name)
                self.cleaned_data[name] = field.clean(typed)
                if rule := getattr(self, f"clean_{name}", None):
                    self.cleaned_data[name] = rule()
            except forms.ValidationError as error:
                self.add_error(name, error)


def name_in(typed: str) -> str:
    """A name as it is kept. Raises ValidationError."""
    name = text.one_line(typed)
    if not any(character.isalpha() for character in name):
        raise forms.ValidationError(_("Please give your name."), code="required")
    if len(name) > 100:
        raise forms.ValidationError(
            _("This is too long for a name. Up to 100 characters fit."), code="max_length"
        )
    if _LINK.search(name):
        raise forms.ValidationError(
            _("A name has no links or addresses in it. Please give your name only."),
            code="link",
        )
    return name


def comment_in(typed: str) -> str:
    """A comment as it is kept. Raises ValidationError."""
    comment = text.paragraphs(typed)
    if len(comment) > 500:
        raise forms.ValidationError(_("This is too long. Up to 500 characters fit."))
    return comment


class AgreeingForm(PlainForm):
    """One on which partners of a campaign may stand, each with a box of its own."""

    @property
    def agreed(self) -> frozenset[int]:
        """The wordings whose boxes are ticked, by number; perhaps there are no such wordings."""
        named = (_AGREED.match(name) for name, value in self.data.items() if value)
        return frozenset(int(found[1]) for found in named if found)


@with_shared_fields
class EmailOnlyForm(PlainForm):
    """An address, to have a mail sent again."""

    email = forms.CharField(
        max_length=254,
        error_messages={
            "required": _("Please give your e-mail address: we send the link to confirm there."),
            "max_length": _("This address is too long to be one."),
        },
    )

    def clean_email(self) -> Address:
        return Address.parse(self.cleaned_data["email"])


@with_shared_fields
class SignForm(EmailOnlyForm, AgreeingForm):
    name = forms.CharField(
        max_length=1000,  # what we read; what we keep is checked below, with a kinder sentence
        error_messages={
            "required": _("Please give your name."),
            "max_length": _("This is too long for a name. Up to 100 characters fit."),
        },
    )
    country = forms.CharField(
        max_length=2,
        error_messages={
            "required": _("Please choose the country you live in."),
            "max_length": _("Please choose a country from the list."),
        },
    )
    affiliation = forms.CharField(
        required=False,
        max_length=1000,
        error_messages={"max_length": _("This is too long. Up to 200 characters fit.")},
    )
    comment = forms.CharField(
        required=False,
        max_length=5000,
        strip=False,
        error_messages={"max_length": _("This is too long. Up to 500 characters fit.")},
    )
    show_name = forms.BooleanField(required=False)
    updates = forms.BooleanField(required=False)
    source = forms.CharField(required=False)
    # A trap: people do not see it, programs fill it in.
    website = forms.CharField(required=False)

    def clean_name(self) -> str:
        return name_in(self.cleaned_data["name"])

    def clean_country(self) -> str:
        country = self.cleaned_data["country"].upper()
        if country not in countries.CODES:
            raise forms.ValidationError(_("Please choose a country from the list."), code="invalid")
        return country

    def clean_affiliation(self) -> str:
        affiliation = text.one_line(self.cleaned_data["affiliation"])
        if len(affiliation) > 200:
            raise forms.ValidationError(_("This is too long. Up to 200 characters fit."))
        return affiliation

    def clean_comment(self) -> str:
        return comment_in(self.cleaned_data["comment"])

    def clean_source(self) -> str:
        """The share link's code; anything else is no code and is forgotten."""
        source = self.cleaned_data["source"]
        return source if _SOURCE.match(source) else ""

    @property
    def is_trapped(self) -> bool:
        return bool(self.cleaned_data["website"])


@with_shared_fields
class ChoicesForm(AgreeingForm):
    """What a signer may change on their own page."""

    show_name = forms.BooleanField(required=False)
    updates = forms.BooleanField(required=False)
    comment = forms.CharField(
        required=False,
        max_length=5000,
        strip=False,
        error_messages={"max_length": _("This is too long. Up to 500 characters fit.")},
    )
    new_name = forms.CharField(
        required=False,
        max_length=1000,
        error_messages={"max_length": _("This is too long for a name. Up to 100 characters fit.")},
    )

    def clean_comment(self) -> str:
        return comment_in(self.cleaned_data["comment"])

    def clean_new_name(self) -> str:
        name = self.cleaned_data["new_name"]
        return name_in(name) if name else ""

    @property
    def comment_typed(self) -> str | None:
        """None where the form that came had no place for one."""
        return self.cleaned_data["comment"] if "comment" in self.data else None
