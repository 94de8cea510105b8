"""Who comes to the desk."""

import re
import time
from datetime import timedelta
from html import unescape

from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
)
from allauth.mfa.utils import decrypt
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.utils import timezone

from campaign.accounts.models import Membership, Organisation, User
from tests import factories

# Of an organisation of their own, with every right there.
STRANGER = "stranger"

MFA_PERIOD = 30  # seconds that an authenticator app shows a code


def account(
    role: str | None, organisation: Organisation | None = None, *, password: str = "x"
) -> User:
    """With this role there; None: of no organisation; STRANGER: owns another one."""
    user = User.objects.create_user(f"{role or 'nobody'}@example.org", password)
    if role == STRANGER:
        organisation, role = factories.organisation("Elsewhere"), "owner"
    if role:
        Membership.objects.create(user=user, organisation=organisation, role=role)
    return user


def here_for_long(user: User) -> User:
    """A member for more than a day: who came just now does not count as a second person yet."""
    Membership.objects.filter(user=user).update(created_at=timezone.now() - timedelta(days=2))
    return user


def colleague(name: str, role: str, organisation: Organisation) -> User:
    """One more, who has been there for long."""
    user = User.objects.create_user(f"{name}@example.org", "x")
    Membership.objects.create(user=user, organisation=organisation, role=role)
    return here_for_long(user)


def signed_in(role: str | None, organisation: Organisation | None = None) -> Client:
    return at_the_desk(account(role, organisation))


def at_the_desk(user: User) -> Client:
    """Signed in as the desks demand it: with a password, then with an authenticator app."""
    client = Client()
    client.force_login(user)
    request = HttpRequest()
    request.session, request.user = client.session, user
    record_authentication(request, user, "password")
    app = authenticator_app(user)
    record_authentication(request, user, "mfa", id=app.id, type=app.type)
    request.session.save()
    return client


def stay_away(client: Client, minutes: int = 60) -> None:
    """What they proved when they signed in was so long ago."""
    session = client.session
    for each in session["account_authentication_methods"]:
        each["at"] -= minutes * 60
    session.save()


def authenticator_app(user: User) -> Authenticator:
    """The one that the account has, or gets; `code_of` reads what it shows."""
    app = Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).first()
    return app or TOTP.activate(user, generate_totp_secret()).instance


def code_of(app: Authenticator, *, later: int = 0) -> str:
    """What the app shows; each code is taken once, so `later` is for the next one."""
    return code_for(decrypt(app.data["secret"]), later=later)


def code_for(secret: str, *, later: int = 0) -> str:
    now = int(time.time()) // MFA_PERIOD
    return format_hotp_value(hotp_value(secret, now + later))


def words(response: HttpResponse) -> str:
    """What the page says, tags and line breaks aside."""
    main = response.content.decode().split("<main", 1)[1]
    return unescape(" ".join(re.sub(r"<[^>]+>", " ", main).split()))
