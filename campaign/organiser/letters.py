"""Letters, as those who run a campaign see them: whom it writes to, what they get, what needs
somebody."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from campaign.letters import actions, rehearsal, versions
from campaign.letters.addressee_forms import AddresseesForm
from campaign.letters.attention import attention
from campaign.letters.models import Addressee, LetterVersion, Recipient, Register
from campaign.letters.specimen import against, pdf, specimen
from campaign.letters.standing import letters_written
from campaign.letters.writing import Letter, Letters
from campaign.lib.downloads import file_response
from campaign.lib.typesetting import CannotTypeset
from campaign.organiser.doors import EDITING, OWNING, SEEING, campaign_for
from campaign.organiser.showing import campaign_page
from campaign.pages.models import Campaign

TESTED_AT = "letters_tested_at"  # in the session


def page(
    request: HttpRequest, template: str, letters: Letters, *, status: int = 200, **context: Any
) -> HttpResponse:
    """A page about one campaign's letters, with what each of them shows."""
    template = f"letters/{template}"
    return campaign_page(
        request, template, letters.campaign, status=status, letters=letters, **context
    )


def letters_of(campaign: Campaign) -> Letters:
    return Letters(campaign, today=campaign.today(timezone.now()))


# --- Where it stands ------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Row:
    """One recipient at a glance."""

    addressee: Addressee
    version: LetterVersion | None
    letters: int  # that people have written to it


@require_safe
@campaign_for(SEEING)
def overview(request: HttpRequest, campaign: Campaign) -> HttpResponse:
    letters = letters_of(campaign)
    written = letters_written(letters.campaign)
    rows = [
        Row(each, _version_for(letters, each), written[each.recipient_id].total)
        for each in letters.addressed
    ]
    registers = {each.recipient.register for each in letters.everybody} or Register.objects.all()
    return page(
        request,
        "overview",
        letters,
        rows=rows,
        written=sum(row.letters for row in rows),
        attention=attention(letters),
        undecided=_undecided(letters),
        registers=registers,
    )


def _undecided(letters: Letters) -> list[Recipient]:
    """Who came into the register after the campaign had chosen from it."""
    return list(
        Recipient.objects.with_facts()
        .filter(register__in={each.recipient.register_id for each in letters.everybody})
        .exclude(id__in=[each.recipient_id for each in letters.everybody])
        .exclude(kind=Recipient.Kind.INFORMED)
    )


def _version_for(letters: Letters, addressee: Addressee) -> LetterVersion | None:
    return versions.version_for(
        letters.versions,
        addressee.recipient,
        chair=letters.chair,
        languages=letters.languages(addressee),
    )


# --- Whom it writes to ----------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@campaign_for(SEEING, to_change=EDITING)
def addressees(request: HttpRequest, campaign: Campaign) -> HttpResponse:
    """GET: every recipient of a register. POST: all of them as decided, or nothing."""
    is_post = request.method == "POST"
    letters = letters_of(campaign)
    registers = list(Register.objects.order_by("name"))
    register = _register(request, letters, registers)
    if register is None:
        return page(request, "addressees", letters, registers=registers)
    owns = request.role in OWNING
    form = AddresseesForm(
        list(register.recipients.with_facts()),
        {each.recipient_id: each for each in letters.everybody},
        letters_from=campaign.organisation.letters_from if owns else None,
        data=request.POST if is_post else None,
    )
    if is_post and form.is_valid():
        actions.choose_addressees(
            campaign=campaign,
            choices=form.choices,
            letters_from=form.letters_from,
            by=request.user,
            now=timezone.now(),
        )
        if not letters.versions and campaign.addressees.addressed().exists():
            messages.success(request, _("Saved. Now write the letter that they get."))
            return redirect("organiser_versions", slug=campaign.slug)
        messages.success(request, _("Saved. This is whom the campaign writes to from now on."))
        return redirect(f"{request.path}?register={register.slug}")
    return page(
        request,
        "addressees",
        letters,
        form=form,
        register=register,
        registers=registers,
        status=422 if is_post else 200,
    )


