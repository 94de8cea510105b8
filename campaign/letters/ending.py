"""Letters and dossiers when signers are erased by others than themselves: all of a campaign, whose
time is over, or one who asked staff to. (Whoever leaves by themselves: carrying.)
"""

from collections.abc import Collection
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID

from django.db import transaction
from django.dispatch import receiver

from campaign.accounts.auditing import Action, record
from campaign.accounts.models import User
from campaign.letters import dossiers
from campaign.letters.models import CarriedLetter, Dossier, RecordEntry
from campaign.mail.models import OutgoingMail
from campaign.pages.models import Campaign
from campaign.signatures.models import Signature
from campaign.signatures.signals import closing_for_good, erasing, erasing_on_request

State = Dossier.State
# So long a dossier may be handed over that holds somebody who has left meanwhile.
OUTDATED_AFTER = timedelta(days=1)


@receiver(erasing)
def forget_letters_of(signature_ids: Collection[UUID], **_kwargs: Any) -> None:
    letters = CarriedLetter.objects.filter(signature_id__in=signature_ids)
    _unsend(list(letters.values_list("id", flat=True)))
    letters.delete()


@receiver(closing_for_good)
def end_letters(campaign: Campaign, by: User | None, now: datetime, **_kwargs: Any) -> None:
    """No letter is mailed any more, no dossier waits, nobody is told of anything."""
    _unsend(list(CarriedLetter.objects.filter(campaign=campaign).values_list("id", flat=True)))
    unfinished = Dossier.objects.unfinished().filter(campaign=campaign)
    unfinished.update(state=State.CANCELLED, claimed_until=None)
    destroy_ready([campaign], by=by, now=now)
    told = RecordEntry.objects.filter(campaign=campaign)
    told.filter(announce_at__isnull=False, announced_at=None).update(announced_at=now)
    told.update(announced_up_to=None)


@receiver(erasing_on_request)
def begin_anew(
    campaigns: Collection[Campaign], by: User | None, now: datetime, **_kwargs: Any
) -> None:
    """What is ready is destroyed; what is being built loses its worker, and is begun anew."""
    being_built = Dossier.objects.filter(campaign__in=campaigns, state=State.BUILDING)
    being_built.update(state=State.WAITING, claimed_until=None)
    destroy_ready(campaigns, by=by, now=now)


def destroy_ready(campaigns: Collection[Campaign], *, by: User | None, now: datetime) -> None:
    """Its key in this transaction, its file after it."""
    ready = Dossier.objects.filter(campaign__in=campaigns, state=State.READY)
    for dossier in ready.select_related("campaign", "recipient").select_for_update(of=("self",)):
        dossier.state, dossier.wrapped_key = State.EXPIRED, None
        dossier.save(update_fields=["state", "wrapped_key"])
        record(
            Action.DOSSIER_DESTROYED,
            actor=by,
            now=now,
            campaign=dossier.campaign,
            recipient=dossier.recipient.name,
            contents=dossier.contents,
            items=dossier.items_total,
        )
        path = dossiers.path_of(dossier.id)
        transaction.on_commit(partial(path.unlink, missing_ok=True))


def destroy_outdated(*, now: datetime) -> int:
    """Dossiers in which somebody has left, once there was a day to hand them over; how many."""
    ready = Dossier.objects.filter(state=State.READY, finished_at__lte=now - OUTDATED_AFTER)
    ready = ready.with_letters_left().select_related("campaign", "recipient")
    outdated = [dossier for dossier in ready if _left_in(dossier) < dossier.items_total]
    for dossier in outdated:
        dossiers.destroy(dossier, by=None, now=now)
    return len(outdated)


def _left_in(dossier: Dossier) -> int:
    if dossier.contents == Dossier.Contents.LETTERS:
        return dossier.letters_left
    shown = Signature.objects.with_name_shown().filter(campaign=dossier.campaign_id)
    return shown.filter(confirmed_at__lte=dossier.finished_at).count()


def _unsend(letter_ids: Collection[UUID]) -> None:
    OutgoingMail.objects.filter(about__in=letter_ids).delete()
