"""Who stands before a verb of saying: "X, role, said", "officials insist", "Y, in May, urged"."""

import re

from campaign.statements import words
from campaign.statements.names import leading_name
from campaign.statements.people import DETERMINERS, FINITE, Speaker, speaker_in
from campaign.statements.subjects import CONJUNCTION, is_verb_like, office_subject, subject_of

WORD = re.compile(r"[^\W\d_][\w’'.-]*", re.U)
AUXILIARIES = re.compile(
    r"(?:\s*,?\s*\b(?:has|have|had|also|already|then|later|today|yesterday|further|still|repeatedly|"
    r"publicly|"
    r"previously|now|recently|strongly|simply|reportedly|once|again|this week|earlier|"
    r"(?:on )?(?:mon|tues|wednes|thurs|fri|satur|sun)day|bluntly|quietly|is|was))+\s*,?\s*$",
    re.I,
)
CLAUSE_OPENERS = words.listed(
    """in on at for from with by as but after before since although though because however
    meanwhile following during despite speaking commenting responding asked addressing writing
    when while reacting welcoming referring quoting citing amid under if earlier today
    yesterday last this late joining accompanying noting describing and even without among
    asking marking"""
)
AS_PUT = re.compile(r"^(?:(?:[^\u0000]{0,200},\s)?as|As)\s(?=\S)")
AS_ONE = re.compile(r"^As\s")
# "… was closed, in what the guild called": who judges stands after "what".
IN_WHAT = re.compile(
    r"^.*\bwhat\s(?=(?:the|an?|its|his|her|their|one)\s|[A-Z]|he\b|she\b|they\b)", re.S
)
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
# "The growers consistently and loudly argue": how they do it stands before the verb.
HOW = re.compile(r"(?:,?\s(?:\w+ly|also|still|often|always|now|further|then|and))+\s*$")
CLAUSE_BEGINS = re.compile(
    r"(?:and|but|while|yet)\s(?:the|an?|its|their|his|her)\s\w+\s(?:of|for|at|from)\s"
)
# "Some called for a boycott, and the union urged the crews “to …”": the later verb is the one.
NEW_CLAUSE = re.compile(r"[,;]\s(?:and|but|while|yet)\s.*", re.S)
# "We recall resolution 88, under which “…”" is no saying: what is said follows at once.
RECALLED = re.compile(r"(?:recall|observe|stress|affirm|report|promise|tell)\s(?!that\b|how\b)\w")
SEVERAL = words.listed("they we you people men women children police clergy many some others both")
PASSIVE = re.compile(r"\b(?:am|are|is|was|were|be|been|being)\s(?:\w+ly\s)?$")
READING_VERBS = frozenset(("read", "reads"))
# After these stands a noun: "one of the labels", "the reports".
NOUN_FOLLOWS = words.listed(
    "the a an this these those its their his her our my your of in on at for from with by to as"
)


def subject_before_verb(
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


def _subject(text: str, *, near: bool) -> Speaker | None:  # noqa: PLR0912 - in order of trust
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
        return speaker_in(text) if is_plausible(text) else None
    text = CONJUNCTION.sub("", text.split("\u0000")[-1].strip(" ,.;"))
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
        if position != -1 and is_plausible(text[position + len(connector) :]):
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
    for length in (4, 3, 2):
        # "In the second week Ana Ruiz", "On the stairs Mr Paris"
        name = " ".join(tokens[-length:])
        apart = len(tokens) > length and tokens[-length - 1].islower()
        if apart and leading_name(name) == name:
            return speaker_in(name)
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
        bool(candidate)
        and not relative
        and opening not in CLAUSE_OPENERS
        and is_plausible(candidate)
    )


def is_plausible(phrase: str) -> bool:
    """A noun phrase, not a clause: its head holds no finite verb that we know."""
    head = phrase.split(",", maxsplit=1)[0].lower().split()
    relative = "who" in head or "that" in head
    return len(head) <= 22 and (relative or not FINITE & set(head))


def _in_relative_clause(before: str) -> bool:
    """Whether a verb stands inside "..., who announced it, said"."""
    tail = before.rsplit(",", 1)[-1].strip().lower()
    return tail.startswith(("who ", "which ", "whose ", "that ")) or tail.split(" ")[-1] in (
        "who",
        "which",
        "that",
    )
