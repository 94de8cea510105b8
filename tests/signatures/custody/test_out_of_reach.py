"""What needs names once only the organisation can open them: it says so, and keeps nothing."""

import pytest
from django.utils import timezone

from campaign.accounts.models import AuditEvent
from campaign.exports import jobs
from campaign.exports.jobs import CannotExport
from campaign.exports.models import ExportJob
from campaign.letters import dossiers
from campaign.letters.carrying import CannotCarry
from campaign.letters.dossiers import CannotBuild
from campaign.letters.models import Dossier
from campaign.lib.kept_files import ORPHANED_AFTER
from campaign.pages.models import Campaign
from campaign.signatures import queue
from campaign.signatures.custody import resealing
from campaign.signatures.models import Signature
from tests.exports.signers import asked, built
from tests.letters import carried
from tests.signatures.custody.owners import own_key, owner
from tests.signatures.custody.test_resealing import destroy, switched

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_folders")]


@pytest.fixture
def campaign() -> Campaign:
    campaign = carried.campaign()
    carried.many_letters(campaign, 3)
    return campaign


def moved(campaign: Campaign) -> None:
    switched(campaign, own_key(campaign.organisation)[0])
    assert resealing.reseal_next()
    assert destroy() == 1
    campaign.refresh_from_db()


def ready(campaign: Campaign, contents: str) -> Dossier:
    """One that a worker has written."""
    return Dossier.objects.create(
        campaign=campaign,
        recipient=carried.recipient(),
        contents=contents,
        language="en",
        state=Dossier.State.READY,
        requested_at=timezone.now(),
        expires_at=timezone.now(),
        wrapped_key=b"wrapped",
    )


def test_what_the_server_had_opened_before_is_gone_with_its_key(campaign):
    names, numbers = built(campaign), built(campaign, preset="statistics")
    bundle = built(campaign, format="sealed")
    letters, shown = ready(campaign, "letters"), ready(campaign, "names")

    moved(campaign)

    states = {job.id: job.state for job in ExportJob.objects.all()}
    assert states == {names.id: "expired", numbers.id: "ready", bundle.id: "ready"}
    names.refresh_from_db()
    assert names.wrapped_key is None
    assert jobs.remove_orphans(now=timezone.now() + ORPHANED_AFTER) == 1
    letters.refresh_from_db()
    shown.refresh_from_db()
    assert (letters.state, letters.wrapped_key, shown.state) == ("expired", None, "ready")
    for action in ("export-destroyed", "dossier-destroyed"):
        assert AuditEvent.objects.get(action=action).actor is None


def test_another_organisations_lists_stay(campaign):
    other = carried.factories.campaign("lake", organisation=carried.factories.organisation("Other"))
    carried.factories.confirmed(other, "lake@example.org")
    theirs = built(other)

    moved(campaign)

    theirs.refresh_from_db()
    assert theirs.state == "ready"


def test_lists_letters_and_names_are_refused_in_words(campaign):
    ann = owner(campaign.organisation)
    Signature.objects.update(held_at=timezone.now(), counted_at=None)
    held = list(Signature.objects.values_list("id", flat=True))
    moved(campaign)

    assert queue.read_names(campaign=campaign, signature_ids=held, by=ann, now=timezone.now()) == {}
    Signature.objects.update(held_at=None)
    with pytest.raises(CannotExport, match="only your organisation’s own key"):
        asked(campaign, now=timezone.now())
    with pytest.raises(CannotBuild, match="cannot open them any more"):
        dossiers.request_dossier(
            campaign=campaign,
            recipient=carried.recipient(),
            contents="letters",
            by=ann,
            now=timezone.now(),
        )
    with pytest.raises(CannotCarry, match="sealed so that this site cannot read them"):
        carried.carry(Signature.objects.first(), slug="sgp")
