"""A statement, pasted or uploaded, and what is said where it cannot be read."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from campaign.accounts.models import Organisation
from campaign.statements import Draft, StatementError, draft_from, read_statement
from campaign.statements.readers import LARGEST_FILE, READERS


class StatementForm(forms.Form):
    """After `is_valid()`: `statement`, its text, and `draft`, what was found in it."""

    statement = forms.CharField(
        required=False, strip=False, label=gettext_lazy("Paste the statement")
    )
    file = forms.FileField(
        required=False,
        allow_empty_file=True,  # the reader says it better
        label=gettext_lazy("Or choose its file"),
    )
    organisation = forms.ChoiceField(
        label=gettext_lazy("Who runs the campaign"),
        error_messages=dict.fromkeys(
            ["required", "invalid_choice"],
            gettext_lazy("Please choose one of your organisations."),
        ),
    )
    language = forms.ChoiceField(
        label=gettext_lazy("Language of the statement"),
        choices=settings.LANGUAGES,
        error_messages=dict.fromkeys(
            ["required", "invalid_choice"],
            gettext_lazy("Please choose the language the statement is in."),
        ),
    )

    draft: Draft

    accepted = ",".join(READERS)  # for the browser's file dialogue
    largest_file = LARGEST_FILE

    def __init__(
        self, organisations: Sequence[Organisation], *args: Any, language: str, **kwargs: Any
    ) -> None:
        """organisations: those for which this person may make a campaign"""
        self.organisations = {each.slug: each for each in organisations}
        super().__init__(*args, initial={"language": language}, **kwargs)
        self.fields["organisation"].choices = [(each.slug, each.name) for each in organisations]
        self.fields["organisation"].required = len(organisations) > 1

    def clean(self) -> None:
        if not self.errors:
            field = "file" if self.cleaned_data.get("file") else "statement"
            try:
                self._read()
            except StatementError as error:
                self.add_error(field, str(error))

    def _read(self) -> None:
        file: UploadedFile | None = self.cleaned_data.get("file")
        pasted: str = self.cleaned_data.get("statement", "")
        if file and pasted.strip():
            raise StatementError(
                _("There is a file and a pasted text. Which is it? Please take one of them away.")
            )
        if not file and not pasted.strip():
            raise StatementError(_("Paste the statement here, or choose its file below."))
        self.statement = read_statement(file.read(), file.name) if file else pasted
        self.draft = draft_from(self.statement)

    @property
    def chosen_organisation(self) -> Organisation:
        slug = self.cleaned_data.get("organisation")
        return self.organisations[slug] if slug else next(iter(self.organisations.values()))
