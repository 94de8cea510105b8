"""What an organiser says about the record: each mistake beside its field, nothing typed lost."""

from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from campaign.accounts.models import User
from campaign.letters.models import Dossier, Recipient, RecordEntry
from campaign.letters.recording import change, earliest_day, record
from campaign.lib.fields import RedrawnField
from campaign.lib.redrawing import redrawn
from campaign.pages.models import Campaign
from campaign.signatures.followers import followers
from campaign.templatetags.typeset import day, number

MOST_LETTERS = 10_000_000
MOST_DOSSIERS = 50  # to choose from, the newest

WHY_NOT: dict[str, Promise] = {
    "kind": gettext_lazy(
        "This is not a PDF, PNG, JPEG or WebP file, whatever its name says, or it is something "
        "else as well. Print it to a PDF and choose that."
    ),
    "damaged": gettext_lazy("This file cannot be read. Is it damaged? Open it, and save it anew."),
    "password": gettext_lazy("This PDF needs a password. Save it without one."),
    "pages": gettext_lazy("This PDF has more than %(pages)d pages. Choose those that matter."),
    "size": gettext_lazy(
        "This picture, or a page in it, is too large: at most %(pixels)d million points."
    ),
    "heavy": gettext_lazy("Drawing this file takes too long. Print it to a PDF and choose that."),
}


