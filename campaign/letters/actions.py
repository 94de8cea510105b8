"""Verbs about whom a campaign writes to, and what."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from campaign.accounts.auditing import Action, record
from campaign.accounts.models import Organisation, User
from campaign.letters.models import Addressee, LetterVersion, Office, Recipient, Register
from campaign.letters.versions import closeness, is_base, stamp
from campaign.lib.stamps import ChangedMeanwhile
from campaign.pages.models import Campaign


class LastBaseLetter(Exception):
    """Without a letter that fits everybody, some recipients would have none."""


# --- Recipients -----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Choice:
    """What an organiser has decided about one recipient."""

    recipient: Recipient
    office: Office
    is_addressed: bool
    why_not: str = ""  # required where it is left out, but for those who only get copies
    is_mailed: bool = False
    mails_an_hour: int = 30


@transaction.atomic
def address_register(campaign: Campaign, register: Register) -> None:
    """Address every recipient of the register that is one by default, and leave the others out,
    with the reason the register gives. Those the campaign has decided on already stay as they
    are; who gets copies for information is for an organiser to say."""
    recipients = (
        register.recipients.exclude(kind=Recipient.Kind.INFORMED)
        .exclude(id__in=campaign.addressees.values("recipient_id"))
        .prefetch_related("offices")
    )
    Addressee.objects.bulk_create(
        Addressee(
            campaign=campaign,
            recipient=recipient,
            office=offices[0],
            is_addressed=recipient.is_default,
            why_not=""
            if recipient.is_default
            else recipient.why_not or _("This campaign does not write there."),
        )
        for recipient in recipients
        if (offices := recipient.offices.all())
    )


@transaction.atomic
def choose_addressees(
    *,
    campaign: Campaign,
    choices: Sequence[Choice],
    by: User,
    now: datetime,
    letters_from: str | None = None,
) -> None:
    """Whom the campaign writes to, all of it or nothing; those not among `choices` stay as they
    are. `letters_from`: the organisation's own sending address, where that was decided too."""
    uninformed = [
        choice.recipient
        for choice in choices
        if choice.recipient.kind == Recipient.Kind.INFORMED and not choice.is_addressed
    ]
    campaign.addressees.filter(recipient__in=uninformed).delete()
    Addressee.objects.bulk_create(
        [
            Addressee(
                campaign=campaign,
                recipient=choice.recipient,
                office=choice.office,
                is_addressed=choice.is_addressed,
                why_not="" if choice.is_addressed else choice.why_not,
                is_mailed=choice.is_addressed and choice.is_mailed,
                mails_an_hour=choice.mails_an_hour,
            )
            for choice in choices
            if choice.recipient not in uninformed
        ],
        update_conflicts=True,
        unique_fields=["campaign", "recipient"],
        update_fields=["office", "is_addressed", "why_not", "is_mailed", "mails_an_hour"],
    )
    record(
        Action.RECIPIENTS_CHOSEN,
        actor=by,
        now=now,
        campaign=campaign,
        addressed=campaign.addressees.addressed().count(),
    )
    if letters_from is not None:
        _send_letters_from(campaign, letters_from, by=by, now=now)


def _send_letters_from(campaign: Campaign, address: str, *, by: User, now: datetime) -> None:
    """The organisation's, so that of all its campaigns."""
    others = Organisation.objects.filter(id=campaign.organisation_id).exclude(letters_from=address)
    if others.update(letters_from=address):
        record(Action.SENDER_CHANGED, actor=by, now=now, campaign=campaign, address=address)


# --- Versions -------------------------------------------------------------------------------


@transaction.atomic
def add_version(
    *, version: LetterVersion, chosen: Sequence[Recipient], by: User, now: datetime
) -> None:
    """Store a new version, above all those whose rule is wider, so that it is used."""
    others = _in_order(version.campaign)
    place = next(
        (
            number
            for number, other in enumerate(others)
            if closeness(other.group, other.recipients.all()) > closeness(version.group, chosen)
        ),
        len(others),
    )
    version.save()
    version.recipients.set(chosen)
    _put_in_order([*others[:place], version, *others[place:]])
    _record(Action.LETTER_ADDED, version, by=by, now=now)


@transaction.atomic
def change_version(
    *, version: LetterVersion, chosen: Sequence[Recipient], was: str, by: User, now: datetime
) -> None:
    """Store what `version` says now, unless it is not any more what it `was` (see
    `versions.stamp`) when it was opened to be changed.

    Raises ChangedMeanwhile, where it has gone too, and LastBaseLetter.
    """
    others = {other.id: other for other in _in_order(version.campaign)}
    stored = others.get(version.id)
    if stored is None or stamp(stored) != was:
        raise ChangedMeanwhile
    if chosen or version.group != LetterVersion.Group.ALL:
        _keep_a_base(stored, others.values())
    version.position = stored.position
    version.save()
    version.recipients.set(chosen)
    _record(Action.LETTER_CHANGED, version, by=by, now=now)


@transaction.atomic
def delete_version(*, version: LetterVersion, by: User, now: datetime) -> None:
    """Raises LastBaseLetter. Twice is once."""
    others = _in_order(version.campaign)
    _keep_a_base(version, others)
    _put_in_order([other for other in others if other != version])
    if version in others:
        LetterVersion.objects.filter(id=version.id).delete()
        _record(Action.LETTER_DELETED, version, by=by, now=now)


@transaction.atomic
def move_version(*, version: LetterVersion, up: bool, by: User, now: datetime) -> None:
    """One place up or down; at the end of the list it stays where it is."""
    order = _in_order(version.campaign)
    if version not in order:
        return
    place = order.index(version)
    other = place - 1 if up else place + 1
    if 0 <= other < len(order):
        order[place], order[other] = order[other], order[place]
        _put_in_order(order)
        _record(Action.LETTER_MOVED, version, by=by, now=now, place=other + 1)


def _record(
    action: Action, version: LetterVersion, *, by: User, now: datetime, **details: int
) -> None:
    record(action, actor=by, now=now, campaign=version.campaign, letter=version.name, **details)


def _in_order(campaign: Campaign) -> list[LetterVersion]:
    """The campaign's versions, which nobody else puts in order, changes or deletes until this
    transaction is over."""
    list(Campaign.objects.select_for_update(no_key=True).filter(id=campaign.id).values_list("id"))
    return list(campaign.letter_versions.prefetch_related("recipients"))


def _put_in_order(versions: Sequence[LetterVersion]) -> None:
    for position, version in enumerate(versions):
        version.position = position
    LetterVersion.objects.bulk_update(versions, ["position"])


def _keep_a_base(leaving: LetterVersion, versions: Sequence[LetterVersion]) -> None:
    remaining = [version for version in versions if version != leaving and is_base(version)]
    if is_base(leaving) and not remaining:
        raise LastBaseLetter
