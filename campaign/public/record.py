"""The record for everybody: what each recipient did, for machines, and the documents."""

import json
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from campaign.letters.models import RecordEntry
from campaign.letters.standing import Standing, standings
from campaign.lib.downloads import file_response
from campaign.lib.redrawing import PDF, WEBP
from campaign.pages.models import Campaign
from campaign.public.kept import keep
from campaign.public.letters_page import Page, public_campaign

# What a document can be: it was drawn anew when it was taken in.
ENDINGS = {PDF: "pdf", WEBP: "webp"}


@require_safe
def record(request: HttpRequest, slug: str) -> HttpResponse:
    """Where every recipient stands:

        {"campaign": "…", "as_of": "2026-11-25",
         "recipients": [{
            "id": "idn", "name": "Indonesia", "country": "ID",  (null for a body)
            "addressed": true, "why_not": null,                 (the reason where it is left out)
            "letters": 12, "by_channel": {"pdf": 5, …},
            "first_letter": "2026-11-02",                       (null: none yet)
            "days_of_silence": 23,                              (null: none yet, or answered)
            "events": [{"event": "handed_over", "on": "2026-11-20", "how": "by_hand",
                        "letters": 10, "note": "…", "document": "/c/…/record/7/"}]
         }]}

    Days are those of the campaign's time zone. Events are the published ones, the latest first.
    """
    page = Page(public_campaign(slug), now=timezone.now())
    content = {
        "campaign": slug,
        "as_of": page.letters.today.isoformat(),
        "recipients": [
            _recipient(page.campaign, one) for one in standings(page.letters, now=page.now)
        ]
        + [
            _who(each.recipient) | {"addressed": False, "why_not": each.why_not}
            for each in page.letters.left_out
        ],
    }
    return keep(
        request, json.dumps(content, ensure_ascii=False).encode(), "application/json; charset=utf-8"
    )


@require_safe
def record_document(request: HttpRequest, slug: str, entry: int) -> HttpResponse:
    """What came back, as it was published."""
    found = (
        RecordEntry.objects.published()
        .filter(id=entry, campaign=public_campaign(slug), document__isnull=False)
        .select_related("recipient")
        .first()
    )
    ending = ENDINGS.get(found.document_type) if found else None
    if found is None or ending is None:
        raise Http404
    # Browsers cannot show a PDF in a sandbox, so that is downloaded.
    is_shown = found.document_type != PDF
    name = f"{slug}-{found.recipient.slug}-{found.on.isoformat()}.{ending}"
    answer = file_response(bytes(found.document), found.document_type, name, is_shown=is_shown)
    answer.headers["Content-Security-Policy"] = (
        "sandbox; default-src 'none'; frame-ancestors 'none'"
    )
    answer.headers["Cache-Control"] = "public, max-age=60"
    return answer


def _recipient(campaign: Campaign, standing: Standing) -> dict[str, Any]:
    first = standing.written.first
    return _who(standing.recipient) | {
        "addressed": True,
        "why_not": None,
        "letters": standing.letters,
        "by_channel": standing.written.by_channel,
        "first_letter": first.isoformat() if first else None,
        "days_of_silence": standing.silent_days,
        "events": [_event(campaign, entry) for entry in standing.entries],
    }


def _who(recipient: Any) -> dict[str, Any]:
    return {"id": recipient.slug, "name": recipient.name, "country": recipient.country or None}


def _event(campaign: Campaign, entry: RecordEntry) -> dict[str, Any]:
    document = (
        reverse("record_document", kwargs={"slug": campaign.slug, "entry": entry.id})
        if entry.document_type
        else None
    )
    return {
        "event": entry.event,
        "on": entry.on.isoformat(),
        "how": entry.how or None,
        "letters": entry.letters,
        "note": entry.note,
        "document": document,
    }
