"""Calls and requirements inside a sentence: "urges X to …", "demand that …", "X must …".

Every function takes the sentence twice: `sentence` with quoted stretches blanked by NUL, to look
at, and `literal`, to copy from. Positions agree.
"""

import itertools
import re
from dataclasses import dataclass, field

from campaign.statements import words
from campaign.statements.people import is_person
from campaign.statements.voice import OTHERS, speaks_for_itself

ADVERBS = (
    r"(?:\s(?:also|again|further|today|now|once (?:more|again)|therefore|\w+ly|in particular))*"
)
CALL_ON = rf"call(?:s|ed|ing)?{ADVERBS}\s(?:on|upon)"
ASK = (
    r"urg(?:e|es|ed|ing)|ask(?:s|ed|ing)?|request(?:s|ed|ing)?|implor(?:e|es|ed|ing)|"
    r"beseech(?:es)?|invit(?:e|es|ed|ing)|"
    rf"encourag(?:e|es|ed|ing)|exhort(?:s|ed|ing)?|appeal(?:s|ed|ing)?{ADVERBS}\sto|petition(?:s|"
    rf"ed|ing)?|press(?:es|ed|ing)?|"
    r"challeng(?:e|es|ed|ing)|want(?:s)?|beg(?:s)?|expect(?:s|ed)?|entreat(?:s|ed)?|"
    r"instruct(?:s|ed)?"
)
TO_DO = re.compile(rf"(?i)(?<![\w-])(?P<verb>{CALL_ON}|(?:{ASK}){ADVERBS})\s")
THAT = re.compile(
    rf"(?i)(?<![\w-])(?P<verb>(?:demand|insist|recommend|request|ask|propose|urge)(?:s|ed|"
    rf"ing)?{ADVERBS})\sthat\s"
)
FOR = re.compile(
    rf"(?i)(?<![\w-])(?P<verb>(?:call|appeal|press|push|ask|plead)(?:s|es|ed|ing)?{ADVERBS}\sfor)\s"
    rf"(?!comment|pity|money|donations|help\b|forgiveness)(?=\S)"
)
DEMAND_NOUN = re.compile(
    rf"(?i)(?<![\w-])(?P<verb>(?:demand|request)(?:s|ed|ing)?{ADVERBS})\s(?=(?:the|an?|that|their|its|full|"
    rf"immediate|urgent|justice|accountability|answers|no|all|his|her|access)\b)"
)
THINGS_ASKED = (
    r"(?:inquir|enquir|investigation|release|end\b|bans?\b|halt|repeal|withdrawal|moratorium|apolog|"
    r"compensation|reinstatement|sanction|embargo|review|justice|accountab|action\b|commitment|"
    r"guarantee|publication|return\b|restoration|ceasefire|reparation|redress|protection|access\b|"
    r"disclosure|payment|pay rise|law\b|limit|audit|reform|safeguard|oversight|transparency|"
    r"legislation|royal commission|overhaul)"
)
# Sentences that ask without naming who should act: "An inquiry is needed", "There must be …".
NEED = re.compile(
    rf"(?i)^(?:[^,]{{1,60}},\s)?(?:(?:an?|the|full|urgent|more|far)\s)?(?:[\w-]+\s){{0,3}}?{THINGS_ASKED}"
    r"[^,;]{0,80}?\s(?:is|are)\s(?:\w+ly\s|now\s|also\s){0,2}(?:needed|required|essential|overdue|"
    r"long overdue|a must|vital)\b"
    r"|^(?:[^,]{1,60},\s)?there\s(?:must|should|needs? to|has to)\s(?:now\s|also\s)?be\s"
    r"|^(?:[^,]{1,60},\s)?(?:it\sis|it[’']s|now is)\s(?:now\s|high\s|past\s|well past\s|long past\s|"
    r"the\s)*time\s(?:for|that|to)\s"
    r"|^what\sis\s(?:now\s|urgently\s)?needed\s(?:now\s)?is\s"
)
# "We want a full inquiry" asks; "we want the world to know" and "we expect a long strike" do not.
WISHED = re.compile(
    r"(?i)(?<![\w-])(?P<verb>(?:want|seek|request|require|expect|need)s?)\s(?=(?:(?:an?|the|full|all|"
    r"his|her|their|its|our|no|more)\s)?(?:[\w-]+\s){0,3}?{THINGS_ASKED})"
)
OF_WHOM = re.compile(
    r"(?:^|[;:,]\s)(?:[Ff]rom|[Oo]f)\s(?P<who>[^,;:]{3,90}?)\s(?P<verb>(?:we|it|they|the \w+)\s"
    r"(?:expect|demand|ask|want|request|require|seek)s?)\s(?:for\s)?(?=\w)"
)
# "We do not ask for pity", "are expected to comply", "will challenge", "the minister must urge".
NOT_ASKING = re.compile(
    r"(?i)(?:\b(?:not|never)|n[’']t|(?<!we )(?<!i )\b(?:will(?! call)|may|might|can|could)|"
    r"\b(?:must|should|needs? to|has to|have to|ought to|is|are|was|were|be|been))\s+(?:\w+ly\s)?$"
)
TO = re.compile(r"\s(?P<not>not\s)?to:?\s+(?=[^\W\d_]|\()")
# "call for the Government to scrap it": somebody is asked to act, unlike "for the law to be changed".
CALL_FOR_WHOM = re.compile(
    r"(?:[\w’'-]+\s){1,8}?to\s(?!be\b|have been\b|the\b|a\b|an\b|its\b|their\b|all\b)[a-z]+\s\w"
)
ANONYMITY = re.compile(r"(?:\S+\s){0,7}?(?:not to|to not|not) be (?:named|identified|quoted|published|shown)\b")
SECOND_ADDRESSEE = re.compile(r",?\s+and\s+(?:the\s+)?[A-Z][^,;]{2,80}?\s+to\s+(?=[a-z])")
NOT_A_VERB = words.listed(
    "the a an its their our his her this that these those any all each every whom which date "
    "power us them me"
)
# What a statement asks of its readers is not what it asks of those in power.
READER_ACTS = re.compile(r"(?:sign|join|share|donate|subscribe|follow|contact|visit|support us)\b")
PARTICIPLES = re.compile(r"(?i)ing\b")
SPLIT = re.compile(
    r"(?:[,;]\s*)?\b(?:and|as well as)\s+(?:also\s+)?to\s+(?=[a-z])|[,;]\s+to\s+(?=[a-z])"
)
AND_TO = re.compile(
    r"\b(?:and|as well as)\s+(?:also\s+)?to\s+(?!the\b|a\b|an\b|its\b|their\b|our\b|all\b|"
    r"any\b|who|wh[ai])[a-z]"
)
# "first, to …; second, to …; and third, to …"
ORDINAL = re.compile(
    r"(?:^|[;,]\s+)(?:and\s+)?(?:first|second|third|fourth|fifth|final|last)(?:ly)?,?\s+(?:to\s+)?"
)
AND_ORDER = re.compile(
    rf",?\s+and\s+(?=(?:(?:also|then|\w+ly)\s)?(?:{'|'.join(sorted(words.ORDERS))})\s(?!(?:it|them)\b))"
)
TAIL = re.compile(
    r",?\s+(?:saying|adding|warning|noting|arguing|stressing|pointing out|stating|explaining|"
    r"declaring|announcing|marking|citing|describing)\b.*$"
    r"|,\s+(?!who|which|where)[^,]{2,80}(?:,[^,]{2,80},?)?\s(?:said|says|added|stated|warned|argued|noted|stressed|"
    r"wrote)\b[^,]{0,60}$"
    r"|,\s+(?:said|says|added)\s[^,]{2,120}$",
    re.S,
)
# "… to release them and has adopted them": the sentence goes on about its own subject.
NEXT_VERB = re.compile(
    r"(?:\s[–—-])?,?\s(?:and|but)\s(?:has|had|said|says|warned|expressed|condemned|welcomed|"
    r"called)\b.*$",
    re.S,
)
MODAL = re.compile(
    r"(?<![\w-])(?P<modal>must|should|needs? to|has to|have to|ought to)(?P<not>\s+(?:not|never|"
    r"no longer))?\s+"
    r"(?P<rest>(?:\w+ly\s+|now\s+|also\s+|therefore\s+|first\s+|at once\s+|instead\s+|all\s+|"
    r"finally\s+)*(?P<verb>[a-z]+))"
)
ATTRIBUTED = re.compile(r",\s+according to\s[^,]{2,120}\.?$")
# A role that the one asked has, before the demand itself: "As the incoming chair, Singapore must".
IN_ITS_ROLE = re.compile(r"^As\s(?:an?|the|its|one)\s")
PASSIVE = re.compile(
    r"^(?:be|have been)\s+(?:\w+ly\s+)?(?:\w+ed|given|held|brought|made|put|taken|shown|paid|"
    r"sent|built|set free|freed|withdrawn|struck|lifted|kept|told|seen|known|rewritten|"
    r"overturned)\b"
)
IDLE = re.compile(
    r"^(?:be (?:seen|noted|remembered|said|considered|understood|recalled|stressed|emphasi[sz]ed|"
    r"pointed|clear|ashamed|"
    r"able|aware|surpris|familiar|named|identified|quoted)|come as|know\b|see\b|feel\b|seem\b|"
    r"look like|wonder|have (?:known|been (?:seen|known))|have\s+\w+(?:ed|wn|ne)\b)"
)
SAID_BEFORE = re.compile(
    r"(?i)\b(?:said|says|believes?|stated|argued?s?|insist(?:s|ed)?|warned|added|stressed|"
    r"maintains?|think|emphasi[sz]ed)(?:\s+that)?\s+$"
    r"|\b(?:believe|say|insist|maintain)\s+(?:that\s+)?$"
)
CLAUSE_START = re.compile(
    r"(?i)(?:[,;:–—]\s+(?:and\s+|but\s+|so\s+|yet\s+)?|\bthat\s+|\b(?:said|says|believes?|"
    r"believe)\s+|^(?:and|but|so|yet|now|instead|therefore|finally|first|second|third),?\s+)"
)
RULE_OF_LAW = re.compile(
    r"(?i)\b(?:under|according to|pursuant to)\b.{0,60}\b(?:law|laws|constitution|act|rules?|"
    r"code|treaty|charter|order|regulations?)\b"
)