def _register(request: HttpRequest, letters: Letters, registers: list[Register]) -> Register | None:
    """The one that is asked for; else that of the campaign's recipients; else the only one."""
    asked = request.GET.get("register")
    if asked is not None:
        found = next((each for each in registers if each.slug == asked), None)
        if found is None:
            raise Http404
        return found
    used = [each.recipient.register for each in letters.everybody]
    return next(iter(used), registers[0] if len(registers) == 1 else None)


# --- All letters, to be read ----------------------------------------------------------------


@require_safe
@campaign_for(SEEING)
def preview(request: HttpRequest, campaign: Campaign) -> HttpResponse:
    """Every letter as its recipient would get it, on one page."""
    letters = letters_of(campaign)
    return page(request, "preview", letters, **_preview(request, letters))


def _preview(request: HttpRequest, letters: Letters) -> dict[str, Any]:
    languages = list(dict.fromkeys(version.language for version in letters.versions))
    language = request.POST.get("language") or request.GET.get("language", "")
    language = language if language in languages else ""
    shown = [
        (letter, against(letter, _base_letter(letters, each, letter)))
        for each in letters.addressees
        for letter in [specimen(letters, each, language=language)]
    ]
    return {
        "shown": shown,
        "languages": languages if len(languages) > 1 else [],
        "language": language,
        "can_test": bool(shown),
    }


def _base_letter(letters: Letters, addressee: Addressee, letter: Letter) -> Letter | None:
    """What this recipient would get if there were only the base letter, in the same language."""
    base = next(
        (
            version
            for version in letters.versions
            if versions.is_base(version) and version.language == letter.language
        ),
        None,
    )
    if base is None or base == letter.version:
        return None
    return specimen(letters, addressee, version=base)


@require_safe
@campaign_for(SEEING)
def preview_pdf(request: HttpRequest, campaign: Campaign, recipient: str) -> HttpResponse:
    """One letter, set on A4 for an envelope with a window."""
    letters = letters_of(campaign)
    addressee = letters.addressee(recipient)
    if addressee is None:
        raise Http404
    try:
        document = pdf(specimen(letters, addressee, language=request.GET.get("language", "")))
    except CannotTypeset:
        return page(request, "no_pdf", letters, recipient=addressee.recipient, status=503)
    name = f"{campaign.slug}-{addressee.recipient.slug}.pdf"
    return file_response(document, "application/pdf", name, is_shown=True)


@require_POST
@campaign_for(EDITING)
def test_letters(request: HttpRequest, campaign: Campaign) -> HttpResponse:
    """Mail all letters to the person who asks."""
    now = timezone.now()
    language = request.POST.get("language", "")
    language = language if language in dict(settings.LANGUAGES) else ""
    try:
        number = rehearsal.send_tests(
            campaign=campaign,
            language=language,
            by=request.user,
            last_at=_last_tested(request),
            now=now,
        )
    except (rehearsal.TooSoon, rehearsal.NeverWrite) as refusal:
        letters = letters_of(campaign)
        return page(
            request,
            "preview",
            letters,
            refused="never" if isinstance(refusal, rehearsal.NeverWrite) else "soon",
            status=429 if isinstance(refusal, rehearsal.TooSoon) else 409,
            **_preview(request, letters),
        )
    request.session[TESTED_AT] = now.isoformat()
    messages.success(
        request,
        ngettext(
            "%(number)d letter is on its way to %(address)s. It arrives within a minute or two.",
            "%(number)d letters are on their way to %(address)s, each as a mail of its own. They "
            "arrive within a minute or two.",
            number,
        )
        % {"number": number, "address": request.user.email},
    )
    query = f"?{urlencode({'language': language})}" if language else ""
    return redirect(reverse("organiser_preview", kwargs={"slug": campaign.slug}) + query)


def _last_tested(request: HttpRequest) -> datetime | None:
    at = request.session.get(TESTED_AT)
    return datetime.fromisoformat(at) if at else None
