"""Second factors: which an account has, which a session used, and how their secrets are kept."""

import base64
import time
from typing import Any, ClassVar

from allauth.account.authentication import get_authentication_records
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from campaign.accounts.models import User
from campaign.lib import sealing

CODES = Authenticator.Type.RECOVERY_CODES
PURPOSE = "second-factor"


class SealedFactors(DefaultMFAAdapter):
    """allauth's, with secrets that the database alone does not give away."""

    error_messages: ClassVar = DefaultMFAAdapter.error_messages | {
        "incorrect_code": _("That is not right, or it was used already. Please try again."),
    }

    def encrypt(self, text: str) -> str:
        return base64.b64encode(sealing.wrap(text.encode(), purpose=PURPOSE)).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return sealing.unwrap(base64.b64decode(encrypted_text), purpose=PURPOSE).decode()

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """Passkeys belong to the site's own name, whatever host a request may have claimed."""
        return {"id": settings.SITE_HOST, "name": settings.SITE_NAME}

    def generate_authenticator_name(self, user: User, type: str) -> str:
        number = Authenticator.objects.filter(user=user, type=type).count() + 1
        return gettext("Key %(number)s") % {"number": number}


def factors_of(user: User) -> list[dict[str, Any]]:
    """`id`, `type`, and `seen` of recovery codes: that their owner says to have kept them.

    Already here where the session's backend loaded the account.
    """
    if not hasattr(user, "factors"):
        rows = Authenticator.objects.filter(user=user).values("id", "type", "data__viewed_at")
        user.factors = [
            {"id": row["id"], "type": row["type"], "seen": row["data__viewed_at"]} for row in rows
        ]
    return user.factors


def has_factor(user: User) -> bool:
    """Recovery codes alone are none: they stand in for a factor that was lost."""
    return any(factor["type"] != CODES for factor in factors_of(user))


def has_unseen_codes(user: User) -> bool:
    return any(factor["type"] == CODES and not factor["seen"] for factor in factors_of(user))


def used_factor(request: HttpRequest, *, within: float | None = None) -> bool:
    """Was this session itself opened, or proven since, with a factor that the account still has?

    within: seconds, for what must have happened just now
    """
    user = request.user
    if not has_factor(user):
        return False
    here = {factor["id"] for factor in factors_of(user)}
    return any(
        record["method"] == "mfa"
        # New recovery codes replace those that a session may have been opened with.
        and (record.get("id") in here or record.get("type") == CODES)
        and (within is None or time.time() - record["at"] < within)
        for record in get_authentication_records(request, user)
    )


def proved_themselves(request: HttpRequest, *, within: float | None = None) -> bool:
    """Did they prove just now that it is them, and with a factor where there is one?

    within: seconds, for another meaning of "just now" than the site's
    """
    within = within or settings.ACCOUNT_REAUTHENTICATION_TIMEOUT
    if has_factor(request.user):
        return used_factor(request, within=within)
    return any(
        time.time() - record["at"] < within
        for record in get_authentication_records(request, request.user)
    )
