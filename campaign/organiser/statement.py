"""A new campaign, from a statement that is pasted or uploaded."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from campaign.accounts.models import Membership, Organisation
from campaign.lib.doors import told_kindly_when_too_large
from campaign.pages.actions import create_from_draft
from campaign.pages.statement_form import StatementForm


def too_large(request: HttpRequest) -> HttpResponse:
    """More than a form may hold, so nothing of it could be kept; the visitor's browser has it."""
    form = _form(request, data={})
    form.full_clean()
    form.errors.clear()
    form.add_error(
        "statement",
        _(
            "This is far more than a statement: a million characters fit here, and a file of up "
            "to 10 MB. Nothing was saved. Go back to find your text, and paste the statement alone."
        ),
    )
    return _page(request, form, status=413)


@told_kindly_when_too_large(too_large)
@require_http_methods(["GET", "HEAD", "POST"])
def new_campaign(request: HttpRequest) -> HttpResponse:
    """GET: where the statement goes. POST: it becomes a draft, shown beside it."""
    if request.method != "POST":
        return _page(request, _form(request))
    form = _form(request, request.POST, request.FILES)
    if not form.organisations or not form.is_valid():
        return _page(request, form, status=422)
    try:
        campaign = create_from_draft(
            form.draft,
            organisation=form.chosen_organisation,
            statement=form.statement,
            language=form.cleaned_data["language"],
            by=request.user,
            now=timezone.now(),
        )
    except ValidationError as error:
        form.add_error("statement", " ".join(error.messages))
        return _page(request, form, status=422)
    messages.success(
        request,
        _(
            "Here is your draft, saved. Read through it, change or leave out what is not right; "
            "then look at the preview, and publish."
        ),
    )
    return redirect("organiser_page_in", campaign.slug, campaign.main_language)


def _form(request: HttpRequest, *args: Any, **kwargs: Any) -> StatementForm:
    mine = Organisation.objects.filter(
        memberships__user=request.user, memberships__role__in=Membership.EDITING
    ).order_by("name")
    return StatementForm(list(mine), *args, language=translation.get_language(), **kwargs)


def _page(request: HttpRequest, form: StatementForm, *, status: int = 200) -> HttpResponse:
    return render(request, "organiser/page/new.html", {"form": form}, status=status)
