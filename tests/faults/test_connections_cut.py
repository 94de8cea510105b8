"""PostgreSQL drops its connections, as a restart does: what was answered is stored."""

import psycopg
from django.db import connection
from psycopg import sql

from campaign.signatures.models import Signature
from config import folders
from config.services import Server
from tests import factories
from tests.faults.visitor import post_signature
from tests.mail.mail_server import MailServer, wait_until


def cut_connections() -> int:
    """All to this test's database but our own, as a restart does; how many there were, now gone."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(pg_terminate_backend(pid, 5000)) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        return cursor.fetchone()[0]


def let_connect(allowed: bool) -> None:
    """As a server that is down, for this test's database only."""
    name = sql.Identifier(connection.settings_dict["NAME"])
    with psycopg.connect(folders.postgres_url("postgres"), autocommit=True) as elsewhere:
        elsewhere.execute(
            sql.SQL("ALTER DATABASE {} ALLOW_CONNECTIONS {}").format(name, sql.Literal(allowed))
        )


def test_a_restart_of_the_database_between_two_signatures_turns_nobody_away(
    mail_sink: MailServer, site: str
) -> None:
    factories.campaign("river")
    statuses = []

    for number in range(12):
        if number % 3 == 2:
            assert cut_connections() > 0
        statuses.append(post_signature(site, f"signer{number}@example.org")[0])

    assert statuses == [303] * 12
    assert Signature.objects.count() == 12


def test_while_the_database_is_away_people_keep_their_form_and_afterwards_sign(
    mail_sink: MailServer, site: str
) -> None:
    factories.campaign("river")
    assert post_signature(site, "before@example.org")[0] == 303

    let_connect(False)
    try:
        cut_connections()
        away = [post_signature(site, f"away{number}@example.org") for number in range(6)]
    finally:
        let_connect(True)
    back = post_signature(site, "back@example.org")

    assert [status for status, _page in away] == [503] * 6
    assert all(f'value="away{n}@example.org"' in page for n, (_status, page) in enumerate(away))
    assert back[0] == 303
    assert Signature.objects.count() == 2


def test_the_worker_goes_on_after_its_connections_were_cut(
    mail_sink: MailServer, worker: Server
) -> None:
    campaign = factories.campaign()
    factories.sign(campaign, "ann@example.org")
    wait_until(lambda: mail_sink.addressees == ["ann@example.org"])

    cut_connections()  # those it holds at this moment, perhaps none between two tasks
    factories.sign(campaign, "bo@example.org")

    wait_until(lambda: "bo@example.org" in mail_sink.addressees)
    assert mail_sink.addressees == ["ann@example.org", "bo@example.org"]
