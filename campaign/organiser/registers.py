"""The register: who can be written to, what is known of them, and checking it.

Everybody who runs campaigns here may look; owners and staff answer for what it says.
"""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.contrib import messages
from django.db.models import Prefetch
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from campaign.letters import attention, checking
from campaign.letters.fact_forms import ChairForm, FactForm
from campaign.letters.models import Fact, Office, Recipient, Register
from campaign.letters.models.register import STALE_AFTER
from campaign.lib.stamps import ChangedMeanwhile
from campaign.organiser.doors import ENTRUSTED, SEEING, anywhere, is_anywhere

GET_OR_POST = require_http_methods(["GET", "HEAD", "POST"])


@dataclass(frozen=True, slots=True)
class Line:
    """One fact on the page, known or not yet."""

    name: Fact.Name
    fact: Fact | None
    is_stale: bool
    is_unverified: bool

    @property
    def needs_checking(self) -> bool:
        return self.is_stale or self.is_unverified


@dataclass(frozen=True, slots=True)
class Part:
    """A recipient as a whole, or one of its offices."""

    place: str
    office: Office | None
    lines: list[Line]
    language: str = ""  # of names in the state's own language, where it has one official language


@require_safe
@anywhere(SEEING)
def register(request: HttpRequest, slug: str) -> HttpResponse:
    shown = get_object_or_404(Register, slug=slug)
    only_doubtful = request.GET.get("show") == "to-check"
    facts = Fact.objects.select_related("checked_by")
    recipients = shown.recipients.select_related("register").prefetch_related(
        Prefetch("facts", facts.filter(office=None)), Prefetch("offices__facts", facts)
    )
    rows = [(recipient, _parts(recipient, only_doubtful)) for recipient in recipients]
    chairs = list(shown.chairs.select_related("recipient__register", "checked_by"))
    names = {recipient.id: recipient.name for recipient, _parts_of_it in rows}
    return render(
        request,
        "organiser/registers/register.html",
        {
            "register": shown,
            "registers": Register.objects.order_by("name"),
            "rows": [(recipient, parts) for recipient, parts in rows if parts],
            "chairs": [(chair, names[chair.recipient_id]) for chair in chairs],
            "only_doubtful": only_doubtful,
            "doubtful": _doubtful(recipients),
            "can_check": is_anywhere(request.user, ENTRUSTED),
            "stale_after": STALE_AFTER.days,
            "next_year": max((chair.year for chair in chairs), default=_today().year - 1) + 1,
        },
    )


def _today() -> date:
    return timezone.now().date()


def _parts(recipient: Recipient, only_doubtful: bool) -> list[Part]:
    spoken = recipient.known.usable("official_languages")
    language = spoken if "," not in spoken else ""
    parts = [
        Part(checking.ITSELF, None, _lines(recipient.known, checking.OF_RECIPIENT)),
        *(
            Part(office.role, office, _lines(office.known, checking.OF_OFFICE), language)
            for office in recipient.offices.all()
        ),
    ]
    if not only_doubtful:
        return parts
    doubtful = [
        replace(part, lines=[line for line in part.lines if line.needs_checking]) for part in parts
    ]
    return [part for part in doubtful if part.lines]


def _lines(known: dict[str, Fact], names: tuple[str, ...]) -> list[Line]:
    today = _today()
    return [
        Line(
            Fact.Name(name),
            fact,
            is_stale=bool(fact and fact.value and fact.is_stale(today)),
            is_unverified=bool(fact and attention.is_unverified(fact)),
        )
        for name in names
        for fact in [known.get(name)]
    ]


def _doubtful(recipients: Any) -> int:
    today = _today()
    return sum(
        attention.needs_checking(fact, today)
        for recipient in recipients
        for fact in [
            *recipient.known.values(),
            *(fact for office in recipient.offices.all() for fact in office.known.values()),
        ]
    )


# --- Checking -------------------------------------------------------------------------------


