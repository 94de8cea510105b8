"""Which phrase beside a quote says who spoke: `said X, role`, `X of Y added:`, `according to X`.

Each function looks at the running text on one side of a quote and returns a Speaker as written,
or None. Inside `text`, quoted stretches are blanked with NUL characters.
"""

import re
from functools import lru_cache

from campaign.statements import words
from campaign.statements.names import EDGES, is_organisation, is_person
from campaign.statements.people import DETERMINERS, Speaker, speaker_in
from campaign.statements.saying import WORD, is_plausible, subject_before_verb
from campaign.statements.subjects import (
    ALIAS,
    attribution_after,
    subject_of,
)

ACCORDING = re.compile(
    r"(?i)\b(?:according to|(?:in|recalling) the words of|in the view of|"
    r"as (?:\w+ed|put|told|written|shown)(?: out| down)? (?:by|in)|attributable to|"
    r"attributed to|quote from|statement (?:from|by)|comments? (?:from|by)|quoting)\s+"
)
BURMESE_SUBJECT = re.compile(r"(?:^|[\s။၊])([\u1000-\u109f]{2,60}?)\s?(?:က|မှ)\s*[၊,:]?$")
NAME_DASH = re.compile(r"^([^,–—|]{4,40})\s(?:[–—|]|-{1,2})\s(?=\w)")
DASH_BYLINE = re.compile(r"^\s*[—–―-]{1,2}\s*(?=\S)")
# "… ဟု <whose spokesperson> <name> က": the name is the last word before the subject's particle.
BURMESE_SAID = re.compile(
    r"^\s*(?:ဟု|ဟူ၍|လို့)\s*(?P<role>[^။]{0,120}?)(?P<name>[\u1000-\u109f]{2,60}?)\s*(?:က|မှ)\s"
)
SPOKEN_TAIL = re.compile(
    rf"\s(?:{'|'.join(sorted(words.SAYING - words.WEAK_SAYING))})(?: (?:in|on|at|to|after) "
    rf"[^,]{{0,80}})?$"
)
# "Ana Ruiz said in a statement." and no more: an attribution, although the quote had its full stop.
ONLY_SAID = re.compile(
    rf"^[^.]{{2,120}}?\s(?:{'|'.join(sorted(words.SAYING))})"
    r"(?:\s(?:in|on|at|to|during|after|outside|reporters|us|me|him|her|them)\b[^,;]{0,80})?\.?$"
)
BY_AGENT = re.compile(
    r"\b\w+(?:ed|bed) by\s+(?P<who>(?:(?!\sto\s)[^;]){3,120}?),?\s+as(?:\s+(?:an?|the))?\s*$"
)
# "state radio quoted a harbour official as saying": the official speaks, not the radio.
QUOTED_AS = re.compile(
    r"^[^\u0000]{2,160}?\squot(?:ed|es)\s(?P<who>[^;\u0000]{3,140}?),?\s+as\s+(?:saying|telling)\b"
)
OWN_WORDS = re.compile(
    r"^(?P<who>[A-Z][^:]{1,80}?)(?:’s|'s|(?<=s)’|(?<=s)')\s(?:[\w-]+\s){0,3}?(?:message|editorial|letter|"
    r"note|diary|words|answer|reply|response|reaction|advice|conclusion|testimony|statement|view|"
    r"verdict|warning|plea|question|post|poem|explanation|comment|summary|account|status|update|"
    r"tweet|caption|speech|remarks?|e-?mail|column|entry|appeal|diagnosis|line)\b[^:]*:$"
)
# "“Never noise,” is how weaver Shanti Rao puts it."
HOW_PUT = re.compile(r"^\s*,?\s*(?:is|was)\s(?:how|what|the way)\s")
IN_OWN_WORDS = re.compile(r"\bin (his|her|their) (?:own )?words,?\s*$")
WHOSE = {"his": "he", "her": "she", "their": "they"}
NO_SPEAKER = re.compile(r"(?i)(?:that|to|in|on|at|it|there|this|and|is|are|was|were|they|we)\b")
# "Ana Ruiz dismissed the report as": the judgement is hers.
JUDGED = re.compile(
    r"\b(?:describ|dismiss|condemn|denounc|reject|prais|derid|characteri[sz])(?:es|s|ed|e)\b"
    r"[^,;]{1,80}\sas\s*$"
)
RULED = re.compile(
    r"(?P<who>\b(?:[Tt]he|[Aa]n?)\s(?:[\w’'-]+\s){0,4}?(?:[Cc]ourt|[Jj]udges?|[Tt]ribunal|[Jj]ury|[Ii]nquiry|"
    r"[Pp]anel|[Oo]mbudsman|[Cc]oroner)(?:\sof\s[A-Z]\w+)?)\s(?:held|ruled|found|concluded)\s"
    r"(?:\w+day\s|today\s)?that\b[^.;]*$"
)
# "For Ana Ruiz, the plan is “…”": her judgement.
TO_WHOM = re.compile(
    r"^(?:For|To)\s(?:(?P<pronoun>him|her|them),?|(?P<who>[^,\u0000]{3,80}),)"
    r"\s[^,;\u0000]{2,80}\s(?:is|are|was|were|means?|meant)$"
)
WHOSE_EYES = {"him": "he", "her": "she", "them": "they"}
PHRASE = (
    r"(?P<who>(?:\b(?:[Tt]he|[Aa]n?|[Oo]ne|[Ii]ts|[Hh]is|[Hh]er|[Tt]heir|[Oo]ur)\s(?:(?!the\s|an?\s)[\w-]+\s){0,3}?[\w-]+"
    r"|\b[A-Z][\w-]*(?:\s[A-Z][\w-]*){0,3}))"
)
# "the fears are, in the minister’s words, “…”"
THEIR_WORDS = re.compile(
    rf"\bin\s{PHRASE}(?:’s|'s|(?<=s)’|(?<=s)')\s(?:own\s)?(?:words|view|opinion|phrase|eyes|telling)[,:]?$"
)
# "We welcome the minister’s promise that “…”": a noun of saying, and whose it is.
SAYING_NOUN = re.compile(
    rf"{PHRASE}(?:’s|'s|(?<=s)’|(?<=s)')\s(?:\w+\s){{0,2}}?(?:promise|claim|statement|assertion|assurance|"
    r"warning|remark|admission|argument|insistence|declaration|pledge|belief|complaint|suggestion|"
    r"conclusion|observation|allegation|accusation|threat|advice|view|contention|commitment|"
    r"acknowledgement|announcement|confession|denial|excuse|explanation|finding|opinion|prediction|"
    r"recommendation|testimony|vow)s?\s(?:that|to|of)$"
)
# "Falk says that a clerk told her “…”": the clerk.
TOLD_HER = re.compile(
    r"\b(?:said|says|told|tells|recalls?|recalled|claims?|claimed|remembers?)\s[^\u0000]{0,160}?"
    r"\b(?P<who>(?:the|an?|one|two|three|another)\s(?:(?!the\s|an?\s)[\w-]+\s){0,2}?[\w-]+|(?<=that\s)[a-z]+s)"
    r"\s(?:had\s)?(?:told|warned|assured|informed)\s(?:her|him|them|us|me)(?:\sthat)?[,:]?$"
)
TOLD_SO = words.SAYING | words.SAYING_PLAIN | words.SAYING_PARTICIPLES
# "The family has received one reply, of nine words:": not the family's words.
RECEIVED = re.compile(
    r"\b(?:received|got)\s[^.:]{0,40}?\b(?:reply|answer|response|letter|message|e-mail)\b[^.:]{0,60}:$"
)
# "“A”, that B was forged, and that C …": more of what was said, and no attribution.
OBJECT_CLAUSE = re.compile(r"(?:and\s|or\s|but\s)?(?:that|which|whose|whether)\s")
# "The fund paid for:" lists things, and nobody's words.
THINGS_LISTED = re.compile(r"\b(?:to|for|of|on|by|from|including|between):$")
# "(Res. 12/4)", "(p. 3)" say where words stand, and not whose they are.
REFERENCE = re.compile(r"\d")


