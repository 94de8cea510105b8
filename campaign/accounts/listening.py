"""What happens when allauth says that somebody signed in, or changed how they do."""

import time
from typing import Any

from allauth.account import signals as account
from allauth.account.internal.flows.login import record_authentication
from allauth.account.models import EmailAddress
from allauth.mfa import signals as mfa
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.auth import signals as auth
from django.dispatch import receiver
from django.http import HttpRequest
from django.utils import timezone

from campaign.accounts import auditing, emails
from campaign.accounts.auditing import Action
from campaign.accounts.door import BEGAN, USED
from campaign.accounts.factors import CODES
from campaign.accounts.models import User


def _record(action: Action, user: User, **details: str | int | bool | None) -> None:
    auditing.record(action, actor=user, now=timezone.now(), **details)


# --- Coming and going -----------------------------------------------------------------------


@receiver(auth.user_logged_in)
def begin_session(request: HttpRequest, user: User, **_more: Any) -> None:
    request.session[BEGAN] = request.session[USED] = time.time()
    # allauth keeps addresses in a table of its own. Whoever was invited came by this one.
    if not EmailAddress.objects.filter(user=user).exists():
        EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=True)


@receiver(account.user_logged_in)
def record_sign_in(user: User, **_more: Any) -> None:
    _record(Action.SIGNED_IN, user)


@receiver(auth.user_logged_out)
def record_sign_out(user: User | None, **_more: Any) -> None:
    if user:
        _record(Action.SIGNED_OUT, user)


# --- Second factors -------------------------------------------------------------------------


@receiver(mfa.authenticator_added)
def let_session_through(
    request: HttpRequest, user: User, authenticator: Authenticator, **_more: Any
) -> None:
    """Whoever sets up a factor has just shown that they hold it, so this session has used one."""
    _forget_factors(user)
    if authenticator.type == CODES:
        return
    record_authentication(
        request, user, "mfa", id=authenticator.pk, type=authenticator.type, reauthenticated=True
    )
    before = request.session.session_key
    request.session.cycle_key()  # it may do more than before, so a copied key shall not be it
    UserSession.objects.filter(session_key=before).update(session_key=request.session.session_key)
    _record(Action.FACTOR_ADDED, user, factor=authenticator.type)


@receiver(mfa.authenticator_removed)
def record_removal(user: User, authenticator: Authenticator, **_more: Any) -> None:
    _forget_factors(user)
    if authenticator.type != CODES:
        _record(Action.FACTOR_REMOVED, user, factor=authenticator.type)


@receiver(mfa.authenticator_reset)
def record_new_codes(user: User, **_more: Any) -> None:
    _forget_factors(user)
    _record(Action.CODES_MADE, user)


@receiver(mfa.authenticator_used)
def tell_of_recovery_code(user: User, authenticator: Authenticator, **_more: Any) -> None:
    """It is what a thief would use who found the sheet, so its owner hears of it."""
    if authenticator.type == CODES:
        _record(Action.CODE_USED, user, left=len(authenticator.wrap().get_unused_codes()))
        emails.queue("recovery_code_used", to=user.email, context={}, now=timezone.now())


@receiver(mfa.authentication_failed)
def record_failure(user: User, **_more: Any) -> None:
    _record(Action.FACTOR_FAILED, user)


def _forget_factors(user: User) -> None:
    """They were read when the request began (campaign/accounts/backend.py)."""
    if hasattr(user, "factors"):
        del user.factors


# --- Password and address -------------------------------------------------------------------


@receiver([account.password_changed, account.password_set])
def record_password_change(user: User, **_more: Any) -> None:
    _record(Action.PASSWORD_CHANGED, user)


@receiver(account.password_reset)
def record_password_reset(user: User, **_more: Any) -> None:
    _record(Action.PASSWORD_RESET, user)


@receiver(account.email_changed)
def record_address_change(user: User, **_more: Any) -> None:
    _record(Action.EMAIL_CHANGED, user)
