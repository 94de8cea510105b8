"""Writing to recipients: choose, read, change, send. For everybody, and for those who signed.

    letters      GET: the form, the same for everybody.  POST: the chosen letters, composed
    letter       GET: one letter, to be read.  POST: one of DOINGS with it
    my_letters   the same two behind a signer's own link, where the campaign can also be asked to
    my_letter    carry a letter

What is typed travels in the form and in its answer; nothing of it is stored, unless a signer asks
the campaign to carry a letter.
"""

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from campaign.letters import carrying, delivering, passing_on
from campaign.letters.models import Recipient
from campaign.letters.models.record import Channel
from campaign.lib import tokens
from campaign.lib.doors import no_store, see_other
from campaign.lib.downloads import file_response
from campaign.lib.typesetting import to_pdf
from campaign.public import my_signature
from campaign.public.kept import kept
from campaign.public.letters_page import Page, Sheet, public_campaign
from campaign.public.refusals import same_origin
from campaign.signatures.links import link_in
from campaign.signatures.models import Signature

GET_OR_POST = require_http_methods(["GET", "HEAD", "POST"])

# What JavaScript may say became of a letter; the rest is seen or said without it.
NOTED = {Channel.MAIL_PROGRAM, Channel.WEBMAIL, Channel.COPY, Channel.SHARE}


@GET_OR_POST
def letters(request: HttpRequest, slug: str) -> HttpResponse:
    if request.method == "POST":
        return compose(request, slug)
    return kept(request, "public/letters.html", lambda: _page(slug).context())


@GET_OR_POST
def letter(request: HttpRequest, slug: str, recipient: str) -> HttpResponse:
    if request.method == "POST":
        return compose(request, slug, recipient)
    return kept(request, "public/letter.html", lambda: _page(slug, recipient).context())


@GET_OR_POST
@no_store
@same_origin
def my_letters(request: HttpRequest, token: str, recipient: str = "") -> HttpResponse:
    """For those who signed: their name is there already, and the campaign can carry letters."""
    signature = my_signature.signature_behind(link_in(tokens.MY, token, now=timezone.now()))
    if signature is None:
        return my_signature.unusable(request)
    if signature.is_withdrawn:
        context = my_signature.signer_context(signature)
        return render(request, "public/withdrawn.html", context)
    if request.method == "POST" and request.POST.get("do") == "take_back":
        _take_back(signature, recipient)
        if "composition" not in request.POST:  # from the list of carried letters, not their text
            return see_other(reverse("my_letters", kwargs={"token": token}))
    campaign = public_campaign(signature.campaign.slug)
    page = Page(campaign, now=timezone.now(), only=recipient, signature=signature)
    if request.method == "POST":
        return _answer(request, page)
    return render(request, page.template, page.context())


@no_store
@same_origin
def compose(request: HttpRequest, slug: str, recipient: str = "") -> HttpResponse:
    return _answer(request, _page(slug, recipient))


def _page(slug: str, recipient: str = "") -> Page:
    return Page(public_campaign(slug), now=timezone.now(), only=recipient)


def _answer(request: HttpRequest, page: Page) -> HttpResponse:
    """The form again, with what is said about it; or the letters; or what was asked of one."""
    typed, do = request.POST, request.POST.get("do", "show")
    if do == "note":
        return _note(page, typed)
    if do == "take_back" and page.signature is None:
        raise Http404
    if not page.can_write:
        return render(request, "public/letters.html", page.context(), status=409)
    page.bind(typed)
    if do == "take_back":
        page.done.discard(page.only)
    if do == "choose":
        page.begin_again()
        return render(request, page.template, page.context())
    if not page.form.is_valid():
        return render(request, page.template, page.context(), status=422)
    if do == "carry_all":
        for sheet in page.sheets:
            _carry(page, sheet)
    elif do in DOINGS and page.sheet:
        answer = DOINGS[do](page, page.sheet)
        if answer is not None:
            return answer
    written = page.written()
    status = 422 if written["has_errors"] else 200
    return render(request, "public/letters_written.html", written, status=status)


# --- What can be done with one letter: each answers, or None for the page of letters ----------


def _eml(page: Page, sheet: Sheet) -> HttpResponse | None:
    if sheet.form.errors:
        return None
    content = passing_on.to_eml(to=sheet.to, subject=sheet.subject, body=sheet.body)
    _record_sheet(page, sheet, Channel.EML)
    return file_response(content, "message/rfc822", f"{page.campaign.slug}-{sheet.slug}.eml")


def _pdf(page: Page, sheet: Sheet) -> HttpResponse | None:
    if sheet.form.errors:
        return None
    data = passing_on.for_typesetting(
        sheet.letter,
        name=page.form.cleaned_data["name"],
        place=page.form.cleaned_data["place"],
        subject=sheet.subject,
        body=sheet.body,
    )
    content = to_pdf("letter.typ", data)
    _record_sheet(page, sheet, Channel.PDF)
    return file_response(content, "application/pdf", f"{page.campaign.slug}-{sheet.slug}.pdf")


def _sent(page: Page, sheet: Sheet) -> None:
    if not sheet.form.errors:
        _record_sheet(page, sheet, Channel.SAID)
        page.done.add(sheet.slug)


def _carry(page: Page, sheet: Sheet) -> None:
    if page.signature is None:
        sheet.refusal = page.carried_for_signers
    elif not sheet.form.errors:
        try:
            carrying.carry(
                signature=page.signature,
                recipient=sheet.letter.recipient,
                language=sheet.letter.language,
                name=page.form.cleaned_data["name"],
                place=page.form.cleaned_data["place"],
                subject=sheet.subject,
                body=sheet.body,
                now=page.now,
            )
            page.done.add(sheet.slug)
        except carrying.CannotCarry as refusal:
            sheet.refusal = str(refusal)


DOINGS: dict[str, Callable[[Page, Sheet], HttpResponse | None]] = {
    "eml": _eml,
    "pdf": _pdf,
    "sent": _sent,
    "carry": _carry,
}


def _note(page: Page, typed: QueryDict) -> HttpResponse:
    """From JavaScript, while its reader is on the way to their mail program: without the letter."""
    addressee = page.letters.addressee(page.only)
    channel = typed.get("channel")
    if page.can_write and addressee and channel in NOTED:
        languages = page.letters.languages(addressee)
        said = typed.get(f"language-{page.only}", "")
        language = said if said in languages else languages[0]
        _record(page, typed, addressee.recipient, language, Channel(channel))
    return HttpResponse(status=204)


def _take_back(signature: Signature, slug: str) -> None:
    """A letter that we carry, given back to its writer; also while nobody can write any more, or
    the campaign has left its recipient out since."""
    recipient = get_object_or_404(Recipient, slug=slug)
    carrying.take_back(signature=signature, recipient=recipient)


def _record_sheet(page: Page, sheet: Sheet, channel: Channel) -> None:
    _record(page, page.typed, sheet.letter.recipient, sheet.letter.language, channel)


def _record(
    page: Page, typed: QueryDict, recipient: Recipient, language: str, channel: Channel
) -> None:
    """Counted where it comes from a page that we composed, else done without counting."""
    composition = delivering.composition_in(typed.get("composition", ""), now=page.now)
    if composition:
        delivering.record_delivery(
            campaign=page.campaign,
            recipient=recipient,
            composition=composition,
            channel=channel,
            language=language,
            now=page.now,
        )
