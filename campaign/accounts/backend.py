"""Whose session it is, and with which second factors that account could have been opened."""

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from allauth.mfa.models import Authenticator
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef
from django.db.models.functions import JSONObject

from campaign.accounts.models import User


class WithFactors(AuthenticationBackend):
    """Every page at a desk asks for both, so one query answers both."""

    def get_user(self, user_id: Any) -> User | None:
        factors = Authenticator.objects.filter(user=OuterRef("pk")).values(
            factor=JSONObject(id="id", type="type", seen="data__viewed_at")
        )
        user = User.objects.annotate(factors=ArraySubquery(factors)).filter(pk=user_id).first()
        return user if user and self.user_can_authenticate(user) else None
