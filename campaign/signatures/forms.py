"""What a signer types, and what is said where it cannot be taken.

Built once for each POST, on the path that a crowd takes: plain fields, no widgets that render.
The templates write the inputs themselves (templates/components/sign_form.html).
"""

import re
from typing import Self

from django import forms
from django.utils.translation import gettext_lazy as _

from campaign.lib import countries, text
from campaign.lib.addresses import Address

_LINK = re.compile(r"https?:|www\.|://|@", re.IGNORECASE)
_SOURCE = re.compile(r"[A-Za-z0-9_-]{1,32}\Z")


class _Shared:
    """A field that no form alters, so that forms need no copy of it: the copies of one sign form
    cost more than everything else it does."""

    def __deepcopy__(self, memo: dict[int, object]) -> Self:
        return self


class TextField(_Shared, forms.CharField):
    pass


class TickField(_Shared, forms.BooleanField):
    pass


class EmailOnlyForm(forms.Form):
    """An address, to have a mail sent again."""

    email = TextField(
        max_length=254,
        error_messages={
            "required": _("Please give your e-mail address: we send the link to confirm there."),
            "max_length": _("This address is too long to be one."),
        },
    )

    def clean_email(self) -> Address:
        return Address.parse(self.cleaned_data["email"])


class SignForm(EmailOnlyForm):
    name = TextField(
        max_length=1000,  # what we read; what we keep is checked below, with a kinder sentence
        error_messages={
            "required": _("Please give your name."),
            "max_length": _("This is too long for a name. Up to 100 letters fit."),
        },
    )
    country = TextField(
        max_length=2,
        error_messages={
            "required": _("Please choose the country you live in."),
            "max_length": _("Please choose a country from the list."),
        },
    )
    affiliation = TextField(
        required=False,
        max_length=1000,
        error_messages={"max_length": _("This is too long. Up to 200 letters fit.")},
    )
    comment = TextField(
        required=False,
        max_length=5000,
        strip=False,
        error_messages={"max_length": _("This is too long. Up to 500 letters fit.")},
    )
    show_name = TickField(required=False)
    updates = TickField(required=False)
    source = TextField(required=False)
    # A trap: people do not see it, programs fill it in.
    website = TextField(required=False)

    def clean_name(self) -> str:
        name = text.one_line(self.cleaned_data["name"])
        if not any(character.isalpha() for character in name):
            raise forms.ValidationError(_("Please give your name."), code="required")
        if len(name) > 100:
            raise forms.ValidationError(
                _("This is too long for a name. Up to 100 letters fit."), code="max_length"
            )
        if _LINK.search(name):
            raise forms.ValidationError(
                _("A name has no links or addresses in it. Please give your name only."),
                code="link",
            )
        return name

    def clean_country(self) -> str:
        country = self.cleaned_data["country"].upper()
        if country not in countries.CODES:
            raise forms.ValidationError(_("Please choose a country from the list."), code="invalid")
        return country

    def clean_affiliation(self) -> str:
        affiliation = text.one_line(self.cleaned_data["affiliation"])
        if len(affiliation) > 200:
            raise forms.ValidationError(_("This is too long. Up to 200 letters fit."))
        return affiliation

    def clean_comment(self) -> str:
        comment = text.paragraphs(self.cleaned_data["comment"])
        if len(comment) > 500:
            raise forms.ValidationError(_("This is too long. Up to 500 letters fit."))
        return comment

    def clean_source(self) -> str:
        """The share link's code; anything else is no code and is forgotten."""
        source = self.cleaned_data["source"]
        return source if _SOURCE.match(source) else ""

    @property
    def is_trapped(self) -> bool:
        return bool(self.cleaned_data["website"])


class ChoicesForm(forms.Form):
    """What a signer may change on their own page."""

    show_name = TickField(required=False)
    updates = TickField(required=False)