def after_quote(gap: str, *, unfinished: bool = False, full_stop: bool = False) -> Speaker | None:
    """The speaker named right after a quote, in the rest of its sentence.

    unfinished: the quote ends in a comma, so what follows can only be its attribution.
    full_stop: it ends in one, so that a capital begins a sentence of its own.
    """
    gap = HOW_PUT.sub(" ", gap)
    if burmese := BURMESE_SAID.match(gap):
        return Speaker("person", burmese["name"], burmese["role"].strip() or None)
    stripped = gap.lstrip(" ,\u00a0")
    if DASH_BYLINE.match(stripped):
        return byline(DASH_BYLINE.sub("", stripped))
    stripped = stripped.lstrip("-–— ")
    if not stripped or stripped[0] in ".;:!?" or OBJECT_CLAUSE.match(stripped):
        return None
    if full_stop and stripped[0].isupper() and not ONLY_SAID.match(stripped):
        return None
    if stripped[0] == "(" and ")" in stripped[:120]:
        inside = stripped[1 : stripped.index(")")]
        return None if REFERENCE.search(inside) else byline(inside)
    if according := ACCORDING.match(stripped):
        return speaker_in(stripped[according.end() :])
    if (cited := QUOTED_AS.match(stripped)) and (speaker := speaker_in(cited["who"])):
        return speaker
    first = WORD.match(stripped)
    if first and first.group().lower() in words.SAYING:
        return _inverted(stripped[first.end() :])
    speaker = subject_before_verb(stripped, near=True)
    if speaker is None and (unfinished or gap.lstrip().startswith(",")):
        return attribution_after(stripped)
    return speaker


