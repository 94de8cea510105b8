"""How what happens becomes figures (models.Figure), each added up as it happens.

Nothing here is in the way of somebody who signs or reads:

    confirmed, withdrawn   in the statements that count and take back (counting.py, actions.py)
    signed                 `fold_signed` reads the newest rows by their ids, which are in order of
                           time: signing itself writes nothing for it
    mailed, refused        once for each batch of mail that was sent
    seen                   once in two seconds for each process that shows the page
                           (campaign/public/seen.py)

Who adds to a campaign's confirmed figures holds the lock on its row (see counting.py). Rows are
written in order, so that two who add to the same ones wait for each other and never in a circle.
"""

from collections.abc import Collection, Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.dispatch import receiver

from campaign.mail.hooks import batch_done
from campaign.mail.models import OutgoingMail
from campaign.pages.profiles import by_profile, those_where
from campaign.signatures.counted_models import Bookmark, Figure

About, Span = Figure.About, Figure.Span

# A form is written down within this time of its id; later none with an older id appears.
SETTLED_AFTER = timedelta(seconds=10)
# Countries, languages and sources of one hour are asked for while it is among the last day's.
HOURS_KEPT = timedelta(days=3)
BREAKDOWNS = (About.COUNTRY, About.LANGUAGE, About.SOURCE)
LINK_TO_CONFIRM = "confirm_signature"  # the message that is counted as mailed

# The hour or, in a campaign `c` that knows no more, the week that a moment lies in.
TALLIED_AT = (
    "date_trunc("
    + by_profile(lambda rules: "'week'" if rules.knows_weeks_only else "'hour'")
    + ", {moment})"
)
# The same of the day. campaign_day_of is made by migration 0011.
DAY_OF = by_profile(
    lambda rules: (
        "date_trunc('week', {moment})"
        if rules.knows_weeks_only
        else "campaign_day_of({moment}, c.time_zone)"
    )
)
# The three stretches of time that a moment lies in.
SPANS = f"""(VALUES
    ('hour', {TALLIED_AT}),
    ('day', {DAY_OF}),
    ('ever', timestamptz 'epoch')
) AS spans (span, at)"""

ADD = """
INSERT INTO campaign_figure AS f (campaign_id, span, about, at, value, number)
{select}
ON CONFLICT (campaign_id, span, about, at, value)
    DO UPDATE SET number = f.number + excluded.number
"""

# From rows (campaign_id, confirmed_at, country, language, source): for counting.FOLD.
ADD_COUNTED = ADD.format(
    select=f"""
SELECT c.id, span, about, at, value, count(*)
FROM counted JOIN campaign_campaign AS c ON c.id = counted.campaign_id
CROSS JOIN LATERAL {SPANS.format(moment="confirmed_at")}
CROSS JOIN LATERAL (VALUES
    ('confirmed', ''), ('country', country), ('language', language), ('source', source)
) AS things (about, value)
GROUP BY 1, 2, 3, 4, 5 ORDER BY 1, 2, 3, 4, 5
"""
)

# From `gone`, the row as it was: for actions.WITHDRAW. Withdrawn now, and not of those any more who
# were confirmed then.
ADD_WITHDRAWN = ADD.format(
    select=f"""
SELECT c.id, span, 'withdrawn', at, '', 1
FROM gone JOIN campaign_campaign AS c ON c.id = gone.campaign_id
CROSS JOIN LATERAL {SPANS.format(moment="%(now)s::timestamptz")}
WHERE gone.counted_at IS NOT NULL
"""
)
TAKE_OUT_WITHDRAWN = f"""
UPDATE campaign_figure AS f SET number = f.number - 1
FROM gone JOIN campaign_campaign AS c ON c.id = gone.campaign_id
CROSS JOIN LATERAL {SPANS.format(moment="gone.confirmed_at")}
CROSS JOIN LATERAL (VALUES
    ('country', gone.country), ('language', gone.language), ('source', gone.source)
) AS things (about, value)
WHERE gone.counted_at IS NOT NULL AND f.campaign_id = c.id
  AND f.span = spans.span AND f.at = spans.at
  AND f.about = things.about AND f.value = things.value
"""

# From rows (campaign_id, confirmed_at, country, language, source): for batches.UNCOUNT, which
# takes back what was counted.
TAKE_OUT_COUNTED = f"""
UPDATE campaign_figure AS f SET number = f.number - taken.many
FROM (
    SELECT c.id AS campaign_id, spans.span, things.about, spans.at, things.value, count(*) AS many
    FROM leaving JOIN campaign_campaign AS c ON c.id = leaving.campaign_id
    CROSS JOIN LATERAL {SPANS.format(moment="leaving.confirmed_at")}
    CROSS JOIN LATERAL (VALUES
        ('confirmed', ''), ('country', country), ('language', language), ('source', source)
    ) AS things (about, value)
    GROUP BY 1, 2, 3, 4, 5
) AS taken
WHERE f.campaign_id = taken.campaign_id AND f.span = taken.span AND f.at = taken.at
  AND f.about = taken.about AND f.value = taken.value
"""

