"""Whom a letter speaks to, so that "You told Parliament: “…”" has a speaker."""

import re
from collections.abc import Sequence
from dataclasses import replace

from campaign.statements import words
from campaign.statements.names import leading_name, same_person
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
            if holder or speaker is None or speaker.kind != "person":
                return holder
            return _in_full(speaker, lines[:index])
    return None


def _in_full(greeted: Speaker, lines: Sequence[str]) -> Speaker:
    """ "Dear Professor Ruiz" under a line that says "Professor Ana Ruiz"."""
    for line in lines:
        person = TO.sub("", line).split(",")[0].strip()
        if leading_name(person) == person and same_person(greeted.name, person):
            return replace(greeted, name=person)
    return greeted


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
