"""PostgreSQL drops its connections, as a restart does: what was answered is stored."""

from django.db import connection

from campaign.signatures.models import Signature
from config.services import Server
from tests import factories
from tests.faults.visitor import post_signature
from tests.mail.mail_server import MailServer, wait_until


def cut_connections() -> int:
    """All to this test's database but our own, as a restart does; how many there were."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        return cursor.fetchone()[0]


def test_every_signature_answered_is_there_and_the_rest_saw_their_form_again(
    mail_sink: MailServer, site: str
) -> None:
    factories.campaign("river")
    emails = [f"signer{number}@example.org" for number in range(30)]
    answers = {}

    for number, email in enumerate(emails):
        if number % 6 == 5:
            cut_connections()
        answers[email] = post_signature(site, email)

    refused = {email: page for email, (status, page) in answers.items() if status == 503}
    taken = {email for email, (status, page) in answers.items() if status == 303}
    assert taken | set(refused) == set(emails)
    assert Signature.objects.count() == len(taken)
    assert all(f'value="{email}"' in page for email, page in refused.items())
    assert refused
    assert taken
    wait_until(lambda: post_signature(site, "later@example.org")[0] == 303)


def test_the_worker_goes_on_after_its_connections_were_cut(
    mail_sink: MailServer, worker: Server
) -> None:
    campaign = factories.campaign()
    factories.sign(campaign, "ann@example.org")
    wait_until(lambda: mail_sink.addressees == ["ann@example.org"])

    assert cut_connections() > 0
    factories.sign(campaign, "bo@example.org")

    wait_until(lambda: "bo@example.org" in mail_sink.addressees)
    assert mail_sink.addressees == ["ann@example.org", "bo@example.org"]
