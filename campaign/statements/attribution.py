"""Which phrase beside a quote says who spoke: `said X, role`, `X of Y added:`, `according to X`.

Each function looks at the running text on one side of a quote and returns a Speaker as written,
or None. Inside `text`, quoted stretches are blanked with NUL characters.
"""

import re

from campaign.statements import words
from campaign.statements.names import EDGES, is_organisation, is_person, leading_name
from campaign.statements.people import DETERMINERS, FINITE, Speaker, speaker_in
from campaign.statements.subjects import (
    ALIAS,
    attribution_after,
    is_verb_like,
    office_subject,
    subject_of,
)

WORD = re.compile(r"[^\W\d_][\w’'.-]*", re.U)
AUXILIARIES = re.compile(
    r"(?:\s*,?\s*\b(?:has|have|had|also|then|later|today|yesterday|further|still|repeatedly|"
    r"publicly|"
    r"previously|now|recently|strongly|simply|reportedly|once|again|this week|earlier|"
    r"(?:on )?(?:mon|tues|wednes|thurs|fri|satur|sun)day|bluntly|quietly|is|was))+\s*,?\s*$",
    re.I,
)
ACCORDING = re.compile(
    r"(?i)\b(?:according to|(?:in|recalling) the words of|in the view of|"
    r"as (?:\w+ed|put|told|written|shown)(?: out| down)? (?:by|in)|attributable to|"
    r"attributed to|quote from|statement (?:from|by)|comments? (?:from|by)|quoting)\s+"
)
BURMESE_SUBJECT = re.compile(r"(?:^|[\s။၊])([\u1000-\u109f]{2,60}?)\s?(?:က|မှ)\s*[၊,:]?$")
CLAUSE_OPENERS = words.listed(
    """in on at for from with by as but after before since although though because however
    meanwhile following during despite speaking commenting responding asked addressing writing
    when while reacting welcoming referring quoting citing amid under if earlier today
    yesterday last this late joining accompanying noting describing and even without among
    asking marking"""
)
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
AS_PUT = re.compile(r"^(?:(?:[^\u0000]{0,200},\s)?as|As)\s(?=\S)")
# "Ana Ruiz said in a statement." and no more: an attribution, although the quote had its full stop.
ONLY_SAID = re.compile(
    rf"^[^.]{{2,120}}?\s(?:{'|'.join(sorted(words.SAYING))})"
    r"(?:\s(?:in|on|at|to|during|after|outside|reporters|us|me|him|her|them)\b[^,;]{0,80})?\.?$"
)
AS_ONE = re.compile(r"^As\s")
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
# "… was closed, in what the guild called": who judges stands after "what".
IN_WHAT = re.compile(
    r"^.*\bwhat\s(?=(?:the|an?|its|his|her|their|one)\s|[A-Z]|he\b|she\b|they\b)", re.S
)
# "“Never noise,” is how weaver Shanti Rao puts it."
HOW_PUT = re.compile(r"^\s*,?\s*(?:is|was)\s(?:how|what|the way)\s")
IN_OWN_WORDS = re.compile(r"\bin (his|her|their) (?:own )?words,?\s*$")
WHOSE = {"his": "he", "her": "she", "their": "they"}
# "The guild toured the yard in 2023 and found": both verbs have the subject that opens it.
SHARED_SUBJECT = re.compile(r"\b(?:and|but|then)(?:\s\w+ly)?\s*$")
CONNECTORS = (
    *(" and ", " but ", " while ", " as ", " – ", " — ", ": "),
    *(" since ", " because ", " when ", " after ", " until ", " where "),
)
HEADED = re.compile(r",\s(?:headed|titled|entitled|called|named|dubbed)\s\u0000+\s?(?:,|$)")
# "used to say", "could only add"
MODAL = re.compile(
    r"\b(?:will|would|can|could|may|might|must|did|does|do|(?:used|likes?|went on|goes on|had|has|"
    r"came|hastened|chose) to)(?:\s(?:only|also|later|often|always|never|still|\w+ly))*\s*$"
)
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
# "The growers consistently and loudly argue": how they do it stands before the verb.
HOW = re.compile(
    r"(?:,?\s(?:\w+ly|also|still|often|always|now|further|then|and))+\s*$"
)
# "For Ana Ruiz, the plan is “…”": her judgement.
TO_WHOM = re.compile(
    r"^(?:For|To)\s(?P<who>[^,\u0000]{3,80}),\s[^,;\u0000]{2,80}\s(?:is|are|was|were|means?|meant)$"
)
CLAUSE_BEGINS = re.compile(r"(?:and|but|while|yet)\s(?:the|an?|its|their|his|her)\s\w+\s(?:of|for|at|from)\s")
# "Some called for a boycott, and the union urged the crews “to …”": the later verb is the one.
NEW_CLAUSE = re.compile(r"[,;]\s(?:and|but|while|yet)\s.*", re.S)
TOLD_SO = words.SAYING | words.SAYING_PLAIN | words.SAYING_PARTICIPLES
# "We recall resolution 88, under which “…”" is no saying: what is said follows at once.
RECALLED = re.compile(r"(?:recall|observe|stress|affirm|report|promise|tell)\s(?!that\b|how\b)\w")
SEVERAL = words.listed("they we you people men women children police clergy many some others both")
PASSIVE = re.compile(r"\b(?:am|are|is|was|were|be|been|being)\s(?:\w+ly\s)?$")
# "The family has received one reply, of nine words:": not the family's words.
RECEIVED = re.compile(
    r"\b(?:received|got)\s[^.:]{0,40}?\b(?:reply|answer|response|letter|message|e-mail)\b[^.:]{0,60}:$"
)
# "“A”, that B was forged, and that C …": more of what was said, and no attribution.
OBJECT_CLAUSE = re.compile(r"(?:and\s|or\s|but\s)?(?:that|which|whose|whether)\s")
# "(Res. 12/4)", "(p. 3)" say where words stand, and not whose they are.
REFERENCE = re.compile(r"\d")
READING_VERBS = frozenset(("read", "reads"))
# After these stands a noun: "one of the labels", "the reports".
NOUN_FOLLOWS = words.listed(
    "the a an this these those its their his her our my your of in on at for from with by to as"
)


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
    speaker = _subject_before_verb(stripped, near=True)
    if speaker is None and (unfinished or gap.lstrip().startswith(",")):
        return attribution_after(stripped)
    return speaker


