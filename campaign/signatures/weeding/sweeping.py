"""The search: asked for at the desk, done by a worker, gone on with by another when that one dies.

Names are opened a batch at a time, looked at, and forgotten. Whatever of a batch is worth a look,
and how far the search is, are stored together, so that no batch is looked at twice or left out.
What could be equal to something in another batch is a keyed hash (models.Mark) until the end, when
the database finds the equal ones (matching.py): memory stays flat however many have signed.
"""

import hmac
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from disposable_email_domains import blocklist
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext_noop

from campaign.accounts.auditing import Action, record
from campaign.accounts.models import User
from campaign.lib import leases
from campaign.lib.leases import GivenUp
from campaign.lib.sealing import CannotOpen
from campaign.pages.models import Campaign
from campaign.signatures.bursts import LARGE_PROVIDERS, Burst
from campaign.signatures.models import Signature
from campaign.signatures.weeding import comparing, matching
from campaign.signatures.weeding.models import Suspect, Sweep, Why
from campaign.signatures.weeding.names import doubts_about
from campaign.signatures.weeding.reading import Read, batches, openers_for, until

ONE_AT_A_TIME = 0x756E7765  # among advisory locks, a number of our own

GAVE_UP = gettext_noop("Looking was broken off again and again.")
NO_SECRET = gettext_noop("This campaign is closed for good: its signatures cannot be compared.")
CANNOT_OPEN = gettext_noop("The campaign’s key could not be opened: is SEALING_KEY the right one?")


# --- At the desk --------------------------------------------------------------------------------


@transaction.atomic
def request_sweep(*, campaign: Campaign, by: User | None, now: datetime) -> Sweep:
    """Ask for one; while one is under way, that one."""
    Campaign.objects.select_for_update(no_key=True).only("id").get(id=campaign.id)
    unfinished = campaign.sweeps.filter(state__in=Sweep.UNFINISHED).first()
    if unfinished:
        return unfinished
    total = Signature.objects.standing().filter(until(campaign, now), campaign=campaign).count()
    sweep = Sweep.objects.create(
        campaign=campaign, requested_by=by, requested_at=now, rows_total=total
    )
    record(Action.WEEDING_BEGUN, actor=by, now=now, campaign=campaign, signatures=total)
    return sweep


@transaction.atomic
def cancel_sweep(*, campaign: Campaign, by: User, now: datetime) -> bool:
    """Break it off; what it found so far can be decided about. Whether there was one."""
    unfinished = campaign.sweeps.filter(state__in=Sweep.UNFINISHED)
    sweep = unfinished.select_for_update(no_key=True).first()
    if sweep is None:
        return False
    unfinished.update(state=Sweep.State.CANCELLED, claimed_until=None, finished_at=now)
    sweep.marks.all().delete()
    record(Action.WEEDING_CANCELLED, actor=by, now=now, campaign=campaign)
    return True


# --- For the worker -----------------------------------------------------------------------------


def sweep_next() -> bool:
    """Do the search that has waited longest; whether there was one."""
    there = Sweep.objects.select_related("campaign")
    now = timezone.now()
    claimed = leases.claim(there, lock=ONE_AT_A_TIME, now=now, started_at=now)
    return leases.work_or_fail(claimed, _sweep, sentences={CannotOpen: CANNOT_OPEN}, fail=_fail)


def _sweep(sweep: Sweep) -> None:
    """Raises LostClaim, GivenUp and whatever may happen."""
    campaign = sweep.campaign
    leases.check_age(sweep.requested_at, GAVE_UP)
    if campaign.wrapped_fingerprint_secret is None:
        raise GivenUp(NO_SECRET)
    finder = Finder(campaign.id, campaign.fingerprint_secret())
    for batch in batches(sweep, openers_for(campaign)):
        _store(sweep, batch, finder.of_batch(batch), now=timezone.now())
    matching.finish(sweep, now=timezone.now())


def _fail(sweep: Sweep, sentence: str, *, now: datetime) -> None:
    leases.fail(sweep, sentence, now=now)
    sweep.marks.filter(sweep__state=Sweep.State.FAILED).delete()  # and not another worker's


