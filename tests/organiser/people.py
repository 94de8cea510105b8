"""Who comes to the desk."""

import re
from html import unescape

from django.http import HttpResponse
from django.test import Client

from campaign.accounts.models import Membership, Organisation, User
from tests import factories

# Of an organisation of their own, with every right there.
STRANGER = "stranger"


def account(role: str | None, organisation: Organisation | None = None) -> User:
    """With this role there; None: of no organisation; STRANGER: owns another one."""
    user = User.objects.create_user(f"{role or 'nobody'}@example.org", "x")
    if role == STRANGER:
        organisation, role = factories.organisation("Elsewhere"), "owner"
    if role:
        Membership.objects.create(user=user, organisation=organisation, role=role)
    return user


def signed_in(role: str | None, organisation: Organisation | None = None) -> Client:
    client = Client()
    client.force_login(account(role, organisation))
    return client


def words(response: HttpResponse) -> str:
    """What the page says, tags and line breaks aside."""
    main = response.content.decode().split("<main", 1)[1]
    return unescape(" ".join(re.sub(r"<[^>]+>", " ", main).split()))
