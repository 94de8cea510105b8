"""Where each recipient stands: letters written, what was done, days of silence or the answer.

This is what the strip of states, its table and record.json show. Three statements beyond those that
`Letters` needs, for any number of recipients.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property

from django.db.models import Count, Min, Sum

from campaign.letters.models import (
    Addressee,
    CarriedLetter,
    DeliveryTally,
    Recipient,
    RecordEntry,
)
from campaign.letters.models.record import Channel
from campaign.letters.writing import Letters
from campaign.pages.models import Campaign

Event = RecordEntry.Event
BEGINS_SILENCE = (Event.SENT, Event.HANDED_OVER)


@dataclass
class Standing:
    """One recipient that the campaign addresses, as `today` finds it."""

    addressee: Addressee
    today: date
    written: "Written"
    entries: list[RecordEntry] = field(default_factory=list)  # published, the latest first

    @property
    def recipient(self) -> Recipient:
        return self.addressee.recipient

    @property
    def letters(self) -> int:
        return self.written.total

    @property
    def last(self) -> RecordEntry | None:
        """What happened last, of what everybody may know."""
        return self.entries[0] if self.entries else None

    @cached_property
    def answer(self) -> RecordEntry | None:
        """The latest answer or refusal; it ends the silence."""
        return next((one for one in self.entries if one.event in RecordEntry.ENDS_SILENCE), None)

    @property
    def addressed_on(self) -> date | None:
        """The day that the first letter left anybody's hands."""
        days = [one.on for one in self.entries if one.event in BEGINS_SILENCE]
        return min([*days, *filter(None, [self.written.first])], default=None)

    @property
    def silent_days(self) -> int | None:
        """Until today, or None: nobody has written yet, or there is an answer."""
        if self.answer or self.addressed_on is None:
            return None
        return max((self.today - self.addressed_on).days, 0)

    @property
    def answered_after(self) -> int | None:
        """Days from the first letter to the answer; None where the first is not known to us."""
        if not self.answer or self.addressed_on is None or self.answer.on < self.addressed_on:
            return None
        return (self.answer.on - self.addressed_on).days


@dataclass
class Written:
    """The letters to one recipient so far."""

    by_channel: dict[str, int] = field(default_factory=dict)
    first: date | None = None

    @property
    def total(self) -> int:
        return sum(self.by_channel.values())


def letters_written(campaign: Campaign) -> dict[int, Written]:
    """By the recipient's id, none for those whom nobody has written to; in two statements."""
    written: dict[int, Written] = defaultdict(Written)
    tallies = (
        DeliveryTally.objects.filter(campaign=campaign)
        .values("recipient_id", "channel")
        .annotate(total=Sum("letters"), first=Min("hour"))
    )
    # Counted where they lie, so that a letter which is taken back no longer counts.
    carried = (
        CarriedLetter.objects.standing()
        .filter(campaign=campaign)
        .values("recipient_id")
        .annotate(total=Count("id"), first=Min("created_at"))
    )
    for row in [*tallies, *({"channel": Channel.CARRIED} | row for row in carried)]:
        to_one, day = written[row["recipient_id"]], campaign.today(row["first"])
        to_one.by_channel[row["channel"]] = row["total"]
        to_one.first = min(day, to_one.first or day)
    return written


def standings(letters: Letters, *, now: datetime) -> list[Standing]:
    """Of everybody who is written to and of whom an answer is expected, in the register's order."""
    campaign = letters.campaign
    if not letters.addressees:
        return []
    written = letters_written(campaign)
    entries: dict[int, list[RecordEntry]] = defaultdict(list)
    for entry in RecordEntry.objects.published().filter(campaign=campaign).defer("document"):
        entries[entry.recipient_id].append(entry)
    return [
        Standing(
            addressee=each,
            today=campaign.today(now),
            written=written[each.recipient_id],
            entries=entries[each.recipient_id],
        )
        for each in letters.addressees
        if each.recipient.kind != Recipient.Kind.INFORMED
    ]
