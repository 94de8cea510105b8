"""Signatures on paper: sheets to print, typed in, looked over, undone. Files: paper_imports.py."""

from typing import Any
from uuid import UUID

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from campaign.accounts.auditing import Action, record
from campaign.lib.downloads import file_response
from campaign.lib.paging import one_page
from campaign.lib.sealing import CannotOpen
from campaign.organiser.doors import ENTRUSTED, SEEING, campaign_for
from campaign.organiser.showing import campaign_page
from campaign.pages.models import Campaign
from campaign.signatures.ending import erasing_of
from campaign.signatures.paper import taking_in, undoing
from campaign.signatures.paper.entering import WorthALook, enter
from campaign.signatures.paper.forms import NameForm, SheetForm
from campaign.signatures.paper.models import PaperBatch
from campaign.signatures.paper.sheets import sheets
from campaign.signatures.paper.staging import CannotTakePaper, check_paper_is_taken
from campaign.signatures.paper.undoing import CannotUndo
from campaign.signatures.sources import signatures_on_paper
from campaign.staff.emptied import while_there_are_names
from campaign.staff.paper_imports import progress_of
from campaign.templatetags.typeset import number

ON_A_PAGE = 30
ALL = "all"


@require_safe
@campaign_for(ENTRUSTED)
def batches(request: HttpRequest, campaign: Campaign) -> HttpResponse:
    """What was typed in and imported, the newest first, and the sheets to print."""
    there = campaign.paper_batches.select_related("requested_by", "undone_by").order_by("-id")
    if after := _uuid(request.GET.get("after", "")):
        there = there.filter(id__lt=after)
    shown, are_more = one_page(there, ON_A_PAGE)
    for batch in shown:
        batch.progress = progress_of(batch)
    return _page(
        request,
        "list",
        campaign,
        batches=shown,
        following=shown[-1].id if are_more else None,
        on_paper=signatures_on_paper(campaign),
        texts=campaign.texts.all(),
        is_taken=_takes_paper(campaign),
        erasing=erasing_of(campaign),
    )


@require_safe
@campaign_for(SEEING)
def print_sheets(request: HttpRequest, campaign: Campaign, language: str) -> HttpResponse:
    """The sheet in one language, or in all of them, as a PDF."""
    texts = list(campaign.texts.order_by("language"))
    if language != ALL:
        texts = [text for text in texts if text.language == language]
    if not texts:
        raise Http404
    name = f"{campaign.slug}-sheet-{language.lower()}.pdf"
    return file_response(sheets(campaign, texts), "application/pdf", name, is_shown=True)


@require_http_methods(["GET", "HEAD", "POST"])
@campaign_for(ENTRUSTED)
@while_there_are_names("paper")
def enter_sheet(request: HttpRequest, campaign: Campaign) -> HttpResponse:
    """GET: ten empty lines, with the mark of the sheet before. POST: all of them, or none."""
    if request.method != "POST":
        return _page(request, "enter", campaign, form=_next_sheet(request, campaign))
    form = SheetForm(campaign, request.POST)
    found: dict[str, Any] = {}
    if form.is_valid():
        try:
            batch = enter(
                batch_id=form.batch_id,
                campaign=campaign,
                lines=form.good,
                mark=form.cleaned_data["mark"],
                language=form.cleaned_data["language"],
                anyway=bool(request.POST.get("anyway")),
                by=request.user,
                now=timezone.now(),
            )
        except WorthALook as worth:
            form.say(worth.faults)
            found = {"worth_a_look": True, "is_all": worth.is_all}
        except CannotTakePaper:
            form.add_error(None, _not_taken())
        else:
            messages.success(request, _taken(batch))
            return redirect(f"{request.path}?after={batch.id}")
    return _page(request, "enter", campaign, form=form, status=422, **found)


def _next_sheet(request: HttpRequest, campaign: Campaign) -> SheetForm:
    """With what is likely the same as on the sheet before."""
    before = _uuid(request.GET.get("after", ""))
    batch = before and campaign.paper_batches.filter(id=before).first()
    if not batch:
        return SheetForm(campaign)
    known = {"mark": batch.mark, "language": batch.language, "country": batch.country}
    return SheetForm(campaign, initial=known)


