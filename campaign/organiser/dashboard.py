"""The overview of one campaign: is it growing, from where, through which link, is the mail getting
through, what needs somebody."""

import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_safe

from campaign.lib.spreadsheets import csv_response
from campaign.organiser import charts, needs
from campaign.organiser.doors import SEEING, campaign_for
from campaign.organiser.first_steps import Step, first_steps
from campaign.organiser.readiness import readiness
from campaign.organiser.showing import campaign_page
from campaign.pages.lifecycle import State
from campaign.pages.models import Campaign
from campaign.pages.sharing.channels import ON_PAPER
from campaign.signatures import figures, sources
from campaign.signatures.counted_models import Figure
from campaign.signatures.figures import Events, Lately, Period, Stretch
from campaign.templatetags.typeset import number

About = Figure.About
STRETCHES = {
    Stretch.LAST_24_HOURS: gettext_lazy("24 hours"),
    Stretch.LAST_7_DAYS: gettext_lazy("7 days"),
    Stretch.LAST_30_DAYS: gettext_lazy("30 days"),
    Stretch.EVER: gettext_lazy("Since it began"),
}
BROKEN_DOWN = {
    "countries": About.COUNTRY,
    "sources": About.SOURCE,
    "languages": About.LANGUAGE,
}
FILES = ("time", "funnel", *BROKEN_DOWN)


@require_safe
@campaign_for(SEEING)
def dashboard(request: HttpRequest, campaign: Campaign) -> HttpResponse:
    now = timezone.now()
    period = _period(request, campaign, now)
    happened, before = figures.events(campaign, period)
    found = figures.breakdowns(campaign, period)
    online = happened.online(found[About.SOURCE].numbers.get(ON_PAPER, 0))
    moments = charts.moments(campaign, period, figures.bars(campaign, period))
    return campaign_page(
        request,
        "dashboard/dashboard",
        campaign,
        now=now,
        state=campaign.state_at(now),
        lately=lately_in_words(campaign, now),
        is_weekly=campaign.rules.knows_weeks_only,
        fewest=sources.FEWEST_TOLD,
        until=period.until and period.until - figures.DAY,
        needs=needs.needs_of(campaign, role=request.role, now=now),
        steps=_steps(campaign, now),
        period=period,
        stretches=STRETCHES,
        happened=happened,
        growth=growth(period, happened.more, before.more),
        moments=moments,
        funnel=_funnel(campaign, online),
        mail_answer=charts.mail_answer(online),
        map_data=charts.map_data(found[About.COUNTRY]),
        map_key=charts.level_bounds(found[About.COUNTRY]),
        chart_files=charts.chart_files(),
        most_rows=figures.MOST_ROWS,
        **{
            name: charts.shares(
                found[about],
                charts.names(campaign, about),
                show_all=request.GET.get("show") == name,
            )
            for name, about in BROKEN_DOWN.items()
        },
    )


def _period(request: HttpRequest, campaign: Campaign, now: datetime) -> Period:
    """What was asked for; where weeks are all that is known, the whole ones since it began."""
    if campaign.rules.knows_weeks_only:
        return figures.whole_weeks(campaign, now=now)
    return figures.period(campaign, stretch_of(request), now=now)


def _funnel(campaign: Campaign, happened: Events) -> list[charts.Step]:
    """Without who signed and did not confirm, where that is not told (noting.ADD_SIGNED)."""
    steps = charts.steps(happened)
    if campaign.rules.knows_weeks_only:
        return [step for step in steps if step.code != About.SIGNED]
    return steps


def _steps(campaign: Campaign, now: datetime) -> list[Step]:
    """To publishing; none where that is done."""
    if campaign.state != State.DRAFT:
        return []
    return first_steps(campaign, readiness(campaign, now=now))


def stretch_of(request: HttpRequest) -> Stretch:
    """What was asked for; where that means nothing, the last week."""
    try:
        return Stretch(request.GET.get("period", ""))
    except ValueError:
        return Stretch.LAST_7_DAYS


def growth(period: Period, here: int, before: int) -> str:
    """One sentence: is it growing?"""
    if period.before is None:
        return ""
    if here == before:
        return _("As many as in the same time before.")
    if before <= 0:
        return _("There were none in the same time before.") if here > 0 else ""
    change = charts.percent(abs(here - before), before)
    if here > before:
        return _("%(percent)s more than in the same time before.") % {"percent": change}
    return _("%(percent)s fewer than in the same time before.") % {"percent": change}


# --- Live -----------------------------------------------------------------------------------


@require_safe
@campaign_for(SEEING)
def live(request: HttpRequest, campaign: Campaign) -> HttpResponse:
    """What is new, in one statement; 304 where nothing is. 404 where nothing may be seen live."""
    if campaign.rules.knows_weeks_only:
        raise Http404
    lately = lately_in_words(campaign, timezone.now())
    content = json.dumps(lately, ensure_ascii=False).encode()
    response = HttpResponse(content, content_type="application/json")
    response.headers["ETag"] = f'"{lately["version"]}"'
    return get_conditional_response(request, etag=response.headers["ETag"], response=response)


def lately_in_words(campaign: Campaign, now: datetime) -> dict[str, str]:
    """What static/js/live.js puts where it belongs. The version changes with all that the page
    shows: what is not a number here, its needs say."""
    lately = figures.lately(campaign, now=now)
    if campaign.rules.knows_weeks_only:
        lately = Lately(campaign.shown_count, on_paper=0, today=0, this_hour=0)
    signatures = ngettext("%(number)s signature", "%(number)s signatures", lately.signatures)
    stands = (campaign.state_at(now), bool(campaign.paused_at), bool(campaign.mail_held_at))
    numbers = (lately.signatures, lately.today, lately.this_hour)
    on_paper = ngettext(
        "Of these, %(number)s on paper", "Of these, %(number)s on paper", lately.on_paper
    )
    return {
        "on_paper": on_paper % {"number": number(lately.on_paper)} if lately.on_paper else "",
        "version": "-".join(str(each) for each in (*numbers, *stands)),
        "signatures": signatures % {"number": number(lately.signatures)},
        "today": number(lately.today),
        "hour": number(lately.this_hour),
    }


# --- Files ----------------------------------------------------------------------------------


@require_safe
@campaign_for(SEEING)
def figures_csv(request: HttpRequest, campaign: Campaign, what: str) -> StreamingHttpResponse:
    """One chart's numbers as a file. Counts only; whole lists, however long."""
    if what not in FILES:
        raise Http404
    period = _period(request, campaign, timezone.now())
    name = slugify(f"{campaign.slug}-{what}-{period.stretch}")
    return csv_response(_rows(campaign, period, what), name=f"{name}.csv")


def _rows(campaign: Campaign, period: Period, what: str) -> Iterable[list[Any]]:
    if what == "time":
        return charts.over_time_rows(campaign, period, figures.bars(campaign, period))
    if what == "funnel":
        on_paper = figures.breakdowns(campaign, period)[About.SOURCE].numbers.get(ON_PAPER, 0)
        online = figures.events(campaign, period)[0].online(on_paper)
        return charts.step_rows(_funnel(campaign, online))
    about = BROKEN_DOWN[what]
    called = charts.names(campaign, about)
    return charts.share_rows(about, called, figures.whole_breakdown(campaign, period, about))
