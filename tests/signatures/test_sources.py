"""By which link somebody came: only links that were made count."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from campaign.pages.sharing.links import make_link, retire_link
from campaign.signatures import actions
from campaign.signatures.counted_models import Tally
from campaign.signatures.models import Signature
from campaign.signatures.sources import signatures_by_source
from campaign.signatures.terms import forget_terms
from tests import factories

pytestmark = pytest.mark.django_db


def made(campaign, label, editor):
    link = make_link(campaign=campaign, label=label, now=timezone.now(), by=editor)
    forget_terms()
    return link


@pytest.mark.parametrize(
    ("code", "kept"),
    [
        ("flyer", "flyer"),
        ("FLYER", "flyer"),  # as somebody typed it from paper
        ("telegram", "telegram"),
        ("poster", "poster"),
        ("invented", ""),
        ("other-campaigns", ""),
        ("", ""),
    ],
)
def test_a_code_counts_where_its_link_was_made(campaign, editor, code, kept):
    made(campaign, "Flyer", editor)
    other = factories.campaign("hills", organisation=campaign.organisation)
    made(other, "Other campaigns", editor)

    signature = factories.sign(campaign, source=code)

    assert signature.source == kept


def test_invented_codes_make_no_rows_of_tallies(campaign):
    now = timezone.now()
    for number in range(5):
        factories.confirmed(campaign, f"a{number}@example.org", source=f"invented{number}", now=now)

    assert list(Tally.objects.values_list("source", "confirmed")) == [("", 5)]


def test_a_retired_link_goes_on_to_count(campaign, editor):
    link = made(campaign, "Flyer", editor)
    retire_link(link=link, now=timezone.now(), by=link.made_by)
    forget_terms()

    assert factories.sign(campaign, source="flyer").source == "flyer"


def test_looking_the_code_up_costs_no_query_where_signatures_come_in(campaign, editor):
    made(campaign, "Flyer", editor)
    factories.sign(campaign, "first@example.org", source="flyer")  # the terms are at hand now

    queries = []
    for number, code in enumerate(("", "flyer", "invented")):
        with CaptureQueriesContext(connection) as captured:
            factories.sign(campaign, f"b{number}@example.org", source=code)
        queries.append([each["sql"].split()[0] for each in captured])

    assert queries[0] == queries[1] == queries[2]
    assert queries[0].count("WITH") == 1
    assert Signature.objects.filter(source="flyer").count() == 2


def test_who_left_is_not_counted_and_it_costs_one_query(campaign, editor):
    made(campaign, "Flyer", editor)
    for number in range(3):
        factories.confirmed(campaign, f"c{number}@example.org", source="flyer")
    gone = factories.confirmed(campaign, "gone@example.org", source="flyer")
    factories.confirmed(campaign, "plain@example.org")
    actions.withdraw(signature_id=gone.id, now=timezone.now())

    with CaptureQueriesContext(connection) as queries:
        assert signatures_by_source(campaign, now=timezone.now()) == {"flyer": 3, "": 1}

    assert len(queries) == 1