# Where only weeks are known, ids tell no more, and nobody is counted before they have confirmed.
_BY_THE_SECOND = ", ".join(
    f"'{profile}'" for profile in those_where(lambda rules: not rules.knows_weeks_only)
)

# An address that was there already has got a new id by now, and its first time stays the first in
# `mailed_at`; it counts again only where that first time has not been read yet either.
ADD_SIGNED = ADD.format(
    select=f"""
SELECT c.id, span, 'signed', at, '', count(*)
FROM (
    SELECT campaign_id, created_at, coalesce(mailed_at[1], created_at) AS first_at
    FROM campaign_signature
    WHERE id >= %(from_id)s AND id < %(until_id)s AND paper_batch_id IS NULL
) AS new
JOIN campaign_campaign AS c ON c.id = new.campaign_id
CROSS JOIN LATERAL {SPANS.format(moment="first_at")}
WHERE c.profile IN ({_BY_THE_SECOND})
  AND (first_at > new.created_at - interval '1 minute' OR first_at >= %(from)s)
GROUP BY 1, 2, 3, 4, 5 ORDER BY 1, 2, 3, 4, 5
"""
)

ADD_MAIL = ADD.format(
    select=f"""
SELECT c.id, span, kind, at, '', count(*)
FROM unnest(%(signatures)s::uuid[], %(kinds)s::text[]) AS mail (signature_id, kind)
JOIN campaign_signature AS s ON s.id = mail.signature_id
JOIN campaign_campaign AS c ON c.id = s.campaign_id
CROSS JOIN LATERAL {SPANS.format(moment="%(now)s::timestamptz")}
GROUP BY 1, 2, 3, 4, 5 ORDER BY 1, 2, 3, 4, 5
"""
)

ADD_SEEN = ADD.format(
    select=f"""
SELECT c.id, span, 'seen', at, '', sum(times)
FROM unnest(%(slugs)s::text[], %(times)s::int[]) AS opened (slug, times)
JOIN campaign_campaign AS c ON c.slug = opened.slug
CROSS JOIN LATERAL {SPANS.format(moment="%(now)s::timestamptz")}
GROUP BY 1, 2, 3, 4, 5 ORDER BY 1, 2, 3, 4, 5
"""
)


def fold_signed(*, now: datetime) -> None:
    """Count the forms taken in since the last time, once for each address.

    By the clocks of the web servers, which must agree within seconds (as TLS and links that expire
    need them to, too).
    """
    until = now - SETTLED_AFTER
    with transaction.atomic(), connection.cursor() as cursor:
        Bookmark.objects.get_or_create(name="signed", defaults={"until": Figure.EVER})
        bookmark = Bookmark.objects.select_for_update(skip_locked=True).filter(name="signed")
        read_until = bookmark.values_list("until", flat=True).first()
        if read_until is None or read_until >= until:
            return  # another worker is at it
        values = {"from_id": first_id(read_until), "until_id": first_id(until), "from": read_until}
        cursor.execute(ADD_SIGNED, values)
        Bookmark.objects.filter(name="signed").update(until=until)


