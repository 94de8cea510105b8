"""Links with a name: made, printed, counted, retired."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from campaign.lib import qr
from campaign.lib.downloads import file_response
from campaign.lib.typesetting import CannotTypeset
from campaign.organiser.doors import EDITING, SEEING, campaign_for
from campaign.organiser.showing import campaign_page
from campaign.pages.models import Campaign, CampaignText
from campaign.pages.sharing.channels import BUILT_IN_CODES, built_in_names
from campaign.pages.sharing.forms import LinkForm
from campaign.pages.sharing.links import bring_back_link, make_link, retire_link
from campaign.pages.sharing.models import SourceLink
from campaign.pages.sharing.posters import PAPERS, poster, printed_address
from campaign.signatures.sources import signatures_by_source

# In an address, the language that the reader's own phone asks for.
ANY = "any"


@require_http_methods(["GET", "HEAD", "POST"])
@campaign_for(SEEING, to_change=EDITING)
def links(request: HttpRequest, campaign: Campaign) -> HttpResponse:
    """GET: all links and what they brought. POST: a new one."""
    if request.method != "POST":
        return _links_page(request, campaign, LinkForm())
    form = LinkForm(request.POST)
    if not form.is_valid():
        return _links_page(request, campaign, form, status=422)
    try:
        link = make_link(
            campaign=campaign, **form.cleaned_data, now=timezone.now(), by=request.user
        )
    except ValidationError as error:
        form.add_error(None if hasattr(error, "error_dict") else "label", error)
        return _links_page(request, campaign, form, status=422)
    messages.success(
        request, _("“%(name)s” is made. Copy its link, or print its code.") % {"name": link.label}
    )
    return redirect("organiser_source_link", slug=campaign.slug, code=link.code)


@require_safe
@campaign_for(SEEING)
def link(request: HttpRequest, campaign: Campaign, code: str) -> HttpResponse:
    """One link: its address in each language, its code for print, what it brought."""
    shown = _link(campaign, code)
    return campaign_page(
        request,
        "sharing/link",
        campaign,
        link=shown,
        signatures=signatures_by_source(campaign, now=timezone.now()).get(code, 0),
        addresses=[
            (language, printed_address(campaign.slug, code, language.replace(ANY, "")))
            for language in (ANY, *_languages(campaign))
        ],
        papers=PAPERS,
    )


@require_POST
@campaign_for(EDITING)
def retire(request: HttpRequest, campaign: Campaign, code: str) -> HttpResponse:
    link = _link(campaign, code)
    retire_link(link=link, now=timezone.now(), by=request.user)
    messages.success(
        request,
        _("“%(name)s” is retired. Whoever still opens it comes to the campaign, and counts.")
        % {"name": link.label},
    )
    return redirect("organiser_sharing", slug=campaign.slug)


@require_POST
@campaign_for(EDITING)
def bring_back(request: HttpRequest, campaign: Campaign, code: str) -> HttpResponse:
    link = _link(campaign, code)
    bring_back_link(link=link, now=timezone.now(), by=request.user)
    messages.success(request, _("“%(name)s” is in use again.") % {"name": link.label})
    return redirect("organiser_source_link", slug=campaign.slug, code=code)


@require_safe
@campaign_for(SEEING)
def link_code(
    request: HttpRequest, campaign: Campaign, code: str, language: str, kind: str
) -> HttpResponse:
    """The QR code of a link as a file."""
    _link(campaign, code)
    address = _address(campaign, code, language)
    draw, content_type = {"svg": (qr.svg, "image/svg+xml"), "png": (qr.png, "image/png")}[kind]
    name = f"{campaign.slug}-{code}-{language}.{kind}".replace(f"-{ANY}.", ".")
    return file_response(draw(address), content_type, name)


@require_safe
@campaign_for(SEEING)
def link_poster(
    request: HttpRequest, campaign: Campaign, code: str, language: str, paper: str
) -> HttpResponse:
    """The poster with a link's code; `poster` is the code of those that belong to no link."""
    if code != "poster":
        _link(campaign, code)
    text = _text(campaign, language)
    if paper not in PAPERS:
        raise Http404
    try:
        sheet = poster(campaign, text, address=_address(campaign, code, language), paper=paper)
    except CannotTypeset:
        return campaign_page(request, "sharing/not_drawn", campaign, status=503)
    return file_response(sheet, "application/pdf", f"{campaign.slug}-{code}-{language}-{paper}.pdf")


def _links_page(
    request: HttpRequest, campaign: Campaign, form: LinkForm, *, status: int = 200
) -> HttpResponse:
    signatures = signatures_by_source(campaign, now=timezone.now())
    made = campaign.source_links.order_by("label", "id")
    rows = [(each, signatures.get(each.code, 0)) for each in made]
    rows.sort(key=lambda row: -row[1])
    return campaign_page(
        request,
        "sharing/links",
        campaign,
        form=form,
        in_use=[row for row in rows if row[0].retired_at is None],
        retired=[row for row in rows if row[0].retired_at],
        buttons=_by_button(signatures),
        without=signatures.get("", 0),
        status=status,
    )


def _by_button(signatures: dict[str, int]) -> list[tuple[Any, int]]:
    """(name, signatures) of the site's own links that brought somebody, most first."""
    names = built_in_names()
    brought = [(names[code], signatures[code]) for code in BUILT_IN_CODES if signatures.get(code)]
    return sorted(brought, key=lambda row: (-row[1], str(row[0])))


def _link(campaign: Campaign, code: str) -> SourceLink:
    return get_object_or_404(campaign.source_links.select_related("campaign"), code=code)


def _languages(campaign: Campaign) -> list[str]:
    """In which it has words, its main one first."""
    spoken = {text.language for text in campaign.texts.all()}
    return sorted(spoken, key=lambda language: (language != campaign.main_language, language))


def _text(campaign: Campaign, language: str) -> CampaignText:
    return get_object_or_404(campaign.texts.all(), language=language)


def _address(campaign: Campaign, code: str, language: str) -> str:
    if language == ANY:
        return printed_address(campaign.slug, code)
    if language not in _languages(campaign):
        raise Http404
    return printed_address(campaign.slug, code, language)
