"""What two people wrote in one place, set side by side."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from campaign.organiser.editor_page import LABELS, ONE_OF, label_of
from campaign.pages.content import FIELDS, LEFT_OUT, PARTS, SOURCE, Content
from campaign.pages.merging_words import Clash


@dataclass(frozen=True)
class Row:
    name: str  # of the choice in the form: "demands.1a2b3c4d"
    heading: str  # "Demand 2"
    mine: list[tuple[str, str]]  # (label, words) of what differs
    theirs: list[tuple[str, str]]


def clashes_shown(clashes: list[Clash], stored: Content) -> list[Row]:
    return [
        Row(
            clash.name,
            _heading(clash, stored),
            mine=[*_lines(clash, clash.mine)],
            theirs=[*_lines(clash, clash.theirs)],
        )
        for clash in clashes
    ]


def _heading(clash: Clash, stored: Content) -> str:
    if clash.kind == "source":
        return _("Where the statement comes from")
    if clash.kind not in PARTS:
        return str(LABELS[clash.name])
    ids = [part["id"] for part in stored[clash.kind]]
    return str(ONE_OF[clash.kind]) % {"number": ids.index(clash.mine["id"]) + 1}


def _lines(clash: Clash, one: str | Mapping[str, Any]) -> list[tuple[str, str]]:
    if isinstance(one, str):
        return [("", one or _("Nothing"))]
    names = SOURCE if clash.kind == "source" else FIELDS[clash.kind]
    lines = [
        (str(label_of(name, clash.kind)), one.get(name, "") or _("Nothing"))
        for name in names
        if name != "iso" and clash.mine.get(name, "") != clash.theirs.get(name, "")
    ]
    if (clash.mine.get("decision") in LEFT_OUT) != (clash.theirs.get("decision") in LEFT_OUT):
        is_out = one["decision"] in LEFT_OUT
        lines.append(("", _("Left out of the page") if is_out else _("On the page")))
    return lines
