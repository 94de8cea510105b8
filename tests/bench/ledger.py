"""What the database says: whether everybody who was thanked is in it, and what a row costs.

Django is set up when this module is imported.
"""

import time
from uuid import UUID

from django.db import connection
from django.utils import timezone

from campaign.lib.addresses import Address
from campaign.pages.models import Campaign
from campaign.signatures import counting
from campaign.signatures.models import Signature
from campaign.signatures.terms import fingerprint_in, signing_terms
from tests.bench.bare import TABLE

BATCH = 2000

# As signing and confirming leave them: most confirmed and counted, a tenth pending, a third of the
# names shown, over the last six days.
FILL = """
INSERT INTO campaign_signature (
    id, campaign_id, sealing_key_id, state, sealed, fingerprint, public_name, comment, country,
    language, source, wants_updates, created_at, confirmed_at, counted_at, mailed_at
)
SELECT uuidv7(at - now()), %(campaign)s, %(key)s,
       CASE WHEN is_pending THEN 'pending' ELSE 'confirmed' END,
       decode(repeat(md5(n::text), 19), 'hex'), sha256(n::text::bytea),
       CASE WHEN n %% 3 = 0 AND NOT is_pending THEN 'Ann Example ' || n ELSE '' END, '',
       (ARRAY['TH', 'VN', 'MM', 'TL', 'PH', 'ID', 'MY'])[1 + n %% 7], 'en', 'filled', n %% 2 = 0,
       at,
       CASE WHEN NOT is_pending THEN at + interval '5 minutes' END,
       CASE WHEN NOT is_pending THEN at + interval '6 minutes' END, ARRAY[at]
FROM (
    SELECT n, n %% 10 = 0 AS is_pending,
           now() - interval '6 days' * (%(many)s - n + 1) / %(many)s AS at
    FROM generate_series(1, %(many)s) AS n
) AS people
"""
TALLY = """
INSERT INTO campaign_tally
    (campaign_id, hour, country, language, source, confirmed, withdrawn)
SELECT campaign_id, date_trunc('hour', confirmed_at), country, language, source, count(*), 0
FROM campaign_signature WHERE counted_at IS NOT NULL AND source = 'filled'
GROUP BY 1, 2, 3, 4, 5
ON CONFLICT (campaign_id, hour, country, language, source)
    DO UPDATE SET confirmed = campaign_tally.confirmed + excluded.confirmed
"""
TOTAL = """
UPDATE campaign_campaign SET signature_count = (
    SELECT count(*) FROM campaign_signature
    WHERE campaign_id = %(campaign)s AND counted_at IS NOT NULL
) WHERE id = %(campaign)s
"""


def fill(slug: str, many: int) -> float:
    """Put so many signatures there; the seconds it took."""
    begun = time.monotonic()
    campaign = Campaign.objects.get(slug=slug)
    values = {"campaign": campaign.id, "key": campaign.sealing_key_id, "many": many}
    with connection.cursor() as cursor:
        for statement in (FILL, TALLY, TOTAL):
            cursor.execute(statement, values)
        # What PostgreSQL would do by itself in a while, so that it does not while we measure.
        cursor.execute("VACUUM (ANALYZE) campaign_signature")
        cursor.execute("CHECKPOINT")
    return time.monotonic() - begun


def missing(slug: str, emails: list[str]) -> int:
    """How many of these addresses have no signature."""
    terms = signing_terms(slug, timezone.now())
    assert terms
    lost = 0
    for start in range(0, len(emails), BATCH):
        fingerprints = [
            fingerprint_in(terms, Address.parse(email)) for email in emails[start : start + BATCH]
        ]
        there = Signature.objects.filter(
            campaign_id=terms.campaign_id, fingerprint__in=fingerprints
        ).count()
        lost += len(fingerprints) - there
    return lost


def signatures() -> int:
    return Signature.objects.count()


def pending() -> list[UUID]:
    return list(
        Signature.objects.filter(state=Signature.State.PENDING).values_list("id", flat=True)
    )


def unconfirmed(ids: list[UUID]) -> int:
    """How many of these are not confirmed."""
    confirmed = 0
    for start in range(0, len(ids), BATCH):
        confirmed += Signature.objects.confirmed().filter(id__in=ids[start : start + BATCH]).count()
    return len(ids) - confirmed


def fold() -> tuple[int, float]:
    """Count the confirmed ones: how many, in how many seconds."""
    begun = time.perf_counter()
    folded = counting.fold_confirmed(now=timezone.now())
    return folded, time.perf_counter() - begun


def total(slug: str) -> int:
    return Campaign.objects.get(slug=slug).signature_count


def bare_rows(most: int) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT id FROM {TABLE} ORDER BY id LIMIT %s", [most])
        return [row[0] for row in cursor.fetchall()]


def log_position() -> int:
    """Bytes that PostgreSQL has written to its log up to now."""
    return int(_number("SELECT pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0')"))


def bytes_a_row(table: str) -> int:
    """Of the values of one row, on average."""
    return int(_number(f"SELECT coalesce(avg(pg_column_size(t.*)), 0) FROM {table} AS t"))


def bytes_in_all(table: str) -> int:
    """A table with its indexes."""
    return int(_number("SELECT pg_total_relation_size(%s::regclass)", table))


def _number(query: str, *values: str) -> float:
    with connection.cursor() as cursor:
        cursor.execute(query, values)
        return cursor.fetchone()[0]
