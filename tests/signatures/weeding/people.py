"""Signers to look through, straight into the table, and a search through them."""

from datetime import UTC, datetime, timedelta
from typing import Any

import uuid_utils.compat
from django.db import connection
from django.utils import timezone

from campaign.accounts.models import User
from campaign.lib import sealing
from campaign.pages.models import Campaign
from campaign.signatures import counting
from campaign.signatures.models import Signature
from campaign.signatures.weeding import sweeping
from campaign.signatures.weeding.models import Suspect, Sweep, Why
from tests.exports.signers import signer

AT = datetime(2026, 11, 20, 12, tzinfo=UTC)


def sign(campaign: Campaign, *names: str, **fields: Any) -> list[Signature]:
    """Each confirmed a minute after the one before."""
    start = fields.pop("at", AT)
    return [
        signer(campaign, name, at=start + timedelta(minutes=place), **fields)
        for place, name in enumerate(names)
    ]


def crowd(campaign: Campaign, names: list[str], **fields: Any) -> None:
    """Very many at once, one a second."""
    public_key = bytes(campaign.sealing_key.public_key)
    rows = []
    for place, name in enumerate(names):
        number = uuid_utils.compat.uuid7()
        email = f"{number.hex}x@gmail.com"
        sealed = sealing.seal(
            public_key,
            campaign=campaign.id,
            signature=number,
            fields={"name": name, "email": email, "affiliation": ""},
        )
        at = AT + timedelta(seconds=place)
        common = {"state": "confirmed", "country": "TH", "language": "en", "mailed_at": []} | fields
        rows.append(
            Signature(
                id=number,
                campaign=campaign,
                sealing_key=campaign.sealing_key,
                sealed=sealed,
                fingerprint=number.bytes,
                created_at=at,
                confirmed_at=at,
                **common,
            )
        )
    Signature.objects.bulk_create(rows, batch_size=1_000)
    # A table that grew by people knows how large it is. One that an earlier test left empty does
    # not, and PostgreSQL would read all of it for each row of a join.
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE campaign_signature")


def swept(campaign: Campaign, *, by: User | None = None) -> Sweep:
    """Asked for just now, and done by the worker."""
    counting.fold_confirmed(now=timezone.now())
    sweep = sweeping.request_sweep(campaign=campaign, by=by, now=timezone.now())
    assert sweeping.sweep_next()
    sweep.refresh_from_db()
    return sweep


def waiting(campaign: Campaign, why: Why | None = None) -> list[Suspect]:
    there = Suspect.objects.waiting(campaign).order_by("signature")
    return list(there.filter(why=why) if why else there)


def found(campaign: Campaign) -> list[tuple[Any, str]]:
    """(signature, why) of all who wait, in the order in which they signed."""
    return [(each.signature_id, each.why) for each in waiting(campaign)]


def total(campaign: Campaign) -> int:
    """As the page shows it, once everything is counted; all ledgers agree."""
    counting.fold_confirmed(now=timezone.now())
    campaign.refresh_from_db()
    assert counting.reconcile(campaign.id) == 0
    return campaign.signature_count
