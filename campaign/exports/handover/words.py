"""What a document says beside the names, in the language that is active: the campaign's own."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from importlib.metadata import version
from typing import Any, Protocol

from django.conf import settings
from django.db.models import Max, Min
from django.urls import reverse
from django.utils.translation import get_language_info, ngettext
from django.utils.translation import gettext as _

from campaign.exports import rows
from campaign.exports.choosing import Consent, NameDisplay, Origin, Preset, headings
from campaign.exports.handover.checking import Checked
from campaign.exports.models import ExportJob
from campaign.lib import countries
from campaign.pages.sharing.channels import ON_PAPER
from campaign.signatures.weeding.published import published
from campaign.templatetags.typeset import clock, day, number, percent, zone_name

FORM = 1  # of these documents: what is hashed, and how (checking.py)


class Counted(Protocol):
    checked: Checked
    first_row: int


def shared(job: ExportJob) -> dict[str, Any]:
    """What each part of the document has."""
    campaign = job.campaign
    title = campaign.text_in(campaign.main_language).title
    places = {"country", "affiliation"} & set(job.all_columns)
    return {
        "language": campaign.main_language,
        "title": title,
        "organisation": campaign.organisation.name,
        "layout": "places" if places else "names",
        "labels": _labels() | {"running": title},
        "volume": "",
        "first_page": 1,
        "pages": 0,
    }


def _labels() -> dict[str, str]:
    return {
        "page_of": _("Page {page} of {pages}"),
        "handed_over": _("Handed over"),
        "to": _("To"),
        "from": _("By"),
        "on": _("As of"),
        "holds": _("This volume"),
        "demands": _("What the signers ask for"),
        "totals": _("In numbers"),
        "by_country": _("By country"),
        "by_language": _("By the language they signed in"),
        "by_day": _("Day by day"),
        "each_day": _("The days, in numbers"),
        "terms": _("How they were counted"),
        "list": _("Those who sign"),
        "manifest": _("Manifest"),
        "manifest_note": _(
            "By this page anybody who has the data file of the same list can check that nothing "
            "on these pages was added, left out or changed."
        ),
        "volumes": _("Volumes"),
        "how_to_check": _("How to check"),
    }


def cover(job: ExportJob, count: int, volume: Mapping[str, str] | None) -> dict[str, Any]:
    campaign = job.campaign
    text = campaign.text_in(campaign.main_language)
    return {
        "part": "cover",
        "count": number(count),
        "counted": _signatures(count),
        "to": job.handed_to,
        "day": day(job.requested_at, campaign.time_zone),
        "holds": f"{volume['name']}\n{volume['range']}" if volume else "",
        "demands": [demand.sentence for demand in text.demands.all()],
    }


def _signatures(count: int) -> str:
    return ngettext("signature", "signatures", count)


def totals(job: ExportJob, count: int, by_country: Counter[str]) -> dict[str, Any]:
    return {
        "part": "totals",
        "count": number(count),
        "counted": _signatures(count),
        "period": period(job),
        "countries": _by_country(by_country, count),
        "terms": terms(job),
    }


def _by_country(counted: Counter[str], total: int) -> list[dict[str, Any]]:
    """The most first; those without a country last."""
    known = sorted((name for name in counted if name), key=lambda name: (-counted[name], name))
    shown = [(name, counted[name]) for name in known]
    if elsewhere := counted[""]:
        shown.append((_("Country not given"), elsewhere))
    return bars(shown, total)


def bars(shown: Sequence[tuple[str, int]], total: int) -> list[dict[str, Any]]:
    most = max((count for _name, count in shown), default=1)
    return [
        {
            "name": name,
            "count": number(count),
            "share": percent(count, total),
            "part": count / most,
        }
        for name, count in shown
    ]


def period(job: ExportJob) -> str:
    """From the first to the last day on which somebody confirmed."""
    campaign = job.campaign
    there = rows.signatures_for(campaign, job.wanted, as_of=job.requested_at)
    ends = there.aggregate(first=Min("confirmed_at"), last=Max("confirmed_at"))
    if ends["first"] is None:
        return ""
    first, last = (day(ends[each], campaign.time_zone) for each in ("first", "last"))
    if first == last:
        return _("All on %(day)s") % {"day": first}
    return _("From %(first)s to %(last)s") % {"first": first, "last": last}


def terms(job: ExportJob) -> list[str]:
    """Whom this counts, and whom not."""
    is_list = job.preset != Preset.STATISTICS
    return [
        *_how_given(job),
        _(
            "Who has not confirmed, who has taken the signature back, and what the organisers have "
            "left out after a look at it, is not counted."
        ),
        *_left_out(job),
        *_narrowed(job),
        *(_names_as(job.name_display) if is_list else ()),
    ]


def _how_given(job: ExportJob) -> Iterable[str]:
    there = rows.signatures_for(job.campaign, job.wanted, as_of=job.requested_at)
    on_paper = there.filter(source=ON_PAPER).count()
    if on_paper < there.count():
        yield _(
            "Each of those who signed online has confirmed the signature by a message to an e-mail "
            "address of their own. An address counts once in this campaign."
        )
    if on_paper:
        yield ngettext(
            "%(number)s of them was given on paper; the campaign has the sheet.",
            "%(number)s of them were given on paper; the campaign has the sheets.",
            on_paper,
        ) % {"number": number(on_paper)}


def _left_out(job: ExportJob) -> Iterable[str]:
    """What was weeded before: how many, and by which rules."""
    weeded = published(job.campaign)
    if weeded is None:
        return
    rules = "; ".join(rule.sentence for rule in weeded.rules)
    if weeded.number is None:
        yield _("Before this was handed over, fewer than %(fewest)s were left out: %(rules)s.") % {
            "fewest": weeded.fewest,
            "rules": rules,
        }
    else:
        yield _("Before this was handed over, %(number)s were left out: %(rules)s.") % {
            "number": number(weeded.number),
            "rules": rules,
        }


def _names_as(name_display: str) -> Iterable[str]:
    if name_display == NameDisplay.INITIALS:
        yield _("Names are given as initials, for the safety of those who sign.")
    if name_display == NameDisplay.SHOWN:
        yield _(
            "Who does not want their name to be public is in the list as “name withheld”, and "
            "counted like everybody else."
        )


def _narrowed(job: ExportJob) -> Iterable[str]:
    """A sentence for each filter."""
    wanted, language = job.wanted, job.campaign.main_language
    if wanted.since:
        yield _("Only those who confirmed on %(day)s or later.") % {"day": day(wanted.since)}
    if wanted.until:
        yield _("Only those who confirmed on %(day)s or before.") % {"day": day(wanted.until)}
    if wanted.countries:
        names = sorted(countries.name(code, language) or code for code in wanted.countries)
        yield _("Only those from: %(countries)s.") % {"countries": ", ".join(names)}
    if wanted.languages:
        names = sorted(get_language_info(code)["name_local"] for code in wanted.languages)
        yield _("Only those who signed in: %(languages)s.") % {"languages": ", ".join(names)}
    if wanted.sources:
        yield _("Only those who came by certain links of the campaign’s.")
    if wanted.consent:
        yield (
            _("Only those who want to hear more from the campaign.")
            if wanted.consent == Consent.YES
            else _("Only those who do not want to hear more from the campaign.")
        )
    if wanted.origin:
        yield (
            _("Only those who signed on paper.")
            if wanted.origin == Origin.PAPER
            else _("Only those who signed online.")
        )
    if wanted.partner:
        yield _("Only those who agreed to hear from a certain partner of the campaign’s.")


# --- Manifest -------------------------------------------------------------------------------


def volumes(there: Sequence[Counted], language: str) -> list[dict[str, str]]:
    """Name, range and checksum of each; none where there is only one."""
    if len(there) == 1:
        return []
    return [
        {
            "name": volume_name(place, len(there)),
            "range": _("Signatures %(first)s to %(last)s")
            % {
                "first": number(each.first_row),
                "last": number(each.first_row + each.checked.rows - 1),
            },
            "sha256": each.checked.sha256,
        }
        for place, each in enumerate(there, 1)
    ]


def volume_name(place: int, many: int) -> str:
    return _("Volume %(number)s of %(many)s") % {"number": place, "many": many}


def manifest(
    job: ExportJob,
    checked: Checked,
    told: Sequence[Mapping[str, str]],
    *,
    without_font: int = 0,
) -> dict[str, Any]:
    campaign = job.campaign
    zone = campaign.time_zone
    moment = _("%(day)s, %(time)s (%(zone)s)") % {
        "day": day(job.requested_at, zone),
        "time": clock(job.requested_at, zone),
        "zone": zone_name(zone),
    }
    page = settings.SITE_URL + reverse("campaign", kwargs={"slug": campaign.slug})
    facts = {
        _("Campaign"): page,
        _("As of"): moment,
        _("Columns"): ", ".join(headings(job.all_columns)),
        _("Lines"): number(checked.rows),
        _("Written by"): f"Undersigned, hand-over form {FORM}; Typst {version('typst')}",
    }
    return {
        "part": "manifest",
        "facts": [{"name": name, "value": value} for name, value in facts.items()],
        "sha256": checked.sha256,
        "steps": _steps(job),
        "volumes": list(told),
        "notes": [_boxes(without_font)] if without_font else [],
    }


def _steps(job: ExportJob) -> list[dict[str, str]]:
    fields = ", ".join(f".{column}" for column in job.all_columns)
    command = f"jq -r '[{fields}] | join(\"\\t\")' list.jsonl | sha256sum"
    said = [
        _(
            "Take the data file of the same list, with the same choices, and from each line of it, "
            "in their order, the columns named above."
        ),
        _(
            "Write them with a tab between them, and a line feed (LF) after each line, the last "
            "one too. In UTF-8, without a mark at the beginning; white space within a value is one "
            "space. Headings are left out."
        ),
        _("The SHA-256 of what you wrote is the one above. Of a file in JSON Lines:"),
        _(
            "In a CSV file an apostrophe stands before what a spreadsheet would take for a formula "
            "(it begins with =, +, - or @): leave it out."
        ),
    ]
    steps = [{"say": sentence} for sentence in said]
    steps[2]["command"] = command
    return steps


def _boxes(rows_without: int) -> str:
    return ngettext(
        "In %(count)s line a letter is printed as an empty box, because there is no type here for "
        "its script. The data file has it as it was written.",
        "In %(count)s lines a letter is printed as an empty box, because there is no type here for "
        "its script. The data file has them as they were written.",
        rows_without,
    ) % {"count": number(rows_without)}
