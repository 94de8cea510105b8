"""The role that stands beside a name: "Ana Ruiz, a boatman," or "County executive Ana Ruiz"."""

import re

from campaign.statements import words
from campaign.statements.names import WORD_EDGES
from campaign.statements.people import speaker_in

EVENT = re.compile(r"who (?:was|were|had|is|did|will|would)\s+(?!(?:a|an|the|one)\b)", re.I)
CLAUSE_VERB = re.compile(r"\b(?:is|are|was|were|has|have|had|will|must|said|says|says|did|does)\b")


def apposition(name: str, tokens: list[str], after: int) -> str | None:
    """The role in "Ana Ruiz, a boatman," or "Ana Ruiz, who runs the clinic,": None for a clause."""
    if not tokens[after - 1].endswith(","):
        return None
    follows = " ".join(tokens[after : after + 24])
    first = follows.split(None, 1)[0].lower() if follows else ""
    named = speaker_in(f"{name}, {follows.split(',')[0]}")
    role = named.role if named else None
    if first == "who" and EVENT.match(follows):
        return None  # "who was arrested" tells what happened, not who somebody is
    if not role or CLAUSE_VERB.search(role) and first not in ("who", "whose"):
        return None
    if first in ("who", "whose", "a", "an") or first.rstrip(",").isdigit():
        return role
    bare = [token.strip(WORD_EDGES).lower() for token in role.split()]
    office = any(token in words.ROLES for token in bare)
    return role if len(name.split()) > 1 and (office or first == "the") else None


def _office_then_comma(before: list[str]) -> str | None:
    """The office in "The UN Special Rapporteur on Varland, Tomás Echeverría, …"."""
    phrase = " ".join(before).rstrip(",")
    bare = [token.strip(WORD_EDGES).lower() for token in before]
    if "," in phrase or not any(token in words.ROLES for token in bare):
        return None
    return (
        None
        if CLAUSE_VERB.search(phrase)
        else re.sub(r"^(?:(?:For|To|With) )?(?:(?:The|A|An)\s)?", "", phrase)
    )


def office_before(tokens: list[str], at: int) -> str | None:
    """The role in "County executive Lowell Prentiss" where it opens the sentence."""
    if 0 < at <= 12 and tokens[at - 1].endswith(","):
        return _office_then_comma(tokens[:at])
    if not 0 < at <= 7 or tokens[at - 1].strip(WORD_EDGES).lower() not in words.ROLES:
        return None
    if any(token.endswith((",", ";", ":")) for token in tokens[:at]):
        return None
    # "The acquittal of the photographer Mirela Zastava": the office begins after the last "of the".
    articles = [n for n in range(1, at) if tokens[n].lower() in ("the", "a", "an")]
    start = articles[-1] + 1 if articles else 0
    speaker = speaker_in(" ".join(tokens[start : at + 2]))
    return speaker.role if speaker and speaker.kind == "person" else None
