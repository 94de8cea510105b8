"""A worker that is killed over a dossier is followed by one that finishes it."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import psycopg
import pypdfium2
import pytest
from django.utils import timezone

from campaign.letters import dossiers
from campaign.letters.models import Dossier
from campaign.pages.models import Campaign
from tests import factories
from tests.faults.killing import kill_all_of
from tests.letters import carried
from tests.mail.mail_server import MailServer, wait_until

LETTERS = 1500


@pytest.fixture
def campaign(live_environment: dict[str, str], settings, tmp_path: Path) -> Campaign:
    settings.DOSSIER_DIR = tmp_path / "dossiers"
    live_environment["DOSSIER_DIR"] = str(settings.DOSSIER_DIR)
    made = carried.campaign()
    carried.many_letters(made, LETTERS)
    return made


def asked(campaign: Campaign) -> Dossier:
    return dossiers.request_dossier(
        campaign=campaign,
        recipient=carried.recipient(),
        contents=Dossier.Contents.LETTERS,
        by=None,
        now=timezone.now(),
    )


@contextmanager
def held_up(live_environment: dict[str, str]) -> Iterator[None]:
    """The one who builds cannot say how far it is, and so stands still, for as long as this."""
    with psycopg.connect(live_environment["DATABASE_URL"]) as other:
        wait_until(lambda: Dossier.objects.get().state == "building", patience=60)
        other.execute("SELECT id FROM campaign_dossier FOR UPDATE")
        assert Dossier.objects.get().state == "building"
        yield


def test_the_next_worker_finishes_what_a_killed_one_began(
    campaign, start_worker, live_environment, settings
):
    dossier = asked(campaign)
    with start_worker(1) as worker, held_up(live_environment):
        wait_until(lambda: list(settings.DOSSIER_DIR.glob("*.part")), patience=60)
        kill_all_of(worker)
    broken_off = Dossier.objects.get()
    assert (broken_off.state, broken_off.wrapped_key) == ("building", None)
    Dossier.objects.update(claimed_until=timezone.now() - timedelta(seconds=1))

    with start_worker(2):
        wait_until(lambda: Dossier.objects.get().is_ready, patience=120)

    dossier.refresh_from_db()
    assert dossier.items_done == LETTERS
    with pypdfium2.PdfDocument(b"".join(dossiers.pieces(dossier))) as pdf:
        assert len(pdf) == dossier.pages > LETTERS
    # What the first had begun to write goes with the next clearing.
    assert len(list(settings.DOSSIER_DIR.iterdir())) == 2
    dossiers.remove_orphans(now=timezone.now() + timedelta(hours=2))
    assert list(settings.DOSSIER_DIR.iterdir()) == [dossiers.path_of(dossier.id)]


def test_mail_goes_out_while_a_dossier_is_built(
    campaign, start_worker, live_environment, mail_sink: MailServer
) -> None:
    asked(campaign)
    with start_worker(1):
        with held_up(live_environment):
            factories.sign(campaign, "new@example.org")

            wait_until(lambda: mail_sink.addressees == ["new@example.org"])

            assert Dossier.objects.get().state == "building"
        wait_until(lambda: Dossier.objects.get().is_ready, patience=120)
