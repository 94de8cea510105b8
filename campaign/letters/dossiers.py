"""Dossiers: asked for here, built by a worker (building.py), kept encrypted, for a while.

Once every two seconds a worker looks for one that waits (campaign/lib/leases.py). Its file lies
encrypted, with a key in its row (campaign/lib/kept_files.py).
"""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.dispatch import receiver
from django.utils.translation import gettext as _

from campaign.accounts import two_people
from campaign.accounts.auditing import Action, record
from campaign.accounts.models import Membership, SealingKey, User
from campaign.accounts.roles import members_with
from campaign.letters.models import Addressee, CarriedLetter, Dossier, Recipient
from campaign.lib import leases
from campaign.lib.kept_files import Folder, NewFile
from campaign.lib.leases import while_claimed
from campaign.pages.models import Campaign
from campaign.signatures.models import Signature
from campaign.signatures.signals import names_out_of_reach, protecting

ONE_AT_A_TIME = 0x756E6472  # among advisory locks, a number of our own


class CannotBuild(Exception):
    """Its text is a sentence for the organiser, in their language."""


@transaction.atomic
def request_dossier(
    *,
    campaign: Campaign,
    recipient: Recipient,
    contents: str,
    by: User,
    now: datetime,
) -> Dossier:
    """Ask for one; where the same is being built already, that one. Raises CannotBuild."""
    Campaign.objects.select_for_update(no_key=True).get(id=campaign.id)  # two clicks are one
    if not Addressee.objects.addressed().filter(campaign=campaign, recipient=recipient).exists():
        raise CannotBuild(_("This campaign does not write there."))
    same = {"campaign": campaign, "recipient": recipient, "contents": contents}
    if unfinished := Dossier.objects.unfinished().filter(**same).first():
        return unfinished
    items = items_for(campaign, recipient, contents).count()
    if contents == Dossier.Contents.LETTERS and _are_out_of_reach(campaign, recipient):
        raise CannotBuild(
            _(
                "Letters of this campaign are sealed to your organisation’s own key: this site "
                "cannot open them any more, so it cannot build a dossier of them."
            )
        )
    if not items and contents == Dossier.Contents.LETTERS:
        raise CannotBuild(_("Nobody has asked us to carry a letter there yet."))
    if not items:
        raise CannotBuild(_("Nobody has chosen to show their name yet."))
    dossier = Dossier.objects.create(
        **same,
        language=recipient.letter_languages[0],
        requested_by=by,
        requested_at=now,
        items_total=items,
    )
    _record(Action.DOSSIER_REQUESTED, dossier, by=by, now=now)
    return dossier


def _are_out_of_reach(campaign: Campaign, recipient: Recipient) -> bool:
    letters = items_for(campaign, recipient, Dossier.Contents.LETTERS)
    return letters.exclude(sealing_key__custody=SealingKey.Custody.SERVER).exists()


def items_for(
    campaign: Campaign, recipient: Recipient, contents: str
) -> QuerySet[CarriedLetter] | QuerySet[Signature]:
    """What such a dossier holds, at this moment: letters, or signatures with their names shown."""
    if contents == Dossier.Contents.LETTERS:
        return CarriedLetter.objects.standing().filter(campaign=campaign, recipient=recipient)
    if not campaign.rules.shows_signers:
        return Signature.objects.none()
    return Signature.objects.with_name_shown().filter(campaign=campaign)


@transaction.atomic
def cancel(dossier: Dossier, *, by: User, now: datetime) -> None:
    """Nobody needs it any more. One that is ready stays: `destroy` it."""
    unfinished = Dossier.objects.unfinished().filter(id=dossier.id)
    if unfinished.update(state=Dossier.State.CANCELLED, claimed_until=None):
        _record(Action.DOSSIER_CANCELLED, dossier, by=by, now=now)


# --- The second person ----------------------------------------------------------------------


def lacks_second_person(dossiers: Iterable[Dossier], *, organisation: int) -> set[UUID]:
    """Those of letters that somebody else has to approve before they are downloaded, where the
    organisation wants two people. Names alone are shown on the page already.

    Unlike an export's (campaign/exports/approving.py) the file is written meanwhile: it can be
    downloaded for days, and is destroyed with them.
    """
    if two_people.rule_of(organisation) is None:
        return set()
    entrusted = members_with(Membership.ENTRUSTED, organisation=organisation)
    counts = set(entrusted.values_list("user_id", flat=True))
    letters = [each for each in dossiers if each.contents == Dossier.Contents.LETTERS]
    return {each.id for each in letters if each.approved_by_id not in counts}


