"""Requirements: sentences that say what must be, "The ministry must publish the list".

Every function takes the sentence twice: `sentence` with quoted stretches blanked by NUL, to look
at, and `literal`, to copy from. Positions agree.
"""

import itertools
import re
from dataclasses import dataclass

from campaign.statements import words
from campaign.statements.acts import (
    AN_ORDER,
    OBJECT,
    OCCASION,
    TAIL,
    THINGS_ASKED,
    Asked,
    orders_of,
)
from campaign.statements.audience import is_an_act_of_readers, is_the_public
from campaign.statements.names import is_person
from campaign.statements.people import FINITE
from campaign.statements.redaction import REMOVED
from campaign.statements.voice import OTHERS

OPENING = r"(?:[^,]{1,100},\s)?"
SO_FAR = r"(?:now\s|also\s|therefore\s|absolutely\s|urgently\s|clearly\s)?"
IT_IS_URGENT = (
    rf"(?:[^,]{{1,60}}\s(?:shows|confirms|proves|means)\sthat\s)?it\sis\s{SO_FAR}"
    r"(?:essential|imperative|vital|crucial|critical|urgent|necessary)"
)
# Sentences that ask without naming who should act: "An inquiry is needed", "There must be …".
NEED = re.compile(
    rf"(?i)^{OPENING}(?:"
    rf"(?:(?:an?|the|full|urgent|more|far)\s)?(?:[\w-]+\s){{0,3}}?{THINGS_ASKED}[^,;]{{0,80}}?\s(?:is|are)\s"
    rf"{SO_FAR}(?:needed|required|essential|(?:long\s)?overdue|a must|vital)\b"
    r"(?!\s(?:to|for)\s(?:the|our|its|their|his|her|all|any|every)\b)"
    rf"|there\sis\s{SO_FAR}an?\s(?:[\w-]+\s){{0,2}}need\s(?:to|for)\s"
    rf"|there\s(?:must|should|needs? to|has to)\s{SO_FAR}be\s"
    r"|(?:it\sis|it[’']s|now is)\s(?:now\s|high\s|past\s|well past\s|long past\s|the\s)*time\s"
    r"(?:for|that|to)\s"
    rf"|{IT_IS_URGENT}\sthat\s"
    r"|the\stime\shas\scome\s(?:to|for)\s"
    rf"|what\sis\s{SO_FAR}needed\s{SO_FAR}is\s(?!for\b)"
    r")"
)
# "What is needed is for the city to reopen it", "it is urgent for it to …": the act itself.
NEEDED_OF = re.compile(
    rf"(?i)^{OPENING}(?:what\sis\s{SO_FAR}(?:needed|required)\s{SO_FAR}is"
    rf"|{IT_IS_URGENT})"
    r"\sfor\s(?P<who>[^;]{2,90}?)\sto\s(?=[a-z])"
)
AND_FOR_WHOM = re.compile(r",?\s+and\s+for\s+[^,;]{2,60}?\s+to\s+(?=[a-z])")
MODAL = re.compile(
    r"(?<![\w-])(?P<modal>must|should|needs? to|ought to|ha(?:s|ve) to)(?P<not>\s+(?:not|never|"
    r"no longer))?(?:,[^,]{3,60},)?\s+"
    r"(?P<rest>(?:(?!(?:comp|app|supp|re|rep|f)ly\b)\w+ly\s+|"
    r"now\s+|also\s+|therefore\s+|first\s+|at once\s+|instead\s+|all\s+|"
    r"finally\s+)*(?P<verb>[a-z]+))"
)
# "experts identified 13 principles governments": what stands before "must" is no noun phrase.
IS_CLAUSE = re.compile(
    r"\b\w+\swhich\b"
    r"|(?<!who )(?<!that )\b\w+ed\s(?:that\s)?"
    r"(?:\d+|the|an?|its|their|his|her|how|what|several|many)\s"
)
# A role that the one asked has, before the demand itself: "As the incoming chair, Singapore must".
IN_ITS_ROLE = re.compile(r"^As\s(?:an?|the|its|one)\s")
PASSIVE = re.compile(
    r"^(?:be|have been)\s+(?:\w+ly\s+(?:and\s+\w+ly\s+)?)?"
    r"(?:\w+ed|subject to|given|held|brought|made|put|taken|shown|"
    r"paid|sold|spent|found|heard|written|chosen|frozen|torn|done|won|left|sent|built|set free|"
    r"freed|withdrawn|struck|lifted|kept|told|seen|known|rewritten|overturned)\b"
)
# "The siege must end": whoever can end it is asked.
INTRANSITIVE = re.compile(
    r"^(?:now\s|all\s|finally\s)*(?:end|stop|cease|go|resign|fall|pass|proceed|happen|"
    r"become law\b|come (?:off|down|out|home)|stay (?:open|shut|closed)|answer for)\b"
)
IDLE = re.compile(
    r"^(?:reali[sz]e that\b|understand\b|remember\b|be (?:seen|noted|remembered|said|considered|"
    r"understood|recalled|stressed|emphasi[sz]ed|pointed|clear|ashamed|reminded|commended|"
    r"congratulated|applauded|praised|thanked|proud|alarmed|"
    r"concerned|worried|celebrated|welcome|no surprise|"
    r"able|aware|surpris|familiar|quoted)|come as|know\b|see\b|feel\b|seem\b|"
    r"have (?:little|no|nothing|every)\b|look like|wonder|have (?:known|been (?:seen|known))|"
    r"have\s+\w+(?:ed|wn|ne)\b)"
)
SAID_BEFORE = re.compile(
    r"(?i)\b(?:said|says|believes?|stated|argued?s?|insist(?:s|ed)?|warned|added|stressed|"
    r"maintains?|think|emphasi[sz]ed|say)(?:\s+that)?,?\s+$"
    r"|\b(?:believe|say|insist|maintain)\s+(?:that\s+)?$"
)
SAYS = r"\b(?:said|says|added|adds|believes?|argued|argues|stressed|warned)\b"
# "If a deal must touch on it, ", "To the President, who signed it: "
BEFORE_MAIN_CLAUSE = re.compile(
    r"(?:If|When|Until|Unless|While|As|Since|Given|Now that|Although)\s[^,]+,\s+"
    r"|To\s\w[^:.;]*:\s+"
)
NOBODY = words.listed(
    "we i you who what why how if which nobody one there that when a an anyone everyone"
)
NO_SUBJECT = FINITE | {"what", "how", "why"}
# "Insurers, two of which are named below, must": an insertion right before the modal verb.
SET_APART = re.compile(r",\s[^,]{3,90},\s*$")
ADVERB = re.compile(r"\s(?:also|therefore|now|still|too|all|both|thus|clearly|simply|urgently)$")
# "should take it as a \0\0\0": what it says goes on inside quotation marks.
CUT_OFF = re.compile(r"[^.;\0]{0,40}\b(?:an?|the|as|its|their)\s\0")
CLAUSE_START = re.compile(
    r"(?i)(?:[,;:–—]\s+(?:and\s+|but\s+|so\s+|yet\s+)?|\bthat\s+(?!(?:night|day|morning|evening|year|week|month|time|date)\b)|\b(?:said|says|believes?|"
    r"believe|warned|warns|added|adds|stressed|insisted|argued)\s+|^(?:and|but|so|yet|now|instead|therefore|finally|first|second|third),?\s+)"
)
IMPERATIVE = re.compile(
    rf"(?:(?:please\s|immediately\s)?(?:{AN_ORDER})\b(?!\s(?:this|us|me)\b)|(?:please\s)?do(?:\snot|n[’']t)\s\w)"
)
COUNTED_OFF = re.compile(
    r"(?:And\s)?(?i:first|second|third|fourth|fifth|finally|lastly)(?:ly)?[,:]\s+"
)
ANNOUNCED = re.compile(
    r"(?i)[^:]{0,120}\b(?:demands?|asks?|calls?|requests?|message)\b[^:]{0,80}:\s+(?=\S)"
)
SERIES = re.compile(r"[,;]\s+(?:and\s+)?|\s+and\s+(?=[a-z]+\s)")
# "We ask two things. That the pier be opened. And that the crew be paid."
THAT_IT_BE = re.compile(
    r"(?:And\s+)?[Tt]hat\s+(?!(?:is|was|would|will|has|had|said|means|evening|night|day|year|morning|"
    r"way|much|makes|same)\b)(?=[^.!?]{0,90}?\sbe\s|(?:the|all|our|every|no)\s)"
)
PLEASE = re.compile(
    rf"Please\s((?:do not\s|don[’']t\s)?(?!sign|send|share|join|note|read|see|visit|"
    r"contact|make|give|respond|reply|feel|let us|find|direct|address|email|call us)"
    rf"(?:{AN_ORDER})\s)"
)
# "To the Republic: strike out the evidence."
SAID_TO = re.compile(r"To\s(?:the\s|all\s|our\s)?[A-Z][^:.;]{1,80}:\s+")
WE_SAY = re.compile(
    r"(?:To\s[^:]{3,90}?,?\s)?[Ww]e\s(?:say|call|appeal)(?:\s(?:to|on|upon)\s[^:]{3,90})?:\s+"
)
RULE_OF_LAW = re.compile(
    r"(?i)\b(?:under|according to|pursuant to)\b.{0,60}\b(?:law|laws|constitution|act|rules?|"
    r"code|treaty|charter|order|regulations?|plans?|bill|scheme|proposals?|deal|agreement|policy|"
    r"contract|terms)\b"
    r"|\b(?:law|laws|constitution|act|rules?|code|treaty|charter|order|regulations?|bill|scheme|"
    r"plan|contract|policy|court|tribunal|judge)\s(?:\w+ly\s)?(?:require|mean|say|state|provide|"
    r"specif|stipulat|order|rule|h[eo]ld)\w*(?:\s\w+)?\s(?:that\s)?"
)


