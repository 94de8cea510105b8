"""What stands before allauth's own addresses under /accounts/, in place of some of its pages."""

from django.urls import path
from django.views.generic import RedirectView

from campaign.organiser import account

urlpatterns = [
    path("", account.your_account, name="your_account"),
    path("second-factor/", account.second_factor, name="second_factor"),
    # allauth returns to these two overviews of its own.
    path("2fa/", RedirectView.as_view(pattern_name="your_account")),
    path("2fa/webauthn/", RedirectView.as_view(pattern_name="your_account")),
    path("2fa/recovery-codes/", account.recovery_codes, name="mfa_view_recovery_codes"),
    path(
        "2fa/recovery-codes/download/",
        account.download_recovery_codes,
        name="mfa_download_recovery_codes",
    ),
]