def first_id(moment: datetime) -> UUID:
    """The smallest id that a row made at `moment` can have: a UUIDv7 begins with milliseconds."""
    since_epoch = moment - datetime(1970, 1, 1, tzinfo=UTC)
    return UUID(int=(since_epoch // timedelta(milliseconds=1)) << 80)


@receiver(batch_done)
def count_mail(
    sender: Any,
    *,
    sent: Iterable[OutgoingMail],
    refused: Iterable[OutgoingMail],
    now: datetime,
    **_more: Any,
) -> None:
    """Of these, the mails with the link to confirm: what became of them."""
    counted = [
        (mail.about, kind)
        for kind, mails in ((About.MAILED, sent), (About.REFUSED, refused))
        for mail in mails
        if mail.message == LINK_TO_CONFIRM and mail.about
    ]
    if not counted:
        return
    signatures, kinds = zip(*counted, strict=True)
    values = {"signatures": list(signatures), "kinds": [str(kind) for kind in kinds], "now": now}
    with connection.cursor() as cursor:
        cursor.execute(ADD_MAIL, values)


def count_seen(times: Mapping[str, int], *, now: datetime) -> None:
    """The pages of these campaigns (by slug) were opened so many times more."""
    values = {"slugs": list(times), "times": list(times.values()), "now": now}
    with connection.cursor() as cursor:
        cursor.execute(ADD_SEEN, values)


def forget_hours(*, now: datetime) -> None:
    """Countries, languages and sources by the hour, once nobody asks for that hour any more."""
    hours = Figure.objects.filter(span=Span.HOUR, about__in=BREAKDOWNS)
    hours.filter(at__lt=now - HOURS_KEPT).delete()


# --- Made anew ------------------------------------------------------------------------------

FORGET_DAYS = """
DELETE FROM campaign_figure WHERE campaign_id = ANY(%(campaigns)s) AND span <> 'hour'
"""
MAKE = """
INSERT INTO campaign_figure (campaign_id, span, about, at, value, number)
{select}
ON CONFLICT (campaign_id, span, about, at, value) DO UPDATE SET number = excluded.number
"""
# From tallies, which know hours only: where a zone is half an hour off, a day begins by so much
# earlier or later than it does there.
FROM_TALLIES = MAKE.format(
    select=f"""
SELECT c.id, span, about, at, value, sum(t.confirmed - t.withdrawn)
FROM campaign_tally AS t JOIN campaign_campaign AS c ON c.id = t.campaign_id
CROSS JOIN LATERAL (VALUES
    ('day', {DAY_OF.format(moment="t.hour")}), ('ever', timestamptz 'epoch')
) AS spans (span, at)
CROSS JOIN LATERAL (VALUES
    ('country', country), ('language', language), ('source', source)
) AS things (about, value)
WHERE c.id = ANY(%(campaigns)s)
GROUP BY 1, 2, 3, 4, 5
"""
)
HOURS_FROM_TALLIES = MAKE.format(
    select="""
SELECT campaign_id, 'hour', 'confirmed', hour, '', sum(confirmed)
FROM campaign_tally WHERE campaign_id = ANY(%(campaigns)s) GROUP BY campaign_id, hour
"""
)
FROM_HOURS = MAKE.format(
    select=f"""
SELECT c.id, spans.span, f.about, spans.at, '', sum(f.number)
FROM campaign_figure AS f JOIN campaign_campaign AS c ON c.id = f.campaign_id
CROSS JOIN LATERAL (VALUES
    ('day', {DAY_OF.format(moment="f.at")}), ('ever', timestamptz 'epoch')
) AS spans (span, at)
WHERE c.id = ANY(%(campaigns)s) AND f.span = 'hour' AND f.about <> ALL(%(breakdowns)s)
GROUP BY 1, 2, 3, 4, 5
"""
)


def make_anew(campaigns: Collection[int]) -> None:
    """All figures of these campaigns (ids), from tallies and hours: after their time zone changed,
    or where they were wrong. Nobody counts meanwhile."""
    values = {
        "campaigns": sorted(campaigns),
        "breakdowns": [str(each) for each in BREAKDOWNS],
    }
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT id FROM campaign_campaign WHERE id = ANY(%s) ORDER BY id FOR NO KEY UPDATE",
            [values["campaigns"]],
        )
        for statement in (FORGET_DAYS, HOURS_FROM_TALLIES, FROM_TALLIES, FROM_HOURS):
            cursor.execute(statement, values)


# --- From hours to weeks --------------------------------------------------------------------

# Both in one statement, so that what is taken away is all in what is put in its place.
TALLIES_BY_WEEK = """
WITH by_hour AS (DELETE FROM campaign_tally WHERE campaign_id = %(campaign)s RETURNING *)
INSERT INTO campaign_tally (campaign_id, hour, country, language, source, confirmed, withdrawn)
SELECT campaign_id, date_trunc('week', hour), country, language, source,
       sum(confirmed), sum(withdrawn)
FROM by_hour GROUP BY 1, 2, 3, 4, 5
"""
HOURS_BY_WEEK = """
WITH by_hour AS (
    DELETE FROM campaign_figure WHERE campaign_id = %(campaign)s AND span = 'hour' RETURNING *
)
INSERT INTO campaign_figure (campaign_id, span, about, at, value, number)
SELECT campaign_id, span, about, date_trunc('week', at), value, sum(number)
FROM by_hour WHERE about <> ALL(%(breakdowns)s) GROUP BY 1, 2, 3, 4, 5
"""


def know_weeks_only(campaign_id: int) -> None:
    """Add up what was told by the hour; who signed and did not confirm is told no more at all.

    Its rules know weeks only by now, and whoever calls holds its row.
    """
    values = {"campaign": campaign_id, "breakdowns": [str(each) for each in BREAKDOWNS]}
    with connection.cursor() as cursor:
        cursor.execute(TALLIES_BY_WEEK, values)
        cursor.execute(HOURS_BY_WEEK, values)
    Figure.objects.filter(campaign=campaign_id, about=About.SIGNED).delete()
    make_anew([campaign_id])
