"""Many signers in little time: sealed by one process of several, and copied into the table.

Each opens as itself and as nobody else, as if they had signed; so each is sealed by itself, which
takes nearly all of the time. Django is not needed here, nor set up.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from hashlib import sha256
from uuid import UUID

import psycopg
import uuid_utils.compat
from psycopg import sql

from campaign.lib import sealing

COUNTRIES = ("TH", "VN", "MM", "TL", "PH", "ID", "MY")
TYPES = {
    "id": "uuid",
    "sealed": "bytea",
    "fingerprint": "bytea",
    "country": "text",
    "created_at": "timestamptz",
    "confirmed_at": "timestamptz",
}


def sealed(public_key: bytes, campaign: int, signature: UUID, n: int) -> bytes:
    fields = {"name": f"Ann Example {n}", "email": f"signer{n}@example.org", "affiliation": ""}
    return sealing.seal(public_key, campaign=campaign, signature=signature, fields=fields)


def fingerprint(signature: UUID) -> bytes:
    return sha256(signature.bytes).digest()


def fill_some(
    numbers: range,
    *,
    url: str,
    public_key: bytes,
    campaign: int,
    pattern: UUID,
    columns: Sequence[str],
    at: datetime,
) -> None:
    """Like the signature `pattern`, but for what is each signer's own."""
    with psycopg.connect(url) as there:
        named = ", ".join(f"{name} {kind}" for name, kind in TYPES.items())
        there.execute(f"CREATE TEMP TABLE made ({named}) ON COMMIT DROP")
        with there.cursor().copy("COPY made FROM STDIN (FORMAT BINARY)") as rows:
            rows.set_types([*TYPES.values()])
            for n in numbers:
                signature = uuid_utils.compat.uuid7()
                confirmed_at = at - timedelta(minutes=n % 8000)
                rows.write_row(
                    (
                        signature,
                        sealed(public_key, campaign, signature, n),
                        fingerprint(signature),
                        COUNTRIES[n % len(COUNTRIES)],
                        confirmed_at - timedelta(minutes=5),
                        confirmed_at,
                    )
                )
        there.execute(_inserted(columns), [pattern])


def _inserted(columns: Sequence[str]) -> sql.Composed:
    own = [sql.Identifier("made" if name in TYPES else "pattern", name) for name in columns]
    return sql.SQL(
        "INSERT INTO campaign_signature ({columns}) SELECT {own} "
        "FROM made, campaign_signature pattern WHERE pattern.id = %s"
    ).format(columns=sql.SQL(", ").join(map(sql.Identifier, columns)), own=sql.SQL(", ").join(own))
