"""What owners fill in about their organisation, and who was invited about themselves."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth.password_validation import (
    password_validators_help_texts,
    validate_password,
)
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from campaign.accounts.models import Membership, Organisation, User
from campaign.accounts.roles import EXPLAINED
from campaign.lib.addresses import Address
from campaign.lib.fields import LineField

_CHOOSE_A_ROLE = dict.fromkeys(
    ["required", "invalid_choice"], gettext_lazy("Choose what they may do.")
)


class RoleForm(forms.Form):
    role = forms.ChoiceField(
        choices=Membership.Role.choices, widget=forms.RadioSelect, error_messages=_CHOOSE_A_ROLE
    )

    @property
    def roles(self) -> list[tuple[str, Any, Any]]:
        """(value, name, what it is for), in the order of the page."""
        return [(role.value, role.label, EXPLAINED[role]) for role in Membership.Role]


class InvitationForm(RoleForm):
    email = forms.CharField(
        label=gettext_lazy("E-mail address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        error_messages={
            "required": gettext_lazy("Write the address of the person you invite."),
            "max_length": gettext_lazy("This is too long for an e-mail address."),
        },
    )
    language = forms.ChoiceField(
        label=gettext_lazy("Language of the mail"),
        choices=settings.LANGUAGES,
        error_messages={"invalid_choice": gettext_lazy("Choose a language of the list.")},
    )

    field_order = ("email", "role", "language")

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, initial={"language": get_language()})

    def clean_email(self) -> Address:
        return Address.parse(self.cleaned_data["email"])


class OrganisationForm(forms.Form):
    name = LineField(
        label=gettext_lazy("Name"),
        max_length=200,
        help_text=gettext_lazy("It stands on your campaigns’ pages and in mails to signers."),
        error_messages={
            "required": gettext_lazy("An organisation needs a name."),
            "max_length": gettext_lazy("This is too long. Up to 200 characters fit."),
        },
    )
    website = forms.URLField(
        label=gettext_lazy("Website"),
        required=False,
        max_length=200,
        assume_scheme="https",
        error_messages={
            "invalid": gettext_lazy(
                "This is not the address of a page. One reads like https://www.example.org."
            ),
            "max_length": gettext_lazy("This is too long. Up to 200 characters fit."),
        },
    )

    def __init__(self, organisation: Organisation, data: Any = None) -> None:
        initial = {"name": organisation.name, "website": organisation.website}
        super().__init__(data, initial=initial)

    def clean_name(self) -> str:
        """It stands in mails to people who do not know us, where a link would be a lure."""
        name = self.cleaned_data["name"]
        if "://" in name or "www." in name.lower():
            raise forms.ValidationError(_("A name holds no web address. Write that below."))
        return name

    def clean_website(self) -> str:
        website = self.cleaned_data["website"]
        if website and not website.startswith(("https://", "http://")):
            raise forms.ValidationError(self.fields["website"].error_messages["invalid"])
        return website


class JoinForm(forms.Form):
    """Who was invited and has no account yet."""

    name = LineField(
        label=gettext_lazy("Your name"),
        max_length=100,
        help_text=gettext_lazy("So that the others know who you are. It is shown to them only."),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={
            "required": gettext_lazy("Write a name that the others know you by."),
            "max_length": gettext_lazy("This is too long. Up to 100 characters fit."),
        },
    )
    password = forms.CharField(
        label=gettext_lazy("A password"),
        strip=False,
        max_length=4096,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}, render_value=False),
        error_messages={
            "required": gettext_lazy("Choose a password."),
            "max_length": gettext_lazy("This is longer than any password needs to be."),
        },
    )

    def __init__(self, email: str, data: Any = None) -> None:
        self.email = email
        super().__init__(data)
        self.fields["password"].help_text = " ".join(password_validators_help_texts())

    def clean_password(self) -> str:
        password = self.cleaned_data["password"]
        somebody = User(email=self.email, name=self.cleaned_data.get("name", ""))
        validate_password(password, user=somebody)
        return password