@GET_OR_POST
@anywhere(ENTRUSTED)
def check_fact(
    request: HttpRequest, slug: str, recipient: str, place: str, name: str
) -> HttpResponse:
    """GET: one fact, and where to look. POST: somebody has looked, and this is so."""
    found = get_object_or_404(Register, slug=slug)
    of = get_object_or_404(found.recipients.with_facts(), slug=recipient)
    office = _office(of, place)
    if name not in (checking.OF_OFFICE if office else checking.OF_RECIPIENT):
        raise Http404
    fact = (office or of).known.get(name)
    now = timezone.now()
    if request.method != "POST":
        form = FactForm(name, fact, today=now.date())
        return _fact_page(request, of, office, form, fact)
    form = FactForm(name, fact, request.POST, today=now.date())
    if not form.is_valid():
        return _fact_page(request, of, office, form, fact, status=422)
    given = form.cleaned_data
    try:
        checking.check_fact(
            recipient=of,
            office=office,
            name=name,
            **{key: given[key] for key in ("value", "confidence", "source", "note", "was")},
            as_of=given["as_of"],
            by=request.user,
            now=now,
        )
    except ChangedMeanwhile:
        return _fact_page(request, of, office, form, fact, status=409, changed_meanwhile=True)
    messages.success(
        request,
        _("Saved: %(fact)s of %(recipient)s, checked today.")
        % {"fact": Fact.Name(name).label, "recipient": of.name},
    )
    return redirect(reverse("organiser_register", kwargs={"slug": slug}) + f"#{of.slug}")


def _office(recipient: Recipient, place: str) -> Office | None:
    """The office that the address of the page names; None for the recipient as a whole."""
    if place == checking.ITSELF:
        return None
    for office in recipient.offices.all():
        if office.role == place:
            return office
    raise Http404


def _fact_page(
    request: HttpRequest,
    recipient: Recipient,
    office: Office | None,
    form: FactForm,
    fact: Fact | None,
    *,
    status: int = 200,
    changed_meanwhile: bool = False,
) -> HttpResponse:
    return render(
        request,
        "organiser/registers/fact.html",
        {
            "register": recipient.register,
            "recipient": recipient,
            "office": office,
            "form": form,
            "fact": fact,
            "name": Fact.Name(form.name),
            "is_long": form.name == Fact.Name.POSTAL_ADDRESS,
            "most": checking.MOST.get(form.name, checking.MOST_OTHERWISE),
            "was": checking.stamp(fact) if changed_meanwhile else form["was"].value(),
            "changed_meanwhile": changed_meanwhile,
        },
        status=status,
    )


@GET_OR_POST
@anywhere(ENTRUSTED)
def set_chair(request: HttpRequest, slug: str, year: int) -> HttpResponse:
    """Who chairs the association in one year."""
    found = get_object_or_404(Register, slug=slug)
    if not 2000 <= year <= _today().year + 10:
        raise Http404
    states = [
        each for each in found.recipients.with_facts() if each.kind == Recipient.Kind.MEMBER_STATE
    ]
    chair = found.chairs.filter(year=year).select_related("recipient").first()
    initial = (
        {"recipient": chair.recipient.slug, "confidence": chair.confidence, "source": chair.source}
        if chair
        else {}
    )
    is_post = request.method == "POST"
    form = ChairForm(found, states, request.POST if is_post else None, **initial)
    if is_post and form.is_valid():
        checking.set_chair(
            register=found,
            year=year,
            recipient=form.state,
            confidence=form.cleaned_data["confidence"],
            source=form.cleaned_data["source"],
            by=request.user,
            now=timezone.now(),
        )
        messages.success(request, _("Saved: the chair of %(year)s.") % {"year": year})
        return redirect(reverse("organiser_register", kwargs={"slug": slug}) + "#chair")
    return render(
        request,
        "organiser/registers/chair.html",
        {"register": found, "year": year, "chair": chair, "form": form},
        status=422 if is_post else 200,
    )