def before_quote(lead: str) -> Speaker | None:
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
    if (to_whom := TO_WHOM.match(lead)) and (speaker := speaker_in(to_whom["who"])):
        return speaker if speaker.kind == "person" else None
    first = WORD.match(lead)
    opens = first is not None and first.group().lower() in words.SAYING
    if opens and (speaker := _inverted(lead[first.end() :])):
        return speaker
    for several in (False, True):
        if speaker := _subject_before_verb(lead, near=False, several=several):
            return speaker
    if (ruled := RULED.search(lead)) and (speaker := speaker_in(ruled["who"])):
        return speaker
    if JUDGED.search(lead) and (speaker := subject_of(lead)):
        return speaker
    if lead.endswith(":"):
        return _author(lead) or _labelled(lead) or subject_of(lead, described=True)
    tail = {m.group().lower() for m in WORD.finditer(lead[-120:])}
    return _participle_subject(lead) or (
        subject_of(lead) if tail & words.SAYING_PARTICIPLES else None
    )


def gapped(clause: str) -> Speaker | None:
    """ "Ana Ruiz said that “A”, and her deputy, Hla Win, that “B”": the verb is not said twice."""
    who, that, _ = clause.partition(" that ") if " that " in clause else ("", "", "")
    return speaker_in(who) if that and _plausible(who) and who.split()[-1] not in TOLD_SO else None


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
    return None if "\u0000" in body else _subject_before_verb(body, near=False, strong=True)


def closing_speaker(body: str) -> Speaker | None:
    """Who speaks at a sentence's end: "… of the harbour, Ana Ruiz said in a report"."""
    if tail := SPOKEN_TAIL.search(body):
        pieces = body[: tail.start()].rstrip(", ").split(",")
        # The name stands after the last comma, or before it when a role follows the name.
        for count in (1, 2, 3):
            candidate = ",".join(pieces[-count:]).strip()
            if len(pieces) > count and "\u0000" not in candidate and _plausible(candidate):
                speaker = speaker_in(candidate)
                if speaker and speaker.kind != "generic":
                    return speaker
    inverted = re.search(r",\s+(?:said|says|added|explained|warned)\s+(.{2,200})$", body)
    named = inverted and _plausible(inverted[1])
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


def _subject_before_verb(
    text: str, *, near: bool, strong: bool = False, several: bool = False
) -> Speaker | None:
    """ "X, role, said": the noun phrase before the first verb of saying that one can be read for.

    near: the phrase must start where the text starts (right after a quote).
    several: the verb is one that only a plural subject can have ("officials insist").
    """
    tries = 0
    for match in WORD.finditer(text[:700]):
        word = match.group().lower().rstrip(".")
        before = text[: match.start()]
        plain = word in words.SAYING_PLAIN and (
            _are_several(before) and not RECALLED.match(text, match.start())
            if several
            else MODAL.search(before)
        )
        if not (plain or word in words.SAYING) or not before or match.group()[0].isupper():
            continue
        weak = word in words.WEAK_SAYING
        if weak and (strong or before.split()[-1].lower() in NOUN_FOLLOWS):
            continue
        if _in_relative_clause(before) or PASSIVE.search(before) and word != "quoted":
            continue
        subject = AUXILIARIES.sub("", MODAL.sub("", HOW.sub("", before)) if plain else before)
        subject = AS_ONE.sub("", subject) if word == "put" else subject
        speaker = _subject(subject, near=near)
        if speaker and (
            word not in words.WEAK_SAYING or _weak_verb_fits(word, speaker, text, match)
        ):
            return speaker
        tries += 1
        if tries > 6:
            return None
    return None


