"""The record's verbs: what happened between the campaign and one recipient, by whom it was said.

An entry is internal until somebody publishes it; the public page knows published ones only. A
document is a drawing of what was uploaded (lib/redrawing.py), made by the form that takes the file.
"""

from datetime import date, datetime, timedelta

from django.db import transaction

from campaign.accounts import auditing
from campaign.accounts.auditing import Action
from campaign.accounts.models import User
from campaign.letters.announcing import announce
from campaign.letters.models import Dossier, Recipient, RecordEntry
from campaign.lib import text
from campaign.lib.redrawing import Drawing
from campaign.pages.models import Campaign


@transaction.atomic
def record(
    *,
    campaign: Campaign,
    recipient: Recipient,
    event: str,
    on: date,
    how: str = "",
    letters: int | None = None,
    note: str = "",
    is_published: bool = False,
    document: Drawing | None = None,
    document_title: str = "",
    dossier: Dossier | None = None,
    tell: bool = False,
    by: User,
    now: datetime,
) -> RecordEntry:
    """A new entry, and with `tell` the followers hear of it. Raises CannotAnnounce."""
    entry = RecordEntry.objects.create(
        campaign=campaign,
        recipient=recipient,
        event=event,
        on=on,
        how=how,
        letters=letters,
        note=text.paragraphs(note),
        is_published=is_published,
        document=document and document.content,
        document_type=document.type if document else "",
        document_title=text.one_line(document_title) if document else "",
        dossier=dossier,
        recorded_by=by,
        recorded_at=now,
    )
    _record(Action.ENTRY_ADDED, entry, by=by, now=now, published=is_published, told=tell)
    if tell:
        announce(entry=entry, now=now)
    return entry


@transaction.atomic
def change(
    *,
    entry: RecordEntry,
    recipient: Recipient,
    event: str,
    on: date,
    how: str,
    letters: int | None,
    note: str,
    is_published: bool,
    document: Drawing | None,
    without_document: bool = False,
    document_title: str,
    dossier: Dossier | None,
    tell: bool = False,
    by: User,
    now: datetime,
) -> None:
    """Say it differently. `document` None leaves the one that is there. Who changed it last stands
    in it; what this site records of its own mails stays its own, to be gone on with. Raises
    CannotAnnounce."""
    entry = RecordEntry.objects.select_for_update(of=("self",)).get(id=entry.id)
    was_by_this_site = RecordEntry.objects.by_this_site().filter(id=entry.id).exists()
    entry.recipient, entry.event, entry.on, entry.how = recipient, event, on, how
    entry.letters, entry.note, entry.dossier = letters, text.paragraphs(note), dossier
    if document:
        entry.document, entry.document_type = document.content, document.type
    elif without_document:
        entry.document, entry.document_type = None, ""
    entry.document_title = text.one_line(document_title) if entry.document else ""
    entry.is_published = is_published
    if not is_published:
        entry.announce_at = None
    entry.recorded_by = None if was_by_this_site else by
    entry.recorded_at = now
    entry.save()
    _record(Action.ENTRY_CHANGED, entry, by=by, now=now, published=is_published, told=tell)
    if tell:
        announce(entry=entry, now=now)


@transaction.atomic
def publish(*, entry: RecordEntry, by: User, now: datetime) -> None:
    """Twice is once, as with those below."""
    if RecordEntry.objects.filter(id=entry.id, is_published=False).update(is_published=True):
        _record(Action.ENTRY_PUBLISHED, entry, by=by, now=now)


@transaction.atomic
def unpublish(*, entry: RecordEntry, by: User, now: datetime) -> None:
    """Off the page, and nobody more is told; whoever was told is not told again later."""
    published = RecordEntry.objects.filter(id=entry.id, is_published=True)
    if published.update(is_published=False, announce_at=None):
        _record(Action.ENTRY_UNPUBLISHED, entry, by=by, now=now)


@transaction.atomic
def remove(*, entry: RecordEntry, by: User, now: datetime) -> None:
    gone, _rows = RecordEntry.objects.filter(id=entry.id).delete()
    if gone:
        _record(Action.ENTRY_REMOVED, entry, by=by, now=now)


def _record(
    action: Action, entry: RecordEntry, *, by: User, now: datetime, **details: bool
) -> None:
    auditing.record(
        action,
        actor=by,
        now=now,
        campaign=entry.campaign,
        recipient=entry.recipient.name,
        event=entry.event,
        **details,
    )


def earliest_day(campaign: Campaign) -> date:
    """Before it nothing can have happened: when the campaign was made, or opened if that is
    earlier; a day to spare, for whoever is in another zone."""
    began = min(filter(None, [campaign.created_at, campaign.opens_at]))
    return campaign.today(began) - timedelta(days=1)
