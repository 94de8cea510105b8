"""How letters that left their writers become numbers, each letter once.

A page of letters carries a composition: a number that only we can make, which says nothing but
when the page was made. Whatever becomes of one letter on that page (printed, then mailed, then
ticked off as sent) is one delivery. A number works for a week and its deliveries are kept for a
month, so none counts twice. Whoever wants to count a hundred times must have a hundred pages
composed: a nuisance and no protection, so the page says plainly what its number is worth.

Letters that the campaign carries are not here: those are counted where they lie (see `standing`),
and stop counting when their signer takes them back.
"""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import uuid_utils.compat

from campaign.letters.models import Delivery, Recipient
from campaign.letters.models.record import Channel
from campaign.lib import tokens
from campaign.pages.models import Campaign
from campaign.signatures.counting import fold_in_batches

COMPOSITION = "composition"  # what the token is for
VALID_FOR = timedelta(days=7)
KEPT_FOR = timedelta(days=30)

LOCK_WHERE_UNCOUNTED = """
SELECT id FROM campaign_campaign
WHERE id IN (SELECT campaign_id FROM campaign_delivery WHERE counted_at IS NULL)
ORDER BY id FOR NO KEY UPDATE
"""

FOLD = """
WITH batch AS (
    SELECT id FROM campaign_delivery
    WHERE counted_at IS NULL AND campaign_id = ANY(%(campaigns)s)
    LIMIT %(most)s FOR UPDATE SKIP LOCKED
),
counted AS (
    UPDATE campaign_delivery AS d SET counted_at = %(now)s
    FROM batch WHERE d.id = batch.id
    RETURNING d.campaign_id, d.recipient_id, d.channel, date_trunc('hour', d.made_at) AS hour
),
tallied AS (
    INSERT INTO campaign_deliverytally AS t (campaign_id, recipient_id, channel, hour, letters)
    SELECT campaign_id, recipient_id, channel, hour, count(*) FROM counted GROUP BY 1, 2, 3, 4
    ON CONFLICT (campaign_id, recipient_id, channel, hour)
        DO UPDATE SET letters = t.letters + excluded.letters
)
SELECT count(*) FROM counted
"""


def new_composition() -> str:
    """For a page of letters to carry."""
    return tokens.make(COMPOSITION, uuid_utils.compat.uuid7().bytes)


def composition_in(token: str, *, now: datetime) -> UUID | None:
    """The number of a page that we made within the last week, else None."""
    number = tokens.read(COMPOSITION, token)
    if number is None:
        return None
    made_at = datetime.fromtimestamp(int.from_bytes(number[:6], "big") / 1000, UTC)
    return UUID(bytes=number) if now - made_at < VALID_FOR else None


def record_delivery(
    *,
    campaign: Campaign,
    recipient: Recipient,
    composition: UUID,
    channel: Channel,
    language: str,
    now: datetime,
) -> None:
    """This letter left its writer. The first way it did so is the one that is kept: a moment later
    it is in the tallies."""
    Delivery.objects.bulk_create(
        [
            Delivery(
                composition=composition,
                campaign=campaign,
                recipient=recipient,
                channel=channel,
                language=language,
                made_at=now,
            )
        ],
        ignore_conflicts=True,
    )


def fold_deliveries(*, now: datetime) -> int:
    """Count every uncounted delivery, each exactly once; how many there were."""
    return fold_in_batches(lock=LOCK_WHERE_UNCOUNTED, fold=FOLD, now=now)


def forget_deliveries(*, now: datetime) -> None:
    """What is in the tallies and a month old has done its work."""
    Delivery.objects.filter(counted_at__isnull=False, made_at__lt=now - KEPT_FOR).delete()
