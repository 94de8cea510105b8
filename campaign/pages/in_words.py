"""What changed on a public page, in the words of its history."""

from datetime import datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import get_language_info, gettext_lazy
from django.utils.translation import gettext as _

from campaign.accounts.auditing import Action
from campaign.pages.differences import LABELS
from campaign.pages.models import Accent
from campaign.pages.remembered import REMOVED, PublishedChange
from campaign.templatetags.typeset import clock, day, number

Kind = PublishedChange.Kind

SETTINGS: dict[str, str | Promise] = {
    "slug": gettext_lazy("Address of the page"),
    "opens_at": gettext_lazy("Signing opens"),
    "closes_at": gettext_lazy("Signing closes"),
    "time_zone": gettext_lazy("Time zone"),
    "goal_set": gettext_lazy("Goal"),
    "accent": gettext_lazy("Colour"),
    "main_language": gettext_lazy("Main language"),
    "statement_title": gettext_lazy("Title of the statement"),
    "statement_publisher": gettext_lazy("Published by"),
    "statement_date": gettext_lazy("Date of the statement"),
    "statement_url": gettext_lazy("Where the statement can be read"),
    "sealing_key_id": gettext_lazy("Who keeps the key"),
}
PICTURE: dict[str, str | Promise] = {
    "new": gettext_lazy("Put a picture on the page"),
    "replaced": gettext_lazy("Put another picture on the page"),
    "words": gettext_lazy("Changed what is said of the picture"),
    "removed": gettext_lazy("Took the picture off the page"),
}


def what_changed(change: PublishedChange) -> str:
    """ "Title, Demands"; of a first publication that it was one."""
    if change.kind == Kind.SIGNING:
        return ", ".join(str(Action(name).label) for name in change.changed)
    if change.kind == Kind.PICTURE:
        return ", ".join(str(PICTURE[name]) for name in change.changed)
    labels = LABELS if change.kind == Kind.WORDS else SETTINGS
    if change.kind == Kind.WORDS and change.changed == [REMOVED]:
        return _("Took this language off the page")
    if not change.changed:
        return _("As first published") if not change.put_back_id else _("Nothing was different")
    return ", ".join(str(labels[name]) for name in change.changed if name in labels)


def settings_in_words(settings: dict[str, Any]) -> list[tuple[str, str | Promise, str]]:
    """(name, label, value) of each, but for the key, which says nothing to a reader."""
    zone = settings.get("time_zone", "UTC")
    return [
        (name, label, _value(name, settings.get(name), zone))
        for name, label in SETTINGS.items()
        if name != "sealing_key_id"
    ]


def _value(name: str, value: Any, zone: str) -> str:
    if value in (None, ""):
        return "–"
    if name in {"opens_at", "closes_at"}:
        moment = datetime.fromisoformat(value)
        return f"{day(moment, zone)}, {clock(moment, zone)}"
    if name == "accent":
        return str(Accent(value).label)
    if name == "main_language":
        return str(get_language_info(value)["name_translated"])
    return number(value) if name == "goal_set" else str(value)
