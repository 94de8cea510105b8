"""The blanks of a letter, and what fills them.

A closed list: a text with a blank that nobody can fill is refused when it is saved, so that
`{{ slautation }}` never reaches a minister. What fills a blank is text and stays text.

Where a blank has nothing to say (no personal line was written, too few have signed to give a
number), the line of the letter that it stands in is left out.
"""

import re
from collections.abc import Mapping

from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

BLANKS: dict[str, Promise] = {
    "salutation": _("how the office is greeted: Your Excellency"),
    "office": _("the office: Minister for Foreign Affairs of …"),
    "ministry": _("its ministry"),
    "state": _("the state or body"),
    "state_long": _("its long name"),
    "signer_name": _("who writes"),
    "signer_place": _("where they live"),
    "personal_line": _("what they add in their own words"),
    "count": _("how many have signed; left out, with its line, while they are few"),
    "date": _("the day of writing"),
    "campaign_title": _("the campaign’s title"),
    "campaign_url": _("the address of its page"),
    "organisation": _("who runs it"),
    "copies": _("who gets a copy for information"),
}

_BLANK = re.compile(r"\{\{\s*([^{}]*?)\s*\}\}")
_HALF_BLANK = re.compile(r"\{\{|\}\}")
_BLANK_LINES = re.compile(r"\n{3,}")


def check(text: str) -> None:
    """Raises ValidationError where `text` has a blank that is not on the list, or half of one."""
    unknown = sorted({name for name in _BLANK.findall(text) if name not in BLANKS})
    if unknown:
        raise ValidationError(
            [
                gettext("There is no blank called “%(name)s”. There are: %(names)s.")
                % {"name": name[:40], "names": ", ".join(BLANKS)}
                for name in unknown
            ],
            code="unknown_blank",
        )
    if _HALF_BLANK.search(_BLANK.sub("", text)):
        raise ValidationError(
            gettext("A blank begins with {{ and ends with }}: one of the two is missing."),
            code="half_blank",
        )


def filled(text: str, values: Mapping[str, str]) -> str:
    """`text` with its blanks filled; lines with an empty one are left out."""
    lines = []
    for line in text.replace("\r\n", "\n").split("\n"):
        names = _BLANK.findall(line)
        if all(values[name] for name in names):
            lines.append(_BLANK.sub(lambda blank: values[blank[1]], line))
    return _BLANK_LINES.sub("\n\n", "\n".join(lines)).strip()
