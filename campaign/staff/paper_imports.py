"""Files with signatures on paper: uploaded, their columns named, looked over, taken in."""

import logging
import re
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from campaign.lib.doors import told_kindly_when_too_large
from campaign.lib.paging import one_page
from campaign.lib.sealing import CannotOpen
from campaign.lib.spreadsheets import csv_response
from campaign.organiser.doors import ENTRUSTED, campaign_for
from campaign.organiser.showing import campaign_page
from campaign.pages.models import Campaign
from campaign.signatures.paper import imports, reading
from campaign.signatures.paper.forms import ColumnsForm, FileForm
from campaign.signatures.paper.headings import recognised
from campaign.signatures.paper.models import PaperBatch, PaperFault
from campaign.signatures.paper.staging import CannotTakePaper
from campaign.staff.emptied import while_there_are_names
from campaign.templatetags.typeset import number

logger = logging.getLogger(__name__)

FAULTS_ON_A_PAGE = 100
PLACE = re.compile(r"(bad|double|remark)-([0-9]{1,9})-([0-9]{1,15})")  # where a page ended
State = PaperBatch.State


@campaign_for(ENTRUSTED)
def too_large(request: HttpRequest, campaign: Campaign) -> HttpResponse:
    form = FileForm(campaign, {}, {})
    form.errors.clear()
    form.add_error("file", _("This file is too large: 49 MB at most. Split it."))
    return _page(request, "upload", campaign, form=form, status=413)


@told_kindly_when_too_large(too_large, most=imports.MOST_BYTES + 512 * 1024)
@require_http_methods(["GET", "HEAD", "POST"])
@campaign_for(ENTRUSTED)
@while_there_are_names("paper")
def upload(request: HttpRequest, campaign: Campaign) -> HttpResponse:
    """GET: the form. POST: kept encrypted, and on to its columns."""
    if request.method != "POST":
        return _page(request, "upload", campaign, form=FileForm(campaign))
    form = FileForm(campaign, request.POST, request.FILES)
    if form.is_valid():
        given = {name: form.cleaned_data[name] for name in ("mark", "language", "country")}
        content = form.cleaned_data["file"]
        try:
            batch = imports.begin(
                campaign=campaign, content=content, by=request.user, now=timezone.now(), **given
            )
        except CannotTakePaper:
            form.add_error(
                None, _("This campaign takes no signatures on paper now: no key, or it is over.")
            )
        except OSError as error:
            logger.error("A file could not be kept: %s", type(error).__name__)
            form.add_error("file", _("It could not be kept here: is the disk full? Try later."))
        else:
            return redirect("staff_paper_columns", slug=campaign.slug, batch=batch.id)
    return _page(request, "upload", campaign, form=form, status=422)


@require_http_methods(["GET", "HEAD", "POST"])
@campaign_for(ENTRUSTED)
def columns(request: HttpRequest, campaign: Campaign, batch: UUID) -> HttpResponse:
    """GET: its first rows, and which column seems to be which. POST: look again as chosen, or let
    a worker check it."""
    shown = _batch_of(campaign, batch)
    if shown.state != State.CHOOSING:
        return redirect("staff_paper_import", slug=campaign.slug, batch=batch)
    if request.method == "POST" and shown.format == "csv":
        _look_as_chosen(shown, request.POST)
    looked = _first_rows(shown)
    rows, refusal = looked
    imports.record_looked_at(shown, rows=len(rows), by=request.user, now=timezone.now())
    first = rows[0] if rows else []
    if request.method != "POST" or request.POST.get("look"):
        found = recognised(first)
        initial: dict[str, Any] = {**found, "has_headings": bool(found) or not rows}
        initial |= {"encoding": shown.encoding, "delimiter": shown.delimiter, "all_or_none": ""}
        form = ColumnsForm(shown, first, initial=initial)
        return _columns_page(request, shown, form, looked)
    form = ColumnsForm(shown, first, request.POST)
    if refusal or not form.is_valid():
        return _columns_page(request, shown, form, looked, status=422)
    imports.check(
        shown,
        columns=form.columns(),
        has_headings=form.cleaned_data["has_headings"],
        all_or_none=bool(form.cleaned_data["all_or_none"]),
        by=request.user,
        now=timezone.now(),
    )
    return redirect("staff_paper_import", slug=campaign.slug, batch=batch)


def _look_as_chosen(batch: PaperBatch, typed: Any) -> None:
    encoding, delimiter = typed.get("encoding", ""), typed.get("delimiter", "")
    if encoding in reading.ENCODINGS and delimiter in reading.DELIMITERS:
        imports.look_at(batch, encoding=encoding, delimiter=delimiter)


def _first_rows(batch: PaperBatch) -> tuple[list[list[str]], str]:
    """Its first rows, and why there are none."""
    try:
        there = reading.first_rows(imports.content_of(batch), imports.how_to_read(batch))
    except reading.CannotRead as error:
        return [], _(reading.REFUSALS[str(error)])
    except (CannotOpen, OSError) as error:
        logger.error("Paper %s cannot be opened: %s", batch.id, type(error).__name__)
        return [], _("What you uploaded cannot be opened any more. Import it again.")
    rows = [[_visible(cell) for cell in cells] for _line, cells, _reason in there]
    return rows, "" if rows else _("There is nothing in this file.")


def _visible(cell: str) -> str:
    """Bytes that are no letters as the sign for that."""
    return cell.encode("utf-8", "replace").decode()[:120]


