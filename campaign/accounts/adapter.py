"""Where allauth asks us: who may have an account, how mail goes out, what is kept of a visitor."""

import hmac
import ipaddress
from collections.abc import Iterable
from typing import Any, ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from allauth.usersessions.adapter import DefaultUserSessionsAdapter
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from campaign.accounts import auditing, emails, factors
from campaign.accounts.auditing import Action
from campaign.accounts.models import User


class Accounts(DefaultAccountAdapter):
    error_messages: ClassVar = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": _("This address and this password do not go together."),
        "incorrect_password": _("This is not your password."),
        "too_many_login_attempts": _("Too many tries. Please wait five minutes, then try again."),
        "duplicate_email": _("This is your address already."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """By invitation only, unless the host opens it."""
        return settings.SIGNUP_IS_OPEN

    def is_reauthentication_required(self, *, app: str, **_more: Any) -> bool:
        """Who signed in just now need not do so again; a factor is proven with the factor."""
        return not factors.proved_themselves(self.request)

    def get_reauthentication_methods(self, user: User | AnonymousUser) -> list[dict[str, Any]]:
        """Where there is a factor, the password alone does not do (campaign/accounts/door.py)."""
        words = {
            "reauthenticate": _("Use your password"),
            "mfa_reauthenticate": _("Use a code instead"),
            "mfa_reauthenticate:webauthn": _("Use your passkey or security key instead"),
        }
        methods = super().get_reauthentication_methods(user)
        by_factor = [each for each in methods if each["id"] != "reauthenticate"]
        return [each | {"description": words[each["id"]]} for each in by_factor or methods]

    def reauthenticate(self, user: User, password: str) -> bool:
        """allauth looks for an address in a table of its own, which not every account is in."""
        again = self.authenticate(self.request, email=user.email, password=password)
        return again is not None and again.pk == user.pk

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Into the outbox, like every message of the site: no request waits for a mail server."""
        emails.queue(template_prefix, to=email, context=context, now=timezone.now())

    def send_notification_mail(
        self,
        template_prefix: str,
        user: User,
        context: dict[str, Any] | None = None,
        email: str | None = None,
    ) -> None:
        self.send_mail(template_prefix, email or user.email, context or {})

    def get_client_ip(self, request: HttpRequest) -> str:
        """Something that stands for the visitor's network today, in the shape of an address.

        Limits need to tell networks apart and the list of sessions wants an address. Where people
        run campaigns from is nothing that we keep.
        """
        address = super().get_client_ip(request)
        one_subscriber = 64 if ":" in address else 32
        network = ipaddress.ip_network((address, one_subscriber), strict=False)
        named = f"{timezone.now():%Y-%m-%d} {network}".encode()
        digest = hmac.digest(settings.SECRET_KEY.encode(), named, "sha256")
        # From the range that no network has; allauth counts by the first half of an address.
        return str(ipaddress.IPv6Address(b"\xfd" + digest[:7] + bytes(8)))

    def get_http_user_agent(self, request: HttpRequest) -> str:
        return request.headers.get("User-Agent", "")


class Sessions(DefaultUserSessionsAdapter):
    @transaction.atomic
    def end_sessions(self, sessions: Iterable[UserSession]) -> None:
        ended = list(sessions)
        super().end_sessions(ended)
        if ended:
            auditing.record(
                Action.SESSIONS_ENDED,
                actor=ended[0].user,
                now=timezone.now(),
                sessions=len(ended),
            )