@lru_cache(maxsize=256)  # one sentence is asked about several times
def before_quote(lead: str) -> Speaker | None:  # noqa: PLR0912 - surest shapes first
    """The speaker named in the unfinished sentence that leads into a quote."""
    lead = lead.strip()
    if not lead or RECEIVED.search(lead):
        return None
    agent = BY_AGENT.search(lead) or QUOTED_AS.match(lead)
    if agent and (speaker := speaker_in(agent["who"])):
        return speaker
    if burmese := BURMESE_SUBJECT.search(lead):
        return Speaker("person", burmese[1])
    if pronoun := IN_OWN_WORDS.search(lead):
        return Speaker("pronoun", WHOSE[pronoun[1].lower()])
    if speaker := _according(lead):
        return speaker
    if (to_whom := TO_WHOM.match(lead)) and to_whom["pronoun"]:
        return Speaker("pronoun", WHOSE_EYES[to_whom["pronoun"]])
    if to_whom and (speaker := speaker_in(to_whom["who"])) and speaker.kind == "person":
        return speaker
    for shown in (THEIR_WORDS, SAYING_NOUN, TOLD_HER):
        if (near := shown.search(lead)) and (speaker := speaker_in(near["who"])):
            return speaker
    first = WORD.match(lead)
    opens = first is not None and first.group().lower() in words.SAYING
    if opens and (speaker := _inverted(lead[first.end() :])):
        return speaker
    for several in (False, True):
        if speaker := subject_before_verb(lead, near=False, several=several):
            return speaker
    if (ruled := RULED.search(lead)) and (speaker := speaker_in(ruled["who"])):
        return speaker
    if JUDGED.search(lead) and (speaker := subject_of(lead)):
        return speaker
    if THINGS_LISTED.search(lead):
        return None
    if lead.endswith(":"):
        return _author(lead) or _labelled(lead) or subject_of(lead, described=True)
    tail = {m.group().lower() for m in WORD.finditer(lead[-120:])}
    return _participle_subject(lead) or (
        subject_of(lead) if tail & words.SAYING_PARTICIPLES else None
    )


def gapped(clause: str) -> Speaker | None:
    """ "Ana Ruiz said that “A”, and her deputy, Hla Win, that “B”": the verb is not said twice."""
    who, that, _ = clause.partition(" that ") if " that " in clause else ("", "", "")
    return (
        speaker_in(who) if that and is_plausible(who) and who.split()[-1] not in TOLD_SO else None
    )


def _according(lead: str) -> Speaker | None:
    """ "according to Ana Ruiz, a director,", "are, according to Ana Ruiz, proof of"."""
    according = _last(ACCORDING, lead)
    if not according:
        return None
    who = lead[according.end() :]
    if "," in who and not lead.endswith((",", ":")):
        who = who[: who.rindex(",")]
    speaker = speaker_in(who)
    written = according.group().lower().startswith("as ") and according.group().split()[-1] == "in"
    return speaker if speaker and not (written and speaker.kind == "generic") else None


def reporting_speaker(sentence: str) -> Speaker | None:
    """Who speaks in a sentence without quotes: "The law is void, Ana Ruiz said." """
    body = sentence.rstrip(" .!?")[-1000:]
    if speaker := closing_speaker(body):
        return speaker
    return None if "\u0000" in body else subject_before_verb(body, near=False, strong=True)