# "…, it added, and the council must open the files": a second one that must do something.
ANOTHER_MUST = re.compile(
    r",?\s+and\s+(?P<next>(?:the|its|all|[A-Z][\w’'-]*)\s(?:[\w’'-]+\s){0,7}?"
    rf"(?:must|should|needs? to)\s(?:\w+ly\s)?(?:{AN_ORDER})\s.*)$",
    re.S,
)
SAID_TAIL = re.compile(r",\s(?:(?:it|they|he|she)\s(?:said|added)|[^,]{2,60}\ssaid)$")


@dataclass(frozen=True)
class Claim:
    """One "must" or "should" of a sentence: `prefix`, `subject`, the modal verb, `rest`."""

    prefix: str
    subject: str
    rest: str
    modal: re.Match
    start: int  # where the subject begins in the sentence

    @property
    def head(self) -> list[str]:
        return self.subject.lower().split()

    @property
    def pronoun(self) -> bool:
        return self.head in (["it"], ["they"], ["he"], ["she"])

    @property
    def passive(self) -> bool:
        """ "must be released", "must end": whoever can do it is asked."""
        done = re.sub(r"^(?:\w+ly\s+|now\s+|also\s+)+", "", self.rest)
        return bool(INTRANSITIVE.match(self.rest) or PASSIVE.match(done))


