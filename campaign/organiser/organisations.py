"""Organisations: who is in them and as what, and asking others in."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from campaign.accounts import actions, invitations, members
from campaign.accounts.forms import InvitationForm, OrganisationForm, RoleForm
from campaign.accounts.members import LastOwner
from campaign.accounts.models import Invitation, Membership, Organisation
from campaign.accounts.roles import EXPLAINED
from campaign.organiser.doors import OWNING, SEEING, organisation_for, role_in

GET_OR_POST = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def organisations(request: HttpRequest) -> HttpResponse:
    """The visitor's own; where there is one only, straight there."""
    mine = list(
        request.user.memberships.select_related("organisation")
        .annotate(
            people=Count("organisation__memberships", distinct=True),
            campaigns=Count("organisation__campaigns", distinct=True),
        )
        .order_by("organisation__name", "id")
    )
    if len(mine) == 1:
        return redirect("organisation", slug=mine[0].organisation.slug)
    return render(request, "organiser/organisations/list.html", {"memberships": mine})


@GET_OR_POST
@organisation_for(SEEING, to_change=OWNING)
def organisation(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """GET: its members, and whom it has invited. POST: an owner invites."""
    if request.method != "POST":
        return _members_page(request, organisation, InvitationForm())
    form = InvitationForm(request.POST)
    if form.is_valid():
        asked = form.cleaned_data
        try:
            invitations.invite(
                organisation=organisation,
                address=asked["email"],
                role=asked["role"],
                language=asked["language"],
                by=request.user,
                now=timezone.now(),
            )
        except invitations.CannotInvite as refusal:
            form.add_error("email", str(refusal))
        else:
            messages.success(
                request,
                _("An invitation is on its way to %(address)s. It can be accepted for seven days.")
                % {"address": asked["email"].typed},
            )
            return redirect("organisation", slug=organisation.slug)
    return _members_page(request, organisation, form, status=422)


def _members_page(
    request: HttpRequest, organisation: Organisation, form: InvitationForm, *, status: int = 200
) -> HttpResponse:
    there = organisation.memberships.select_related("user")
    pending = organisation.invitations.pending(timezone.now()).select_related("invited_by")
    return _page(
        request,
        "members",
        organisation,
        members=sorted(there, key=lambda each: (_RANKS[each.role], each.user.email)),
        invitations=pending.order_by("-created_at"),
        explained=[(role.label, EXPLAINED[role]) for role in Membership.Role],
        form=form,
        status=status,
    )


_RANKS = {role: rank for rank, role in enumerate(Membership.Role)}


def _page(
    request: HttpRequest,
    template: str,
    organisation: Organisation,
    *,
    status: int = 200,
    **context: Any,
) -> HttpResponse:
    mine = role_in(request, organisation)
    context |= {"organisation": organisation, "mine": mine, "is_owner": mine.role in OWNING}
    return render(request, f"organiser/organisations/{template}.html", context, status=status)


@GET_OR_POST
@organisation_for(OWNING)
def details(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    form = OrganisationForm(organisation, request.POST if request.method == "POST" else None)
    if form.is_valid():
        actions.change_organisation(
            organisation=organisation, **form.cleaned_data, by=request.user, now=timezone.now()
        )
        messages.success(request, _("Saved."))
        return redirect("organisation", slug=organisation.slug)
    return _page(request, "details", organisation, form=form, status=422 if form.is_bound else 200)


# --- Members --------------------------------------------------------------------------------


@GET_OR_POST
@organisation_for(OWNING)
def change_role(request: HttpRequest, organisation: Organisation, member: int) -> HttpResponse:
    """GET: the four roles and what each means. POST: changed."""
    membership = _member(organisation, member)
    is_post = request.method == "POST"
    form = RoleForm(request.POST if is_post else None, initial={"role": membership.role})
    if is_post and form.is_valid():
        try:
            members.change_role(
                membership=membership,
                role=form.cleaned_data["role"],
                by=request.user,
                now=timezone.now(),
            )
        except LastOwner:
            form.add_error("role", _last_owner())
        else:
            messages.success(
                request,
                _("%(member)s is %(role)s from now on.")
                % {
                    "member": membership.user.shown_name,
                    "role": Membership.Role(form.cleaned_data["role"]).label,
                },
            )
            return redirect("organisation", slug=organisation.slug)
    status = 422 if form.errors else 200
    return _page(request, "role", organisation, form=form, member=membership, status=status)


@GET_OR_POST
@organisation_for(OWNING)
def remove_member(request: HttpRequest, organisation: Organisation, member: int) -> HttpResponse:
    """GET: what that means, and a button. POST: done."""
    membership = _member(organisation, member)
    if membership.user == request.user:
        return redirect("leave_organisation", slug=organisation.slug)
    if request.method != "POST":
        return _page(request, "remove", organisation, member=membership)
    members.remove_member(membership=membership, by=request.user, now=timezone.now())
    messages.success(
        request,
        _("%(member)s is not a member any more.") % {"member": membership.user.shown_name},
    )
    return redirect("organisation", slug=organisation.slug)


@GET_OR_POST
@organisation_for(SEEING)
def leave(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """GET: what that means, and a button. POST: done; the last owner is told what to do first."""
    mine = role_in(request, organisation)
    is_last = members.is_last_owner(mine)
    if request.method == "POST":
        try:
            members.leave(organisation=organisation, by=request.user, now=timezone.now())
        except LastOwner:
            is_last = True
        else:
            messages.success(
                request,
                _("You have left %(organisation)s.") % {"organisation": organisation.name},
            )
            return redirect("organiser_campaigns")
    status = 409 if request.method == "POST" else 200
    return _page(request, "leave", organisation, is_last_owner=is_last, status=status)


def _member(organisation: Organisation, member: int) -> Membership:
    return get_object_or_404(
        organisation.memberships.select_related("user", "organisation"), id=member
    )


def _last_owner() -> str:
    return _("This is the last owner. Make somebody else an owner first.")


# --- Invitations ----------------------------------------------------------------------------


@require_POST
@organisation_for(OWNING)
def send_again(request: HttpRequest, organisation: Organisation, invitation: UUID) -> HttpResponse:
    found = _invitation(organisation, invitation)
    try:
        invitations.send_again(invitation=found, by=request.user, now=timezone.now())
    except invitations.CannotInvite as refusal:
        messages.error(request, str(refusal))
    except invitations.Unusable:
        messages.error(request, _("It was accepted or taken back in the meantime."))
    else:
        messages.success(request, _("Sent again. It can be accepted for seven days from now."))
    return redirect("organisation", slug=organisation.slug)


@require_POST
@organisation_for(OWNING)
def revoke(request: HttpRequest, organisation: Organisation, invitation: UUID) -> HttpResponse:
    found = _invitation(organisation, invitation)
    invitations.revoke(invitation=found, by=request.user, now=timezone.now())
    messages.success(request, _("Taken back: the link in that mail leads nowhere any more."))
    return redirect("organisation", slug=organisation.slug)


def _invitation(organisation: Organisation, invitation: UUID) -> Invitation:
    return get_object_or_404(organisation.invitations.select_related("organisation"), id=invitation)