@transaction.atomic
def approve(dossier: Dossier, *, by: User, now: datetime) -> None:
    """It may be downloaded. Raises two_people.CannotDecide."""
    organisation, asked = dossier.campaign.organisation_id, dossier.requested_by_id
    two_people.hold_members(organisation)
    two_people.check_second_person(organisation=organisation, asked=asked, by=by, now=now)
    ready = Dossier.objects.filter(id=dossier.id, state=Dossier.State.READY)
    if ready.update(approved_by=by):
        _record(Action.DOSSIER_APPROVED, dossier, by=by, now=now)


def _record(action: Action, dossier: Dossier, *, by: User | None, now: datetime) -> None:
    record(
        action,
        actor=by,
        now=now,
        campaign=dossier.campaign,
        recipient=dossier.recipient.name,
        contents=dossier.contents,
        items=dossier.items_total,
    )


# --- For the worker that builds -------------------------------------------------------------


def claim(*, now: datetime) -> Dossier | None:
    """The one that has waited longest, for nobody else to touch until its lease is over; None
    where none waits or one is being built."""
    there = Dossier.objects.select_related("campaign", "recipient")
    return leases.claim(there, lock=ONE_AT_A_TIME, now=now, items_done=0)


def go_on(dossier: Dossier, *, done: int, now: datetime) -> None:
    """Say how far it is, and prolong the lease. Raises LostClaim."""
    leases.go_on(dossier, now=now, items_done=done)


@transaction.atomic
def finish(dossier: Dossier, file: NewFile, *, pages: int, done: int, now: datetime) -> None:
    """Its file is written: file and row change together. Raises LostClaim."""
    while_claimed(
        dossier,
        state=Dossier.State.READY,
        claimed_until=None,
        **file.told,
        pages=pages,
        items_done=done,
        items_total=done,
        finished_at=now,
        expires_at=now + timedelta(days=settings.DOSSIER_DAYS),
    )
    _record(Action.DOSSIER_BUILT, dossier, by=None, now=now)
    file.keep()


# --- Files ----------------------------------------------------------------------------------


def folder() -> Folder:
    return Folder(settings.DOSSIER_DIR, "dossier")


def path_of(dossier_id: UUID) -> Path:
    return folder().path_of(dossier_id)


def pieces(dossier: Dossier) -> Iterator[bytes]:
    """The PDF, piece by piece. Raises CannotOpen, and OSError where its file is not here."""
    return folder().content_of(dossier)


def record_download(dossier: Dossier, *, by: User, now: datetime) -> None:
    """Somebody has the names or letters in it on their own machine from now on."""
    _record(Action.DOSSIER_DOWNLOADED, dossier, by=by, now=now)


def destroy(dossier: Dossier, *, by: User | None, now: datetime) -> None:
    """Forget a dossier that is ready: its key, then its file."""
    _forget(dossier, Action.DOSSIER_DESTROYED, by=by, now=now)


@transaction.atomic
def _forget(dossier: Dossier, action: Action, *, by: User | None, now: datetime) -> None:
    ready = Dossier.objects.filter(state=Dossier.State.READY)
    if folder().forget(dossier.id, ready, state=Dossier.State.EXPIRED):
        _record(action, dossier, by=by, now=now)


def forget_ready(some: QuerySet[Dossier], *, by: User | None, now: datetime) -> None:
    """Those of them that are ready, by a change that takes more along."""
    ready = some.filter(state=Dossier.State.READY).select_related("campaign", "recipient")
    for dossier in ready.select_for_update(of=("self",)):
        destroy(dossier, by=by, now=now)


@receiver(protecting)
def forget_names(campaign: Campaign, by: User, now: datetime, **_kwargs: Any) -> None:
    """Names that were shown are to be shown no more."""
    names = Dossier.objects.filter(campaign=campaign, contents=Dossier.Contents.NAMES)
    for dossier in names.unfinished().select_related("campaign", "recipient"):
        cancel(dossier, by=by, now=now)
    forget_ready(names, by=by, now=now)


@receiver(names_out_of_reach)
def destroy_opened(organisation_id: int, now: datetime, **_kwargs: Any) -> None:
    """This server opens no letter of theirs any more, so it keeps none that it has opened
    before."""
    theirs = Dossier.objects.filter(campaign__organisation=organisation_id)
    forget_ready(theirs.filter(contents=Dossier.Contents.LETTERS), by=None, now=now)


def destroy_expired(*, now: datetime) -> int:
    """Those whose time is over; how many there were."""
    over = Dossier.objects.filter(state=Dossier.State.READY, expires_at__lte=now)
    expired = list(over.select_related("campaign", "recipient"))
    for dossier in expired:
        _forget(dossier, Action.DOSSIER_EXPIRED, by=None, now=now)
    return len(expired)


def remove_orphans(*, now: datetime) -> int:
    """Files that nobody can open any more; how many there were."""
    ready = Dossier.objects.filter(state=Dossier.State.READY)
    return folder().remove_orphans(ready.values_list("id", flat=True), now=now)
