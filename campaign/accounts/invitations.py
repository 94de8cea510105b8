"""Asking somebody to join an organisation, by mail.

Nobody becomes a member by opening a link: mail scanners do that. Who accepts has proven that they
read mail at that address, so the account made for it needs no other proof.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import UUID

from allauth.account.models import EmailAddress
from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet, Sum
from django.utils.translation import gettext as _

from campaign.accounts.auditing import Action, record
from campaign.accounts.models import Invitation, Membership, Organisation, User
from campaign.lib import sealing, tokens
from campaign.lib.addresses import Address
from campaign.mail.composing import Words, absolute, composes
from campaign.mail.models import OutgoingMail

MESSAGE = "invitation"
GOOD_FOR = timedelta(days=7)
KEPT_FOR = timedelta(days=30)  # without the address, after it is over
# Mails a day: an organisation's, and to one address by whichever organisations.
A_DAY, A_DAY_TO_ONE = 30, 3
AGAIN_AFTER = timedelta(minutes=10)


class CannotInvite(Exception):
    """Its text is a sentence for the owner, in their language."""


class Unusable(Exception):
    """Unknown, accepted, taken back or over; which of these is nobody's to learn."""


class HasAccount(Exception):
    """Somebody signs in with that address already."""


def token_of(invitation: Invitation) -> str:
    return tokens.make(tokens.INVITATION, invitation.id.bytes)


def usable(token: str, *, now: datetime) -> Invitation:
    """Raises Unusable."""
    subject = tokens.read(tokens.INVITATION, token)
    return _pending(UUID(bytes=subject), Invitation.objects.all(), now=now) if subject else _none()


def account_at(email: str) -> User | None:
    """Who signs in with this address, or has shown that it is theirs too."""
    theirs = EmailAddress.objects.filter(email=email.lower(), verified=True).values("user")
    return User.objects.filter(Q(email=email.lower()) | Q(id__in=theirs)).first()


# --- Owners ask -----------------------------------------------------------------------------


@transaction.atomic
def invite(
    *,
    organisation: Organisation,
    address: Address,
    role: str,
    language: str,
    by: User,
    now: datetime,
) -> Invitation:
    """Ask, by mail. Raises CannotInvite."""
    _hold(organisation)
    organisation.invitations.over(now).update(sealed_address=None)  # to be invited anew
    account = account_at(address.typed)
    if account and organisation.memberships.filter(user=account).exists():
        raise CannotInvite(_("This person is a member already."))
    if organisation.invitations.of_address(address).pending(now).exists():
        raise CannotInvite(_("This person is invited already. You can send it again below."))
    _count(organisation, sealing.address_hash(address.normalised), now=now)
    invitation = Invitation(
        organisation=organisation,
        role=role,
        language=language,
        address_hash=sealing.address_hash(address.normalised),
        invited_by=by,
        created_at=now,
        sent_at=now,
        expires_at=now + GOOD_FOR,
    )
    invitation.sealed_address = Invitation.seal(invitation.id, address)
    invitation.save()
    _mail(invitation, now=now)
    record(Action.MEMBER_INVITED, actor=by, now=now, organisation=organisation, role=role)
    return invitation


@transaction.atomic
def send_again(*, invitation: Invitation, by: User, now: datetime) -> None:
    """With seven days more. Raises CannotInvite, and Unusable where it is over meanwhile."""
    _hold(invitation.organisation)
    there = _pending(invitation.id, Invitation.objects.select_for_update(), now=now)
    if now - there.sent_at < AGAIN_AFTER:
        raise CannotInvite(_("It was sent a few minutes ago. Please let the mail arrive first."))
    _count(there.organisation, there.address_hash, now=now)
    there.sends += 1
    there.sent_at, there.expires_at = now, now + GOOD_FOR
    there.save(update_fields=["sends", "sent_at", "expires_at"])
    _mail(there, now=now)
    record(
        Action.INVITATION_SENT_AGAIN,
        actor=by,
        now=now,
        organisation=there.organisation,
        role=there.role,
    )


@transaction.atomic
def revoke(*, invitation: Invitation, by: User, now: datetime) -> None:
    """Its link is worth nothing from now on. Twice is once."""
    pending = Invitation.objects.filter(id=invitation.id).pending(now)
    if pending.update(revoked_at=now, sealed_address=None):
        OutgoingMail.objects.filter(about=invitation.id, failed_at=None).delete()
        record(
            Action.INVITATION_REVOKED,
            actor=by,
            now=now,
            organisation=invitation.organisation,
            role=invitation.role,
        )


