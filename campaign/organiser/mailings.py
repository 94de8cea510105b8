"""Mailing news: who gets it, trying it on oneself, sending, watching, holding it up."""

from collections.abc import Callable
from typing import Any

from allauth.account.decorators import reauthentication_required
from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from campaign.organiser.doors import EDITING, SEEING, campaign_for
from campaign.organiser.news import item_of
from campaign.organiser.showing import campaign_page
from campaign.pages.models import Campaign
from campaign.pages.news_models import NewsItem
from campaign.signatures import mailings, news_rehearsal
from campaign.signatures.followers import followers_by_language
from campaign.signatures.mailing_models import Mailing
from campaign.signatures.mailings import PACES, CannotMail
from campaign.templatetags.typeset import number

Turn = Callable[..., None]


class MailingForm(forms.Form):
    """How fast, how openly; and the number of people, typed, so that nobody sends by mistake."""

    per_hour = forms.TypedChoiceField(
        required=False, coerce=int, empty_value=None, choices=[("", ""), *((n, n) for n in PACES)]
    )
    is_neutral = forms.BooleanField(required=False)
    shown = forms.IntegerField(min_value=0)  # how many the page has said
    typed = forms.CharField(
        max_length=20,
        error_messages={
            "required": gettext_lazy("Please type how many people it goes to."),
            "max_length": gettext_lazy("This is not the number of people it goes to."),
        },
    )

    def clean(self) -> None:
        digits = "".join(
            letter for letter in self.cleaned_data.get("typed", "") if letter.isdigit()
        )
        if "typed" in self.cleaned_data and digits != str(self.cleaned_data.get("shown")):
            self.add_error("typed", _("This is not the number of people it goes to."))


@require_http_methods(["GET", "HEAD", "POST"])
@campaign_for(SEEING, to_change=EDITING)
@reauthentication_required(allow_get=True)
def mailing(request: HttpRequest, campaign: Campaign, item_id: int) -> HttpResponse:
    """GET: who would get it, or how far it is. POST: send."""
    item = item_of(campaign, item_id)
    if there := getattr(item, "mailing", None):
        if request.method == "POST":  # pressed twice, or a colleague was first
            return redirect("organiser_mailing", slug=campaign.slug, item_id=item.id)
        return _progress_page(request, campaign, item, there)
    if request.method != "POST":
        return _before(request, campaign, item, MailingForm())
    form = MailingForm(request.POST)
    if not form.is_valid():
        return _before(request, campaign, item, form, status=422)
    try:
        mailings.start(
            item=item,
            per_hour=form.cleaned_data["per_hour"],
            is_neutral=form.cleaned_data["is_neutral"],
            by=request.user,
            now=timezone.now(),
        )
    except CannotMail as error:
        messages.error(request, str(error))
    return redirect("organiser_mailing", slug=campaign.slug, item_id=item.id)


def _before(
    request: HttpRequest,
    campaign: Campaign,
    item: NewsItem,
    form: MailingForm,
    *,
    status: int = 200,
) -> HttpResponse:
    now = timezone.now()
    by_language = followers_by_language(campaign)
    written = {text.language for text in item.texts.all()}
    return campaign_page(
        request,
        "news/mailing",
        campaign,
        item=item,
        news=item.text_in(campaign.main_language),
        form=form,
        why_not=mailings.why_not(item, now=now),
        total=sum(by_language.values()),
        rows=[
            (language, count, language if language in written else item.text_in(language).language)
            for language, count in by_language.items()
        ],
        last=mailings.begun_lately(campaign, now).first(),
        paces=PACES,
        languages=sorted(written, key=lambda language: language != campaign.main_language),
        status=status,
    )


def _progress_page(
    request: HttpRequest, campaign: Campaign, item: NewsItem, mailing: Mailing
) -> HttpResponse:
    return campaign_page(
        request,
        "news/mailed",
        campaign,
        item=item,
        news=item.text_in(campaign.main_language),
        mailing=mailing,
        progress=progress_of(mailing),
        languages=sorted(mailing.languages.items(), key=lambda pair: -pair[1]),
    )


@require_POST
@campaign_for(EDITING)
def test_mailing(request: HttpRequest, campaign: Campaign, item_id: int) -> HttpResponse:
    """One mail to oneself, in a language that there are words in."""
    item = item_of(campaign, item_id)
    written = [text.language for text in item.texts.all()]
    asked = request.POST.get("language", "")
    try:
        news_rehearsal.send_test(
            item=item,
            language=asked if asked in written else item.text_in(asked).language,
            is_neutral="is_neutral" in request.POST,
            by=request.user,
            now=timezone.now(),
        )
    except news_rehearsal.TooSoon:
        messages.info(request, _("The last test mail is still on its way to you."))
    except news_rehearsal.NeverWrite:
        messages.error(request, _("Your address once asked never to receive mail from this site."))
    else:
        sent = _("A test mail is on its way to %(address)s, and to nobody else.")
        messages.success(request, sent % {"address": request.user.email})
    return redirect("organiser_mailing", slug=campaign.slug, item_id=item.id)


@require_safe
@campaign_for(SEEING)
def mailing_progress(request: HttpRequest, campaign: Campaign, item_id: int) -> JsonResponse:
    """How far it is, for static/js/progress.js."""
    there = _mailing_of(campaign, item_id)
    return JsonResponse(
        progress_of(there) | {"state": there.state, "standing": there.get_state_display()}
    )


def progress_of(mailing: Mailing) -> dict[str, Any]:
    """{"done": 120, "total": 1000, "words": "120 of 1,000 are done."}"""
    done, total = mailing.done, mailing.recipients
    if mailing.state == Mailing.State.PREPARING:
        words = _("Taking down who gets it.")
    else:
        words = ngettext(
            "%(done)s of %(total)s person is done.", "%(done)s of %(total)s people are done.", total
        ) % {"done": number(done), "total": number(total)}
    return {"done": done, "total": total, "words": words}


@require_POST
@campaign_for(EDITING)
def pause_mailing(request: HttpRequest, campaign: Campaign, item_id: int) -> HttpResponse:
    return _turn(request, campaign, item_id, mailings.pause)


@require_POST
@campaign_for(EDITING)
def resume_mailing(request: HttpRequest, campaign: Campaign, item_id: int) -> HttpResponse:
    return _turn(request, campaign, item_id, mailings.resume)


@require_POST
@campaign_for(EDITING)
def cancel_mailing(request: HttpRequest, campaign: Campaign, item_id: int) -> HttpResponse:
    return _turn(request, campaign, item_id, mailings.cancel)


def _turn(request: HttpRequest, campaign: Campaign, item_id: int, turn: Turn) -> HttpResponse:
    turn(mailing=_mailing_of(campaign, item_id), by=request.user, now=timezone.now())
    return redirect("organiser_mailing", slug=campaign.slug, item_id=item_id)


def _mailing_of(campaign: Campaign, item_id: int) -> Mailing:
    return get_object_or_404(campaign.mailings.select_related("campaign"), news=item_id)
