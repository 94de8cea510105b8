"""The end of a search: the database finds what several have in common, and marks are forgotten."""

from datetime import datetime

from django.db import connection, transaction

from campaign.lib import leases
from campaign.signatures.weeding.models import Suspect, Sweep, Why

# So many from one mail domain that few people have, within so many minutes. A class that signs
# together looks so, too: it is looked at, not left out.
ALIKE = 25
WITHIN = "5 minutes"  # before and after

# Windows, and no joins of marks with marks: of rows that are a minute old the database knows
# nothing yet, and thousands may be equal.
SAME_PERSON_OR_NAME = """
SELECT DISTINCT ON (signature_id, why) signature_id, why, "group"
FROM (
    SELECT signature_id, why, "group", count(*) OVER (PARTITION BY why, key) AS equal
    FROM campaign_mark
    WHERE sweep_id = %(sweep)s AND why IN ('same-person', 'same-name')
) AS marks
WHERE equal > 1
ORDER BY signature_id, why, "group"
"""

SAME_DOMAIN = f"""
SELECT signature_id, why, "group"
FROM (
    SELECT m.signature_id, m.why, m."group", count(*) OVER (
        PARTITION BY m.key ORDER BY s.created_at
        RANGE BETWEEN interval '{WITHIN}' PRECEDING AND interval '{WITHIN}' FOLLOWING
    ) AS near
    FROM campaign_mark AS m JOIN campaign_signature AS s ON s.id = m.signature_id
    WHERE m.sweep_id = %(sweep)s AND m.why = 'same-domain'
) AS together
WHERE near >= {ALIKE}
"""

STORE = """
INSERT INTO campaign_suspect (campaign_id, signature_id, why, "group", state, found_at)
SELECT s.campaign_id, s.id, found.why, found."group", 'waiting', %(now)s
FROM ({found}) AS found
JOIN campaign_signature AS s ON s.id = found.signature_id
WHERE s.state = 'confirmed' AND s.held_at IS NULL
ORDER BY s.id, found.why FOR KEY SHARE OF s
ON CONFLICT (signature_id, why) DO UPDATE
    SET found_at = excluded.found_at, "group" = excluded."group"
"""

# Who is probably one person twice is not told once more for the name alone.
TOLD_BETTER = """
DELETE FROM campaign_suspect AS name
USING (
    SELECT signature_id, row_number() OVER (PARTITION BY "group" ORDER BY signature_id) AS place
    FROM campaign_suspect
    WHERE campaign_id = %(campaign)s AND why = 'same-person' AND state <> 'left-out'
) AS person
WHERE name.campaign_id = %(campaign)s AND name.why = 'same-name' AND name.state = 'waiting'
  AND name.signature_id = person.signature_id AND person.place > 1
"""


def finish(sweep: Sweep, *, now: datetime) -> None:
    """What several have in common becomes suspects; what an earlier search found and this one did
    not, waits no longer. Raises LostClaim."""
    values = {"sweep": sweep.id, "campaign": sweep.campaign_id, "now": now}
    with transaction.atomic(), connection.cursor() as cursor:
        leases.while_claimed(
            sweep,
            state=Sweep.State.DONE,
            claimed_until=None,
            finished_at=now,
            rows_total=sweep.rows_done,
        )
        for found in (SAME_PERSON_OR_NAME, SAME_DOMAIN):
            cursor.execute(STORE.format(found=found), values)
        # Without a notion of how many came in just now, each is compared with each: for hours.
        cursor.execute("ANALYZE campaign_suspect")
        cursor.execute(TOLD_BETTER, values)
        gone = Suspect.objects.filter(
            campaign_id=sweep.campaign_id,
            state=Suspect.State.WAITING,
            found_at__lt=sweep.requested_at,
        )
        gone.exclude(why=Why.LISTED).delete()
        sweep.marks.all().delete()
