"""The texts of a campaign's letters: who gets which, and writing them."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from campaign.letters import actions, specimen, versions
from campaign.letters.attention import attention
from campaign.letters.merging import BLANKS
from campaign.letters.models import Addressee, LetterVersion, Recipient
from campaign.letters.passing_on import LONGEST_LINK
from campaign.letters.version_form import CHOSEN, FIRST_LETTER, MOST, VersionForm
from campaign.letters.writing import Letters
from campaign.lib.stamps import ChangedMeanwhile
from campaign.organiser.doors import EDITING, SEEING, campaign_for
from campaign.organiser.letters import letters_of, page
from campaign.pages.models import Campaign

GET_OR_POST = require_http_methods(["GET", "HEAD", "POST"])


@dataclass(frozen=True, slots=True)
class Row:
    version: LetterVersion
    rule: str  # in words
    readers: list[Recipient]
    is_base: bool
    warning: str  # "idle", "shadowed" or nothing
    can_delete: bool


@require_safe
@campaign_for(SEEING)
def version_list(request: HttpRequest, campaign: Campaign) -> HttpResponse:
    letters = letters_of(campaign)
    return page(request, "versions", letters, rows=_rows(letters), needs=attention(letters))


def _rows(letters: Letters) -> list[Row]:
    found = attention(letters)
    addressed = [each.recipient for each in letters.addressed]
    readers = versions.readers(letters.versions, addressed, chair=letters.chair)
    bases = [version for version in letters.versions if versions.is_base(version)]
    names = _names(letters)
    return [
        Row(
            version,
            versions.in_words(version, names, main_language=letters.campaign.main_language),
            readers[version.id],
            is_base=version in bases,
            warning="idle"
            if version in found.idle
            else "shadowed"
            if version in found.shadowed
            else "",
            can_delete=bases != [version],
        )
        for version in letters.versions
    ]


def _names(letters: Letters) -> dict[int, str]:
    """Of all recipients that a rule may name, those included that the campaign dropped since."""
    names = {each.recipient_id: each.recipient.name for each in letters.everybody}
    chosen = {each.id for version in letters.versions for each in version.recipients.all()}
    others = Recipient.objects.with_facts().filter(id__in=chosen - names.keys())
    return names | {recipient.id: recipient.name for recipient in others}


# --- Writing one ----------------------------------------------------------------------------


@GET_OR_POST
@campaign_for(EDITING)
def new_version(request: HttpRequest, campaign: Campaign) -> HttpResponse:
    """A new letter; with ?like=<id> it begins as a copy of another."""
    letters = letters_of(campaign)
    like = request.GET.get("like", "")
    if like:
        version = _copy(_version(letters, int(like) if like.isdigit() else 0))
    else:
        version = LetterVersion(
            campaign=letters.campaign,
            language=letters.campaign.main_language,
            body=FIRST_LETTER,
        )
    return _edit(request, letters, version)


@GET_OR_POST
@campaign_for(EDITING)
def edit_version(request: HttpRequest, campaign: Campaign, version_id: int) -> HttpResponse:
    letters = letters_of(campaign)
    if request.method == "POST" and version_id not in {each.id for each in letters.versions}:
        # Deleted while this was being written, which must not be lost.
        form = VersionForm(LetterVersion(campaign=letters.campaign), letters, request.POST)
        form.is_valid()
        return _editor(request, form, status=409, is_gone=True)
    return _edit(request, letters, _version(letters, version_id))


def _version(letters: Letters, version_id: int) -> LetterVersion:
    for version in letters.versions:
        if version.id == version_id:
            return version
    raise Http404


def _copy(version: LetterVersion) -> LetterVersion:
    """As it is, but for its name; not stored. Whom it is for is for the organiser to say."""
    return LetterVersion(
        campaign=version.campaign,
        name=(_("Copy of %(name)s") % {"name": version.name})[:100],
        language=version.language,
        subject=version.subject,
        body=version.body,
    )


def _edit(request: HttpRequest, letters: Letters, version: LetterVersion) -> HttpResponse:
    """GET: the editor. POST: store it, or show what it would be (`preview`)."""
    if request.method != "POST":
        return _editor(request, VersionForm(version, letters))
    form = VersionForm(version, letters, request.POST)
    if not form.is_valid():
        return _editor(request, form, status=422)
    if "preview" in request.POST:
        return _editor(request, form)
    who_and_when = {"by": request.user, "now": timezone.now()}
    try:
        if version.id is None:
            actions.add_version(version=form.written(), chosen=form.chosen, **who_and_when)
        else:
            actions.change_version(
                version=form.written(),
                chosen=form.chosen,
                was=form.cleaned_data["was"],
                **who_and_when,
            )
    except actions.LastBaseLetter:
        form.add_error(
            "group",
            _("This is the only letter that fits everybody. Write another such letter first."),
        )
        return _editor(request, form, status=422)
    except ChangedMeanwhile:
        return _editor(request, form, status=409, stored=version)
    messages.success(request, _("Saved: “%(name)s”.") % {"name": form.cleaned_data["name"]})
    return redirect("organiser_versions", slug=letters.campaign.slug)


def _editor(
    request: HttpRequest, form: VersionForm, *, status: int = 200, **context: Any
) -> HttpResponse:
    written = _written(form)
    shown = _shown(request, form, written)
    return page(
        request,
        "version",
        form.letters,
        form=form,
        was=versions.stamp(form.version) if "stored" in context else form["was"].value(),
        blanks=_blanks(form.letters),
        chosen_kind=CHOSEN,
        groups=LetterVersion.Group.choices,
        most=MOST,
        shown=shown,
        status=status,
        **(_measured(form, written, shown) if written and shown else {}),
        **context,
    )


def _blanks(letters: Letters) -> list[tuple[str, Any, str]]:
    """(name, explanation, example) of each; examples from the first recipient."""
    examples = letters.examples(letters.addressees[0]) if letters.addressees else {}
    return [(name, explained, examples.get(name, "")) for name, explained in BLANKS.items()]


def _written(form: VersionForm) -> LetterVersion | None:
    """The text as it stands in the editor; None where it cannot be a letter as it is."""
    if not form.is_bound:
        return form.version if form.version.id else None
    return form.written() if not form.errors.keys() - {"group", "recipients"} else None


def _fitting(form: VersionForm) -> list[Addressee]:
    group, chosen = (
        (form.for_group, form.chosen) if form.is_bound else (form.version.group, form.stored)
    )
    return [
        each
        for each in form.letters.addressed
        if versions.rule_fits(group, chosen, each.recipient, chair=form.letters.chair)
    ]


def _shown(
    request: HttpRequest, form: VersionForm, written: LetterVersion | None
) -> specimen.Letter | None:
    """The letter beside the editor: to whom the organiser asked for, else to the first it fits."""
    fitting = _fitting(form)
    if written is None or not fitting:
        return None
    asked = request.POST.get("shown_to")
    to = next((each for each in fitting if each.recipient.slug == asked), fitting[0])
    return specimen.specimen(form.letters, to, version=written)


def _measured(form: VersionForm, written: LetterVersion, shown: specimen.Letter) -> dict[str, Any]:
    """How long the longest of them is."""
    all_of_them = [
        specimen.specimen(form.letters, each, version=written) for each in _fitting(form)
    ]
    return {
        "pages": specimen.pages(max(all_of_them, key=lambda letter: len(letter.body))),
        "link_length": max(specimen.link_length(letter) for letter in all_of_them),
        "link_limit": LONGEST_LINK,
        "missing_blanks": [name for name in specimen.NEEDED_BLANKS if name not in written.body],
        "fitting": [letter.recipient for letter in all_of_them],
    }


# --- Their order ----------------------------------------------------------------------------


@require_POST
@campaign_for(EDITING)
def move_version(request: HttpRequest, campaign: Campaign, version_id: int) -> HttpResponse:
    """One place up, or down where the form says so."""
    version = _version(letters_of(campaign), version_id)
    up = request.POST.get("direction") != "down"
    actions.move_version(version=version, up=up, by=request.user, now=timezone.now())
    return redirect("organiser_versions", slug=campaign.slug)


@GET_OR_POST
@campaign_for(EDITING)
def delete_version(request: HttpRequest, campaign: Campaign, version_id: int) -> HttpResponse:
    """GET: what deleting means, and a button. POST: done."""
    letters = letters_of(campaign)
    version = _version(letters, version_id)
    row = next(row for row in _rows(letters) if row.version == version)
    if request.method == "POST":
        try:
            actions.delete_version(version=version, by=request.user, now=timezone.now())
        except actions.LastBaseLetter:
            return page(request, "delete_version", letters, row=row, status=409)
        messages.success(request, _("Deleted: “%(name)s”.") % {"name": version.name})
        return redirect("organiser_versions", slug=campaign.slug)
    return page(request, "delete_version", letters, row=row)