STEMS = words.listed(
    """call urg ask demand request appeal implor beseech invit encourag exhort petition press
    challeng want beg expect entreat instruct insist recommend propos push plead seek requir
    need"""
)


@dataclass(frozen=True)
class Asked:
    """Demands found at one place. `lede`: in the opening paragraph, which often only sums up."""

    texts: list[str]
    addressee: str = ""
    lede: bool = False
    participle: bool = False
    order: int = field(default_factory=itertools.count().__next__)


def may_ask(sentence: str) -> bool:
    """A quick look: most sentences hold none of the verbs that `calls_in` reads for."""
    lowered = sentence.lower()
    return any(stem in lowered for stem in STEMS)


def calls_in(
    sentence: str, literal: str, own: frozenset[str], *, lede: bool, first_person: bool = False
) -> list[Asked]:
    """Explicit calls of one sentence: on somebody to do something, for something, that …"""
    matches = sorted(
        (
            m
            for pattern in (TO_DO, THAT, FOR, DEMAND_NOUN, WISHED)
            for m in itertools.islice(pattern.finditer(sentence), 12)
        ),
        key=lambda m: (m.start(), -m.end()),
    )
    found: list[Asked] = []
    if wanted := OF_WHOM.search(sentence):
        text = TAIL.sub("", literal[wanted.end() :]).strip(" ,;.")
        if (
            speaks_for_itself(
                wanted["verb"],
                own,
                participle=False,
                first_person=False,
                continued=False,
                lede=lede,
            )
            and len(text.split()) > 1
        ):
            return [Asked([text], wanted["who"], lede)]
    reach = 0
    for number, match in enumerate(matches):
        if match.start() < reach:
            continue
        before = NOT_ASKING.search(sentence[max(0, match.start() - 30) : match.start()])
        if before and not (
            match["verb"].split()[0].endswith("ing") and "not" not in before.group()
        ):
            continue
        following = [m.start() for m in matches[number + 1 :] if m.start() > match.end()]
        participle = bool(PARTICIPLES.search(match["verb"].split()[0]))
        subject = sentence[max(0, match.start() - 220) : match.start()]
        if not speaks_for_itself(
            subject,
            own,
            participle=participle,
            first_person=first_person,
            continued=bool(found),
            lede=lede,
        ):
            continue
        stop = following[0] if following else len(sentence)
        asked = _asked(match, sentence, literal, stop, lede=lede, participle=participle)
        if asked is None and following:
            asked = _asked(
                match, sentence, literal, len(sentence), lede=lede, participle=participle
            )
            stop = len(sentence)
        if asked:
            found.append(asked)
            reach = stop
    return found


