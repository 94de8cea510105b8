"""What the writer of a letter types, cleaned before anything looks at it."""

from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from campaign.letters.writing import Letter
from campaign.lib import text

LONGEST_BODY = 6000  # room for an organiser's longest (4,000), filled in, with a personal line
LONGEST_SUBJECT = 150
LONGEST_PERSONAL_LINE = 500


class CleanedField(forms.CharField):
    """Without control and reordering characters, and only then measured: what nobody can see
    is not counted."""

    def __init__(
        self, *, longest: int, too_long: Promise, lines: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(
            max_length=longest,
            error_messages={"max_length": too_long, **kwargs.pop("errors", {})},
            **kwargs,
        )
        self.cleaned_by = text.paragraphs if lines else text.one_line

    def to_python(self, typed: Any) -> str:
        return self.cleaned_by(super().to_python(typed))


class WriterForm(forms.Form):
    """Who writes, in a few words why, and to whom."""

    personal_line = CleanedField(
        longest=LONGEST_PERSONAL_LINE,
        required=False,
        lines=True,
        too_long=_("This is too long. Up to 500 characters fit; you can add more in each letter."),
    )
    name = CleanedField(
        longest=100,
        too_long=_("This is too long for a name. Up to 100 characters fit."),
        errors={"required": _("A letter needs the name of who writes it.")},
    )
    place = CleanedField(
        longest=100,
        required=False,
        too_long=_("This is too long for a place. Up to 100 characters fit."),
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

    subject = CleanedField(
        longest=LONGEST_SUBJECT,
        too_long=_("This is too long for a subject. Up to 150 characters fit."),
        errors={"required": _("A letter needs a subject.")},
    )
    body = CleanedField(
        longest=LONGEST_BODY,
        lines=True,
        too_long=_(
            "This letter is too long: up to 6,000 characters fit, and one page is read more often. "
            "Please shorten it; nothing you wrote is lost."
        ),
        errors={"required": _("This letter has no words left. Please write some.")},
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
