"""Letters and dossiers when signers are erased by others than themselves: all of a campaign, whose
time is over, or one who asked staff to. (Whoever leaves by themselves: carrying.)
"""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.dispatch import receiver

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
    dossiers.forget_ready(Dossier.objects.filter(campaign=campaign), by=by, now=now)
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
    dossiers.forget_ready(Dossier.objects.filter(campaign__in=campaigns), by=by, now=now)


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
