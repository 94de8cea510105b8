"""Where each recipient stands: letters written, what was done, days of silence or the answer.

This is what the strip of states, its table and record.json show. Three statements beyond those that
`Letters` needs, for any number of recipients.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from zoneinfo import ZoneInfo

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

Event = RecordEntry.Event
BEGINS_SILENCE = (Event.SENT, Event.HANDED_OVER)


@dataclass
class Standing:
    """One recipient that the campaign addresses, as `today` finds it."""

    addressee: Addressee
    today: date
    by_channel: dict[str, int] = field(default_factory=dict)
    first_letter: date | None = None
    entries: list[RecordEntry] = field(default_factory=list)  # published, the latest first

    @property
    def recipient(self) -> Recipient:
        return self.addressee.recipient

    @property
    def letters(self) -> int:
        return sum(self.by_channel.values())

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
        return min([*days, *filter(None, [self.first_letter])], default=None)

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


def standings(letters: Letters, *, now: datetime) -> list[Standing]:
    """Of everybody who is written to and of whom an answer is expected, in the register's order."""
    campaign = letters.campaign
    if not letters.addressees:
        return []
    zone = ZoneInfo(campaign.time_zone)
    today = now.astimezone(zone).date()
    by_channel: dict[int, dict[str, int]] = defaultdict(dict)
    first: dict[int, date] = {}
    tallies = (
        DeliveryTally.objects.filter(campaign=campaign)
        .values("recipient_id", "channel")
        .annotate(total=Sum("letters"), first=Min("hour"))
    )
    # Counted where they lie, so that a letter which is taken back no longer counts.
    carried = (
        CarriedLetter.objects.kept()
        .filter(campaign=campaign)
        .values("recipient_id")
        .annotate(total=Count("id"), first=Min("created_at"))
    )
    for row in [*tallies, *({"channel": Channel.CARRIED} | row for row in carried)]:
        recipient, day = row["recipient_id"], row["first"].astimezone(zone).date()
        by_channel[recipient][row["channel"]] = row["total"]
        first[recipient] = min(day, first.get(recipient, day))
    entries: dict[int, list[RecordEntry]] = defaultdict(list)
    for entry in RecordEntry.objects.published().filter(campaign=campaign).defer("document"):
        entries[entry.recipient_id].append(entry)
    return [
        Standing(
            addressee=each,
            today=today,
            by_channel=by_channel[each.recipient_id],
            first_letter=first.get(each.recipient_id),
            entries=entries[each.recipient_id],
        )
        for each in letters.addressees
        if each.recipient.kind != Recipient.Kind.INFORMED
    ]
