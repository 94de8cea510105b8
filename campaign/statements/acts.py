"""Acts that are asked for, and where one ends and the next begins: "to publish X and pay Y"."""

import itertools
import re
from dataclasses import dataclass, field

from campaign.statements import words

THINGS_ASKED = (
    r"(?:inquir|enquir|investigation|release|end\b|bans?\b|halt|repeal|withdrawal|moratorium|apolog|"
    r"compensation|reinstatement|sanction|embargo|review|justice|accountab|action\b|commitment|"
    r"guarantee|publication|return\b|restoration|ceasefire|reparation|redress|protection|access\b|"
    r"disclosure|payment|pay rise|laws?\b|limit|audit|reform|safeguard|oversight|transparency|"
    r"legislation|inquest|royal commission|overhaul|dialogue|consultation|debate\b|scrutiny|"
    r"regulation|regulator|protections|standards\b|strategy|measures\b|investment|funding)"
)
SPLIT = re.compile(
    r"(?:[,;]\s*)?\band\s+(?=not\s+to\s+[a-z])|"
    r"(?:[,;]\s*)?(?:\band|\bas well as|&)\s+(?:also\s+)?to\s+(?=[a-z])|[,;]\s+to\s+(?=[a-z])"
)
AND_TO = re.compile(
    r"\band\s+not\s+to\s+[a-z]|"
    r"(?:\band|\bas well as|&)\s+(?:also\s+)?to\s+(?!the\b|a\b|an\b|its\b|their\b|our\b|all\b|"
    r"any\b|who|wh[ai])[a-z]"
)
# "first, to …; second, to …; and third, to …"
ORDINAL = re.compile(
    r"(?:^|[;,]\s+)(?:and\s+)?(?:first|second|third|fourth|fifth|final|last)(?:ly)?,?\s+(?:to\s+)?"
)
ADDRESSED = re.compile(
    r";\s+(?:and\s+)?(?:(?:on|upon)\s+)?(?:the\s+)?[A-Z][^,;]{2,80}?\s+to\s+(?=[a-z])"
)
# "demand that parcels be allowed, that the sick be treated and that …"
AND_THAT = re.compile(
    r"[,;]\s+(?:and\s+)?that\s+(?=(?:the|an?|all|no|every|its|their|any|he|she|it|they)\s)"
    r"|,\s+and\s+that\s+(?=\w)|\s+and\s+that\s+(?=the\s|it\s|they\s|he\s|she\s|no\s|all\s|(?:[\w-]+\s){1,5}?be\s)"
)
AND_FOR = re.compile(
    r",?\s+and\s+(?:also\s+)?for\s+"
    r"(?=(?:an?|the|all|its|their|full|free|fair|more|better|independent|two|three|four|five|\d+)\s)"
)
# "the repeal of the act, a survey of the land, and free passage"
NEXT_THING = re.compile(
    r",\s+(?:and\s+)?(?=(?:an?|free|full|immediate|independent|fair|safe|equal|more|better)\s)"
)
COUNTED_THINGS = re.compile(
    r"(?:one|two|three|four|five|six)\s(?:\w+\s)?(?:things?|measures?|steps?|points?):\s+"
)
AN_ORDER = "|".join(sorted(words.ORDERS))
AND_AN_ORDER = re.compile(rf",?\s+and\s+(?=(?:(?:also|then|\w+ly)\s)?(?:{AN_ORDER})\b)")
# What an act is about: "the list", "all charges", "these people", not "police" or "data".
OBJECT = re.compile(
    r"(?:the|all|every|each|this|these|those|our|their|his|her|its|an?|any|no|immediate|urgent|full|"
    r"concrete|effective)\s"
)
# ", to ensure that they are safe" says what for.
PURPOSE = "ensure|protect|enable|prevent|avoid|allow|help|guarantee"
TO_ORDER = re.compile(rf",\s+to\s+(?!{PURPOSE})(?:{AN_ORDER})\s")
COMMA_AND_ORDER = re.compile(rf",\s+and\s+(?=(?:{AN_ORDER})\s)")
COMMA_ORDER = re.compile(rf",\s+(?=(?:{AN_ORDER})\s)")
TAIL = re.compile(
    r",?\s+(?:saying|adding|warning|noting|arguing|stressing|pointing out|stating|explaining|"
    r"declaring|announcing|marking|citing|describing)\b.*$"
    r"|,\s+(?!who|which|where|and\s+[a-z])[^,]{2,80}(?:,[^,]{2,80},?)?\s(?:said|says|added|stated|warned|argued|noted|stressed|"
    r"wrote)\b[^,]{0,60}$"
    r"|,\s+(?:said|says|added)\s(?!that\b)[^;]{2,240}$"
    r"|,\s+(?:the\s+)?[A-Z][^,]{2,80}(?:,\s+(?:and\s+)?(?:the\s+)?[A-Z][^,]{2,80}){1,12},?\s"
    r"(?:said|says|wrote|warned|stated)\b[^,]{0,60}$"
    r"|,\s+as\s[^,]{2,60}\s(?:put|puts|said|says)\b[^,]{0,40}$",
    re.S,
)
# Why or when it is asked, at the end of a call: ", after revelations that …", ", as talks begin".
OCCASION = re.compile(
    r",\s+(?:after|following|amid|amidst|in the wake of|ahead of|despite|in response to|because|"
    r"since|according to|given that|in light of|as (?!(?:its|their|his|her|our|your|well|soon|long|"
    r"part|far|an?|agreed|such|required|promised|provided|set|recommended|ordered|if|though|was|were|is|are|of|much|many|"
    r"little|few|they|he|she|we)\b))(?:(?!,\s+(?:and|but)\b)[^;])*$",
    re.S,
)