class RecordForm(forms.Form):
    """One entry, new or as it stands."""

    recipient = forms.ChoiceField(
        label=gettext_lazy("Recipient"),
        error_messages={"required": gettext_lazy("Choose the recipient.")},
    )
    event = forms.ChoiceField(
        label=gettext_lazy("What happened"),
        choices=[("", gettext_lazy("Choose")), *RecordEntry.Event.choices],
        error_messages={"required": gettext_lazy("Choose what happened.")},
    )
    how = forms.ChoiceField(
        label=gettext_lazy("How"),
        choices=[("", gettext_lazy("Not said")), *RecordEntry.How.choices],
        required=False,
    )
    on = forms.DateField(
        label=gettext_lazy("On which day"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        input_formats=["%Y-%m-%d", "%d.%m.%Y", "%d/%m/%Y"],
        error_messages={
            "invalid": gettext_lazy("This is not a day. One reads like 2026-11-25."),
            "required": gettext_lazy("Say on which day it happened."),
        },
    )
    letters = forms.IntegerField(
        label=gettext_lazy("How many letters"),
        required=False,
        help_text=gettext_lazy("Where letters were sent, handed over or came back."),
        min_value=1,
        max_value=MOST_LETTERS,
        error_messages={
            "invalid": gettext_lazy("Write a whole number, or leave it empty."),
            "min_value": gettext_lazy("Write a number from 1 on, or leave it empty."),
            "max_value": gettext_lazy("So many letters would be more than anybody can carry."),
        },
    )
    note = forms.CharField(
        label=gettext_lazy("Note"),
        required=False,
        help_text=gettext_lazy("What was said, in a sentence or two. No names of signers."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    document = RedrawnField(
        redraw=redrawn,
        why_not=WHY_NOT,
        label=gettext_lazy("Document"),
        required=False,
        help_text=gettext_lazy(
            "A PDF of up to 20 pages, or a picture; 10 MB at most. It is drawn anew, so that "
            "nothing hidden in the file goes on."
        ),
        widget=forms.FileInput(attrs={"accept": ".pdf,.png,.jpg,.jpeg,.webp"}),
        error_messages={"empty": gettext_lazy("This file is empty.")},
    )
    document_title = forms.CharField(
        label=gettext_lazy("What the document is"),
        required=False,
        max_length=150,
        help_text=gettext_lazy("For example: The Minister’s reply"),
    )
    without_document = forms.BooleanField(
        label=gettext_lazy("Remove the document that is there"), required=False
    )
    dossier = forms.ChoiceField(
        label=gettext_lazy("Dossier"),
        required=False,
        help_text=gettext_lazy("If it was one of yours that went."),
    )
    is_published = forms.BooleanField(
        label=gettext_lazy("Show it to everybody"),
        required=False,
        help_text=gettext_lazy(
            "On the campaign’s page, with the note and the document. Until you tick this only "
            "your organisation sees it."
        ),
    )
    tell = forms.BooleanField(
        required=False,
        help_text=gettext_lazy(
            "By a mail that says what the recipient did and leads to the page. It cannot be "
            "called back."
        ),
    )

    def __init__(
        self,
        *args: Any,
        campaign: Campaign,
        entry: RecordEntry | None = None,
        initial: dict[str, Any] | None = None,
        now: datetime,
    ) -> None:
        self.campaign, self.entry, self.now = campaign, entry, now
        known = _said(entry) if entry else {"on": campaign.today(now)} | (initial or {})
        super().__init__(*args, initial=known)
        self.recipients = list(
            Recipient.objects.filter(
                id__in=campaign.addressees.addressed().values("recipient_id")
            ).with_facts()
        )
        if entry and entry.recipient not in self.recipients:  # left out since
            self.recipients.append(entry.recipient)
        self.fields["recipient"].choices = [
            ("", _("Choose")),  # nobody is recorded only because they stand first
            *((recipient.slug, recipient.name) for recipient in self.recipients),
        ]
        built = campaign.dossiers.built().select_related("recipient")
        self.dossiers = list(built[:MOST_DOSSIERS])
        if entry and entry.dossier and entry.dossier not in self.dossiers:  # an old one
            self.dossiers.append(entry.dossier)
        self.fields["dossier"].choices = [
            ("", _("None")),
            *((str(dossier.id), self._label_of(dossier)) for dossier in self.dossiers),
        ]
        followers_count = followers(campaign).count() if self.may_tell else 0
        self.fields["tell"].label = ngettext(
            "Tell the %(count)s person who asked for news",
            "Tell the %(count)s people who asked for news",
            followers_count,
        ) % {"count": number(followers_count)}
        if not followers_count:
            del self.fields["tell"]

    @property
    def may_tell(self) -> bool:
        """Not of an entry that is being told, nor of one that everybody was told of already."""
        return self.entry is None or not (self.entry.announce_at or self.entry.announced_at)

    def _label_of(self, dossier: Dossier) -> str:
        names = {recipient.id: recipient.name for recipient in self.recipients}
        count = dossier.items_total
        if dossier.contents == Dossier.Contents.LETTERS:
            label = ngettext(
                "%(recipient)s, %(day)s: %(count)s letter",
                "%(recipient)s, %(day)s: %(count)s letters",
                count,
            )
        else:
            label = ngettext(
                "%(recipient)s, %(day)s: %(count)s name",
                "%(recipient)s, %(day)s: %(count)s names",
                count,
            )
        return label % {
            "recipient": names.get(dossier.recipient_id, dossier.recipient.slug.upper()),
            "day": day(dossier.finished_at, self.campaign.time_zone),
            "count": number(count),
        }

    def clean_recipient(self) -> Recipient:
        slug = self.cleaned_data["recipient"]
        return next(recipient for recipient in self.recipients if recipient.slug == slug)

    def clean_dossier(self) -> Dossier | None:
        chosen = self.cleaned_data["dossier"]
        return next((each for each in self.dossiers if str(each.id) == chosen), None)

    def clean_on(self) -> Any:
        on = self.cleaned_data["on"]
        if on > self.campaign.today(self.now):
            raise ValidationError(_("This day is still to come."), code="future")
        if on < (earliest := earliest_day(self.campaign)):
            raise ValidationError(
                _("The campaign began after this day: on %(day)s at the earliest.")
                % {"day": day(earliest)},
                code="before",
            )
        return on

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        keeps_one = self.entry and self.entry.document and not cleaned.get("without_document")
        has_one = cleaned.get("document") or keeps_one
        if has_one and not cleaned.get("document_title") and "document_title" not in self.errors:
            self.add_error(
                "document_title",
                _("Say what it is, for those who cannot see it: “The Minister’s reply”."),
            )
        if cleaned.get("tell") and cleaned.get("event") not in RecordEntry.REACTIONS:
            self.add_error("tell", _("Followers are told what a recipient does, not what you do."))
        elif cleaned.get("tell") and not cleaned.get("is_published"):
            self.add_error("tell", _("Publish it too: the mail leads to the page."))
        dossier, recipient = cleaned.get("dossier"), cleaned.get("recipient")
        if dossier and recipient and dossier.recipient_id != recipient.id:
            self.add_error("dossier", _("This dossier is for another recipient."))
        return cleaned

    def save(self, *, by: User) -> RecordEntry:
        """Record it, or change what is recorded. Raises CannotAnnounce."""
        said = dict(self.cleaned_data)
        said.setdefault("tell", False)
        if self.entry:
            change(entry=self.entry, **said, by=by, now=self.now)
            return self.entry
        del said["without_document"]
        return record(campaign=self.campaign, **said, by=by, now=self.now)


def _said(entry: RecordEntry) -> dict[str, Any]:
    names = ("event", "on", "how", "letters", "note", "document_title", "is_published")
    return {name: getattr(entry, name) for name in names} | {
        "recipient": entry.recipient.slug,
        "dossier": str(entry.dossier_id or ""),
    }
