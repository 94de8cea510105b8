"""A letter's text as an organiser writes it, and what is said where it cannot go out so."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from campaign.letters import merging, versions
from campaign.letters.forms import LONGEST_SUBJECT
from campaign.letters.models import LetterVersion, Recipient
from campaign.letters.writing import Letters
from campaign.lib import text
from campaign.lib.fields import LineField

MOST = 4000
CHOSEN = "chosen"  # instead of a group: these recipients

FIRST_LETTER = """{{ salutation }},

{{ personal_line }}



Yours respectfully,

{{ signer_name }}
{{ signer_place }}"""


class VersionForm(forms.Form):
    name = LineField(
        max_length=100,
        error_messages={
            "max_length": gettext_lazy("This is too long for a name. Up to 100 characters fit."),
            "required": gettext_lazy("Please name this letter, so that you find it again."),
        },
    )
    language = forms.ChoiceField(
        choices=settings.LANGUAGES,
        error_messages={
            "required": gettext_lazy("Please choose the language the letter is in."),
            "invalid_choice": gettext_lazy("Please choose the language the letter is in."),
        },
    )
    group = forms.ChoiceField(
        required=False,
        choices=[*LetterVersion.Group.choices, (CHOSEN, CHOSEN)],
        error_messages={"invalid_choice": gettext_lazy("Please say whom this letter is for.")},
    )
    recipients = forms.MultipleChoiceField(
        required=False,
        error_messages={
            "invalid_choice": gettext_lazy("Please choose from this campaign’s recipients.")
        },
    )
    subject = LineField(
        max_length=LONGEST_SUBJECT,
        error_messages={
            "max_length": gettext_lazy("This is too long for a subject. Up to 150 characters fit."),
            "required": gettext_lazy("A letter needs a subject."),
        },
    )
    body = forms.CharField(error_messages={"required": gettext_lazy("The letter is empty.")})
    was = forms.CharField(required=False, max_length=64)

    def __init__(
        self, version: LetterVersion, letters: Letters, data: dict[str, Any] | None = None
    ) -> None:
        """`version`: what is stored, or one without an id, with `letters` to know the recipients
        of its campaign."""
        self.version, self.letters = version, letters
        self.stored = list(version.recipients.all()) if version.id else []
        self.offered = [each.recipient for each in letters.addressed]
        # A rule may name somebody who has been left out since: the tick stays to be seen.
        self.offered += [recipient for recipient in self.stored if recipient not in self.offered]
        initial = {
            "name": version.name,
            "language": version.language,
            "group": CHOSEN if self.stored else version.group,
            "recipients": [recipient.slug for recipient in self.stored],
            "subject": version.subject,
            "body": version.body,
            "was": versions.stamp(version) if version.id else "",
        }
        super().__init__(data, initial=initial)
        self.fields["recipients"].choices = [(each.slug, each.slug) for each in self.offered]

    # --- What is wrong with it ------------------------------------------------------------

    def clean_subject(self) -> str:
        subject = self.cleaned_data["subject"]
        merging.check(subject)
        return subject

    def clean_body(self) -> str:
        body = text.paragraphs(self.cleaned_data["body"])
        if not body:  # control characters alone
            raise forms.ValidationError(self.fields["body"].error_messages["required"])
        if len(body) > MOST:
            raise forms.ValidationError(
                ngettext(
                    "The letter has %(length)s letter. Up to %(most)s fit; a page takes about "
                    "2,000.",
                    "The letter has %(length)s letters. Up to %(most)s fit; a page takes about "
                    "2,000.",
                    len(body),
                )
                % {"length": f"{len(body):,}", "most": f"{MOST:,}"}
            )
        merging.check(body)
        return body

    def clean(self) -> None:
        if "group" in self.errors or "recipients" in self.errors:
            return
        if self.cleaned_data.get("group") == CHOSEN and not self.chosen:
            self.add_error("recipients", _("Please choose at least one recipient."))
        elif not self._fits_somebody() and self._is_another_rule():
            field = "recipients" if self.chosen else "group"
            self.add_error(field, _("This rule fits none of this campaign’s recipients."))

    def _fits_somebody(self) -> bool:
        return any(
            versions.rule_fits(
                self.for_group, self.chosen, each.recipient, chair=self.letters.chair
            )
            for each in self.letters.addressed
        )

    def _is_another_rule(self) -> bool:
        """A rule that fits nobody any more must not keep anybody from mending a word."""
        return self.version.id is None or (self.for_group, set(self.chosen)) != (
            self.version.group,
            set(self.stored),
        )

    # --- What it says ---------------------------------------------------------------------

    @property
    def for_group(self) -> str:
        group = self.cleaned_data.get("group", "")
        return LetterVersion.Group.ALL if group == CHOSEN else group

    @property
    def chosen(self) -> list[Recipient]:
        """None where the rule is a group."""
        if self.cleaned_data.get("group") != CHOSEN:
            return []
        ticked = self.cleaned_data.get("recipients", [])
        return [recipient for recipient in self.offered if recipient.slug in ticked]

    def written(self) -> LetterVersion:
        """The version with what was typed, not stored."""
        return LetterVersion(
            id=self.version.id,
            campaign=self.letters.campaign,
            position=self.version.position,
            group=self.for_group,
            **{name: self.cleaned_data[name] for name in ("name", "language", "subject", "body")},
        )
