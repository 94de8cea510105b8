"""What a signer does with the links in their mail: confirm, see, change, withdraw.

A GET never writes: mail programs and scanners follow every link. A link that cannot be used, for
whatever reason, gets one and the same page.
"""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone, translation
from django.views.decorators.http import require_http_methods

from campaign.letters.at_hand import can_be_written_at_hand
from campaign.lib import sealing, tokens
from campaign.lib.addresses import Address
from campaign.lib.doors import no_store, see_other
from campaign.lib.weeks import week_of
from campaign.pages.at_hand import campaign_at_hand
from campaign.pages.partner_models import ConsentWording
from campaign.pages.sharing.words import passing_on
from campaign.public.pages import absolute_page_url
from campaign.public.refusals import same_origin
from campaign.signatures import actions
from campaign.signatures.forms import ChoicesForm
from campaign.signatures.links import Link, link_in, token_for
from campaign.signatures.models import Signature
from campaign.signatures.weeding.published import left_out_for

GET_OR_POST = require_http_methods(["GET", "HEAD", "POST"])


@GET_OR_POST
@no_store
@same_origin
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """GET: a button, or what became of it. POST: one UPDATE, and back to the GET."""
    link = link_in(tokens.CONFIRM, token, now=timezone.now())
    if request.method == "POST" and link:
        actions.confirm(signature_id=link.signature_id, now=timezone.now())
        return see_other(request.path)
    signature = signature_behind(link)
    if signature and signature.is_confirmed:
        return render(request, "public/thank_you.html", signer_context(signature))
    if signature and actions.can_confirm(signature, now=timezone.now()):
        return render(request, "public/confirm.html", signer_context(signature))
    return unusable(request)


@GET_OR_POST
@no_store
@same_origin
def my_signature(request: HttpRequest, token: str) -> HttpResponse:
    """The signer's own page. POST: their choices."""
    signature = signature_behind(link_in(tokens.MY, token, now=timezone.now()))
    if signature is None:
        return unusable(request)
    if signature.is_withdrawn:
        return render(request, "public/withdrawn.html", signer_context(signature))
    form = ChoicesForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        actions.change_choices(
            signature=signature,
            show_name=form.cleaned_data["show_name"],
            wants_updates=form.cleaned_data["updates"],
            agreed=form.agreed,
            comment=form.comment_typed,
            new_name=form.cleaned_data["new_name"],
        )
        return see_other(request.path)
    fields = own_fields(signature)
    return render(
        request,
        "public/my_signature.html",
        signer_context(signature)
        | {
            "form": form,
            "agreed_to": agreed_to(signature),
            "comment": form.data.get("comment", signature.comment),
            "new_name": form.data.get("new_name", ""),
            "name": fields.get("name") or signature.public_name,
            "address": Address.parse(fields["email"]).masked if "email" in fields else "",
            "affiliation": fields.get("affiliation", ""),
            "confirmed_week": signature.confirmed_at and week_of(signature.confirmed_at).date(),
            "can_show_name": bool(fields) or bool(signature.public_name),
        },
        status=422 if form.errors else 200,
    )


@GET_OR_POST
@no_store
@same_origin
def withdraw(request: HttpRequest, token: str) -> HttpResponse:
    """GET: what withdrawing means, and a button. POST: done."""
    signature = signature_behind(link_in(tokens.MY, token, now=timezone.now()))
    if signature is None:
        return unusable(request)
    if request.method == "POST":
        actions.withdraw(signature_id=signature.id, now=timezone.now())
        return see_other(request.path)
    if signature.is_withdrawn:
        return render(request, "public/withdrawn.html", signer_context(signature))
    return render(request, "public/withdraw.html", signer_context(signature))


def signature_behind(link: Link | None) -> Signature | None:
    """None also where the link has had its time."""
    if link is None:
        return None
    try:
        signature = Signature.objects.get(id=link.signature_id)
    except Signature.DoesNotExist:
        return None
    now = timezone.now()
    signature.campaign = campaign_at_hand(signature.campaign_id, now)
    return signature if link.works(signature.campaign.rules, now=now) else None


def signer_context(signature: Signature) -> dict[str, Any]:
    language = translation.get_language()
    campaign = signature.campaign
    text = campaign.text_in(language)
    page_url = absolute_page_url(campaign.slug)
    return {
        "signature": signature,
        "left_out_for": left_out_for(signature),
        "campaign": campaign,
        "text": text,
        "language": language,
        "page_url": page_url,
        "can_write": can_be_written_at_hand(campaign, timezone.now()),
        "passing_on": passing_on(campaign, text, page_url=page_url, language=language),
        "my_token": my_token(signature),
        "rules": campaign.rules,
    }


def agreed_to(signature: Signature) -> list[ConsentWording]:
    """Which partners may have the address, and in which words they agreed to it."""
    if not signature.agreed_to:
        return []
    agreed = ConsentWording.objects.filter(id__in=signature.agreed_to)
    return list(agreed.select_related("partner"))


def my_token(signature: Signature) -> str:
    """For the links on this page to the others of theirs."""
    rules = signature.campaign.rules
    return token_for(tokens.MY, signature.id, rules, now=timezone.now())


def own_fields(signature: Signature) -> dict[str, str]:
    """Their own fields; empty where only the organisation can open them."""
    try:
        return signature.opened() or {}
    except sealing.CannotOpen:
        return {}


def unusable(request: HttpRequest) -> HttpResponse:
    return render(request, "public/link_unusable.html", status=404)
