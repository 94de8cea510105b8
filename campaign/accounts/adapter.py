"""How accounts come to be: by invitation."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class InvitationOnly(DefaultAccountAdapter):
    """Nobody signs up from outside; `create_organiser` and invitations make accounts."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False
