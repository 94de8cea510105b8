"""What the writer of a letter types, cleaned before anything looks at it."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from campaign.letters.writing import Letter
from campaign.lib.fields import LineField, ParagraphsField

LONGEST_BODY = 6000  # room for an organiser's longest (4,000), filled in, with a personal line
LONGEST_SUBJECT = 150
LONGEST_PERSONAL_LINE = 500


class WriterForm(forms.Form):
    """Who writes, in a few words why, and to whom."""

    personal_line = ParagraphsField(
        max_length=LONGEST_PERSONAL_LINE,
        required=False,
        error_messages={
            "max_length": _(
                "This is too long. Up to 500 characters fit; you can add more in each letter."
            )
        },
    )
    name = LineField(
        max_length=100,
        error_messages={
            "max_length": _("This is too long for a name. Up to 100 characters fit."),
            "required": _("A letter needs the name of who writes it."),
        },
    )
    place = LineField(
        max_length=100,
        required=False,
        error_messages={"max_length": _("This is too long for a place. Up to 100 characters fit.")},
    )
    recipient = forms.MultipleChoiceField(
        error_messages={"required": _("Choose at least one recipient.")},
    )

    def __init__(self, *args: Any, recipients: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["recipient"].choices = [(slug, slug) for slug in recipients]

    @property
    def writer(self) -> dict[str, str]:
        """For `Letters.letter_to`."""
        return {
            "signer_name": self.cleaned_data["name"],
            "signer_place": self.cleaned_data["place"],
            "personal_line": self.cleaned_data["personal_line"],
        }


class LetterForm(forms.Form):
    """One letter as its writer changed it. Its fields are called `subject-tha`, `body-tha`, so that
    one page holds many; where none came, it is the letter as composed."""

    subject = LineField(
        max_length=LONGEST_SUBJECT,
        error_messages={
            "max_length": _("This is too long for a subject. Up to 150 characters fit."),
            "required": _("A letter needs a subject."),
        },
    )
    body = ParagraphsField(
        max_length=LONGEST_BODY,
        error_messages={
            "max_length": _(
                "This letter is too long: up to 6,000 characters fit, and one page is read more "
                "often. Please shorten it; nothing you wrote is lost."
            ),
            "required": _("This letter has no words left. Please write some."),
        },
    )

    def __init__(self, typed: Any, letter: Letter) -> None:
        suffix = letter.recipient.slug
        composed = {"subject": letter.subject, "body": letter.body}
        super().__init__(
            {
                f"{name}-{suffix}": typed.get(f"{name}-{suffix}", value)
                for name, value in composed.items()
            }
        )
        self.suffix = suffix

    def add_prefix(self, field_name: str) -> str:
        return f"{field_name}-{self.suffix}"
