"""Somebody's own account: how they sign in, where they are signed in, what happened to it.

The forms behind the buttons are allauth's, in templates of ours; here is what it has no page for.
"""

from typing import Any

from allauth.account.decorators import reauthentication_required
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from campaign.accounts.auditing import Action
from campaign.accounts.factors import CODES
from campaign.accounts.models import AuditEvent, User

ONWARD = "after_second_factor"  # in the session: where somebody was going when we stopped them
EVENTS_SHOWN = 10
FACTORS = {
    Authenticator.Type.TOTP: _("authenticator app"),
    Authenticator.Type.WEBAUTHN: _("passkey or security key"),
}


@require_safe
def your_account(request: HttpRequest) -> HttpResponse:
    """Everything that keeps the account safe, with what is set."""
    mine = Authenticator.objects.filter(user=request.user).order_by("created_at")
    events = AuditEvent.objects.of_account(request.user)[:EVENTS_SHOWN]
    context = {
        "app": next((each for each in mine if each.type == Authenticator.Type.TOTP), None),
        "keys": [each.wrap() for each in mine if each.type == Authenticator.Type.WEBAUTHN],
        "codes": next((each.wrap() for each in mine if each.type == CODES), None),
        "sessions": UserSession.objects.filter(user=request.user).count(),
        "events": [(event, _in_words(event)) for event in events],
    }
    return render(request, "account/your_account.html", context)


@require_safe
def second_factor(request: HttpRequest) -> HttpResponse:
    """What a second factor is, and which to choose."""
    onward = request.GET.get("next", "")
    if url_has_allowed_host_and_scheme(onward, allowed_hosts=None):
        request.session[ONWARD] = onward
    return render(request, "account/second_factor.html")


class KeptForm(forms.Form):
    kept = forms.BooleanField(
        label=_("I have kept these codes where I find them without this device"),
        error_messages={"required": _("Please keep the codes first: they are not shown again.")},
    )


@reauthentication_required
@require_http_methods(["GET", "HEAD", "POST"])
def recovery_codes(request: HttpRequest) -> HttpResponse:
    """Shown until their owner says to have kept them, and never again."""
    codes = _codes_of(request.user)
    form = KeptForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        codes.mark_as_viewed()
        messages.success(request, gettext("Your account is safe now. Thank you."))
        return redirect(request.session.pop(ONWARD, "") or "your_account")
    context = {"form": form, "left": len(codes.get_unused_codes()), "is_new": not codes.did_view}
    if not codes.did_view:
        context["codes"] = codes.get_unused_codes()
    status = 422 if form.errors else 200
    return render(request, "mfa/recovery_codes/index.html", context, status=status)


@reauthentication_required
@require_safe
def download_recovery_codes(request: HttpRequest) -> HttpResponse:
    """The same as a text file, for as long as they are shown."""
    codes = _codes_of(request.user)
    if codes.did_view:
        raise Http404
    context = {"codes": codes.get_unused_codes()}
    answer = render(request, "mfa/recovery_codes/download.txt", context)
    answer.headers["Content-Type"] = "text/plain; charset=utf-8"
    answer.headers["Content-Disposition"] = 'attachment; filename="recovery-codes.txt"'
    return answer


def _codes_of(user: User) -> Any:
    codes = Authenticator.objects.filter(user=user, type=CODES).first()
    if codes is None:
        raise Http404
    return codes.wrap()


def _in_words(event: AuditEvent) -> str:
    """What was done, and with which kind of factor where it was about one."""
    done = Action(event.action).label if event.action in Action.values else event.action
    factor = FACTORS.get(event.details.get("factor"))
    return f"{done}: {factor}" if factor else done
