"""The record, as those keep it who run a campaign: what happened, with whom, and who may see it."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from campaign.letters import recording
from campaign.letters.announcing import CannotAnnounce
from campaign.letters.models import Dossier, RecordEntry
from campaign.letters.record_forms import RecordForm
from campaign.lib.downloads import file_response
from campaign.lib.redrawing import PDF
from campaign.organiser.doors import EDITING, SEEING, campaign_for
from campaign.organiser.letters import letters_of, page
from campaign.pages.models import Campaign

ON_A_PAGE = 50


@require_safe
@campaign_for(SEEING)
def record_list(request: HttpRequest, campaign: Campaign) -> HttpResponse:
    """All entries, or those of one recipient (?recipient=), the newest first."""
    letters = letters_of(campaign)
    recipients = {each.recipient_id: each.recipient for each in letters.everybody}
    entries = campaign.record.defer("document").select_related("recipient__register", "recorded_by")
    chosen = next(
        (each for each in recipients.values() if each.slug == request.GET.get("recipient")), None
    )
    if chosen:
        entries = entries.filter(recipient=chosen)
    shown = Paginator(entries, ON_A_PAGE).get_page(request.GET.get("page"))
    for entry in shown:  # with the facts that have been read already
        entry.recipient = recipients.get(entry.recipient_id, entry.recipient)
    return page(
        request,
        "record",
        letters,
        entries=shown,
        chosen=chosen,
        recipients=[each.recipient for each in letters.addressed],
    )


@require_http_methods(["GET", "HEAD", "POST"])
@campaign_for(EDITING)
def new_entry(request: HttpRequest, campaign: Campaign) -> HttpResponse:
    """An empty form, begun with ?recipient= or ?dossier= where a link knows; POST: recorded."""
    return _form_page(request, campaign, None, initial=_begun_with(request, campaign))


@require_http_methods(["GET", "HEAD", "POST"])
@campaign_for(EDITING)
def entry(request: HttpRequest, campaign: Campaign, entry_id: int) -> HttpResponse:
    return _form_page(request, campaign, _entry_of(campaign, entry_id))


def _form_page(
    request: HttpRequest,
    campaign: Campaign,
    entry: RecordEntry | None,
    initial: dict[str, Any] | None = None,
) -> HttpResponse:
    bound = (request.POST, request.FILES) if request.method == "POST" else ()
    form = RecordForm(*bound, campaign=campaign, entry=entry, initial=initial, now=timezone.now())
    if request.method == "POST" and form.is_valid():
        try:
            form.save(by=request.user)
        except CannotAnnounce as error:
            form.add_error("tell", str(error))
        else:
            messages.success(request, _("It stands in the record."))
            return redirect("organiser_record", slug=campaign.slug)
    letters = letters_of(campaign)
    status = 422 if form.errors else 200
    return page(request, "record_entry", letters, form=form, entry=entry, status=status)


@require_POST
@campaign_for(EDITING)
def publish(request: HttpRequest, campaign: Campaign, entry_id: int) -> HttpResponse:
    entry = _entry_of(campaign, entry_id)
    recording.publish(entry=entry, by=request.user, now=timezone.now())
    return redirect("organiser_record", slug=campaign.slug)


@require_POST
@campaign_for(EDITING)
def unpublish(request: HttpRequest, campaign: Campaign, entry_id: int) -> HttpResponse:
    entry = _entry_of(campaign, entry_id)
    recording.unpublish(entry=entry, by=request.user, now=timezone.now())
    return redirect("organiser_record", slug=campaign.slug)


@require_http_methods(["GET", "HEAD", "POST"])
@campaign_for(EDITING)
def remove(request: HttpRequest, campaign: Campaign, entry_id: int) -> HttpResponse:
    """GET: what that means, and a button. POST: done."""
    entry = _entry_of(campaign, entry_id)
    if request.method == "POST":
        recording.remove(entry=entry, by=request.user, now=timezone.now())
        messages.success(request, _("It is out of the record."))
        return redirect("organiser_record", slug=campaign.slug)
    return page(request, "remove_entry", letters_of(campaign), entry=entry)


@require_safe
@campaign_for(SEEING)
def document(request: HttpRequest, campaign: Campaign, entry_id: int) -> HttpResponse:
    """Published or not, for those of the organisation."""
    entry = get_object_or_404(campaign.record, id=entry_id)
    if entry.document is None:
        raise Http404
    ending = "pdf" if entry.document_type == PDF else "webp"
    name = f"{slugify(entry.document_title)[:60] or 'document'}.{ending}"
    return file_response(bytes(entry.document), entry.document_type, name)


def _entry_of(campaign: Campaign, entry_id: int) -> RecordEntry:
    there = campaign.record.select_related("campaign", "recipient__register")
    return get_object_or_404(there, id=entry_id)


def _begun_with(request: HttpRequest, campaign: Campaign) -> dict[str, Any]:
    begun: dict[str, Any] = {"recipient": request.GET.get("recipient", "")}
    built = campaign.dossiers.built().select_related("recipient")
    chosen = request.GET.get("dossier", "")
    if dossier := next((each for each in built if str(each.id) == chosen), None):
        is_letters = dossier.contents == Dossier.Contents.LETTERS
        begun |= {
            "recipient": dossier.recipient.slug,
            "event": RecordEntry.Event.HANDED_OVER,
            "how": RecordEntry.How.BY_HAND,
            "letters": dossier.items_total if is_letters else None,
            "dossier": chosen,
        }
    return begun