def _taken(batch: PaperBatch) -> str:
    said = ngettext(
        "%(number)s signature is taken in. The next sheet:",
        "%(number)s signatures are taken in. The next sheet:",
        batch.count,
    )
    return said % {"number": number(batch.count)}


def _not_taken() -> str:
    return _("This campaign takes no signatures on paper now: it has no key, or is over.")


@require_safe
@campaign_for(ENTRUSTED)
def batch(request: HttpRequest, campaign: Campaign, batch: UUID) -> HttpResponse:
    """One that was taken in: what came of it, and how to undo it."""
    shown = batch_of(campaign, batch)
    shown.progress = progress_of(shown)
    if shown.is_file and not (shown.is_taken or shown.undone_at):
        return redirect("staff_paper_import", slug=campaign.slug, batch=shown.id)
    return _page(
        request,
        "batch",
        campaign,
        batch=shown,
        can_be_undone=undoing.can_be_undone(shown),
        still_there=taking_in.still_there(shown),
    )


@require_POST
@campaign_for(ENTRUSTED)
def undo(request: HttpRequest, campaign: Campaign, batch: UUID) -> HttpResponse:
    shown = batch_of(campaign, batch)
    try:
        undone = undoing.undo(shown, by=request.user, now=timezone.now())
    except CannotUndo:
        messages.warning(request, _("Nothing was undone: it is undone already, or too late."))
    else:
        if shown.is_being_undone:
            return redirect("staff_paper_batch", slug=campaign.slug, batch=batch)
        said = ngettext(
            "Undone: %(number)s signature is erased and counts no more.",
            "Undone: %(number)s signatures are erased and count no more.",
            undone,
        )
        messages.success(request, said % {"number": number(undone)})
    return redirect("staff_paper_batch", slug=campaign.slug, batch=batch)


@require_http_methods(["GET", "HEAD", "POST"])
@campaign_for(ENTRUSTED)
@reauthentication_required
def erase(request: HttpRequest, campaign: Campaign, batch: UUID) -> HttpResponse:
    """Somebody asks to be taken off. POST: who is called so; with one of them chosen: erased."""
    shown, now = batch_of(campaign, batch), timezone.now()
    form = NameForm(request.POST or None)
    if chosen := _uuid(request.POST.get("signature", "")):
        taking_in.erase(shown, chosen, by=request.user, now=now)
        messages.success(request, _("Erased: the signature is gone, and counts no more."))
        return redirect("staff_paper_batch", slug=campaign.slug, batch=batch)
    if request.method != "POST" or not form.is_valid():
        status = 422 if form.is_bound else 200
        return _page(request, "erase", campaign, batch=shown, form=form, status=status)
    try:
        found = taking_in.called(shown, form.cleaned_data["name"])
    except CannotOpen:
        found = None
    record(Action.PAPER_SEARCHED, actor=request.user, now=now, campaign=campaign, mark=shown.mark)
    return _page(request, "erase", campaign, batch=shown, form=form, is_searched=True, found=found)


def batch_of(campaign: Campaign, batch: UUID) -> PaperBatch:
    there = campaign.paper_batches.select_related(
        "campaign__sealing_key", "requested_by", "undone_by"
    )
    return get_object_or_404(there, id=batch)


def _takes_paper(campaign: Campaign) -> bool:
    try:
        check_paper_is_taken(campaign)
    except CannotTakePaper:
        return False
    return True


def _uuid(typed: str) -> UUID | None:
    try:
        return UUID(typed)
    except ValueError:
        return None


def _page(
    request: HttpRequest, template: str, campaign: Campaign, *, status: int = 200, **context: Any
) -> HttpResponse:
    """templates/staff/paper/<template>.html"""
    return campaign_page(
        request, f"paper/{template}", campaign, desk="staff", status=status, **context
    )
