"""The door of every desk: who is signed in passes with a second factor, or is led to one.

Deny by default: a page that is not named here, allauth's and the admin site's among them, is shut
to a session that was not itself opened with a factor. That the account has one is not enough.
"""

import time
from collections.abc import Callable
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import ngettext

from campaign.accounts import factors

View = Callable[..., HttpResponse]

# Where people sign in and out, get a new password, or prove that it is them.
OPEN = {
    *("account_login", "account_logout", "account_inactive", "account_signup", "invitation"),
    *("account_reset_password", "account_reset_password_done"),
    *("account_reset_password_from_key", "account_reset_password_from_key_done"),
    *("account_confirm_email", "account_email_verification_sent", "account_confirm_login_code"),
    *("mfa_authenticate", "mfa_login_webauthn"),
    *("mfa_reauthenticate", "mfa_reauthenticate_webauthn"),
}
# Where somebody without any factor sets the first one up. Shut to a session that skipped a factor
# which is there: it could add one of its own.
SETTING_UP = {
    *("second_factor", "mfa_activate_totp", "mfa_add_webauthn", "account_reauthenticate"),
}
CODES = {"mfa_view_recovery_codes", "mfa_download_recovery_codes"}

# When a session began and when it was last used, in seconds.
BEGAN, USED = "began_at", "used_at"
NOTED_EVERY = 60  # a session is written at most this often, for pages that only look


class SessionsEnd:
    """After hours without use, and at the latest when settings.SESSION_COOKIE_AGE is over."""

    def __init__(self, get_response: View) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.at_a_desk and request.user.is_authenticated:
            now = time.time()
            if self.is_over(request, now):
                self.end(request)
            elif now - request.session[USED] > NOTED_EVERY:
                self.note_use(request, now)
        return self.get_response(request)

    def is_over(self, request: HttpRequest, now: float) -> bool:
        """A session that does not say when it began was not opened by our door."""
        began, used = request.session.get(BEGAN, 0), request.session.get(USED, 0)
        return (
            now - used > settings.SESSION_IDLE_HOURS * 3600
            or now - began > settings.SESSION_COOKIE_AGE
        )

    def end(self, request: HttpRequest) -> None:
        logout(request)
        hours = settings.SESSION_IDLE_HOURS
        messages.info(
            request,
            ngettext(
                "You were signed out. That happens after %(hours)s hour without use, and once a "
                "week in any case.",
                "You were signed out. That happens after %(hours)s hours without use, and once a "
                "week in any case.",
                hours,
            )
            % {"hours": hours},
        )

    def note_use(self, request: HttpRequest, now: float) -> None:
        request.session[USED] = now
        key = request.session.session_key
        UserSession.objects.filter(session_key=key).update(last_seen_at=timezone.now())


class SecondFactor:
    """Shows everybody who is signed in their way, unless this session has used a factor."""

    def __init__(self, get_response: View) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: View, args: Any, kwargs: Any
    ) -> HttpResponse | None:
        if not request.at_a_desk or not request.user.is_authenticated:
            return None  # public, or for the login page to deal with
        page = request.resolver_match.view_name
        if page in OPEN:
            return None
        if factors.used_factor(request):
            return self.once_inside(request, page)
        if factors.has_factor(request.user):
            return prove_it(request) if settings.SECOND_FACTOR_IS_DEMANDED else None
        if settings.SECOND_FACTOR_IS_DEMANDED:
            return self.before_the_first(request, page)
        request.offers_second_factor = True
        return None

    def before_the_first(self, request: HttpRequest, page: str) -> HttpResponse | None:
        if page not in SETTING_UP:
            return lead_to("second_factor", request)
        if request.user.has_usable_password() or factors.proved_themselves(request):
            return None
        # Somebody without a password removed their last passkey a while ago. allauth would take
        # whoever has neither for proven; a link by mail proves more.
        return redirect("account_reset_password")

    def once_inside(self, request: HttpRequest, page: str) -> HttpResponse | None:
        if page == "account_reauthenticate":  # a password alone proves too little here
            return prove_it(request)
        if page not in CODES and factors.has_unseen_codes(request.user):
            return redirect("mfa_view_recovery_codes")
        return None


def prove_it(request: HttpRequest) -> HttpResponseRedirect:
    """To the page that asks for a factor which this account has."""
    types = {factor["type"] for factor in factors.factors_of(request.user)}
    by_code = Authenticator.Type.TOTP in types
    return lead_to("mfa_reauthenticate" if by_code else "mfa_reauthenticate_webauthn", request)


def lead_to(page: str, request: HttpRequest) -> HttpResponseRedirect:
    """With the way back, where there is one: a form that was sent cannot be sent again by us."""
    onward = request.GET.get("next") if request.resolver_match.view_name in SETTING_UP else None
    if not onward and request.method == "GET":
        onward = request.get_full_path()
    query = f"?{urlencode({'next': onward})}" if onward else ""
    return redirect(reverse(page) + query)