def _are_several(before: str) -> bool:
    """Whether a plain verb can follow: "The growers argue", "They often say"."""
    head = HOW.sub("", before).split()[-1:]
    plural = head and head[0].endswith("s") and not head[0].endswith(("ss", "us", "’s", "'s", "is"))
    return bool(plural) or head[:1] and head[0].lower() in SEVERAL


def _weak_verb_fits(word: str, speaker: Speaker, text: str, match: re.Match) -> bool:
    if speaker.kind == "generic" and word in READING_VERBS:
        return True
    following = text[match.end() :].strip()
    if (clause := NEW_CLAUSE.search(following)) and words.SAYING & set(clause.group().split()):
        return False
    named = speaker.kind in ("person", "organisation", "pronoun", "generic")
    return named and (len(following) < 160 or following.endswith(("\u0000", ":")))


def _subject(text: str, *, near: bool) -> Speaker | None:
    """The noun phrase that ends where the verb begins, after any opening clause."""
    text = HEADED.sub(" ", text.strip()).strip()
    if not text or "\u0000" in text[-2:]:
        return None
    text = IN_WHAT.sub("", AS_PUT.sub("", text))
    if near:
        text = text.split("\u0000")[-1]
        first = text.split(",")[0].split()
        if len(first) > 16:
            return None
        return speaker_in(text) if _plausible(text) else None
    text = text.split("\u0000")[-1].strip(" ,.;")
    if SHARED_SUBJECT.search(text) and (shared := subject_of(text) or office_subject(text)):
        return shared
    pieces = text.split(",")[-8:]
    if speaker := _nearest_person(pieces):
        return speaker
    for index in range(len(pieces) - 1, 0, -1):
        clause = ",".join(pieces[index:]).strip()
        if CLAUSE_BEGINS.match(clause) and (speaker := speaker_in(clause)):
            return speaker
    for index in range(len(pieces)):
        candidate = ",".join(pieces[index:]).strip()
        if not _opens_a_subject(candidate):
            continue
        speaker = speaker_in(candidate)
        if speaker and not _is_clause(speaker):
            return speaker
    for connector in CONNECTORS:
        position = text.rfind(connector)
        if position != -1 and _plausible(text[position + len(connector) :]):
            found = speaker_in(text[position + len(connector) :])
            if found and found.kind != "generic":
                return found
    return _after_adverbial(text.split())


def _after_adverbial(tokens: list[str]) -> Speaker | None:
    """ "In a note of 3 May the port", "On Monday she": no comma parts adverbial and subject."""
    if not tokens or tokens[0].lower() not in CLAUSE_OPENERS:
        return None
    if tokens[-1].lower() in words.PRONOUNS:
        return Speaker("pronoun", tokens[-1].lower())
    for index in range(len(tokens) - 2, max(1, len(tokens) - 12), -1):
        begins = tokens[index].lower() in DETERMINERS
        if begins and tokens[index - 1].lower() not in words.LINKING:
            return speaker_in(" ".join(tokens[index:]))
    return None


def _nearest_person(pieces: list[str]) -> Speaker | None:
    """The person named last before the verb, where a list of names or clauses stands further left:
    "Responding to the arrest of Wa Lin and Kyaw Oo, Ana Ruiz, the union’s director, said"."""
    for index in range(len(pieces) - 1, 0, -1):
        candidate = ",".join(pieces[index:]).strip()
        if not _opens_a_subject(candidate):
            continue
        name = leading_name(pieces[index].strip())
        if name == pieces[index].strip() and index < len(pieces) - 1:
            return speaker_in(candidate)
    return None


def _is_clause(speaker: Speaker) -> bool:
    """ "A labour tribunal ruled" is no one’s name."""
    *first, last = speaker.name.split()
    verb = is_verb_like(last) and last not in words.ROLES
    # A word in -s is a verb after a name ("his aunt Ana translates"), else a noun ("youth corps").
    after_name = len(first) > 1 and first[-1][:1].isupper()
    return speaker.kind == "generic" and verb and (after_name or last.endswith("ed"))


def _opens_a_subject(candidate: str) -> bool:
    opening = candidate.split(None, 1)[0].lower() if candidate else ""
    relative = opening in ("who", "whose", "which", "adding", "saying")
    return (
        bool(candidate) and not relative and opening not in CLAUSE_OPENERS and _plausible(candidate)
    )


def _plausible(phrase: str) -> bool:
    """A noun phrase, not a clause: its head holds no finite verb that we know."""
    head = phrase.split(",", maxsplit=1)[0].lower().split()
    relative = "who" in head or "that" in head
    return len(head) <= 22 and (relative or not FINITE & set(head))


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


def _in_relative_clause(before: str) -> bool:
    """Whether a verb stands inside "..., who announced it, said"."""
    tail = before.rsplit(",", 1)[-1].strip().lower()
    return tail.startswith(("who ", "which ", "whose ", "that ")) or tail.split(" ")[-1] in (
        "who",
        "which",
        "that",
    )


def _last(pattern: re.Pattern, text: str) -> re.Match | None:
    return next(reversed(list(pattern.finditer(text))), None)
