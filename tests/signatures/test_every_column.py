"""Erasing reaches every column that can hold anything of a signer, in each of the three ways."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from campaign.lib import sealing
from campaign.lib.addresses import Address
from campaign.mail.models import OutgoingMail
from campaign.pages.models import Campaign
from campaign.signatures import actions, ending, erasing, on_request
from campaign.signatures.models import Signature
from tests import factories
from tests.letters import carried
from tests.signatures.columns import DELETED, EMPTIED, TABLES
from tests.signatures.news import owner_of
from tests.signatures.one_signer import (
    ADDRESS,
    everywhere,
    files_of,
    in_files,
    in_redis,
    kept_folders,
    stored,
    traces_of,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_folders")]


def there() -> dict[str, set[str]]:
    """The columns of every table, as the database has them."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name, array_agg(column_name::text) FROM information_schema.columns "
            "WHERE table_schema = 'public' GROUP BY 1"
        )
        return {table: set(columns) for table, columns in cursor.fetchall()}


def unexplained(columns: dict[str, set[str]]) -> dict[str, set[str]]:
    said = {table: each.columns for table, each in TABLES.items()}
    left = {table: found - said.get(table, set()) for table, found in columns.items()}
    return {table: found for table, found in left.items() if found}


def test_every_column_is_explained():
    assert unexplained(there()) == {}


def test_nothing_is_explained_that_is_not_there():
    found = there()
    gone = {table: each.columns - found.get(table, set()) for table, each in TABLES.items()}

    assert {table: columns for table, columns in gone.items() if columns} == {}


def test_a_new_column_would_be_noticed():
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE campaign_signature ADD COLUMN nickname text")
        cursor.execute("CREATE TABLE campaign_visitor (id int, address text)")

    assert unexplained(there()) == {
        "campaign_signature": {"nickname"},
        "campaign_visitor": {"id", "address"},
    }


def test_each_table_says_why():
    assert [table for table, each in TABLES.items() if each.others and not each.why] == []


def filled(table: str, column: str) -> int:
    """How many rows have anything in it."""
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT "{column}" FROM "{table}"')
        return sum(
            bool(bytes(value) if isinstance(value, memoryview) else value)
            for (value,) in cursor.fetchall()
        )


SIGNERS = [(table, column) for table, each in TABLES.items() for column in each.signers]
GOES = {EMPTIED, DELETED}


def test_one_signer_fills_every_column_that_is_a_signers():
    """Else the tests below would find nothing because nothing was there."""
    campaign = carried.campaign()

    everywhere(campaign)

    assert [f"{table}.{column}" for table, column in SIGNERS if not filled(table, column)] == []


def by_signer(campaign: Campaign, signature: Signature) -> None:
    actions.withdraw(signature_id=signature.id, now=timezone.now())


def by_staff(campaign: Campaign, signature: Signature) -> None:
    on_request.erase_address(
        campaign=campaign,
        address=Address.parse(ADDRESS),
        everywhere=True,
        never_write_again=False,
        by=owner_of(campaign),
        now=timezone.now(),
    )


def by_schedule(campaign: Campaign, signature: Signature) -> None:
    Campaign.objects.filter(id=campaign.id).update(state="closed", closes_at=timezone.now())
    campaign.refresh_from_db()
    ending.close_for_good(campaign, by=owner_of(campaign), now=timezone.now())
    ending.erase_now(campaign, by=owner_of(campaign), now=timezone.now())
    assert erasing.erase_next()


WAYS = [by_signer, by_staff, by_schedule]
# What an old link still needs for 30 days: that this number was withdrawn.
KEPT_FOR_LINKS = {by_signer, by_staff}


@pytest.mark.parametrize("erase", WAYS)
def test_nothing_of_the_signer_is_left_anywhere(
    erase: Callable[[Campaign, Signature], None],
    redis: Any,
    django_capture_on_commit_callbacks: Any,
):
    campaign = carried.campaign()
    first = factories.confirmed(campaign, ADDRESS)
    carried.carry(first)
    files_of(campaign)
    actions.withdraw(signature_id=first.id, now=timezone.now())
    signature = everywhere(campaign)
    traces = traces_of(signature)
    before = stored()
    assert bytes(signature.sealed) in before
    assert b"Zwitscher" in before

    with django_capture_on_commit_callbacks(execute=True):
        erase(campaign, signature)

    everything = b"\n".join([stored(), in_files(*kept_folders()), in_redis(redis)])
    assert [trace for trace in traces if trace in everything] == []
    left = [
        f"{table}.{column}"
        for table, column in SIGNERS
        if TABLES[table].signers[column] in GOES and filled(table, column)
    ]
    numbered = str(signature.id).encode()
    if erase in KEPT_FOR_LINKS:
        assert left == ["campaign_recordentry.announced_up_to"]
        assert everything.count(numbered) == 2  # the emptied row, and how far followers were told
    else:
        assert left == []
        assert numbered not in everything
    told = set() if erase is by_signer else {owner_of(campaign).email}
    assert addresses_in_the_outbox() == told


@pytest.mark.parametrize("erase", [by_staff, by_schedule])
def test_no_file_that_holds_them_opens_any_more(erase, django_capture_on_commit_callbacks):
    campaign = carried.campaign()
    signature = factories.confirmed(campaign, ADDRESS)
    carried.carry(signature)
    export, dossier = files_of(campaign)
    assert len([path for folder in kept_folders() for path in folder.iterdir()]) == 2

    with django_capture_on_commit_callbacks(execute=True):
        erase(campaign, signature)

    export.refresh_from_db()
    dossier.refresh_from_db()
    assert (export.wrapped_key, dossier.wrapped_key) == (None, None)
    assert [path for folder in kept_folders() for path in folder.iterdir()] == []


def addresses_in_the_outbox() -> set[str]:
    return {
        sealing.decrypt_mail(mail.content, mail=mail.id)["to"]
        for mail in OutgoingMail.objects.exclude(content=b"")
    }


def test_the_search_finds_what_is_there():
    """Each trace of one who has not been erased, at least in one place."""
    campaign = carried.campaign()
    signature = everywhere(campaign)

    found = stored()

    exact = [trace for trace in traces_of(signature) if not re.fullmatch(rb"[\w. ]+", trace)]
    assert len(exact) == 3
    assert all(trace in found for trace in exact)
    assert b"Budgie" in found
    assert b"yellow one" in found