def _asked(
    match: re.Match, sentence: str, literal: str, stop: int, *, lede: bool, participle: bool
) -> Asked | None:
    addressee = ""
    start = match.end()
    acts = match.re is TO_DO or (match.re is FOR and CALL_FOR_WHOM.match(sentence, start))
    if acts:
        to = next(
            (m for m in TO.finditer(sentence, start - 1, stop) if _verb_follows(sentence, m.end())),
            None,
        )
        if to is None or to.start() - start > 240:
            return None
        addressee = literal[start : to.start()].strip(" ,")
        if "\u0000" in sentence[start : to.start()] or len(addressee.split()) > 30:
            return None
        start = to.start() + 1 if to["not"] else to.end()
        if addressee.lower() == "you" and READER_ACTS.match(sentence, to.end()):
            return None
        if not addressee:
            return None  # "the minister wants to end it": nobody else is asked
        if addressee.lower() in ("them", "it", "him", "her", "us", "me", "you"):
            addressee = ""
    clause = TAIL.sub("", sentence[start:stop])
    clause = clause if stop == len(sentence) else re.sub(
        r"(?:[,;]?\s+(?:and|but|while|as well as)(?:\s+\w+ly|\s+also|\s+it|\s+they|\s+we|\s+has|"
        r"\s+have)*)?[\s,;.]*$",
        "",
        clause,
    )
    clause = NEXT_VERB.sub("", clause)
    if stop < len(sentence):
        clause = _without_next_subject(clause)
    blank = clause.count("\u0000")
    if ANONYMITY.match(clause):
        return None
    if len(clause.split()) < 2 or blank > 0.6 * len(clause):
        return None
    text = literal[start : start + len(clause)]
    if match.re is TO_DO and (second := SECOND_ADDRESSEE.search(text)):
        # "urge the council to condemn it, and President Santoso to repeal the law"
        text = f"{text[: second.start()]}\n{text[second.end() :]}"
    if match.re is THAT:
        texts = _orders_of(text)
    elif acts:
        texts = _acts_of(text)
    else:
        texts = [text]
    texts = [piece.strip(" ,;.") for line in texts for piece in line.split("\n")]
    return Asked([piece for piece in texts if piece], addressee, lede, participle)


