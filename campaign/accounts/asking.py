"""Forms of allauth's that ask in another way: for a new password, a code from an app, a key."""

import struct
from collections.abc import Callable
from typing import Any, ClassVar

from allauth.account.forms import ResetPasswordForm
from allauth.core.internal.cryptokit import normalize_user_code
from allauth.mfa import app_settings
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.forms import (
    AddWebAuthnForm,
    AuthenticateWebAuthnForm,
    LoginWebAuthnForm,
    ReauthenticateWebAuthnForm,
)
from django import forms
from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from django.utils import timezone

from campaign.accounts import emails
from campaign.accounts.factors import SealedFactors
from campaign.lib import sealing

ONE_LINK_IN = 300  # seconds, to one address


class AskForNewPassword(ResetPasswordForm):
    """Looks nobody up: whether there is such an account decides itself when the mail goes out.

    So the answer can give nobody away, not even by the time it takes. However many ask, from
    wherever, nobody's mailbox is filled: a link that was sent a moment ago is good for a day.
    """

    def clean_email(self) -> str:
        return self.cleaned_data["email"].lower()

    def save(self, request: HttpRequest, **_more: object) -> str:
        address = self.cleaned_data["email"]
        asked = f"new-password:{sealing.address_hash(address).hex()}"
        if cache.add(asked, True, timeout=ONE_LINK_IN) or not settings.LIMITS:
            emails.queue(emails.RESET, to=address, context={}, now=timezone.now())
        return address


class OnceOnly:
    """A code from an app is good once for as long as it is good at all.

    allauth remembers it for the half minute that the app shows it. With the tolerance that clocks
    need (MFA_TOTP_TOLERANCE) we would take it for longer, and somebody who looked on could use it.
    """

    def clean_code(self) -> str:
        code = super().clean_code()
        if self.authenticator.type == Authenticator.Type.TOTP:
            used = f"app-code-used:{self.user.pk}:{normalize_user_code(code)}"
            good_for = app_settings.TOTP_PERIOD * (2 * app_settings.TOTP_TOLERANCE + 1)
            if not cache.add(used, True, timeout=good_for):
                raise get_adapter().validation_error("incorrect_code")
        return code


class AskForCode(OnceOnly, AuthenticateForm):
    """To sign in."""


class AskForCodeAgain(OnceOnly, ReauthenticateForm):
    """To prove that it is still the same person."""


class KeysAnswer(forms.JSONField):
    default_error_messages: ClassVar = dict.fromkeys(
        ["required", "invalid"], SealedFactors.error_messages["incorrect_code"]
    )

    def to_python(self, value: Any) -> Any:
        try:
            return super().to_python(value)
        except RecursionError:  # a hundred thousand "["
            raise get_adapter().validation_error("incorrect_code") from None


class KeysAnswerForm(forms.Form):
    """Whatever somebody sends us in place of a passkey's or security key's answer, it is refused as
    a wrong one is, and is no error of ours."""

    credential = KeysAnswer(widget=forms.HiddenInput)

    def clean_credential(self) -> Any:
        if not isinstance(self.cleaned_data["credential"], dict):
            raise get_adapter().validation_error("incorrect_code")  # allauth checks no 0 or false
        check = getattr(super(), "clean_credential", None)
        return _checked(check) if check else self.cleaned_data["credential"]

    def clean(self) -> dict[str, Any]:
        return _checked(super().clean)


# What fido2 raises about bytes that no key has written: found by sending it a hundred thousand.
UNREADABLE = (
    *(AssertionError, AttributeError, LookupError, RecursionError, TypeError, ValueError),
    struct.error,
)


def _checked(check: Callable[[], Any]) -> Any:
    try:
        return check()
    except UNREADABLE:
        raise get_adapter().validation_error("incorrect_code") from None


class AskForPasskey(KeysAnswerForm, LoginWebAuthnForm):
    """To sign in without a password."""


class AskForKey(KeysAnswerForm, AuthenticateWebAuthnForm):
    """To sign in, after the password."""


class AskForKeyAgain(KeysAnswerForm, ReauthenticateWebAuthnForm):
    """To prove that it is still the same person."""


class AddKey(KeysAnswerForm, AddWebAuthnForm):
    """A new one."""
