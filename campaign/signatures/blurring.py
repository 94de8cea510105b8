"""What high-risk campaigns let go of: what was shown before they became that, and exact times.

Nothing of it is seen meanwhile: pages ask the campaign's rules, not its signatures. It is done
beside everything else, some thousand rows at a time, and done again from the start by whichever
worker comes after one that died.

What stays is in a signature's number: of one that was made before its campaign became a high-risk
one it tells the millisecond. It cannot be changed, since what is sealed bears it.
"""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection, transaction

from campaign.pages.models import Campaign
from campaign.pages.profiles import those_where
from campaign.signatures.mailing_models import MailingCopy, Undeliverable
from campaign.signatures.models import Signature
from campaign.signatures.moderation_models import ModeratedSignature, ModerationBatch

ROWS = 5_000
# Whoever wrote a row by the rules of before has done so by then.
SETTLED_AFTER = timedelta(minutes=1)
# Times of mail are kept to the second for the limits on mail, which look back a day; by the week
# for the limit in all, and for so long. Shorter than a signer's link lasts: whoever may be mailed
# no more has had a link that still works.
EXACT_FOR = timedelta(days=1)
MAIL_REMEMBERED = timedelta(days=28)

ERASE = """
WITH batch AS (
    SELECT id FROM campaign_signature
    WHERE campaign_id = %(campaign)s AND id > %(after)s
    ORDER BY id LIMIT %(rows)s FOR NO KEY UPDATE
),
erased AS (
    UPDATE campaign_signature AS s
    SET public_name = '', comment = '', wants_updates = false, agreed_to = NULL,
        name_standing = 'shown', comment_standing = 'waiting', name_hidden_for = '',
        comment_hidden_for = '', is_flagged = false,
        confirmed_at = date_trunc(
            CASE WHEN counted_at IS NULL THEN 'day' ELSE 'week' END, confirmed_at
        ),
        counted_at = date_trunc('week', counted_at),
        created_at = CASE WHEN counted_at IS NULL THEN created_at
                          ELSE date_trunc('week', created_at) END
    FROM batch WHERE s.id = batch.id
)
SELECT id FROM batch ORDER BY id DESC LIMIT 1
"""


def erase_due(*, now: datetime) -> None:
    """Erase what is left to erase in campaigns that have become high-risk ones."""
    for campaign in Campaign.objects.filter(blurring_since__isnull=False):
        _erase(campaign)
        if campaign.blurring_since < now - SETTLED_AFTER:
            Campaign.objects.filter(id=campaign.id, blurring_since=campaign.blurring_since).update(
                blurring_since=None
            )


def _erase(campaign: Campaign) -> None:
    last: UUID | None = UUID(int=0)
    while last:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(ERASE, {"campaign": campaign.id, "after": last, "rows": ROWS})
            found = cursor.fetchone()
            last = found and found[0]
    # Who got which news, whose mail came back, what was said of somebody's words.
    MailingCopy.objects.filter(mailing__campaign=campaign).update(signature=None)
    Undeliverable.objects.filter(signature__campaign=campaign).delete()
    ModeratedSignature.objects.filter(batch__campaign=campaign).delete()
    ModerationBatch.objects.filter(campaign=campaign).exclude(note="").update(note="")
    Signature.objects.filter(campaign=campaign, noticed__isnull=False, held_at=None).update(
        noticed=None
    )


BLUR_MAIL_TIMES = """
UPDATE campaign_signature AS s SET mailed_at = blurred.mailed_at
FROM (
    SELECT s.id, ARRAY(
        SELECT date_trunc('week', at) FROM unnest(s.mailed_at) WITH ORDINALITY AS mail (at, number)
        WHERE at > %(now)s - %(remembered)s OR number = cardinality(s.mailed_at)
        ORDER BY number
    ) AS mailed_at
    FROM campaign_signature AS s JOIN campaign_campaign AS c ON c.id = s.campaign_id
    WHERE c.profile = ANY(%(profiles)s) AND s.state = 'confirmed'
      AND s.mailed_at[cardinality(s.mailed_at)] < %(now)s - %(exact)s
    FOR NO KEY UPDATE OF s SKIP LOCKED
) AS blurred
WHERE s.id = blurred.id AND s.mailed_at <> blurred.mailed_at
"""


def blur_mail_times(*, now: datetime) -> None:
    """Keep no more of when somebody was written to than the limits on mail need."""
    values = {
        "now": now,
        "remembered": MAIL_REMEMBERED,
        "exact": EXACT_FOR,
        "profiles": those_where(lambda rules: rules.knows_weeks_only),
    }
    with connection.cursor() as cursor:
        cursor.execute(BLUR_MAIL_TIMES, values)
