"""All the words of a page in one language, as one value that can be stored, compared, put back.

    {
        "title": "…", "summary": "…",
        "body": "…", "changed_since": "…",     # Markdown
        "changed_since_on": "2026-11-23",      # or ""
        "demands":  [{"sentence": "…"}],
        "quotes":   [{"words": "…", "speaker": "…", "role": "…", "source_url": "…"}],
        "facts":    [{"figure": "…", "sentence": "…", "source_name": "…", "source_url": "…"}],
        "timeline": [{"when": "…", "iso": "2024-07", "sentence": "…",
                      "source_name": "…", "source_url": "…"}],
        "source":   {"title": "…", "publisher": "…", "date": "2024-03", "url": "…"},
    }

Every value is a string; what is not said is "". `source` says where the campaign's statement comes
from; it is the same for all languages, so only the main language's content has it.

The content of a working copy (campaign/pages/working_copies.py) has more in it: its parts have an
id and a decision, and some of them are not on the page. Whatever takes content here takes that,
too, and leaves the rest out.
"""

import copy
import re
from collections.abc import Iterator
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import models, transaction
from django.db.models.functions import JSONObject
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from campaign.lib import text as plain
from campaign.pages.models import (
    Campaign,
    CampaignText,
    Demand,
    KeyFact,
    PartOfPage,
    Quote,
    TimelineEntry,
)

Content = dict[str, Any]

WORDS = ("title", "summary", "body", "changed_since", "changed_since_on")
MARKDOWN = frozenset({"body", "changed_since"})
PARTS: dict[str, type[PartOfPage]] = {
    "demands": Demand,
    "quotes": Quote,
    "facts": KeyFact,
    "timeline": TimelineEntry,
}
FIELDS: dict[str, tuple[str, ...]] = {
    "demands": ("sentence",),
    "quotes": ("words", "speaker", "role", "source_url"),
    "facts": ("figure", "sentence", "source_name", "source_url"),
    "timeline": ("when", "iso", "sentence", "source_name", "source_url"),
}
SOURCE = {  # its fields, and the campaign's own
    "title": "statement_title",
    "publisher": "statement_publisher",
    "date": "statement_date",
    "url": "statement_url",
}
NEEDED = frozenset({"title", "summary", "sentence", "words", "figure", "when"})

MOST_PARTS = 50  # of each kind
MOST_LETTERS = {"body": 200_000, "changed_since": 10_000}

# What has been decided about a part of a working copy. Those left out can be taken back.
OPEN, ACCEPTED, DROPPED, OFFERED = "", "accepted", "dropped", "offered"
LEFT_OUT = frozenset({DROPPED, OFFERED})

