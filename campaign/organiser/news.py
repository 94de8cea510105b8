"""News of a campaign, as those see it who write it: drafts, the page, what readers will see."""

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from campaign.lib.doors import CONTENT_SECURITY_POLICY
from campaign.lib.stamps import ChangedMeanwhile
from campaign.organiser.doors import EDITING, SEEING, campaign_for
from campaign.organiser.showing import campaign_page
from campaign.pages import news
from campaign.pages.models import Campaign
from campaign.pages.news_form import NewsForm
from campaign.pages.news_models import LONGEST_TEXT, LONGEST_TITLE, NewsItem
from campaign.signatures import mailings
from campaign.signatures.followers import can_be_mailed, followers
from campaign.signatures.news_emails import specimen

GET_OR_POST = require_http_methods(["GET", "HEAD", "POST"])
SHOWN = 100

# The one page of ours that frames another: the mail as it will look, in a sandbox of its own.
WITH_A_FRAME = f"{CONTENT_SECURITY_POLICY}; frame-src 'self'"
# Mail knows no style sheets, so what is in it is written where it applies; no script, no fetching.
IN_A_FRAME = {
    "Content-Security-Policy": (
        "sandbox; default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'"
    ),
    "X-Frame-Options": "SAMEORIGIN",
}


@require_safe
@campaign_for(SEEING)
def news_list(request: HttpRequest, campaign: Campaign) -> HttpResponse:
    language = translation.get_language()
    items = list(
        campaign.news.newest_first().select_related("mailing").prefetch_related("texts")[:SHOWN]
    )
    rows = []
    for item in items:
        item.campaign = campaign
        rows.append((item, item.text_in(language), getattr(item, "mailing", None)))
    return campaign_page(
        request,
        "news/list",
        campaign,
        drafts=[row for row in rows if not row[0].is_published],
        published=[row for row in rows if row[0].is_published],
        followers=followers(campaign).count(),
        can_be_mailed=can_be_mailed(campaign),
    )


@GET_OR_POST
@campaign_for(EDITING)
def new_news(request: HttpRequest, campaign: Campaign) -> HttpResponse:
    item = NewsItem(campaign=campaign, on=campaign.today(timezone.now()))
    form = NewsForm(campaign, item, request.POST if request.method == "POST" else None)
    if not form.is_bound:
        return _editor(request, campaign, form)
    if not form.is_valid():
        return _editor(request, campaign, form, status=422)
    item = news.write(
        campaign=campaign, on=form.cleaned_data["on"], words=form.words, now=timezone.now()
    )
    messages.success(request, _("Saved."))
    return redirect("organiser_news_preview", slug=campaign.slug, item_id=item.id)


@GET_OR_POST
@campaign_for(EDITING)
def edit_news(request: HttpRequest, campaign: Campaign, item_id: int) -> HttpResponse:
    item = item_of(campaign, item_id)
    form = NewsForm(campaign, item, request.POST if request.method == "POST" else None)
    if not form.is_bound:
        return _editor(request, campaign, form)
    if not form.is_valid():
        return _editor(request, campaign, form, status=422)
    try:
        news.change(
            item=item,
            on=form.cleaned_data["on"],
            words=form.words,
            was=form.cleaned_data["was"],
            by=request.user,
            now=timezone.now(),
        )
    except ChangedMeanwhile:
        return _editor(request, campaign, form, status=409, stored=item)
    messages.success(request, _("Saved."))
    return redirect("organiser_news_preview", slug=campaign.slug, item_id=item.id)


def _editor(
    request: HttpRequest,
    campaign: Campaign,
    form: NewsForm,
    *,
    status: int = 200,
    stored: NewsItem | None = None,
) -> HttpResponse:
    return campaign_page(
        request,
        "news/editor",
        campaign,
        form=form,
        item=form.item,
        stored=stored,
        was=news.stamp(stored) if stored else form["was"].value(),
        longest_title=LONGEST_TITLE,
        longest_text=LONGEST_TEXT,
        status=status,
    )


@require_safe
@campaign_for(SEEING)
def preview(request: HttpRequest, campaign: Campaign, item_id: int) -> HttpResponse:
    """What readers will see, on the page and as a mail, in each language there is."""
    item = item_of(campaign, item_id)
    language = _language(request, item)
    with translation.override(language):
        mail = specimen(item)
    response = campaign_page(
        request,
        "news/preview",
        campaign,
        item=item,
        news=item.text_in(language),
        languages=[text.language for text in _in_order(item)],
        mail=mail,
        mailing=getattr(item, "mailing", None),
    )
    response.headers["Content-Security-Policy"] = WITH_A_FRAME
    return response


@require_safe
@campaign_for(SEEING)
def preview_mail(request: HttpRequest, campaign: Campaign, item_id: int) -> HttpResponse:
    """The HTML of the mail by itself, for the frame in the preview."""
    item = item_of(campaign, item_id)
    with translation.override(_language(request, item)):
        mail = specimen(item)
    return HttpResponse(mail.html, headers=IN_A_FRAME)


@require_POST
@campaign_for(EDITING)
def publish(request: HttpRequest, campaign: Campaign, item_id: int) -> HttpResponse:
    item = item_of(campaign, item_id)
    news.publish(item=item, by=request.user, now=timezone.now())
    messages.success(request, _("Published."))
    return redirect("organiser_news_preview", slug=campaign.slug, item_id=item.id)


@GET_OR_POST
@campaign_for(EDITING)
def take_down(request: HttpRequest, campaign: Campaign, item_id: int) -> HttpResponse:
    """GET: what that means, and a button. POST: done, and a mailing of it is stopped."""
    item = item_of(campaign, item_id)
    mailing = getattr(item, "mailing", None)
    if request.method != "POST":
        if not item.is_published:
            raise Http404
        text = item.text_in(translation.get_language())
        return campaign_page(
            request, "news/take_down", campaign, item=item, news=text, mailing=mailing
        )
    now = timezone.now()
    with transaction.atomic():
        if mailing:
            mailings.cancel(mailing=mailing, by=request.user, now=now)
        news.take_down(item=item, by=request.user, now=now)
    messages.success(request, _("It is off the page. It stays here, as a draft."))
    return redirect("organiser_news", slug=campaign.slug)


def item_of(campaign: Campaign, item_id: int) -> NewsItem:
    items = campaign.news.select_related("mailing").prefetch_related("texts")
    item = get_object_or_404(items, id=item_id)
    item.campaign = campaign
    return item


def _in_order(item: NewsItem) -> list[Any]:
    """The main language first."""
    main = item.campaign.main_language
    return sorted(item.texts.all(), key=lambda text: (text.language != main, text.language))


def _language(request: HttpRequest, item: NewsItem) -> str:
    """The one asked for, if there are words in it; else the first."""
    there = [text.language for text in _in_order(item)]
    asked = request.GET.get("language", "")
    return asked if asked in there else there[0]
