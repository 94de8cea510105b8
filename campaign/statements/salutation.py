"""Whom a letter speaks to, so that "You told Parliament: “…”" has a speaker."""

import re
from collections.abc import Sequence

from campaign.statements import words
from campaign.statements.names import leading_name
from campaign.statements.people import Speaker, speaker_in

SALUTATION = re.compile(r"^Dear (?P<who>[^,:;.!?]{3,80}(?:\. [^,:;.!?]{2,60})?)[,:]?$")
TO = re.compile(r"^(?:To|TO|Attn|Attention|Att)\s?[:.]\s*")
FIRST_BLOCKS = 8


def addressee_of(header: Sequence[str], paragraphs: Sequence[str]) -> Speaker | None:
    """The one person whom "Dear …" greets, by name, or by an office that a line above names."""
    lines = [*header, *paragraphs[:FIRST_BLOCKS]]
    for index, line in enumerate(lines):
        if salutation := SALUTATION.match(line):
            speaker = speaker_in(salutation["who"])
            holder = _holder(salutation["who"], lines[:index])
            return holder or (speaker if speaker and speaker.kind == "person" else None)
    return None


def _holder(office: str, lines: Sequence[str]) -> Speaker | None:
    """Who is addressed above as holding the office: "Dr Ana Ruiz" over "Minister for Ports"."""
    if not words.ROLES.intersection(office.lower().replace("-", " ").split()):
        return None
    for line, following in zip(lines, [*lines[1:], ""], strict=False):
        person = TO.sub("", line).split(",")[0].strip()
        around = f"{line} {following}".lower()
        if (
            not person.isupper()
            and leading_name(person) == person
            and office.lower().split()[-1] in around
        ):
            return Speaker("person", person, office)
    return None