# "(1)", "(b)", "(iii)" within a sentence; "2." after a comma.
INLINE_ITEM = re.compile(
    r"(?:^|[\s:;,])\((?:\d{1,2}|[a-h]|[ivx]{1,4})\)\s+|(?<=[:;,])\s+(?:\d{1,2}|[a-h])[.)]\s+"
)


@dataclass(frozen=True)
class Asked:
    """Demands found at one place. `lede`: in the opening paragraph, which often only sums up."""

    texts: list[str]
    addressee: str = ""
    lede: bool = False
    participle: bool = False
    order: int = field(default_factory=itertools.count().__next__)


def acts_of(text: str) -> list[str]:
    """ "release the dockers, to publish the list and pay their families" is three acts."""
    if len(INLINE_ITEM.findall(text)) > 1:
        return [text]  # its points are told apart by their numbers
    if len(ORDINAL.findall(text)) > 1:
        return ORDINAL.split(text)
    if len(pieces := ADDRESSED.split(text)) > 1:
        return pieces  # "call upon the Senate to reject it; the President to refuse it"
    several = AND_TO.search(text) or TO_ORDER.search(text)
    # "to release and clear them, to open the files and to pay": each "to" begins a demand.
    if not several:
        return orders_of(text)
    return [act for piece in SPLIT.split(text) for act in COMMA_AND_ORDER.split(piece)]


def things_of(text: str) -> list[str]:
    """ "calls for an inquiry and for a ban" is two things."""
    text = re.sub(r"^to see\s", "", text)
    if counted := COUNTED_THINGS.match(text):
        return re.split(r"[,;]\s+(?:and\s+)?|\s+and\s+(?=an?\s)", text[counted.end() :])
    if len(pieces := AND_FOR.split(text)) > 1:
        return pieces
    series = NEXT_THING.split(text)
    return (
        series if len(series) > 2 and re.search(NEXT_THING.pattern + "(?<=and )", text) else [text]
    )


def orders_of(text: str) -> list[str]:
    """Split "publish the list, pay the families and end the raids", a series of three or more;
    "publish the list and pay the families" is one act of two verbs."""
    joints = list(AND_AN_ORDER.finditer(text)) if ";" not in text else []
    commas = list(COMMA_ORDER.finditer(text, 0, joints[-1].start())) if joints else []
    if not commas:
        return [text]
    acts = [text]
    for cut in sorted([*commas, *joints], key=lambda cut: -cut.start()):
        before, after = acts[0][: cut.start()], acts[0][cut.end() :]
        tokens = before.lower().split()
        if len(tokens) < 2:
            continue
        # "to find, charge and punish them" is one act; "publish its customer list and pay" is two.
        joined = tokens[-2].endswith((",", "ly")) or tokens[-2] in ("and", "or", "to", "fully")
        verb_alone = bool(words.ORDERS.intersection(tokens[-1:])) and joined
        if after and not verb_alone:
            acts[:1] = [before, after]
    return acts if len(acts) > 2 else [text]


def without_end(text: str) -> str:
    """A demand without the comma or full stop it ends with, but for that of "4 p.m." """
    bare = text.strip(" ,;.")
    return f"{bare}." if re.search(r"\b[ap]\.m$", bare) else bare
