"""Entries become signatures, in one transaction; and one of them is erased. All: undoing.py."""

from datetime import datetime
from uuid import UUID

from django.db import connection, transaction

from campaign.accounts.auditing import Action, record
from campaign.accounts.models import User
from campaign.lib import sealing, text
from campaign.lib.weeks import day_of, week_of
from campaign.pages.models import Campaign
from campaign.pages.sharing.channels import ON_PAPER
from campaign.signatures import actions
from campaign.signatures.models import Signature
from campaign.signatures.paper.models import PaperBatch
from campaign.signatures.paper.staging import check_paper_is_taken, tells_who_signed


class KeyChanged(Exception):
    """The entries are sealed to a key that the campaign does not use any more: check anew."""


def take_in(batch: PaperBatch, *, by: User | None, now: datetime) -> int:
    """All entries of the batch, as confirmed signatures; how many, as far as staff may know
    (staging.tells_who_signed). In a transaction of the caller's, who says in the batch what became
    of it. Raises CannotTakePaper, KeyChanged.

    Who has begun to sign online and not confirmed is replaced: the links in their mail die. Whoever
    signed online since the entries were compared stays, and their line is a double after all.
    """
    campaign = Campaign.objects.select_for_update(no_key=True, of=("self",))
    campaign = campaign.select_related("sealing_key").get(id=batch.campaign_id)
    check_paper_is_taken(campaign)
    if batch.sealing_key_id != campaign.sealing_key_id:
        raise KeyChanged
    fingerprints = batch.entries.exclude(fingerprint=None).values("fingerprint")
    begun = Signature.objects.filter(
        campaign=campaign, state=Signature.State.PENDING, fingerprint__in=fingerprints
    )
    for signature_id in list(begun.values_list("id", flat=True)):
        actions.withdraw(signature_id=signature_id, now=now)
    told = batch.entries.count()
    with connection.cursor() as cursor:
        values = {
            "batch": batch.id,
            "campaign": campaign.id,
            "key": campaign.sealing_key_id,
            "language": batch.language,
            "now": now,
            # As exactly as the campaign's profile lets it be known (profiles.py).
            "created": week_of(now) if campaign.rules.knows_weeks_only else now,
            "confirmed": day_of(now) if campaign.rules.knows_weeks_only else now,
        }
        cursor.execute(BECOME_SIGNATURES, values)
        if tells_who_signed(campaign):
            told = cursor.rowcount
            cursor.execute(NAME_THE_LATE, values)
        batch.entries.all()._raw_delete(batch.entries.db)
    record(
        Action.PAPER_TAKEN_IN,
        actor=by,
        now=now,
        campaign=campaign,
        kind=batch.kind,
        mark=batch.mark,
        signatures=told,
    )
    return told


# `mailed_at` begins with this moment where there is an address, so that somebody who types it into
# the form online is written to within the limits like anybody else who has signed.
BECOME_SIGNATURES = f"""
INSERT INTO campaign_signature (
    id, campaign_id, sealing_key_id, state, sealed, fingerprint, public_name, comment, country,
    language, source, wants_updates, created_at, confirmed_at, mailed_at, paper_batch_id
)
SELECT signature, %(campaign)s, %(key)s, 'confirmed', sealed, fingerprint, '', '', country,
       %(language)s, '{ON_PAPER}', wants_updates, %(created)s, %(confirmed)s,
       CASE WHEN fingerprint IS NULL THEN '{{}}' ELSE ARRAY[%(now)s::timestamptz] END, %(batch)s
FROM campaign_paperentry WHERE batch_id = %(batch)s ORDER BY line
ON CONFLICT (campaign_id, fingerprint) DO NOTHING
"""
NAME_THE_LATE = """
INSERT INTO campaign_paperfault (batch_id, kind, line, "column", reason)
SELECT %(batch)s, 'double', e.line, 'email', 'same-online'
FROM campaign_paperentry AS e
WHERE e.batch_id = %(batch)s
  AND NOT EXISTS (SELECT FROM campaign_signature AS s WHERE s.id = e.signature)
"""

AT_ONCE = 2_000  # rows read


def still_there(batch: PaperBatch) -> int:
    """How many of its signatures are, as far as staff may know."""
    return batch.signatures.count() if tells_who_signed(batch.campaign) else batch.count


# --- One of them --------------------------------------------------------------------------------


def called(batch: PaperBatch, name: str) -> list[UUID] | None:
    """The signatures of the batch with this name, whatever its capitals; None where only the
    organisation's own key opens them. Raises CannotOpen."""
    wanted = text.one_line(name).casefold()
    there = Signature.objects.filter(paper_batch=batch).select_related("sealing_key")
    openers: dict[int, sealing.Opener] = {}
    found = []
    for signature in there.only("id", "sealed", "campaign_id", "sealing_key").iterator(AT_ONCE):
        key = signature.sealing_key
        if key.id not in openers:
            if (private := key.private_key()) is None:
                return None
            openers[key.id] = sealing.Opener(private)
        fields = openers[key.id].open(
            signature.sealed, campaign=signature.campaign_id, signature=signature.id
        )
        if fields["name"].casefold() == wanted:
            found.append(signature.id)
    return found


@transaction.atomic
def erase(batch: PaperBatch, signature_id: UUID, *, by: User, now: datetime) -> None:
    """One who asked to be taken off; as if they had done it themselves online."""
    if Signature.objects.filter(id=signature_id, paper_batch=batch).exists():
        actions.withdraw(signature_id=signature_id, now=now)
        record(Action.PAPER_ERASED, actor=by, now=now, campaign=batch.campaign, mark=batch.mark)
