"""The record of who did what in an organisation: read by its owners, narrowed down, taken along."""

from collections.abc import Iterator
from datetime import UTC, datetime, time
from typing import Any

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from campaign.accounts import auditing
from campaign.accounts.auditing import READINGS, Action
from campaign.accounts.models import AuditEvent, Organisation
from campaign.accounts.models.audit import AuditEventQuerySet
from campaign.lib.paging import one_page
from campaign.lib.spreadsheets import csv_response
from campaign.organiser.audit_sentences import sentence_of
from campaign.organiser.doors import OWNING, organisation_for

ON_A_PAGE = 50
AT_A_TIME = 1000  # rows of a download that are held in memory
BY_THE_SITE = "site"
READING = "reading"

_NOT_A_DATE = gettext_lazy("This is not a date. One reads like 2026-03-31.")


class Narrowing(forms.Form):
    """Which part of the record. People are named by number: no address stands in an address."""

    person = forms.ChoiceField(label=gettext_lazy("Who"), required=False)
    campaign = forms.ChoiceField(label=gettext_lazy("Campaign"), required=False)
    kind = forms.ChoiceField(label=gettext_lazy("What"), required=False)
    since = forms.DateField(
        label=gettext_lazy("From"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": _NOT_A_DATE},
    )
    until = forms.DateField(
        label=gettext_lazy("To"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": _NOT_A_DATE},
    )

    def __init__(self, organisation: Organisation, data: Any) -> None:
        super().__init__(data)
        self.organisation = organisation
        everybody = (
            organisation.audit_events.order_by("actor_email", "actor_id")
            .values_list("actor_id", "actor_email")
            .distinct()
        )
        self.fields["person"].choices = [
            ("", _("Everybody")),
            *(
                (str(actor) if actor else BY_THE_SITE, email or _("The site itself"))
                for actor, email in everybody
            ),
        ]
        self.fields["campaign"].choices = [
            ("", _("All of them")),
            *((str(each.id), each.slug) for each in organisation.campaigns.order_by("slug")),
        ]
        self.fields["kind"].choices = [
            ("", _("Everything")),
            (READING, _("Names and letters opened")),
            *Action.choices,
        ]

    def clean(self) -> None:
        since, until = self.cleaned_data.get("since"), self.cleaned_data.get("until")
        if since and until and since > until:
            self.add_error("until", _("This is before the first day."))

    def narrowed(self) -> AuditEventQuerySet:
        events = self.organisation.audit_events.newest_first()
        chosen = self.cleaned_data
        if person := chosen["person"]:
            events = events.filter(actor_id=None if person == BY_THE_SITE else int(person))
        if chosen["campaign"]:
            events = events.filter(campaign_id=int(chosen["campaign"]))
        if kind := chosen["kind"]:
            events = events.filter(action__in=READINGS if kind == READING else [kind])
        if chosen["since"]:
            events = events.filter(at__gte=datetime.combine(chosen["since"], time(), UTC))
        if chosen["until"]:  # to its last moment: after the year 9999 there is no next day
            events = events.filter(at__lte=datetime.combine(chosen["until"], time.max, UTC))
        return events


@require_safe
@organisation_for(OWNING)
def audit(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """The newest first; ?before= is where the page before this one ended."""
    form = Narrowing(organisation, request.GET)
    shown: list[AuditEvent] = []
    are_more = False
    if form.is_valid():
        events = _from(form.narrowed(), request.GET.get("before", ""))
        shown, are_more = one_page(events, ON_A_PAGE)
    return render(
        request,
        "organiser/organisations/record.html",
        {
            "organisation": organisation,
            "form": form,
            "rows": [(event, sentence_of(event)) for event in shown],
            "is_narrowed": any(request.GET.get(name) for name in form.fields),
            "is_first": "before" not in request.GET,
            "query": _query(request),
            "older": _place(shown[-1]) if are_more else "",
            "years": settings.AUDIT_DAYS // 365,
        },
        status=200 if form.is_valid() else 422,
    )


@require_safe
@organisation_for(OWNING)
def download(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """The same, all of it, as a spreadsheet opens it."""
    form = Narrowing(organisation, request.GET)
    if not form.is_valid():
        return audit(request, slug=organisation.slug)
    now = timezone.now()
    auditing.record(Action.RECORD_EXPORTED, actor=request.user, now=now, organisation=organisation)
    name = f"record-{organisation.slug}-{now:%Y-%m-%d}.csv"
    return csv_response(_rows(form.narrowed()), name=name)


def _rows(events: AuditEventQuerySet) -> Iterator[list[str]]:
    yield [_("When (UTC)"), _("Who"), _("What"), _("Campaign")]
    part = list(events[:AT_A_TIME])
    while part:
        for event in part:
            yield [
                f"{event.at.astimezone(UTC):%Y-%m-%d %H:%M:%S}",
                event.actor_email or _("The site itself"),
                sentence_of(event),
                event.campaign_slug,
            ]
        part = list(events.after(part[-1].at, part[-1].id)[:AT_A_TIME])


def _place(event: AuditEvent) -> str:
    """Where a page ends, for the next to begin."""
    return f"{event.at.astimezone(UTC):%Y%m%dT%H%M%S.%f}-{event.id}"


def _from(events: AuditEventQuerySet, place: str) -> AuditEventQuerySet:
    """What follows `place`; from the beginning where it is no place."""
    at, _dash, event = place.partition("-")
    try:
        moment = datetime.strptime(at, "%Y%m%dT%H%M%S.%f").replace(tzinfo=UTC)
        return events.after(moment, int(event))
    except ValueError:
        return events


def _query(request: HttpRequest) -> str:
    """What was chosen, to be carried on to the next page."""
    chosen = request.GET.copy()
    chosen.pop("before", None)
    return chosen.urlencode()