def closing_speaker(body: str) -> Speaker | None:
    """Who speaks at a sentence's end: "… of the harbour, Ana Ruiz said in a report"."""
    if tail := SPOKEN_TAIL.search(body):
        pieces = body[: tail.start()].rstrip(", ").split(",")
        # The name stands after the last comma, or before it when a role follows the name.
        for count in (1, 2, 3):
            candidate = ",".join(pieces[-count:]).strip()
            if len(pieces) > count and "\u0000" not in candidate and is_plausible(candidate):
                speaker = speaker_in(candidate)
                if speaker and speaker.kind != "generic":
                    return speaker
    inverted = re.search(r",\s+(?:said|says|added|explained|warned)\s+(.{2,200})$", body)
    named = inverted and is_plausible(inverted[1])
    if named and (speaker := speaker_in(inverted[1])) and speaker.kind != "generic":
        return speaker
    return None


def byline(line: str) -> Speaker | None:
    """ "Ana Ruiz, director of Open Harbour": a line that only names somebody."""
    line = line.strip(" \t—–―-:\u0000")
    if not line or len(line) > 200 or re.search(r"[.!?]\s", line.replace("Dr. ", "")):
        return None
    speaker = speaker_in(NAME_DASH.sub(r"\1, ", line, count=1))
    if speaker and speaker.kind in ("person", "organisation"):
        return speaker
    return None


def is_signature(line: str) -> bool:
    """ "— Ana Ruiz, director": the line under a block quote that says whose words it holds."""
    return bool(DASH_BYLINE.match(line)) and byline(line) is not None


def label(line: str) -> Speaker | None:
    """A line that introduces the quote below it: "Ana Ruiz, director of Open Harbour, said:"."""
    stripped = line.strip()
    if stripped.endswith(":"):
        return before_quote(stripped)
    return byline(stripped) if len(stripped.split()) <= 18 else None


def _inverted(rest: str) -> Speaker | None:
    """What follows "said": a name, perhaps after "to reporters" or an adverb."""
    rest = re.sub(r"^\s+(?:out|on|simply|bluntly|also)\s+", " ", rest)
    candidate = rest.split("\u0000")[0].strip()
    candidate = re.split(r"[;:]|\s[—–]\s|\s-\s", candidate)[0]
    pronoun = candidate.strip(EDGES).lower() in ("it", "they", "we")
    if NO_SPEAKER.match(candidate) and not pronoun:
        return None
    return speaker_in(candidate)


def _labelled(lead: str) -> Speaker | None:
    """ "Ana Ruiz, director of Open Harbour:" with no verb at all."""
    return byline(lead.rstrip(": ").split("\u0000")[-1])


def _author(lead: str) -> Speaker | None:
    """ "Ana Ruiz’s message is simple:", "Maro’s last editorial ended with the words:"."""
    if (alias := ALIAS.search(lead)) and (name := alias["name"].strip(EDGES)) and is_person(name):
        return Speaker("person", name)
    owner = OWN_WORDS.match(lead.rsplit("\u0000", maxsplit=1)[-1].strip())
    return speaker_in(owner["who"]) if owner else None


def _participle_subject(lead: str) -> Speaker | None:
    """ "Ana Ruiz rejected the offer, saying": the subject that opens the sentence."""
    tail = [m.group().lower() for m in WORD.finditer(lead[-120:])][-12:]
    if not set(tail) & words.SAYING_PARTICIPLES:
        return None
    tokens = lead.split("\u0000", maxsplit=1)[0].split()
    for length in range(min(len(tokens), 16), 1, -1):
        if tokens[length - 1].endswith(","):
            speaker = speaker_in(" ".join(tokens[:length]))
            if speaker and speaker.kind == "person":
                return speaker
    for length in range(min(len(tokens), 14), 0, -1):
        phrase = " ".join(tokens[:length])
        if length < len(tokens) and not phrase.endswith(",") and tokens[length][:1].isupper():
            continue
        head = phrase.strip(EDGES)
        office = tokens[length - 1].strip(EDGES).lower() in words.ROLES
        described = office and tokens[0].lower() in DETERMINERS
        if described or is_person(head) or is_organisation(head) and head[:1].isupper():
            return speaker_in(head)
        if head.lower() in words.PRONOUNS:
            return Speaker("pronoun", head.lower())
    return None


def _last(pattern: re.Pattern, text: str) -> re.Match | None:
    return next(reversed(list(pattern.finditer(text))), None)
