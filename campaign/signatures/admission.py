"""One statement takes a signature in, together with its mail.

Known or unknown address, the same single round trip to the database, without a transaction to
open and close: nobody learns from the time it takes who has signed, and a small server takes in
twice as many signatures as with one statement a row (docs/scale.md).
"""

from datetime import datetime
from typing import TypedDict
from uuid import UUID

from django.db import connection

from campaign.signatures import rules

# A pending signature is replaced by the newest form for its address, id and all, so that the links
# in earlier mails die and the last mail confirms what its reader last wrote.
REPLACED_WHILE_PENDING = [
    *("id", "sealing_key_id", "sealed", "public_name", "comment", "country"),
    *("language", "source", "wants_updates", "created_at"),
    *("name_standing", "comment_standing", "noticed", "is_flagged", "held_at", "agreed_to"),
]

# More than one mail in 15 minutes, three a day, five in all to one address: none. `mailed_at` holds
# the times of those sent, newest last. The limits stand in the statement, since they never change
# and an interval is slow to hand over.
MAIL_ALLOWED = f"""
    cardinality(kept.mailed_at) < {rules.MAILS_IN_ALL}
    AND kept.mailed_at[cardinality(kept.mailed_at)]
        <= %(now)s - interval '{rules.MAIL_PAUSE.total_seconds()} seconds'
    AND (cardinality(kept.mailed_at) < {rules.MAILS_A_DAY}
         OR kept.mailed_at[cardinality(kept.mailed_at) - {rules.MAILS_A_DAY} + 1]
            <= %(now)s - interval '1 day')
"""

# Which mail depends on what the address turned out to be; the answer to the request does not.
QUEUE_MAIL = """
    INSERT INTO campaign_outgoingmail
        (id, message, language, about, content, due_at, attempts, is_held)
    SELECT %(mail_id)s::uuid,
           CASE state WHEN 'pending' THEN 'confirm_signature' ELSE 'already_signed' END,
           %(language)s, id, %(mail_content)s, %(now)s, 0,
           (SELECT mail_held_at IS NOT NULL FROM campaign_campaign WHERE id = %(campaign_id)s)
    FROM admitted
"""

REPLACE_WHILE_PENDING = ", ".join(
    f"{column} = CASE kept.state WHEN 'pending' THEN excluded.{column} ELSE kept.{column} END"
    for column in REPLACED_WHILE_PENDING
)

ADMIT = f"""
WITH open AS (
    SELECT id, names_wait, comments_wait FROM campaign_campaign
    WHERE id = %(campaign_id)s AND sealing_key_id = %(sealing_key_id)s AND profile = %(profile)s
      AND paused_at IS NULL
      AND (state = 'open' OR (state = 'scheduled' AND opens_at <= %(now)s))
      AND (closes_at IS NULL OR closes_at > %(now)s)
),
admitted AS (
    INSERT INTO campaign_signature AS kept (
        campaign_id, state, fingerprint, mailed_at, {", ".join(REPLACED_WHILE_PENDING)}
    )
    SELECT id, 'pending', %(fingerprint)s, ARRAY[%(now)s::timestamptz],
           %(id)s::uuid, %(sealing_key_id)s, %(sealed)s, %(public_name)s, %(comment)s, %(country)s,
           %(language)s, %(source)s, %(wants_updates)s, %(now)s,
           CASE WHEN names_wait OR %(name_flagged)s THEN 'waiting' ELSE 'shown' END,
           CASE WHEN comments_wait OR %(comment_flagged)s THEN 'waiting' ELSE 'shown' END,
           %(noticed)s, %(name_flagged)s OR %(comment_flagged)s,
           CASE WHEN %(is_held)s THEN %(now)s::timestamptz END, %(agreed_to)s
    FROM open
    ON CONFLICT (campaign_id, fingerprint) DO UPDATE
    SET mailed_at = kept.mailed_at || excluded.mailed_at, {REPLACE_WHILE_PENDING}
    WHERE {MAIL_ALLOWED}
    RETURNING id, state
),
queued AS ({QUEUE_MAIL})
SELECT EXISTS (SELECT FROM open)
"""

WRITE_AGAIN = f"""
WITH admitted AS (
    UPDATE campaign_signature AS kept SET mailed_at = mailed_at || %(now)s::timestamptz
    WHERE campaign_id = %(campaign_id)s AND fingerprint = %(fingerprint)s AND {MAIL_ALLOWED}
    RETURNING id, state
)
{QUEUE_MAIL}
"""


class Admission(TypedDict):
    """What the statement writes. Personal fields are in `sealed` and `mail_content` only."""

    id: UUID
    campaign_id: int
    sealing_key_id: int
    profile: str  # whose rules were gone by
    sealed: bytes
    fingerprint: bytes
    public_name: str
    comment: str
    country: str
    language: str
    source: str
    wants_updates: bool
    agreed_to: list[int] | None
    noticed: list[str] | None
    name_flagged: bool
    comment_flagged: bool
    is_held: bool
    mail_id: UUID
    mail_content: bytes


def admit(admission: Admission, *, now: datetime) -> bool:
    """Take it in; False where the campaign does not take signatures with this key and by these
    rules at `now`.

    True says nothing of the address. A new one becomes a pending signature with a mail; a pending
    one is replaced and written to again; a confirmed one stays and is told so; and where the
    limits on mail to one address are reached, nothing happens at all.
    """
    with connection.cursor() as cursor:
        cursor.execute(ADMIT, {**admission, "now": now})
        return cursor.fetchone()[0]


def write_again(
    *,
    campaign_id: int,
    fingerprint: bytes,
    language: str,
    mail_id: UUID,
    mail_content: bytes,
    now: datetime,
) -> None:
    """Queue the mail for this address once more, if there is a signature and the limits allow."""
    with connection.cursor() as cursor:
        cursor.execute(
            WRITE_AGAIN,
            {
                "campaign_id": campaign_id,
                "fingerprint": fingerprint,
                "language": language,
                "mail_id": mail_id,
                "mail_content": mail_content,
                "now": now,
            },
        )
