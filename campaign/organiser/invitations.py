"""An invitation, as the person sees it who was sent one.

Opening the link shows and changes nothing; only a button accepts. Whoever holds the link holds the
invited person's mailbox, or was handed it: an account of another address cannot use it.
"""

from allauth.account.internal.flows.login import perform_password_login
from allauth.account.models import Login
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from campaign.accounts import invitations
from campaign.accounts.forms import JoinForm
from campaign.accounts.invitations import HasAccount, Unusable
from campaign.accounts.models import Invitation
from campaign.accounts.roles import EXPLAINED
from campaign.lib.sealing import CannotOpen


@login_not_required
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """GET: who invites to what, as what. POST: accepted, by the person who is signed in, or with a
    new account."""
    try:
        found = invitations.usable(token, now=timezone.now())
        with translation.override(found.language):
            if request.user.is_authenticated:
                return _for_member(request, found)
            return _for_newcomer(request, found)
    except (Unusable, CannotOpen):  # one answer for whatever is wrong with it
        return render(request, "organiser/organisations/unusable.html", status=404)


def _for_member(request: HttpRequest, found: Invitation) -> HttpResponse:
    """Somebody is signed in: as who was invited, or as somebody else."""
    if invitations.account_at(found.email) != request.user:
        return _page(request, found, "somebody_else", status=403 if _is_post(request) else 200)
    if not _is_post(request):
        return _page(request, found, "accept")
    membership = invitations.accept(invitation=found, by=request.user, now=timezone.now())
    messages.success(request, _welcome(found, membership.get_role_display()))
    return redirect("organiser_campaigns")


def _for_newcomer(request: HttpRequest, found: Invitation) -> HttpResponse:
    """Nobody is signed in: to sign in first, or to make an account."""
    if invitations.account_at(found.email):
        return _page(request, found, "sign_in", status=403 if _is_post(request) else 200)
    form = JoinForm(found.email, request.POST if _is_post(request) else None)
    if not form.is_valid():
        return _page(request, found, "join", form=form, status=422 if form.is_bound else 200)
    try:
        membership = invitations.accept_with_new_account(
            invitation=found, **form.cleaned_data, now=timezone.now()
        )
    except HasAccount:
        return _page(request, found, "sign_in", status=409)
    messages.success(request, _welcome(found, membership.get_role_display()))
    login = Login(user=membership.user, redirect_url=reverse("organiser_campaigns"), signup=True)
    return perform_password_login(request, {"email": membership.user.email}, login)


def _page(
    request: HttpRequest,
    found: Invitation,
    what_next: str,
    *,
    form: JoinForm | None = None,
    status: int = 200,
) -> HttpResponse:
    return render(
        request,
        "organiser/organisations/invitation.html",
        {
            "invitation": found,
            "address": found.email,
            "explained": EXPLAINED[found.role],
            "what_next": what_next,
            "form": form,
        },
        status=status,
    )


def _welcome(found: Invitation, role: str) -> str:
    return _("Welcome. In %(organisation)s you are: %(role)s.") % {
        "organisation": found.organisation.name,
        "role": role,
    }


def _is_post(request: HttpRequest) -> bool:
    return request.method == "POST"
