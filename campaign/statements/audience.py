"""Those who read a statement: what it asks of them is not what it asks of those in power."""

import re

from campaign.statements import words

PUBLIC = re.compile(
    r"(?i)(?:the |all |our |its |their |fellow |other |more |ordinary |[\w-]+ ){0,2}?"
    r"(?:anyone|everyone|everybody|public|readers|listeners|viewers|people|citizens|supporters|"
    r"followers|subscribers|users|consumers|customers|members|colleagues|friends|neighbours|"
    r"neighbors|visitors|volunteers|voters|motorists|drivers|passengers|workers|"
    r"[A-Z]\w+ans)(?: (?:in|of|from|with|who|across|at|on|everywhere)\b.*)?"
)
ACTS = re.compile(
    r"(?i)(?:read|see|visit|find|click|download|watch|follow|share|subscribe|donate|sign|join|note|"
    r"take part|contact|call us|write to|listen|learn|help us|support us|support our|check|attend|"
    r"view|get|register|book|meet|come|bring|tell your|ask your|send us|keep reading|make a)\b"
)
# "its members" has no power, "ASEAN members" and "members of parliament" have.
NO_POWER_ALONE = frozenset({"member", "members", "party", "community"})


def is_the_public(who: str) -> bool:
    """ "all Australians", "its members", "people who own a phone"; not "members of parliament"."""
    if not PUBLIC.fullmatch(who) or "members of " in who:
        return False
    tokens = set(re.findall(r"[^\W\d_-]+", who.lower()))
    return not tokens & (words.AUTHORITIES - NO_POWER_ALONE)


def is_an_act_of_readers(act: str) -> bool:
    """ "sign the petition", "visit our page", at the beginning of `act`."""
    return bool(ACTS.match(act))
