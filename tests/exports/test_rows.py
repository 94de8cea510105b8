"""Which signatures, in which columns."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from campaign.accounts.models import SealingKey
from campaign.exports import rows
from campaign.exports.choosing import COLUMNS, Filters
from campaign.lib import sealing
from campaign.lib.sealing import CannotOpen
from campaign.signatures.models import Signature
from campaign.signatures.paper.models import PaperBatch
from tests import factories
from tests.exports.signers import NOW, signer

pytestmark = pytest.mark.django_db


def names(campaign, preset="full", **filters) -> list[str]:
    return [row[0] for row in listed(campaign, preset, filters=Filters(**filters))]


def listed(campaign, preset="full", *, filters=None, name_display="as-signed", as_of=NOW):
    there = rows.rows(
        campaign,
        columns=COLUMNS[preset],
        name_display=name_display,
        filters=filters or Filters(),
        as_of=as_of,
    )
    return [[*row] for row in there]


def test_everything_that_a_signer_gave_stands_in_its_column(campaign):
    signature = signer(
        campaign,
        "Canary Zwitscher",
        email="canary@example.org",
        affiliation="Choir",
        comment="Sing",
        source="abc",
        wants_updates=True,
        at=datetime(2026, 11, 24, 20, tzinfo=UTC),
    )

    assert listed(campaign) == [
        [
            *("Canary Zwitscher", "canary@example.org", "Choir", "TH", "Thailand", "en", "Sing"),
            *(True, "abc", "online", "2026-11-25T02:55:00+07:00", "2026-11-25T03:00:00+07:00"),
            str(signature.id),
        ]
    ]
    assert listed(campaign, "delivery") == [["Canary Zwitscher", "Thailand"]]


def test_paper_can_be_asked_for_apart(campaign):
    signer(campaign, "Online", source="abc")
    batch = PaperBatch.objects.create(
        campaign=campaign, kind="sheet", state="taken", language="en", requested_at=NOW
    )
    signer(campaign, "Paper", source="paper", paper_batch=batch)

    assert listed(campaign, "delivery", filters=Filters(origin="paper")) == [["Paper", "Thailand"]]
    assert listed(campaign, "delivery", filters=Filters(origin="online")) == [
        ["Online", "Thailand"]
    ]


def test_only_those_who_count_are_handed_over(campaign):
    signer(campaign, "Stands")
    signer(campaign, "Pending", state="pending", confirmed_at=None)
    signer(campaign, "Held", held_at=NOW)
    signer(campaign, "Refused", held_at=NOW, is_refused=True)
    signer(campaign, "Later", at=NOW + timedelta(seconds=1))
    signer(factories.campaign("lake"), "Elsewhere")

    assert names(campaign) == ["Stands"]
    assert names(campaign, group="held") == ["Held"]
    assert names(campaign, group="refused") == ["Refused"]


def test_filters_narrow_it(campaign):
    signer(campaign, "Thai", language="th", source="a")
    signer(campaign, "Lao", country="LA", source="b", wants_updates=True)
    signer(campaign, "Old", at=datetime(2026, 10, 31, 16, 59, 59, tzinfo=UTC))

    assert names(campaign) == ["Thai", "Lao", "Old"]
    assert names(campaign, countries=("LA",)) == ["Lao"]
    assert names(campaign, languages=("th",)) == ["Thai"]
    assert names(campaign, sources=("a", "b")) == ["Thai", "Lao"]
    assert names(campaign, consent="yes") == ["Lao"]
    assert names(campaign, consent="no") == ["Thai", "Old"]
    # Bangkok is seven hours ahead: its last second of October.
    assert names(campaign, until=date(2026, 10, 31)) == ["Old"]
    assert names(campaign, since=date(2026, 11, 1)) == ["Thai", "Lao"]


def test_batches_leave_nobody_out_and_take_nobody_twice(campaign, monkeypatch):
    monkeypatch.setattr(rows, "BATCH", 3)
    for number in range(7):
        signer(campaign, f"Signer {number}")

    assert names(campaign) == [f"Signer {number}" for number in range(7)]
    Signature.objects.filter(id=Signature.objects.first().id).delete()
    assert len(names(campaign)) == 6  # a whole number of batches


def test_what_is_read_costs_one_query_a_batch(campaign, monkeypatch):
    monkeypatch.setattr(rows, "BATCH", 2)
    for number in range(4):
        signer(campaign, f"Signer {number}")

    with CaptureQueriesContext(connection) as queries:
        names(campaign)

    assert len(queries) == 4  # the keys; two batches and an empty one


def test_a_row_that_was_moved_to_another_campaign_is_refused(campaign):
    moved = signer(factories.campaign("lake"), "Moved")
    Signature.objects.filter(id=moved.id).update(campaign=campaign)

    with pytest.raises(CannotOpen, match="another campaign"):
        names(campaign)


def test_rows_of_several_keys_open_each_with_its_own(campaign):
    signer(campaign, "Old key")
    campaign.sealing_key = SealingKey.objects.create_for_server(campaign.organisation)
    campaign.save()
    signer(campaign, "New key")

    assert names(campaign) == ["Old key", "New key"]


def test_names_as_initials_are_what_a_reader_takes_for_letters(campaign):
    signer(campaign, "Aung  San Example")
    signer(campaign, "ကို မင်း")

    assert [row[0] for row in listed(campaign, name_display="initials")] == ["A. S. E.", "ကို. မ."]


def test_names_that_are_not_shown_are_withheld_and_need_no_key(campaign):
    signer(campaign, "Shown", public_name="Shown")
    signer(campaign, "Hidden", public_name="Hidden", name_standing="hidden")
    signer(campaign, "Private")
    Signature.objects.update(sealed=b"noise")

    assert listed(campaign, "delivery", name_display="shown") == [
        ["Shown", "Thailand"],
        ["name withheld", "Thailand"],
        ["name withheld", "Thailand"],
    ]


def test_statistics_tell_numbers_and_nothing_small_by_itself(campaign):
    for number in range(6):
        signer(campaign, f"Signer {number}", source="abc")
    signer(campaign, "Only one", country="LA", source="mine")
    Signature.objects.update(sealed=b"noise")

    assert listed(campaign, "statistics") == [
        ["all", "", 7],
        ["country", "Thailand", 6],
        ["country", "fewer than 5 each", 1],
        ["language", "en", 7],
        ["source", "abc", 6],
        ["source", "fewer than 5 each", 1],
        ["day", "2026-11-24", 7],
    ]


def test_a_key_that_is_not_here_is_noticed_before_anything_is_written(campaign):
    public, _private = sealing.new_keypair()
    campaign.sealing_key = SealingKey.objects.create(
        organisation=campaign.organisation, custody="offline", public_key=public
    )
    campaign.save()
    signer(campaign, "Offline")

    assert rows.offline(rows.signatures_for(campaign, Filters(), as_of=NOW))
    with pytest.raises(CannotOpen):
        names(campaign)


def test_each_comes_once_though_rows_change_while_they_are_read(campaign, monkeypatch):
    monkeypatch.setattr(rows, "BATCH", 2)
    monkeypatch.setattr(rows, "THREADS", 1)
    there = [signer(campaign, f"Signer {number}") for number in range(8)]
    reading = rows.unopened(campaign, filters=Filters(), as_of=NOW)
    first = next(reading)

    Signature.objects.filter(id__in=[there[0].id, there[5].id]).update(country="LA")
    there[6].delete()
    signer(campaign, "Late", at=NOW + timedelta(seconds=1))

    assert [read[0] for read in [first, *reading]] == [each.id for each in there if each.id]