ISO = re.compile(r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?", re.ASCII)
_web_address = URLValidator(schemes=["http", "https"])


def blank() -> Content:
    return dict.fromkeys(WORDS, "") | {kind: [] for kind in PARTS}


def content_of(text: CampaignText) -> Content:
    """The published words. Reads each kind of part: prefetch them for several texts."""
    return _content(
        text,
        {
            kind: [
                {name: getattr(part, name) for name in FIELDS[kind]}
                for part in getattr(text, kind).all()
            ]
            for kind in PARTS
        },
    )


def published_words(campaign: Campaign) -> dict[str, Content]:
    """By language: all that readers see, in two statements."""
    models.prefetch_related_objects([campaign], "texts")
    texts = campaign.texts.all()
    parts: dict[int, Content] = {text.id: {kind: [] for kind in PARTS} for text in texts}
    first, *others = (
        model.objects.filter(text__in=list(parts))
        .order_by()
        .values_list(
            *("position", "id", "text_id"),
            models.Value(kind),
            JSONObject(**{name: name for name in FIELDS[kind]}),
        )
        for kind, model in PARTS.items()
    )
    in_order = sorted(first.union(*others, all=True), key=lambda row: row[:2])
    for _position, _id, text_id, kind, part in in_order:
        parts[text_id][kind].append(part)
    return {text.language: _content(text, parts[text.id]) for text in texts}


def _content(text: CampaignText, parts: Content) -> Content:
    content = {
        **{name: getattr(text, name) for name in WORDS[:-1]},
        "changed_since_on": text.changed_since_on.isoformat() if text.changed_since_on else "",
        **parts,
    }
    if text.language == text.campaign.main_language:
        content["source"] = {name: getattr(text.campaign, field) for name, field in SOURCE.items()}
    return content


def on_page(content: Content) -> Content:
    """Only what readers are to see, in exactly the shape above, as it will be stored."""
    words = {name: cleaned(name, content.get(name, "")) for name in WORDS}
    if "source" in content:
        words["source"] = {name: cleaned(name, content["source"].get(name, "")) for name in SOURCE}
    return words | {
        kind: [
            {name: cleaned(name, part.get(name, "")) for name in FIELDS[kind]}
            for part in content.get(kind, ())
            if part.get("decision") not in LEFT_OUT
        ]
        for kind in PARTS
    }


def cleaned(name: str, typed: str) -> str:
    """What somebody typed into this field, without what a page must not hold."""
    if name in MARKDOWN:
        return plain.visible(typed.replace("\r\n", "\n").replace("\r", "\n")).strip()
    return plain.one_line(typed)


# --- What is wrong with it ------------------------------------------------------------------


def problems(content: Content) -> dict[str, str]:
    """What keeps it from being published: {"title": "…", "demands.2.sentence": "…"}.

    A part is named by its id, or by its place in the list where it has none. What is left out of
    the page is not looked at.
    """
    found = {name: said for name in WORDS if (said := _wrong(name, content.get(name, "")))}
    if content.get("changed_since") and not content.get("changed_since_on"):
        found["changed_since_on"] = _("Say as of which date this is so.")
    for name, field in SOURCE.items() if "source" in content else ():
        if said := _wrong_source(name, field, content["source"].get(name, "")):
            found[f"source.{name}"] = said
    for kind in PARTS:
        kept = [part for part in content.get(kind, ()) if part.get("decision") not in LEFT_OUT]
        if len(kept) > MOST_PARTS:
            found[kind] = _("A page shows up to %(most)d of these. Please leave some out.") % {
                "most": MOST_PARTS
            }
        for place, part in enumerate(kept):
            found |= {
                f"{kind}.{part.get('id', place)}.{name}": said
                for name, said in problems_of(kind, part)
            }
    return found


def problems_of(kind: str, part: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for name in FIELDS[kind]:
        if said := _wrong(name, part.get(name, ""), kind):
            yield name, said


def room(name: str, kind: str | None = None) -> int | None:
    """How many characters fit into this field."""
    model = PARTS[kind] if kind else CampaignText
    return model._meta.get_field(name).max_length or MOST_LETTERS.get(name)


def _wrong(name: str, typed: str, kind: str | None = None) -> str | None:
    value = cleaned(name, typed)
    if not value:
        return _("This is empty. Write something, or leave it out.") if name in NEEDED else None
    if said := _too_long(value, room(name, kind)):
        return said
    if name == "source_url" and not is_web_address(value):
        return _("This is not a web address. It should begin with https://")
    if name == "iso" and not ISO.fullmatch(value):
        return _("This is not a day. It should read like 2026-11-23.")
    if name == "changed_since_on" and _day(value) is None:
        return _("This is not a day. It should read like 2026-11-23.")
    return None


def _wrong_source(name: str, field: str, typed: str) -> str | None:
    value = cleaned(name, typed)
    if said := _too_long(value, Campaign._meta.get_field(field).max_length):
        return said
    if name == "url" and value and not is_web_address(value):
        return _("This is not a web address. It should begin with https://")
    if name == "date" and value and not ISO.fullmatch(value):
        return _("This is not a day. It should read like 2026-11-23, or 2026-11, or 2026.")
    return None


def _too_long(value: str, most: int | None) -> str | None:
    if most is None or len(value) <= most:
        return None
    return ngettext(
        "This is %(over)d character too long. Up to %(most)d fit.",
        "This is %(over)d characters too long. Up to %(most)d fit.",
        len(value) - most,
    ) % {"over": len(value) - most, "most": most}


def is_web_address(value: str) -> bool:
    try:
        _web_address(value)
    except ValidationError:
        return False
    return True


def _day(value: str) -> date | None:
    try:
        return date.fromisoformat(value)
    except ValueError:
        return None


# --- From content to a page -----------------------------------------------------------------


@transaction.atomic
def write_content(text: CampaignText, content: Content) -> None:
    """Make these the published words of `text`, all of them or nothing.

    `text` may be new, with its campaign and language alone. Raises ValidationError, as
    `problems`.
    """
    if found := problems(content):
        raise ValidationError(found)
    words = on_page(content)
    _put_words(text, words)
    text.save()
    if "source" in words:
        _put_source(text.campaign, words)
        text.campaign.save(update_fields=[*SOURCE.values(), "changed_at"])
    for kind, part in PARTS.items():
        part._default_manager.filter(text=text).delete()
        part._default_manager.bulk_create(_parts(text, kind, words))
    # What may have been read before is not true any more.
    getattr(text, "_prefetched_objects_cache", {}).clear()


def as_text(campaign: Campaign, language: str, content: Content) -> CampaignText:
    """The words as a text that templates can show. Nothing is written; never save it.

    Its `campaign` is a copy of `campaign` that carries these words' source. What could not be
    published is shown as far as it can be: an address that is none is no link.
    """
    words = on_page(content)
    if "source" in words:
        if not is_web_address(words["source"]["url"]):
            words["source"]["url"] = ""
        campaign = copy.copy(campaign)
        _put_source(campaign, words)
    text = CampaignText(id=0, campaign=campaign, language=language)
    _put_words(text, words)
    for kind, part in PARTS.items():
        for row in words[kind]:
            if "source_url" in row and not is_web_address(row["source_url"]):
                row["source_url"] = ""
        # As `prefetch_related` leaves them: `text.demands.all()` asks the database nothing.
        shown: models.QuerySet[PartOfPage] = part._default_manager.all()
        shown._result_cache = _parts(text, kind, words)
        shown._prefetch_done = True
        text.__dict__.setdefault("_prefetched_objects_cache", {})[kind] = shown
    return text


def _put_words(text: CampaignText, words: Content) -> None:
    for name in WORDS[:-1]:
        setattr(text, name, words[name])
    text.changed_since_on = _day(words["changed_since_on"])


def _put_source(campaign: Campaign, words: Content) -> None:
    for name, field in SOURCE.items():
        setattr(campaign, field, words["source"][name])


def _parts(text: CampaignText, kind: str, words: Content) -> list[PartOfPage]:
    return [
        PARTS[kind](text=text, position=position, **row) for position, row in enumerate(words[kind])
    ]