def _acts_of(text: str) -> list[str]:
    """ "release the dockers, to publish the list and pay their families" is three acts."""
    if len(ORDINAL.findall(text)) > 1:
        return ORDINAL.split(text)
    pieces = SPLIT.split(text) if AND_TO.search(text) else [text]
    return [act for piece in pieces for act in _orders_of(piece)]


def _orders_of(text: str) -> list[str]:
    """Split "publish the list and pay the families"; "identify and stop the raids" is one act."""
    acts = [text]
    for joint in reversed(list(AND_ORDER.finditer(text))):
        before, after = acts[0][: joint.start()], acts[0][joint.end() :]
        tokens = before.lower().split()
        verb_alone = bool(words.ORDERS.intersection(tokens[-1:]))
        if len(tokens) > 2 and len(after.split()) > 1 and not verb_alone and ";" not in text:
            acts[:1] = [before, after]
    return acts


def _without_next_subject(clause: str) -> str:
    """Cut ", and the bishops have" off a demand that another verb of asking follows."""
    cut = next(reversed(list(re.finditer(r"[,;]?\s(?:and|while|but|as)\s", clause))), None)
    if cut and len(clause[cut.end() :].split()) <= 10 and len(clause[: cut.start()].split()) >= 2:
        return clause[: cut.start()]
    return clause


