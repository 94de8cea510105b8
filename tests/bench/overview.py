"""The organisers' overview of a campaign that a million have signed.

Django is set up when this module is imported.
"""

import statistics
import time

from django.contrib.auth import get_user_model
from django.db import connection
from django.db.models import Sum
from django.test import Client
from django.test.utils import CaptureQueriesContext

from campaign.accounts.models import Membership
from campaign.lib import countries
from campaign.pages.models import Campaign
from campaign.signatures import noting
from campaign.signatures.counted_models import Figure, Tally
from tests import factories
from tests.bench import surroundings
from tests.bench.measuring import WrongAnswer
from tests.organiser.people import at_the_desk

DAYS, COUNTRIES, SOURCES = 90, 150, 30
LANGUAGES = ["en", "my", "id", "th", "vi", "fil", "zh-hans"]

# As people sign: most in the first days and again now, more by day than by night, two thirds from
# four countries and a long tail of others, most through a few links.
TALLY = """
INSERT INTO campaign_tally
    (campaign_id, hour, country, language, source, confirmed, withdrawn)
SELECT %(campaign)s, hour, country, language, source, count(*), (count(*) / 60)::int
FROM (
    SELECT date_trunc('hour', now())
               - floor(power(random(), 1.6) * %(days)s) * interval '1 day'
               - floor(power(random(), 1.3) * 24) * interval '1 hour' AS hour,
           (%(countries)s::text[])[1 + floor(power(random(), 4) * %(country_count)s)] AS country,
           (%(languages)s::text[])[1 + floor(power(random(), 2) * %(language_count)s)] AS language,
           (%(sources)s::text[])[1 + floor(power(random(), 3) * %(source_count)s)] AS source
    FROM generate_series(1, %(many)s)
) AS people
GROUP BY hour, country, language, source
ON CONFLICT (campaign_id, hour, country, language, source)
    DO UPDATE SET confirmed = campaign_tally.confirmed + excluded.confirmed
"""
# What no tally says, by the hour: so many for each that was confirmed.
BESIDES = """
INSERT INTO campaign_figure (campaign_id, span, about, at, value, number)
SELECT campaign_id, 'hour', about, hour, '', ceil(sum(confirmed) * share)
FROM campaign_tally CROSS JOIN (VALUES
    ('seen', 4.2), ('signed', 1.31), ('mailed', 1.3), ('refused', 0.009)
) AS besides (about, share)
WHERE campaign_id = %(campaign)s GROUP BY campaign_id, about, share, hour
UNION ALL
SELECT campaign_id, 'hour', 'withdrawn', hour, '', sum(withdrawn)
FROM campaign_tally WHERE campaign_id = %(campaign)s GROUP BY campaign_id, hour
"""
# Of the last days there are countries, languages and sources by the hour, too.
HOURS = """
INSERT INTO campaign_figure (campaign_id, span, about, at, value, number)
SELECT campaign_id, 'hour', about, hour, value, sum(confirmed - withdrawn)
FROM campaign_tally CROSS JOIN LATERAL (VALUES
    ('country', country), ('language', language), ('source', source)
) AS things (about, value)
WHERE campaign_id = %(campaign)s AND hour > now() - %(kept)s GROUP BY 1, 3, 4, 5
"""


def fill(slug: str, many: int) -> None:
    """As if so many had signed within ninety days. Their rows are not there: no page reads them."""
    campaign = Campaign.objects.get(slug=slug)
    codes = ["MM", "TH", "ID", "PH", *sorted(countries.CODES - {"MM", "TH", "ID", "PH"})]
    sources = ["", "facebook", "telegram", "whatsapp", *(f"poster-{n}" for n in range(SOURCES))]
    values = {
        "campaign": campaign.id,
        "many": many,
        "days": DAYS,
        "countries": codes[:COUNTRIES],
        "country_count": COUNTRIES,
        "languages": LANGUAGES,
        "language_count": len(LANGUAGES),
        "sources": sources[:SOURCES],
        "source_count": SOURCES,
        "kept": noting.HOURS_KEPT,
    }
    with connection.cursor() as cursor:
        Tally.objects.filter(campaign=campaign).delete()
        Figure.objects.filter(campaign=campaign).delete()
        for statement in (TALLY, BESIDES, HOURS):
            cursor.execute(statement, values)
        noting.make_anew([campaign.id])
        sums = Tally.objects.filter(campaign=campaign).aggregate(
            confirmed=Sum("confirmed"), withdrawn=Sum("withdrawn")
        )
        campaign.signature_count = sums["confirmed"] - sums["withdrawn"]
        campaign.save(update_fields=["signature_count"])
        # What PostgreSQL would do by itself in a while, so that it does not while we measure.
        cursor.execute("VACUUM (ANALYZE) campaign_tally, campaign_figure")


def new_campaign(slug: str, many: int) -> str:
    """Its overview's address."""
    factories.campaign(slug, time_zone="Asia/Jakarta", organisation=factories.organisation(slug))
    fill(slug, many)
    return f"/organiser/{slug}/"


def rows(slug: str) -> tuple[int, int]:
    """(tallies, figures) of this campaign."""
    of_campaign = {"campaign__slug": slug}
    return Tally.objects.filter(**of_campaign).count(), Figure.objects.filter(**of_campaign).count()


def signed_in(*slugs: str) -> Client:
    """Somebody who may see these."""
    user, _is_new = get_user_model().objects.get_or_create(email="looks@example.org")
    for campaign in Campaign.objects.filter(slug__in=slugs):
        Membership.objects.get_or_create(
            user=user, organisation=campaign.organisation, defaults={"role": Membership.Role.VIEWER}
        )
    client = Client(headers={"Host": surroundings.HOST})
    client.cookies = at_the_desk(user).cookies
    return client


def statements(client: Client, address: str) -> int:
    """How many one page takes."""
    with CaptureQueriesContext(connection) as queries:
        client.get(address)
    return len(queries)


def cookie_of(client: Client) -> str:
    return "; ".join(f"{name}={value.value}" for name, value in client.cookies.items())


def seconds(cookie: str, port: int, *addresses: str, times: int) -> list[float]:
    """Of the server, for one page at a time: from the request to its last byte, in the middle.
    The addresses take turns, so that all have the same weather."""
    taken: dict[str, list[float]] = {address: [] for address in addresses}
    for _turn in range(times):
        for address in addresses:
            begun = time.perf_counter()
            status, _headers, _body = surroundings.fetch(port, address, Cookie=cookie)
            taken[address].append(time.perf_counter() - begun)
            if status != 200:
                raise WrongAnswer(f"{address} answers {status}")
    return [statistics.median(each) for each in taken.values()]
