"""Verbs about organisations and the accounts that run them."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.text import slugify

from campaign.accounts.auditing import Action, record
from campaign.accounts.models import Membership, Organisation, SealingKey, User


@transaction.atomic
def create_organisation(*, name: str, now: datetime, website: str = "") -> Organisation:
    """An organisation with a key to seal its signatures to, or the one of that name."""
    slug = slugify(name)[:50] or "organisation"
    organisation, is_new = Organisation.objects.get_or_create(
        slug=slug, defaults={"name": name, "website": website}
    )
    if is_new:
        SealingKey.objects.create_for_server(organisation)
        record(Action.ORGANISATION_CREATED, actor=None, now=now, organisation=organisation)
    return organisation


@transaction.atomic
def change_organisation(
    *, organisation: Organisation, name: str, website: str, by: User, now: datetime
) -> None:
    """What it is called, on its campaigns' pages too. Its address at the desk stays."""
    was = organisation.name, organisation.website
    if was == (name, website):
        return
    Organisation.objects.filter(id=organisation.id).update(name=name, website=website)
    record(
        Action.ORGANISATION_CHANGED,
        actor=by,
        now=now,
        organisation=organisation,
        was=was[0],
        name=name,
        website=website,
    )


@transaction.atomic
def create_organiser(
    *,
    email: str,
    password: str,
    organisation: Organisation,
    now: datetime,
    is_superuser: bool = False,
) -> User:
    """An account that owns `organisation`. Raises ValidationError where the address has one."""
    if User.objects.filter(email__iexact=email).exists():
        raise ValidationError(f"{email} has an account already.")
    user = User.objects.create_user(
        email, password, is_staff=is_superuser, is_superuser=is_superuser
    )
    role = Membership.Role.OWNER
    Membership.objects.create(user=user, organisation=organisation, role=role)
    record(
        Action.MEMBER_ADDED,
        actor=None,
        now=now,
        organisation=organisation,
        member=user.email,
        role=role,
    )
    return user
