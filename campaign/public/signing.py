"""The form arrives. What happens next does not depend on whose address it is."""

import logging
from email.utils import parseaddr
from functools import lru_cache
from typing import Any
from urllib.parse import parse_qs, urlsplit

from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from campaign.lib.doors import no_store, see_other
from campaign.public.kept import kept
from campaign.public.pages import campaign_context
from campaign.public.refusals import same_origin, try_again_later
from campaign.signatures import actions
from campaign.signatures.forms import EmailOnlyForm, SignForm

logger = logging.getLogger(__name__)


@require_http_methods(["GET", "HEAD", "POST"])
def sign(request: HttpRequest, slug: str) -> HttpResponse:
    """GET: the form by itself, for the smallest connection. POST: a signature."""
    if request.method == "POST":
        return take_in(request, slug)
    return kept(request, "public/sign.html", lambda: campaign_context(slug, SignForm()))


@no_store
@same_origin
def take_in(request: HttpRequest, slug: str) -> HttpResponse:
    form = SignForm({**request.POST.dict(), "source": source_of(request)})
    try:
        if not form.is_valid():
            return _form_page(request, slug, form, status=422)
        if not form.is_trapped:
            _sign(form, slug, request.LANGUAGE_CODE)
    except actions.SigningClosed:
        return _form_page(request, slug, form, status=409)
    except (OperationalError, InterfaceError) as error:
        logger.error("A signature could not be stored: %s", type(error).__name__)
        return try_again_later(request, form)
    address = check_your_mail_address(slug, request.LANGUAGE_CODE)
    # Whoever mistyped their address and signs once more has still come by this link.
    source = form.cleaned_data["source"]
    return see_other(f"{address}?s={source}" if source else address)


@require_safe
def check_your_mail(request: HttpRequest, slug: str) -> HttpResponse:
    """The same for everybody: whom we wrote to, and whether, stands nowhere in it."""
    return kept(
        request,
        "public/check_your_mail.html",
        lambda: mail_context(slug, EmailOnlyForm()),
    )


@require_POST
@no_store
@same_origin
def send_again(request: HttpRequest, slug: str) -> HttpResponse:
    """The mail once more; the same answer whether or not there was one."""
    form = EmailOnlyForm(request.POST)
    if not form.is_valid():
        context = mail_context(slug, form)
        return render(request, "public/check_your_mail.html", context, status=422)
    actions.resend(
        slug=slug,
        email=form.cleaned_data["email"],
        language=request.LANGUAGE_CODE,
        now=timezone.now(),
    )
    return see_other(check_your_mail_address(slug, request.LANGUAGE_CODE))


def mail_context(slug: str, form: EmailOnlyForm) -> dict[str, Any]:
    """Raises Http404."""
    sender = parseaddr(settings.NEUTRAL_FROM_EMAIL)[0] or settings.NEUTRAL_FROM_EMAIL
    return campaign_context(slug, form) | {"neutral_sender": sender}


@lru_cache(maxsize=500)
def check_your_mail_address(slug: str, language: str) -> str:
    """Of the page in `language`, the one in use. Remembered, because a crowd is sent to one, and
    looking it up takes as long as sealing a signature."""
    return reverse("check_your_mail", kwargs={"slug": slug})


def source_of(request: HttpRequest) -> str:
    """The share link's code: from the form, else from the address of the page it was sent from."""
    if code := request.POST.get("source"):
        return code
    query = parse_qs(urlsplit(request.META.get("HTTP_REFERER", "")).query)
    return query.get("s", [""])[0]


def _sign(form: SignForm, slug: str, language: str) -> None:
    fields = form.cleaned_data
    actions.sign(
        slug=slug,
        name=fields["name"],
        email=fields["email"],
        country=fields["country"],
        affiliation=fields["affiliation"],
        comment=fields["comment"],
        show_name=fields["show_name"],
        wants_updates=fields["updates"],
        agreed=form.agreed,
        language=language,
        source=fields["source"],
        now=timezone.now(),
    )


def _form_page(request: HttpRequest, slug: str, form: SignForm, status: int) -> HttpResponse:
    """The form with what was typed and what is said about it, or, closed, the reason."""
    context = campaign_context(slug, form)
    return render(request, "public/sign.html", context, status=status)
