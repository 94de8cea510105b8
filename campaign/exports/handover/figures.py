"""Statistics on paper: nobody's name, and no number small enough to point at anybody (rows.py).

By which link people came stays in the data file: it is of no concern to whoever is handed this.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.utils.translation import get_language_info, ngettext
from django.utils.translation import gettext as _

from campaign.exports import rows
from campaign.exports.handover import words
from campaign.exports.models import ExportJob
from campaign.templatetags.typeset import day, number

Row = Sequence[Any]  # ("country", "Thailand", 120)
MOST_BARS = 366  # of more nobody sees each: then one stands for a week

_SPOKEN = {code for code, _name in settings.LANGUAGES}


def total(there: Sequence[Row]) -> int:
    return next((count for about, _value, count in there if about == "all"), 0)


def totals(job: ExportJob, there: Sequence[Row]) -> dict[str, Any]:
    """As words.totals, and the languages and days."""
    all_of_them = total(there)
    # A week is told by its Monday; where weeks are all that is known, nothing finer is drawn.
    is_weekly = job.campaign.rules.knows_weeks_only
    by_day = {
        date.fromisoformat(value): count
        for value, count in _about("week" if is_weekly else "day", there)
        if value[:1].isdigit()
    }
    return {
        "part": "totals",
        "count": number(all_of_them),
        "counted": ngettext("signature", "signatures", all_of_them),
        "period": words.period(job),
        "countries": words.bars(
            [(value or _("Country not given"), n) for value, n in _about("country", there)],
            all_of_them,
        ),
        "languages": words.bars(
            [(_language(value), n) for value, n in _about("language", there)], all_of_them
        ),
        "terms": [*words.terms(job), _few()],
        **_days(by_day, is_weekly=is_weekly),
    }


def _about(what: str, there: Sequence[Row]) -> list[tuple[str, int]]:
    return [(value, count) for about, value, count in there if about == what]


def _language(value: str) -> str:
    """Its name; what is no code stays as it is."""
    return str(get_language_info(value)["name_translated"]) if value in _SPOKEN else value


def _few() -> str:
    return _(
        "Numbers below %(fewest)s could point at somebody and are told together. Days with fewer "
        "are not drawn."
    ) % {"fewest": rows.FEWEST}


def _days(by_day: dict[date, int], *, is_weekly: bool) -> dict[str, Any]:
    if not by_day:
        return {}
    first, last = min(by_day), max(by_day)
    span = (last - first).days + 1
    each = 7 if is_weekly or span > MOST_BARS else 1
    drawn = [0] * -(-span // each)
    for when, count in by_day.items():
        drawn[(when - first).days // each] += count
    most = max(drawn)
    return {
        "days": [count / most for count in drawn],
        "most": _most(most, each),
        "first_day": day(first),
        "last_day": day(first + timedelta(days=len(drawn) * each - 1) if each > 1 else last),
        "numbers": [{"name": day(when), "count": number(by_day[when])} for when in sorted(by_day)],
    }


def _most(most: int, each: int) -> str:
    """What the tallest bar stands for."""
    if each == 1:
        return _("%(count)s at most on one day") % {"count": number(most)}
    return _("%(count)s at most in one week") % {"count": number(most)}
