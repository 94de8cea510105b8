"""Signatures, opened as far as we can, a batch at a time: for the search, which shows nobody."""

import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q

from campaign.accounts.models import SealingKey
from campaign.lib.sealing import CannotOpen, Opener
from campaign.lib.weeks import day_of
from campaign.pages.models import Campaign
from campaign.signatures.models import Signature
from campaign.signatures.weeding.models import Sweep

BATCH = 2_000  # rows
THREADS = min(4, os.cpu_count() or 1)

COLUMNS = ("id", "sealing_key_id", "sealed", "country", "comment", "noticed", "public_name")


@dataclass(frozen=True, slots=True)
class Read:
    """What the search looks at. Never stored, never logged."""

    id: UUID
    country: str
    comment: str
    noticed: tuple[str, ...]
    name: str  # what its owner shows, where the rest is sealed away from us; or nothing
    email: str = ""
    affiliation: str = ""
    is_read: bool = False

    def __repr__(self) -> str:
        return "<Read>"

    @property
    def domain(self) -> str:
        return self.email.rpartition("@")[2].lower()


def openers_for(campaign: Campaign) -> dict[int, Opener]:
    """For each of the organisation's keys that is here. Raises CannotOpen."""
    keys = SealingKey.objects.filter(organisation_id=campaign.organisation_id)
    privates = {key.id: key.private_key() for key in keys}
    return {key: Opener(private) for key, private in privates.items() if private is not None}


def until(campaign: Campaign, moment: datetime) -> Q:
    """Of those who had confirmed at `moment`, whose number may be known: in a high-risk campaign
    nobody shall see it move as a button is pressed (counting.py)."""
    if campaign.rules.knows_weeks_only:
        return Q(confirmed_at__lt=day_of(moment))
    return Q(confirmed_at__lte=moment)


def batches(sweep: Sweep, openers: dict[int, Opener]) -> Iterator[list[Read]]:
    """Those who stood when it was asked for and still do, from where the sweep is, in the order in
    which they signed. Read by key rather than from a cursor: no transaction stays open meanwhile.
    """
    there = (
        Signature.objects.standing()
        .filter(until(sweep.campaign, sweep.requested_at), campaign=sweep.campaign_id)
        .order_by("id")
        .values_list(*COLUMNS)
    )
    with ThreadPoolExecutor(THREADS, thread_name_prefix="weeding") as pool:
        after = sweep.after
        while True:
            rows = list((there.filter(id__gt=after) if after else there)[:BATCH])
            if not rows:
                return
            share = -(-len(rows) // THREADS)
            shares = (rows[start : start + share] for start in range(0, len(rows), share))
            opening = [pool.submit(_opened, some, openers, sweep.campaign_id) for some in shares]
            yield [read for each in opening for read in each.result()]
            after = rows[-1][0]


def _opened(rows: list[tuple[Any, ...]], openers: dict[int, Opener], campaign: int) -> list[Read]:
    return [_read(row, openers, campaign) for row in rows]


def _read(row: tuple[Any, ...], openers: dict[int, Opener], campaign: int) -> Read:
    signature, key, sealed, country, comment, noticed, public_name = row
    known = (signature, country, comment, tuple(noticed or ()))
    if key not in openers:
        return Read(*known, public_name)
    try:
        fields = openers[key].open(sealed, campaign=campaign, signature=signature)
    except CannotOpen:
        return Read(*known, public_name)
    return Read(*known, fields["name"], fields["email"], fields["affiliation"], is_read=True)
