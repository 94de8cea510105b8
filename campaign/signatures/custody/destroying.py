"""The end of a key that the server kept: once no campaign seals to it and no row needs it.

What is destroyed is our one copy of its private half, wrapped by SEALING_KEY. Backups from before
hold it until they expire (docs/surrender.md).
"""

from datetime import datetime, timedelta

from django.db import transaction

from campaign.accounts.auditing import Action, record
from campaign.accounts.key_emails import tell_owners
from campaign.accounts.models import SealingKey
from campaign.pages.models import Campaign
from campaign.signatures.custody.models import Resealing
from campaign.signatures.custody.resealing import TABLES, try_again
from campaign.signatures.signals import names_out_of_reach

# A request that read the old key before the switch may still write a row; none takes this long.
SETTLE = timedelta(minutes=1)


def destroy_needless(*, now: datetime) -> int:
    """Of organisations that have moved to a key of their own; how many keys there were."""
    moved = Resealing.objects.filter(
        state=Resealing.State.FINISHED, requested_at__lte=now - SETTLE
    ).values("campaign__organisation")
    candidates = SealingKey.objects.filter(
        custody=SealingKey.Custody.SERVER, destroyed_at=None, organisation__in=moved, campaigns=None
    )
    ids = candidates.values_list("id", flat=True)
    return sum(_destroy(key_id, now=now) for key_id in list(ids))


@transaction.atomic
def _destroy(key_id: int, *, now: datetime) -> bool:
    keys = SealingKey.objects.select_related("organisation")
    key = keys.select_for_update(of=("self", "organisation"), no_key=True).get(id=key_id)
    campaigns = Campaign.objects.filter(organisation=key.organisation_id)
    if key.destroyed_at or campaigns.filter(sealing_key=key).exists():
        return False
    if Resealing.objects.unfinished().filter(campaign__in=campaigns).exists():
        return False
    for each in TABLES:
        rows = each.model._default_manager.filter(campaign__in=campaigns, sealing_key=key)
        if rows.exclude(sealed=b"").exists():
            _once_more(set(rows.values_list("campaign", flat=True)), now=now)
            return False
    key.wrapped_private_key = None
    key.destroyed_at = now
    key.retired_at = key.retired_at or now
    key.save(update_fields=["wrapped_private_key", "destroyed_at", "retired_at"])
    record(
        Action.KEY_DESTROYED,
        actor=None,
        now=now,
        organisation=key.organisation,
        key=key.fingerprint,
    )
    tell_owners(key.organisation, Action.KEY_DESTROYED, key=key, by=None, now=now)
    names_out_of_reach.send(SealingKey, organisation_id=key.organisation_id, now=now)
    return True


def _once_more(campaign_ids: set[int], *, now: datetime) -> None:
    """Rows that came in while we sealed the others. Of a campaign where that has failed a person
    decides."""
    for campaign_id in campaign_ids:
        job = Resealing.objects.filter(campaign=campaign_id).order_by("-requested_at").first()
        if job and job.state == Resealing.State.FINISHED:
            try_again(job=job, now=now)