def is_needed(sentence: str) -> bool:
    """ "An inquiry is needed.", "It is time to …": a need that somebody should meet."""
    return bool(NEED.match(sentence) or NEEDED_OF.match(sentence))


def requirements_in(sentence: str, literal: str, *, follows: bool) -> list[Asked]:
    """ "The ministry must publish the list": a whole sentence whose subject can be asked."""
    if sentence.rstrip().endswith("?"):
        return []
    if NEED.match(sentence):
        clause = OCCASION.sub("", TAIL.sub("", sentence)).rstrip(" .;,")
        return [Asked([literal[: len(clause)]])]
    if needed := NEEDED_OF.match(sentence):
        acts = AND_FOR_WHOM.split(literal[needed.end() :].rstrip(" ."))
        return [Asked(acts, needed["who"])]
    for modal in itertools.islice(MODAL.finditer(sentence), 4):
        claim = _claim(sentence, modal)
        if _is_claim(claim) and _tells_to_act(claim, follows=follows):
            return _required(claim, sentence, literal)
    return []


def _claim(sentence: str, modal: re.Match) -> Claim:
    before = sentence[: modal.start()]
    if apart := SET_APART.search(before):
        # "Insurers, two of which are named below, must": the subject stands before the insertion.
        before = before[: apart.start()]
    start = _clause_start(before)
    return Claim(
        prefix=before[:start],
        subject=ADVERB.sub("", before[start:].strip()),
        rest=sentence[modal.start("rest") :],
        modal=modal,
        start=start,
    )


