"""How confirmed signatures become numbers.

The campaign's total is one row that everybody reads; if each confirmation added to it, a crowd
would queue for that row. Instead confirmations are folded in together, a moment later, each
exactly once, and the table is never counted while people wait. What is held (moderation.py) is left
out until somebody has released it.

Whoever changes a total or a tally locks the campaign's row first, and only then looks: a statement
that finds its row changed under it would re-check that row against stale sums. The lock (NO KEY)
does not stop anybody from signing.
"""

import logging
from datetime import UTC, datetime

from django.db import connection, transaction
from django.db.models import F, Q, Sum

from campaign.pages.models import Campaign
from campaign.pages.profiles import RULES, by_profile
from campaign.signatures import noting
from campaign.signatures.counted_models import Figure
from campaign.signatures.ending_models import Ending
from campaign.signatures.models import Signature

logger = logging.getLogger(__name__)

BATCH = 10_000

# Signatures `s` of a campaign `c` that are to be counted. Where weeks only are known, that is once
# the day of their confirmation is over: nobody shall see a count move as a button is pressed.
UNCOUNTED = f"""
    s.state = 'confirmed' AND s.counted_at IS NULL AND s.held_at IS NULL
    AND s.campaign_id = c.id AND {
    by_profile(
        lambda rules: (
            "s.confirmed_at < date_trunc('day', %(now)s::timestamptz)"
            if rules.knows_weeks_only
            else "true"
        )
    )
}"""

LOCK_WHERE_UNCOUNTED = f"""
SELECT c.id FROM campaign_campaign AS c
WHERE EXISTS (SELECT FROM campaign_signature AS s WHERE {UNCOUNTED})
ORDER BY c.id FOR NO KEY UPDATE
"""


def _blurred(moment: str) -> str:
    """SQL: a moment as it is kept of a signature that is counted, by `batch.profile`."""
    return by_profile(
        lambda rules: "date_trunc('week', s.confirmed_at)" if rules.knows_weeks_only else moment,
        of="batch.profile",
    )


FOLD = f"""
WITH batch AS (
    SELECT s.id, c.profile FROM campaign_signature AS s, campaign_campaign AS c
    WHERE {UNCOUNTED} AND c.id = ANY(%(campaigns)s)
    LIMIT %(most)s FOR UPDATE OF s SKIP LOCKED
),
counted AS (
    UPDATE campaign_signature AS s
    SET counted_at = {_blurred("%(now)s::timestamptz")},
        confirmed_at = {_blurred("s.confirmed_at")}, created_at = {_blurred("s.created_at")}
    FROM batch WHERE s.id = batch.id
    RETURNING s.campaign_id, s.confirmed_at, s.country, s.language, s.source
),
grouped AS (
    SELECT c.id AS campaign_id, {noting.TALLIED_AT.format(moment="confirmed_at")} AS hour,
           country, language, source, count(*) AS confirmed
    FROM counted JOIN campaign_campaign AS c ON c.id = counted.campaign_id GROUP BY 1, 2, 3, 4, 5
),
tallied AS (
    INSERT INTO campaign_tally AS t
        (campaign_id, hour, country, language, source, confirmed, withdrawn)
    SELECT campaign_id, hour, country, language, source, confirmed, 0 FROM grouped
    ON CONFLICT (campaign_id, hour, country, language, source)
        DO UPDATE SET confirmed = t.confirmed + excluded.confirmed
),
noted AS ({noting.ADD_COUNTED}),
totals AS (
    UPDATE campaign_campaign AS c SET signature_count = c.signature_count + sums.confirmed
    FROM (SELECT campaign_id, sum(confirmed) AS confirmed FROM grouped GROUP BY 1) AS sums
    WHERE c.id = sums.campaign_id
)
SELECT count(*) FROM counted
"""


def fold_confirmed(*, now: datetime) -> int:
    """Count every confirmed, uncounted signature; how many there were."""
    return fold_in_batches(lock=LOCK_WHERE_UNCOUNTED, fold=FOLD, now=now)


def fold_in_batches(*, lock: str, fold: str, now: datetime) -> int:
    """Count rows, each exactly once; how many there were. For whatever is tallied by campaign.

    lock: locks the campaigns that have something to count at `now`, and returns their ids
    fold: counts up to `most` rows of `campaigns` at `now`, and returns how many it counted
    """
    total = 0
    while True:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(lock, {"now": now})
            campaigns = [row[0] for row in cursor.fetchall()]
            if not campaigns:
                return total
            cursor.execute(fold, {"campaigns": campaigns, "most": BATCH, "now": now})
            folded = cursor.fetchone()[0]
        total += folded
        if folded < BATCH:
            return total


def steady_counts(*, now: datetime) -> None:
    """Once a day, the count that everybody sees of campaigns whose count moves in steps."""
    today = now.astimezone(UTC).date()
    for profile, rules in RULES.items():
        if rules.count_step > 1:
            due = Campaign.objects.filter(Q(steady_on=None) | Q(steady_on__lt=today))
            step = rules.count_step
            due.filter(profile=profile).update(
                steady_count=F("signature_count") / step * step, steady_on=today
            )


def reconcile(campaign_id: int) -> int:
    """Set the campaign's total to what the table says; by how much it was wrong.

    The campaign's row is locked first, so that a folding either is in both numbers or in neither.
    """
    with transaction.atomic():
        campaign = Campaign.objects.select_for_update(no_key=True).get(id=campaign_id)
        counted = Signature.objects.confirmed().filter(
            campaign_id=campaign_id, counted_at__isnull=False
        )
        actual = counted.count() + erased_from(campaign_id)
        tallied = campaign.tallies.aggregate(total=Sum(F("confirmed") - F("withdrawn")))["total"]
        wrong_by = campaign.signature_count - actual
        if wrong_by:
            logger.error("The total of %s was wrong by %+d; mended", campaign.slug, wrong_by)
            Campaign.objects.filter(id=campaign_id).update(signature_count=actual)
        if (tallied or 0) != actual:
            logger.error(
                "The tallies of %s say %d, its signatures %d", campaign.slug, tallied or 0, actual
            )
        if _by_figures(campaign_id) != (tallied or 0):
            logger.error("The figures of %s were not its tallies'; made anew", campaign.slug)
            noting.make_anew([campaign_id])
    return wrong_by


def erased_from(campaign_id: int) -> int:
    """How many that are in the total have no row any more, since their time was over."""
    erased = Ending.objects.filter(campaign=campaign_id).values_list("counted", flat=True)
    return erased.first() or 0


def _by_figures(campaign_id: int) -> int:
    """The total that the organisers' desk arrives at."""
    ever = dict(
        Figure.objects.filter(
            campaign_id=campaign_id, span=Figure.Span.EVER, at=Figure.EVER, value=""
        ).values_list("about", "number")
    )
    return ever.get(Figure.About.CONFIRMED, 0) - ever.get(Figure.About.WITHDRAWN, 0)