def _columns_page(
    request: HttpRequest,
    batch: PaperBatch,
    form: ColumnsForm,
    looked: tuple[list[list[str]], str],
    *,
    status: int = 200,
) -> HttpResponse:
    rows, refusal = looked
    widest = min(max(map(len, rows), default=0), 12)
    padded = [[*row[:widest], *[""] * (widest - len(row))] for row in rows]
    return _page(
        request,
        "columns",
        batch.campaign,
        batch=batch,
        form=form,
        rows=padded,
        letters=[chr(ord("A") + place) for place in range(widest)],
        refusal=refusal,
        status=status,
    )


@require_safe
@campaign_for(ENTRUSTED)
def checked(request: HttpRequest, campaign: Campaign, batch: UUID) -> HttpResponse:
    """How far it is; then what was found, and what can be done with it."""
    shown = _batch_of(campaign, batch)
    if shown.state == State.CHOOSING:
        return redirect("staff_paper_columns", slug=campaign.slug, batch=batch)
    faults, are_more = one_page(
        _faults_after(shown, request.GET.get("after", "")), FAULTS_ON_A_PAGE
    )
    shown.progress = progress_of(shown)
    is_refused = shown.all_or_none and bool(shown.bad)
    return _page(
        request,
        "checked",
        campaign,
        batch=shown,
        faults=faults,
        following=_place(faults[-1]) if are_more else "",
        can_be_taken=shown.good > 0 and not is_refused,
        is_refused=is_refused,
    )


def _faults_after(batch: PaperBatch, place: str) -> QuerySet[PaperFault]:
    """What is bad comes before what is only worth a look."""
    try:
        kind, line, fault = PLACE.fullmatch(place).groups()
    except AttributeError:
        return batch.faults.all()
    later = Q(line__gt=line) | Q(line=line, id__gt=fault)
    return batch.faults.filter(Q(kind__gt=kind) | Q(later, kind=kind))


def _place(fault: PaperFault) -> str:
    return f"{fault.kind}-{fault.line}-{fault.id}"


@require_safe
@campaign_for(ENTRUSTED)
def progress(request: HttpRequest, campaign: Campaign, batch: UUID) -> JsonResponse:
    """How far it is, for static/js/progress.js."""
    shown = _batch_of(campaign, batch)
    standing = {"state": shown.state, "standing": shown.standing}
    return JsonResponse(progress_of(shown) | standing)


def progress_of(batch: PaperBatch) -> dict[str, Any]:
    """{"done": 120, "total": 1000, "words": "120 of about 1,000 lines, 60 a second."}"""
    done, total = batch.rows_done, max(batch.rows_total, batch.rows_done, 1)
    if batch.state == State.WAITING:
        words = _("Waiting for its turn.")
    elif batch.is_being_undone:
        words = ngettext(
            "%(done)s of %(total)s signature is taken out.",
            "%(done)s of %(total)s signatures are taken out.",
            total,
        ) % {"done": number(done), "total": number(total)}
    elif batch.is_taking:
        words = _("Taking them in, all at once.")
    elif not done or batch.started_at is None:
        words = _("Just begun.")
    else:
        rate = done / max((timezone.now() - batch.started_at).total_seconds(), 1)
        words = ngettext(
            "%(done)s of about %(total)s line, %(rate)s a second.",
            "%(done)s of about %(total)s lines, %(rate)s a second.",
            total,
        ) % {"done": number(done), "total": number(total), "rate": number(round(rate))}
    return {"done": done, "total": total, "words": words}


@require_safe
@campaign_for(ENTRUSTED)
def faults_csv(request: HttpRequest, campaign: Campaign, batch: UUID) -> StreamingHttpResponse:
    """Every line that is not taken in, or worth a look. Nothing of what stands there."""
    shown = _batch_of(campaign, batch)
    return csv_response(_fault_rows(shown), name=f"{campaign.slug}-paper-lines.csv")


def _fault_rows(batch: PaperBatch) -> Any:
    kinds = {
        PaperFault.Kind.BAD: _("Bad"),
        PaperFault.Kind.DOUBLE: _("Has signed already"),
        PaperFault.Kind.REMARK: _("Taken in, worth a look"),
    }
    yield [_("Line"), _("Column"), _("What is wrong"), _("Earlier line"), _("What it means")]
    for fault in batch.faults.iterator(2_000):
        yield [*fault.as_row(), kinds[PaperFault.Kind(fault.kind)]]


@require_POST
@campaign_for(ENTRUSTED)
def take(request: HttpRequest, campaign: Campaign, batch: UUID) -> HttpResponse:
    imports.take(_batch_of(campaign, batch), by=request.user, now=timezone.now())
    return redirect("staff_paper_import", slug=campaign.slug, batch=batch)


@require_POST
@campaign_for(ENTRUSTED)
def choose_again(request: HttpRequest, campaign: Campaign, batch: UUID) -> HttpResponse:
    imports.choose_again(_batch_of(campaign, batch))
    return redirect("staff_paper_columns", slug=campaign.slug, batch=batch)


@require_POST
@campaign_for(ENTRUSTED)
def cancel(request: HttpRequest, campaign: Campaign, batch: UUID) -> HttpResponse:
    imports.cancel(_batch_of(campaign, batch), by=request.user, now=timezone.now())
    messages.success(request, _("Given up: the file is destroyed, and nothing of it was taken in."))
    return redirect("staff_paper", slug=campaign.slug)


def _batch_of(campaign: Campaign, batch: UUID) -> PaperBatch:
    there = campaign.paper_batches.select_related("campaign", "requested_by")
    return get_object_or_404(there, id=batch, kind=PaperBatch.Kind.FILE)


def _page(
    request: HttpRequest, template: str, campaign: Campaign, *, status: int = 200, **context: Any
) -> HttpResponse:
    """templates/staff/paper/<template>.html"""
    return campaign_page(
        request, f"paper/{template}", campaign, desk="staff", status=status, **context
    )