def _is_claim(claim: Claim) -> bool:
    """Whether a subject stands before the modal verb, and the statement itself says the clause."""
    if not claim.subject or "\u0000" in claim.subject or len(claim.head) > 22:
        return False
    if CUT_OFF.match(claim.rest) or IDLE.match(claim.rest) or not _prefix_allows(claim.prefix):
        return False
    if RULE_OF_LAW.search(claim.prefix + claim.subject) or IS_CLAUSE.search(claim.subject):
        return False
    if claim.head[:2] == ["no", "one"]:
        return False
    return claim.head[0] not in NOBODY and not NO_SUBJECT.intersection(claim.head)


def _tells_to_act(claim: Claim, *, follows: bool) -> bool:
    """Whether what must be is an act, and its subject one that can be told to act."""
    verb, head = claim.modal["verb"], claim.head
    if claim.pronoun:
        return follows or (claim.passive and not claim.modal["not"])
    # "Any new law must include …", "This process should include …": what it must do is an act.
    vague = head[0] in ("any", "this") and len(head) > 1
    if head == ["this"] or vague and verb not in (*words.ORDERS, "be"):
        return False
    if claim.passive:
        return True
    if is_the_public(claim.subject) or head[0].endswith("ing"):
        return False  # "Looking at past trade should be part of …" tells nobody to act
    if verb in words.ORDERS and (_is_proper(claim.subject) or vague or _are_agents(head)):
        return True
    return _can_be_asked(claim.subject)


def _required(claim: Claim, sentence: str, literal: str) -> list[Asked]:
    # An opening "Until then," belongs to the demand; "The group said" does not.
    said = SAID_BEFORE.search(claim.prefix) or claim.prefix.rstrip().lower().endswith(
        ("that", ":", ";")
    )
    begin = claim.start if said or IN_ITS_ROLE.match(sentence) else 0
    clause = OCCASION.sub("", TAIL.sub("", sentence[begin:])).rstrip(" .;,")
    text = literal[begin : begin + len(clause)]
    alone = claim.pronoun or claim.passive
    addressee = "" if alone else re.sub(r"^The\b", "the", claim.subject)
    return [Asked([text] if alone else _acts(text, claim.modal.start("rest") - begin), addressee)]


def _acts(text: str, rest: int) -> list[str]:
    """One requirement as it stands; three acts and more, or a second "must", each for itself."""
    second = ANOTHER_MUST.search(text)
    if second and MODAL.search(text[: second.start()]):
        return [SAID_TAIL.sub("", text[: second.start()]), second["next"]]
    acts = orders_of(text[rest:])
    return acts if len(acts) > 2 else [text]