def requirements_in(
    sentence: str, literal: str, own: frozenset[str], *, follows: bool
) -> list[Asked]:
    """ "The ministry must publish the list": a whole sentence whose subject can be asked."""
    if sentence.rstrip().endswith("?"):
        return []
    if NEED.match(sentence):
        clause = ATTRIBUTED.sub("", TAIL.sub("", sentence)).rstrip(" .;,")
        return [Asked([literal[: len(clause)]])]
    for match in itertools.islice(MODAL.finditer(sentence), 4):
        before = sentence[: match.start()]
        start = _clause_start(before)
        subject = before[start:].strip()
        prefix = before[:start]
        rest = sentence[match.start("rest") :]
        if not subject or "\u0000" in subject or len(subject.split()) > 22:
            continue
        if IDLE.match(rest) or not _prefix_allows(prefix, own) or RULE_OF_LAW.search(before):
            continue
        head = subject.lower().split()
        if head[0] in (
            "we",
            "i",
            "you",
            "who",
            "what",
            "why",
            "how",
            "if",
            "which",
            "nobody",
            "one",
            "this",
            "there",
            "that",
            "when",
            "a",
            "an",
            "any",
            "anyone",
            "everyone",
        ):
            continue
        passive = bool(PASSIVE.match(re.sub(r"^(?:\w+ly\s+|now\s+|also\s+)+", "", rest)))
        pronoun = head[0] in ("it", "they", "he", "she") and len(head) == 1
        if pronoun and not (follows or passive):
            continue
        named = match["verb"] in words.ORDERS and _is_proper(subject)
        if not (pronoun or passive or named or _can_be_asked(subject)):
            continue
        if pronoun and passive and not follows and match["not"]:
            continue
        # An opening "Until then," belongs to the demand; "The group said" does not.
        begin = (
            start if SAID_BEFORE.search(prefix) or prefix.rstrip().lower().endswith("that") else 0
        )
        if IN_ITS_ROLE.match(sentence):
            begin = start
        clause = TAIL.sub("", sentence[begin:]).rstrip(" .;,")
        addressee = (
            ""
            if pronoun or passive
            else re.sub(r"^[Tt]he\b", "the", literal[start : match.start()].strip())
        )
        return [Asked([literal[begin : begin + len(clause)]], addressee)]
    return []


def _verb_follows(sentence: str, at: int) -> bool:
    word = re.match(r"[\w’'-]+", sentence[at : at + 40])
    if sentence[at : at + 1] == "(":
        return True
    return bool(word) and word.group()[0].islower() and word.group() not in NOT_A_VERB


def _clause_start(before: str) -> int:
    start = 0
    for match in CLAUSE_START.finditer(before):
        # A comma inside the subject ("Ministers, too, must") leaves a subject of adverbs behind.
        if before[match.end() :].strip():
            start = match.end()
    rest = before[start:].strip().lower()
    if rest in (
        "too",
        "in turn",
        "however",
        "therefore",
        "at the very least",
        "as a first step",
        "in particular",
    ):
        return 0
    return start


def _prefix_allows(prefix: str, own: frozenset[str]) -> bool:
    """Nothing, an adverbial, or reported speech in the own voice may stand before the clause."""
    prefix = prefix.strip(" ,;:–—")
    if (
        not prefix
        or len(prefix.split()) <= 14
        and not re.search(r"(?i)\b(?:if|unless|whether|who|which)\b", prefix)
    ):
        said = SAID_BEFORE.search(prefix + " ")
        return not (said and OTHERS.match(prefix.lower()))
    if SAID_BEFORE.search(prefix + " "):
        return not OTHERS.match(prefix.lower())
    return not re.search(r"(?i)\b(?:that|if|which|who|whether|said|says|told|requires?)\b", prefix)


def _is_proper(subject: str) -> bool:
    """ "Nordtel", "Bank of Varland": a name, whoever bears it."""
    tokens = subject.split()
    if len(tokens) > 1 and is_person(subject):
        return False
    return tokens[0].lower() not in words.NOT_NAMES and all(
        token[:1].isupper() or token.lower() in words.LINKING for token in tokens
    )


def _can_be_asked(subject: str) -> bool:
    tokens = [t.strip("’',()") for t in re.sub(r"(?:’s|'s)\b", "", subject.lower()).split()]
    head: list[str] = []
    for token in tokens:
        if token in ("that", "who", "which", "with", "in", "at", "from") and head:
            break
        head.append(token)
    if any(token in words.AUTHORITIES for token in head):
        return True
    return bool(re.fullmatch(r"[A-Z]{2,8}", subject.rsplit(maxsplit=1)[-1]))
