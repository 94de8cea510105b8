"""What an organiser decides about each recipient, and what is said where it cannot be so."""

from collections.abc import Mapping, Sequence
from functools import cached_property

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from campaign.letters import addressing
from campaign.letters.actions import Choice
from campaign.letters.models import Addressee, Office, Recipient
from campaign.lib.addresses import Address
from campaign.lib.fields import ParagraphsField

MOST_MAILS_AN_HOUR = 120


class AddresseeForm(forms.Form):
    """One recipient: written to at one of its offices, or left out for a reason."""

    is_addressed = forms.BooleanField(required=False)
    why_not = ParagraphsField(
        required=False,
        max_length=600,
        error_messages={"max_length": gettext_lazy("This is too long. Up to 600 characters fit.")},
    )
    office = forms.ChoiceField(
        error_messages={
            "required": gettext_lazy("Please choose one of its offices."),
            "invalid_choice": gettext_lazy("Please choose one of its offices."),
        }
    )
    is_mailed = forms.BooleanField(required=False)
    mails_an_hour = forms.IntegerField(
        required=False,
        min_value=1,
        max_value=MOST_MAILS_AN_HOUR,
        error_messages=dict.fromkeys(
            ["invalid", "min_value", "max_value"],
            gettext_lazy("Please give a whole number from 1 to 120."),
        ),
    )

    def __init__(
        self,
        recipient: Recipient,
        addressee: Addressee | None,
        data: Mapping[str, str] | None = None,
    ) -> None:
        self.recipient = recipient
        self.offices: list[Office] = list(recipient.offices.all())
        if addressee is not None:
            initial = {
                "is_addressed": addressee.is_addressed,
                "why_not": addressee.why_not or recipient.why_not,
                "office": str(addressee.office_id),
                "is_mailed": addressee.is_mailed,
                "mails_an_hour": addressee.mails_an_hour,
            }
        else:
            initial = {
                "is_addressed": recipient.is_default,
                "why_not": recipient.why_not,
                "office": str(self.offices[0].id),
                "mails_an_hour": 30,
            }
        super().__init__(data, prefix=recipient.slug, initial=initial)
        self.fields["office"].choices = [(str(each.id), each.role) for each in self.offices]

    @property
    def is_informed(self) -> bool:
        return self.recipient.kind == Recipient.Kind.INFORMED

    @property
    def sending_offices(self) -> list[Office]:
        """Those whose e-mail address staff have checked."""
        return [office for office in self.offices if office.sending_address]

    @property
    def chosen_office(self) -> Office:
        chosen = str(self["office"].value())
        return next((each for each in self.offices if str(each.id) == chosen), self.offices[0])

    @property
    def has_address(self) -> bool:
        """May letters to the office that is chosen bear a postal address?"""
        return addressing.has_address(self.chosen_office)

    def clean_mails_an_hour(self) -> int:
        """As it was, where the form did not ask: no office has an address to send to."""
        return self.cleaned_data["mails_an_hour"] or self.initial["mails_an_hour"]

    def clean(self) -> None:
        given = self.cleaned_data
        if not given.get("is_addressed"):
            if not self.is_informed and not given.get("why_not") and "why_not" not in self.errors:
                self.add_error(
                    "why_not",
                    _("Say why %(name)s is left out: the page tells its readers.")
                    % {"name": self.recipient.name},
                )
            return
        if given.get("is_mailed") and not self.chosen_office.sending_address:
            self.add_error(
                "is_mailed",
                _(
                    "The server cannot send to this office of %(name)s: nobody has checked an "
                    "e-mail address of it."
                )
                % {"name": self.recipient.name},
            )

    @property
    def choice(self) -> Choice:
        given = self.cleaned_data
        return Choice(
            recipient=self.recipient,
            office=self.chosen_office,
            is_addressed=given["is_addressed"],
            why_not=given["why_not"],
            is_mailed=given["is_mailed"],
            mails_an_hour=given["mails_an_hour"],
        )


class SenderForm(forms.Form):
    """The address that the organisation's carried letters come from."""

    letters_from = forms.CharField(
        required=False,
        max_length=254,
        error_messages={"max_length": gettext_lazy("This address is too long to be one.")},
    )

    def clean_letters_from(self) -> str:
        typed = self.cleaned_data["letters_from"]
        return Address.parse(typed).typed if typed else ""


class AddresseesForm:
    """All recipients of one register, and the sender's address for those who may change it: taken
    wholly or not at all."""

    def __init__(
        self,
        recipients: Sequence[Recipient],
        addressees: Mapping[int, Addressee],
        *,
        letters_from: str | None,
        data: Mapping[str, str] | None = None,
    ) -> None:
        """`recipients` with their offices and facts; `addressees` by recipient's id;
        `letters_from` is None for those who may not change it."""
        self.rows = [
            AddresseeForm(recipient, addressees.get(recipient.id), data)
            for recipient in recipients
            if recipient.offices.all()
        ]
        self.sender = (
            None
            if letters_from is None
            else SenderForm(data, initial={"letters_from": letters_from})
        )

    @property
    def forms(self) -> list[forms.Form]:
        return [*self.rows, *([self.sender] if self.sender else [])]

    def is_valid(self) -> bool:
        said = [form.is_valid() for form in self.forms]  # each, so that all errors are told at once
        return all(said)

    @cached_property
    def errors(self) -> list[tuple[str, str]]:
        """(id of the field, what is wrong), in the order of the page."""
        return [
            (form[name].auto_id, messages[0])
            for form in self.forms
            for name, messages in form.errors.items()
        ]

    @property
    def choices(self) -> list[Choice]:
        return [row.choice for row in self.rows]

    @property
    def letters_from(self) -> str | None:
        return self.sender.cleaned_data["letters_from"] if self.sender else None