def orders_in(sentence: str, literal: str, *, follows: bool) -> list[Asked]:
    """ "Release the nine.", "First, publish the list.", "Our demand is simple: open the pier." """
    if announced := ANNOUNCED.match(sentence):
        acts = [act.strip(" .") for act in SERIES.split(literal[announced.end() :])]
        return [Asked(acts)] if acts and all(map(IMPERATIVE.match, acts)) else []
    if (that := THAT_IT_BE.match(sentence)) and (follows or " be " in sentence):
        return [Asked([literal[that.end() :].rstrip(" .")])]
    told = WE_SAY.match(sentence)
    says = told and IMPERATIVE.match(_lowered(literal[told.end() :]))
    if told and says and _can_be_asked(told.group().strip(": ")):
        return [Asked(orders_of(literal[told.end() :].rstrip(" .")))]
    if (to := SAID_TO.match(sentence)) and IMPERATIVE.match(_lowered(literal[to.end() :])):
        return [Asked(orders_of(literal[to.end() :].rstrip(" .")), to.group()[3:-2].strip(": "))]
    if (please := PLEASE.match(sentence)) and OBJECT.match(sentence[please.end() :]):
        return [] if REMOVED in sentence else [Asked([literal[please.start(1) :].rstrip(" .")])]
    ordinal = COUNTED_OFF.match(sentence)
    start = ordinal.end() if ordinal else 0
    order = IMPERATIVE.match(sentence, start) or IMPERATIVE.match(_lowered(sentence[start:]))
    if not order or not (follows or ordinal or OBJECT.match(sentence[start:].split(" ", 1)[-1])):
        return []
    if is_an_act_of_readers(sentence[start:]) or "\u0000" in sentence or REMOVED in sentence:
        return []
    return [Asked([literal[start:].rstrip(" .")])]


def _lowered(text: str) -> str:
    return text[:1].lower() + text[1:]


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


def _prefix_allows(prefix: str) -> bool:
    """Nothing, an adverbial, or reported speech in the own voice may stand before the clause."""
    if BEFORE_MAIN_CLAUSE.fullmatch(prefix):
        return True
    prefix = prefix.strip(" ,;:–—")
    ruled = prefix.lower().endswith(" that") and not re.search(r"(?i)\bwe\b", prefix)
    if ruled and _is_others(prefix):
        return False  # "The court ruled that providers must …"
    if (
        not prefix
        or len(prefix.split()) <= 14
        and not re.search(r"(?i)\b(?:if|unless|whether|who|which)\b", prefix)
    ):
        said = SAID_BEFORE.search(prefix + " ")
        return not (said and _is_others(prefix))
    if SAID_BEFORE.search(prefix + " "):
        return not _is_others(prefix)
    # "The clerk said the rota was thin and that the board should …": his second clause.
    if re.search(r"\band that$", prefix) and re.search(f"(?:{SAYS})", prefix):
        return not _is_others(prefix)
    return not re.search(r"(?i)\b(?:that|if|which|who|whether|said|says|told|requires?)\b", prefix)


def _is_others(prefix: str) -> bool:
    """ "The minister said" reports somebody in power, not the statement's own voice."""
    lowered = prefix.lower()
    return bool(OTHERS.match(lowered) or words.RULERS.intersection(lowered.split()))


def _is_proper(subject: str) -> bool:
    """ "Nordtel", "Bank of Varland": a name, whoever bears it."""
    tokens = subject.split()
    if len(tokens) > 1 and is_person(subject) or len(tokens) == 1 and subject.endswith("s"):
        return False
    return tokens[0].lower() not in words.NOT_NAMES and all(
        token[:1].isupper() or token.lower() in words.LINKING for token in tokens
    )


def _are_agents(head: list[str]) -> bool:
    """ "reinsurers", "foreign investors": those named by what they do."""
    return len(head) <= 6 and bool(re.search(r"(?:ers|ors)$", head[-1]))


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
