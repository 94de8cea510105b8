"""How a new password is asked for: as allauth has it, without looking anybody up."""

from allauth.account.forms import ResetPasswordForm
from django.http import HttpRequest
from django.utils import timezone

from campaign.accounts import emails


class AskForNewPassword(ResetPasswordForm):
    """Looks nobody up: whether there is such an account decides itself when the mail goes out.

    So the answer can give nobody away, not even by the time it takes.
    """

    def clean_email(self) -> str:
        return self.cleaned_data["email"].lower()

    def save(self, request: HttpRequest, **_more: object) -> str:
        address = self.cleaned_data["email"]
        emails.queue(emails.RESET, to=address, context={}, now=timezone.now())
        return address