@dataclass(slots=True)
class Found:
    """Of one batch: (signature, why) and (signature, why, key, group)."""

    suspects: list[tuple[UUID, str]] = field(default_factory=list)
    marks: list[tuple[UUID, str, bytes, bytes]] = field(default_factory=list)

    def __repr__(self) -> str:
        return "<Found>"


class Finder:
    """Looks at one signature at a time, and remembers none."""

    def __init__(self, campaign: int, fingerprint_secret: bytes) -> None:
        # A key of its own: no address is called so, hence nothing it makes is a fingerprint.
        self._key = hmac.digest(fingerprint_secret, b"weeding", "sha256")
        self.campaign = campaign

    def __repr__(self) -> str:
        return "<Finder>"

    def of_batch(self, batch: list[Read]) -> Found:
        found = Found()
        for read in batch:
            found.suspects += [(read.id, why) for why in sorted(self._reasons(read))]
            found.marks += self._marks(read)
        return found

    def _reasons(self, read: Read) -> set[Why]:
        """Of itself alone."""
        reasons = doubts_about(read.name) if read.name else set()
        if read.domain in blocklist or Burst.DISPOSABLE in read.noticed:
            reasons.add(Why.THROWAWAY)
        return reasons

    def _marks(self, read: Read) -> Iterator[tuple[UUID, str, bytes, bytes]]:
        """What would make it one of several."""
        if read.domain and read.domain not in LARGE_PROVIDERS:
            key = self._hash("domain", read.domain)
            yield read.id, Why.SAME_DOMAIN, key, key
        if not read.name:
            return
        if same := comparing.same_name(read.name, read.country):
            key = self._hash("name", read.country, same)
            yield read.id, Why.SAME_NAME, key, key
        person = comparing.folded(read.name)
        group = self._hash("person", read.country, person)
        for shared in comparing.shared_with_the_same_person(
            read.name, email=read.email, affiliation=read.affiliation, comment=read.comment
        ):
            key = self._hash("shared", read.country, person, shared)
            yield read.id, Why.SAME_PERSON, key, group

    def _hash(self, *parts: str) -> bytes:
        return hmac.digest(self._key, "\0".join(parts).encode(), "sha256")[:16]


def _store(sweep: Sweep, batch: list[Read], found: Found, *, now: datetime) -> None:
    """Of those who still stand; one that is being withdrawn is waited for. Raises LostClaim."""
    with transaction.atomic(), connection.cursor() as cursor:
        leases.go_on(
            sweep,
            now=now,
            after=batch[-1].id,
            rows_done=sweep.rows_done + len(batch),
            unread=sweep.unread + sum(not read.is_read for read in batch),
        )
        if found.suspects:
            ids, whys = zip(*found.suspects, strict=True)
            cursor.execute(
                STORE_SUSPECTS, [sweep.campaign_id, Suspect.State.WAITING, now, [*ids], [*whys]]
            )
        if found.marks:
            ids, whys, keys, groups = zip(*found.marks, strict=True)
            cursor.execute(STORE_MARKS, [sweep.id, [*ids], [*whys], [*keys], [*groups]])


# The lock is the one that withdrawing waits for and that lets counting and moderation through.
STORE_SUSPECTS = """
INSERT INTO campaign_suspect (campaign_id, signature_id, why, state, found_at)
SELECT %s, s.id, new.why, %s, %s
FROM unnest(%s::uuid[], %s::text[]) AS new (signature_id, why)
JOIN campaign_signature AS s ON s.id = new.signature_id
WHERE s.state = 'confirmed' AND s.held_at IS NULL
ORDER BY s.id, new.why FOR KEY SHARE OF s
ON CONFLICT (signature_id, why) DO UPDATE SET found_at = excluded.found_at
"""
STORE_MARKS = """
INSERT INTO campaign_mark (sweep_id, signature_id, why, key, "group")
SELECT %s, s.id, new.why, new.key, new.grouped
FROM unnest(%s::uuid[], %s::text[], %s::bytea[], %s::bytea[])
    AS new (signature_id, why, key, grouped)
JOIN campaign_signature AS s ON s.id = new.signature_id
WHERE s.state = 'confirmed' AND s.held_at IS NULL
ORDER BY s.id FOR KEY SHARE OF s
"""
