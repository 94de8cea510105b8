"""Mail, from the public's side: "never write to me again", and a laptop's mail page."""

import email
import email.policy
from email.message import EmailMessage
from pathlib import Path

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from campaign.lib import tokens
from campaign.lib.doors import no_store
from campaign.mail import actions


@require_http_methods(["GET", "HEAD", "POST"])
@no_store
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """GET: a button. POST: done, from our page or in one click by a mail program (RFC 8058).

    A mail program's POST comes from no page of ours; the token alone vouches for it.
    """
    address_hash = tokens.read(tokens.UNSUBSCRIBE, token)
    if address_hash is None:
        return render(request, "public/link_unusable.html", status=404)
    if request.method == "POST":
        actions.suppress(address_hash=address_hash, now=timezone.now())
    return render(request, "public/unsubscribe.html", {"done": request.method == "POST"})


@require_safe
@no_store
def dev_mail(request: HttpRequest) -> HttpResponse:
    """All mail that a laptop's site has written, newest first."""
    files = sorted(_mail_folder().glob("*.eml"), reverse=True)[:50]
    messages = [(path.stem, _parsed(path)) for path in files]
    return render(request, "public/dev_mail.html", {"messages": messages})


@require_safe
@no_store
def dev_mail_message(request: HttpRequest, name: str) -> HttpResponse:
    path = _mail_folder() / f"{name}.eml"
    if path.parent != _mail_folder() or not path.is_file():
        raise Http404
    message = _parsed(path)
    text = message.get_body(["plain"])
    return render(
        request,
        "public/dev_mail_message.html",
        {"message": message, "text": text.get_content() if text else ""},
    )


def _mail_folder() -> Path:
    if not settings.DEBUG or not hasattr(settings, "EMAIL_FILE_PATH"):
        raise Http404
    return Path(settings.EMAIL_FILE_PATH)


def _parsed(path: Path) -> EmailMessage:
    return email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
