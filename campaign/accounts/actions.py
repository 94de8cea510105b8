"""Verbs about people who run campaigns."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.text import slugify

from campaign.accounts.models import Membership, Organisation, SealingKey, User


@transaction.atomic
def create_organisation(*, name: str, website: str = "") -> Organisation:
    """An organisation with a key to seal its signatures to, or the one of that name."""
    slug = slugify(name)[:50] or "organisation"
    organisation, is_new = Organisation.objects.get_or_create(
        slug=slug, defaults={"name": name, "website": website}
    )
    if is_new:
        SealingKey.objects.create_for_server(organisation)
    return organisation


@transaction.atomic
def create_organiser(
    *, email: str, password: str, organisation: Organisation, is_superuser: bool = False
) -> User:
    """An account that owns `organisation`. Raises ValidationError where the address has one."""
    if User.objects.filter(email__iexact=email).exists():
        raise ValidationError(f"{email} has an account already.")
    user = User.objects.create_user(
        email, password, is_staff=is_superuser, is_superuser=is_superuser
    )
    Membership.objects.create(user=user, organisation=organisation, role=Membership.Role.OWNER)
    return user