def _hold(organisation: Organisation) -> None:
    """One who invites at a time, so that limits are limits."""
    held = Organisation.objects.select_for_update(no_key=True).filter(id=organisation.id)
    list(held.values_list("id"))


def _count(organisation: Organisation, address_hash: bytes, *, now: datetime) -> None:
    """Raises CannotInvite where enough was sent today."""
    lately = Invitation.objects.filter(sent_at__gt=now - timedelta(days=1))
    if _sends(lately.filter(organisation=organisation)) >= A_DAY:
        raise CannotInvite(
            _("Your organisation has sent %(number)d invitations today. Please go on tomorrow.")
            % {"number": A_DAY}
        )
    if _sends(lately.filter(address_hash=address_hash)) >= A_DAY_TO_ONE:
        raise CannotInvite(
            _("This address has had several invitations today. Please try again tomorrow.")
        )


def _sends(invitations: QuerySet[Invitation]) -> int:
    return invitations.aggregate(sends=Sum("sends", default=0))["sends"]


def _mail(invitation: Invitation, *, now: datetime) -> None:
    OutgoingMail.to(
        invitation.email,
        message=MESSAGE,
        language=invitation.language,
        about=invitation.id,
        due_at=now,
    ).save()


@composes(MESSAGE)
def invitation(mails: list[OutgoingMail]) -> Mapping[UUID, Words]:
    """To whom an owner asks to join. One that was taken back meanwhile is not sent."""
    asked = Invitation.objects.exclude(sealed_address=None).select_related(
        "organisation", "invited_by"
    )
    by_id = asked.in_bulk([mail.about for mail in mails])
    return {
        mail.id: {
            "organisation": found.organisation.name,
            "role": found.get_role_display(),
            "invited_by": found.invited_by.email if found.invited_by else "",
            "invitation_url": absolute("invitation", token=token_of(found)),
            "days": GOOD_FOR.days,
        }
        for mail in mails
        if (found := by_id.get(mail.about))
    }


# --- The person who was asked ---------------------------------------------------------------


@transaction.atomic
def accept(*, invitation: Invitation, by: User, now: datetime) -> Membership:
    """`by` joins. Raises Unusable, also where it is somebody else who was asked."""
    there = _taken(invitation, now=now)
    if account_at(there.email) != by:
        raise Unusable
    return _join(there, by, now=now)


@transaction.atomic
def accept_with_new_account(
    *, invitation: Invitation, name: str, password: str, now: datetime
) -> Membership:
    """An account for the address that was asked joins. Raises Unusable, HasAccount."""
    there = _taken(invitation, now=now)
    email = there.email.lower()
    if account_at(email):
        raise HasAccount
    try:
        with transaction.atomic():
            user = User.objects.create_user(email, password, name=name)
    except IntegrityError:  # made in this moment, by another invitation
        raise HasAccount from None
    # Reading our mail there has shown that it is theirs.
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    return _join(there, user, now=now)


def _taken(invitation: Invitation, *, now: datetime) -> Invitation:
    """Nobody else can accept it until this transaction is over."""
    return _pending(invitation.id, Invitation.objects.select_for_update(of=("self",)), now=now)


def _pending(invitation_id: UUID, among: QuerySet[Invitation], *, now: datetime) -> Invitation:
    found = among.select_related("organisation").filter(id=invitation_id).pending(now).first()
    return found or _none()


def _none() -> Invitation:
    raise Unusable


def _join(invitation: Invitation, user: User, *, now: datetime) -> Membership:
    """With the role that was offered; who is a member meanwhile keeps theirs."""
    membership, _is_new = Membership.objects.get_or_create(
        organisation=invitation.organisation, user=user, defaults={"role": invitation.role}
    )
    Invitation.objects.filter(id=invitation.id).update(accepted_at=now, sealed_address=None)
    record(
        Action.INVITATION_ACCEPTED,
        actor=user,
        now=now,
        organisation=invitation.organisation,
        role=membership.role,
    )
    return membership


# --- The clock ------------------------------------------------------------------------------


def forget_addresses(*, now: datetime) -> int:
    """Of invitations that nobody accepted in time; how many there were."""
    return Invitation.objects.over(now).update(sealed_address=None)


def forget_old(*, now: datetime) -> int:
    """Rows that have been over for KEPT_FOR; how many there were."""
    return Invitation.objects.filter(expires_at__lt=now - KEPT_FOR).delete()[0]
